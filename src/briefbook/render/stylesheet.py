"""The stylesheet that a layout profile amounts to: every measure, no ornament.

Stage *render*. Written in CSS Paged Media, https://www.w3.org/TR/css-page-3/,
with running elements, https://www.w3.org/TR/css-gcpm-3/. The book's own
stylesheets come after it in the cascade: they decorate, and may override.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from briefbook.plan.profile import HeadingStyle, Profile
from briefbook.render.design import line_height, variables
from briefbook.render.design import number as _number

#: Paragraphs that stand at their own place and take no indent of the first line.
_PLACED = (
    "marking",
    "document-type",
    "date-line",
    "reference",
    "place",
    "attachments",
    "signature",
    "executor",
    "source",
    "note",
)
_PATTERNS: Mapping[str, str] = {
    "number": "counter(page)",
    "number-of-total": 'counter(page) " / " counter(pages)',
    "dashed": '"- " counter(page) " -"',
}


@dataclass(frozen=True, slots=True)
class Running:
    """What of a document runs through its pages.

    ``header`` and ``footer`` say whether it has these elements, ``numbered`` is
    the place of the one that holds the page number, or an empty text.
    """

    header: bool = False
    footer: bool = False
    numbered: str = ""


def page_css(profile: Profile, single_spacing: Mapping[str, float], running: Running) -> str:
    """Return the stylesheet of a profile.

    ``single_spacing`` gives for each family the height of a line set solid as a
    multiple of its type size: word processors count line spacing in this unit.
    """
    parts = (
        _base(profile, single_spacing),
        _page(profile),
        *_running(profile, running),
        _text(profile),
        *_headings(profile, single_spacing),
        _table(profile),
        _requisites(profile),
        _fields(profile),
        _signature(profile),
        _notes(profile),
        _contents(profile),
    )
    return "\n".join(parts)


def _base(profile: Profile, single_spacing: Mapping[str, float]) -> str:
    text = profile.text
    family = text.typeface.family
    design = "; ".join(
        f"--{name}: {value}" for name, value in variables(profile, single_spacing).items()
    )
    return f"""\
:root {{ {design} }}
html {{ color: var(--ink); font-family: "{family}"; font-size: {_number(text.size)}pt;
  hyphens: none; line-height: {line_height(text.line_spacing, single_spacing.get(family, 1.2))};
  orphans: 2; widows: 2; font-variant-ligatures: no-common-ligatures }}
body {{ margin: 0 }}
code {{ font-family: "{family}" }}
a {{ color: inherit; text-decoration: none }}
abbr {{ text-decoration: none }}
sup, sub {{ font-size: .7em; line-height: 0 }}
div, dl, figure, ul, ol {{ margin: 0 }}
[data-role="blank"] {{ display: inline-block; border-bottom: .5pt solid; vertical-align: -.15em }}
[data-role="page-number"]::before {{ content: counter(page) }}
[data-role="page-count"]::before {{ content: counter(pages) }}"""


def _page(profile: Profile) -> str:
    page, margins = profile.page, profile.page.margins
    edges = " ".join(
        f"{_number(each)}mm" for each in (margins.top, margins.right, margins.bottom, margins.left)
    )
    return (
        f"@page {{ size: {_number(page.width)}mm {_number(page.height)}mm; margin: {edges}; "
        f'font-family: "{profile.text.typeface.family}" }}'
    )


def _running(profile: Profile, running: Running) -> Iterator[str]:
    """Yield the rules of header, footer and page number."""
    number = profile.page_number
    type_size = f"font-size: {_number(number.size)}pt; text-indent: 0"
    for place, present in (("header", running.header), ("footer", running.footer)):
        generated = not running.numbered and number.place == place
        if not present and not generated:
            continue
        box, other = ("top", "bottom") if place == "header" else ("bottom", "top")
        edge = f"vertical-align: {box}; padding-{box}: {_number(number.distance)}mm; {type_size}"
        if present:
            yield f"{place} p {{ margin: 0 }}"
            align = "left" if generated else number.align
            yield f"{place} {{ position: running({place}); {type_size}; text-align: {align} }}"
        boxes = _margin_boxes(profile, box, place, present=present, generated=generated)
        for name, content, extra in boxes:
            style = f"content: {content}; {extra}; {edge}; padding-{other}: 0"
            yield f"@page {{ @{name} {{ {style} }} }}"
            counted = generated and content != f"element({place})"
            if not number.first_page and (counted or running.numbered == place):
                yield f"@page :first {{ @{name} {{ content: none }} }}"


def _margin_boxes(
    profile: Profile, box: str, place: str, *, present: bool, generated: bool
) -> list[tuple[str, str, str]]:
    """Return the margin boxes to fill: name, content and further declarations."""
    number = profile.page_number
    counter = _PATTERNS[number.pattern]
    if present and generated:
        return [
            (f"{box}-left", f"element({place})", "text-align: left"),
            (f"{box}-right", counter, "text-align: right"),
        ]
    content = f"element({place})" if present else counter
    return [(f"{box}-center", content, f"width: 100%; text-align: {number.align}")]


def _text(profile: Profile) -> str:
    text = profile.text
    indent = _number(text.first_line_indent)
    after = _number(text.space_after)
    item = text.first_line_indent + 5.5
    return f"""\
p {{ margin: 0; text-indent: 0 }}
body > p, section > p {{ text-align: {text.align}; text-indent: {indent}mm;
  margin-bottom: {after}pt }}
{_selector("p")} {{ text-indent: 0; text-align: left }}
ul, ol {{ padding-left: {_number(item)}mm; margin-bottom: {after}pt; break-before: auto }}
li > ul, li > ol {{ padding-left: 5mm; margin-bottom: 0 }}
li > p {{ text-align: {text.align} }}
section {{ display: block }}
section[data-role="annex"] {{ break-before: page }}
figure {{ margin: 0 0 {after}pt; break-inside: avoid }}
img {{ max-width: 100% }}"""


def _headings(profile: Profile, single_spacing: Mapping[str, float]) -> Iterator[str]:
    family = profile.heading_typeface.family
    single = _number(single_spacing.get(family, 1.2))
    yield (
        f'h1, h2, h3 {{ font-family: "{family}"; line-height: {single}; '
        "break-after: avoid; break-inside: avoid; text-indent: 0; hyphens: none }"
    )
    for level, style in enumerate(profile.headings, start=1):
        yield _heading(level, style)
    if profile.fields.style == "placed":
        width = _number(profile.fields.heading_width)
        yield f'h1[data-role="heading"] {{ max-width: {width}mm }}'


def _heading(level: int, style: HeadingStyle) -> str:
    weight = "bold" if style.bold else "normal"
    return (
        f"h{level} {{ font-size: {_number(style.size)}pt; font-weight: {weight}; "
        f"text-align: {style.align}; color: #{style.color}; "
        f"margin: {_number(style.space_before)}pt 0 {_number(style.space_after)}pt }}"
    )


def _table(profile: Profile) -> str:
    # Rules all round need room beside the text, whatever a stylesheet asks for without them.
    lines = (
        "th, td { border: .5pt solid }\n"
        "tr > th:nth-child(n), tr > td:nth-child(n) { padding: 2pt 4pt }"
        if profile.table.rules == "all"
        else "tr { border-bottom: .4pt solid } thead tr { border-bottom-width: .8pt }"
    )
    return f"""\
table {{ font-size: {_number(profile.table.size)}pt; border-collapse: collapse; width: 100%;
  margin-bottom: {_number(profile.text.space_after)}pt; text-align: left;
  font-variant-numeric: tabular-nums }}
{lines}
caption {{ text-align: left; break-after: avoid; padding: 0 0 2pt }}
th, td {{ padding: 2pt 4pt; vertical-align: top; text-indent: 0; text-align: left }}
thead {{ display: table-header-group; break-after: avoid }}
tr {{ break-inside: avoid }}
[data-align="left"] {{ text-align: left }}
[data-align="center"] {{ text-align: center }}
[data-align="right"] {{ text-align: right }}"""


def _requisites(profile: Profile) -> str:
    fields = profile.fields
    width = _number(fields.heading_width)
    return f"""\
p[data-role="marking"] {{ text-align: right }}
p[data-role="document-type"] {{ text-align: {fields.type_align}; font-weight: bold }}
p[data-role="attachments"] {{ display: flex; text-align: left; break-before: avoid }}
p[data-role="attachments"] > [data-role="label"] {{ flex: none; margin-right: .28em }}
div[data-role="unit"] {{ max-width: {width}mm }}
div[data-role="addressee"] {{ margin-left: {_number(fields.addressee_indent)}mm }}
p[data-role="executor"] {{ break-before: avoid; break-inside: avoid }}"""


def _fields(profile: Profile) -> str:
    width = _number(profile.fields.label_width)
    return f"""\
dt {{ float: left; clear: left; width: {width}mm; margin: 0 }}
dd {{ margin: 0 0 0 {width}mm }}
h1[data-role="heading"]:has(> [data-role="label"]) {{ padding-left: {width}mm;
  text-indent: -{width}mm }}
h1 > [data-role="label"] {{ display: inline-block; width: {width}mm; text-indent: 0;
  margin-right: -.25em }}"""


def _signature(profile: Profile) -> str:
    signature = profile.signature
    at = signature.name_at
    post = (
        "flex: 1 1 0; padding-right: 6mm" if at is None else f"flex: none; width: {_number(at)}mm"
    )
    return f"""\
p[data-role="signature"] {{ display: flex; align-items: flex-end; break-inside: avoid;
  break-before: avoid; margin-top: {_number(signature.space_before)}pt; text-indent: 0 }}
p[data-role="signature"] > [data-role="post"] {{ {post} }}
p[data-role="signature"] > [data-role="name"] {{ flex: none; margin-left: auto }}
{"" if at is None else 'p[data-role="signature"] > [data-role="name"] { margin-left: 0 }'}"""


def _notes(profile: Profile) -> str:
    """Return the rules of footnotes; the last padding keeps a note on the page of its call."""
    return f"""\
[data-role="footnote"] {{ float: footnote; font-family: "{profile.text.typeface.family}";
  font-size: {_number(profile.small_size)}pt;
  font-weight: normal; font-style: normal; line-height: 1.25; color: black; text-align: left;
  text-indent: 0; text-transform: none; letter-spacing: normal }}
[data-role="footnote"]::footnote-call {{ content: counter(footnote); font-size: .7em;
  line-height: 0; vertical-align: super }}
[data-role="footnote"]::footnote-marker {{ content: counter(footnote) "\\A0"; font-size: .7em;
  line-height: 0; vertical-align: super }}
@page {{ @footnote {{ border-top: .5pt solid; margin-top: 6pt; padding-top: 3pt;
  padding-bottom: .1px }} }}"""


def _contents(profile: Profile) -> str:
    style = profile.headings[1]
    return f"""\
nav {{ margin-bottom: {_number(style.space_after)}pt }}
nav > p {{ font-family: var(--heading-family); font-size: {_number(style.size)}pt;
  font-weight: bold; color: #{style.color}; break-after: avoid;
  margin: {_number(style.space_before)}pt 0 {_number(style.space_after)}pt }}
nav ol {{ list-style-type: none; padding: 0; margin: 0 }}
nav li {{ margin: 0 }}
nav li > p {{ text-align: left; margin-bottom: 2pt }}
nav li li {{ margin-left: 6mm }}
nav a {{ color: inherit }}
nav a::after {{ content: leader(".") " " target-counter(attr(href), page) }}"""


def _selector(tag: str) -> str:
    return ", ".join(f'{tag}[data-role="{role}"]' for role in _PLACED)
