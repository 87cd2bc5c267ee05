"""A manuscript as Typst markup (https://typst.app/docs/): the same text, tables and fonts."""

from __future__ import annotations

import json
from collections.abc import Iterator

from briefbook.plan.profile import Profile
from briefbook.render.manuscript import Manuscript
from briefbook.render.tree import Element, Text

_HEADINGS = {"h1": "=", "h2": "==", "h3": "==="}


def typst(manuscript: Manuscript) -> str:
    """Return the document, with the page, fonts and sizes of its profile."""
    body = next(each for each in manuscript.root.elements() if each.tag == "body")
    footer = next((each for each in body.elements() if each.tag == "footer"), None)
    title = next(each.text() for each in manuscript.root.elements() if each.tag == "title")
    parts = (
        _settings(manuscript.profile, manuscript.language, title),
        f"#set page(footer: align(right)[{_inline(footer)}])" if footer else "",
        *_blocks(body),
    )
    return "\n\n".join(parts)


def _settings(profile: Profile, language: str, title: str) -> str:
    margins, text = profile.page.margins, profile.text
    around = ", ".join(
        f"{side}: {getattr(margins, side)}mm" for side in ("top", "bottom", "left", "right")
    )
    lines = [
        f"#set document(title: {json.dumps(title, ensure_ascii=False)})",
        f'#set page(paper: "a4", margin: ({around}))',
        f'#set text(font: "{text.typeface.family}", size: {text.size}pt, lang: "{language}")',
        f"#set par(spacing: {text.space_after + 6}pt)",
        "#set table(stroke: (x: none, y: 0.5pt + gray))",
        f"#show table: set text({profile.table.size}pt)",
        "#set figure(numbering: none)\n#set figure.caption(position: top)",
    ]
    lines += [
        f'#show heading.where(level: {level}): set text(font: "{profile.heading_typeface.family}",'
        f' size: {style.size}pt, fill: rgb("#{style.color}"))'
        for level, style in enumerate(profile.headings, 1)
    ]
    return "\n".join(lines)


def _blocks(parent: Element) -> Iterator[str]:
    for child in parent.children:
        if not isinstance(child, Element) or child.tag in {"header", "footer"}:
            continue
        if child.tag in _HEADINGS:
            yield f"{_HEADINGS[child.tag]} {_inline(child)}"
        elif child.tag in {"p", "dt", "dd"}:
            yield _inline(child)
        elif child.tag in {"ul", "ol"}:
            items = [each for each in child.children if isinstance(each, Element)]
            yield "\n".join(f"- {_inline(item)}" for item in items)
        elif child.tag == "table":
            yield _table(child)
        elif child.tag == "figure":
            yield _figure(child)
        else:
            yield from _blocks(child)


def _table(table: Element) -> str:
    rows = [row for row in table.elements() if row.tag == "tr"]
    cells = [
        [f"[{_inline(cell)}]" for cell in row.elements() if cell.tag in {"th", "td"}]
        for row in rows
    ]
    caption = next((each for each in table.elements() if each.tag == "caption"), None)
    head, *body = cells
    inner = "\n".join(", ".join(row) + "," for row in body)
    laid = f"table(columns: {len(head)}, align: left, table.header({', '.join(head)}),\n{inner})"
    return f"#figure({laid}, caption: [{_inline(caption)}])" if caption else f"#{laid}"


def _figure(figure: Element) -> str:
    parts = {child.tag: child for child in figure.elements()}
    image = parts["img"].attributes
    words = f"{json.dumps(image['src'])}, alt: {json.dumps(image['alt'], ensure_ascii=False)}"
    caption = f", caption: [{_inline(parts['figcaption'])}]" if "figcaption" in parts else ""
    return f"#figure(image({words}, width: 100%){caption})"


def _inline(element: Element) -> str:
    """Write text as Typst strings, which need no escapes but those of JSON."""
    parts = []
    for child in element.children:
        if isinstance(child, Text):
            parts.append(f"#{json.dumps(child.text, ensure_ascii=False)}")
        elif child.role == "page-number":
            parts.append("#context counter(page).display()")
        elif child.role == "page-count":
            parts.append("#context counter(page).final().first()")
        elif child.tag == "a":
            parts.append(f"#link({json.dumps(child.attributes['href'])})[{_inline(child)}]")
        else:
            parts.append(_inline(child))
    return "".join(parts)
