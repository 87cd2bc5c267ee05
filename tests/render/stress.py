"""A document that asks everything of the tags: it is long, deep, foreign and annotated.

Each part is there twice as long as a page where it may break, so that every kind
of element runs over a page break somewhere.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from dataclasses import replace as replaced

from tests.render.pictures.timelines import timeline
from tests.render.samples import document, manuscript

from briefbook.render.filling import filled
from briefbook.render.manuscript import Manuscript

ROWS = 240
ITEMS = 70

STYLES = """
ul { list-style-type: disc }
ul ul { list-style-type: "– " }
a, code { text-decoration: underline }
tbody tr { break-inside: auto }
table { break-inside: auto; border-collapse: collapse }
td { border: .5pt solid #777; background: #f6f6f6 }
section section { border-radius: 3pt; box-shadow: none; background: linear-gradient(#fff, #f8f8f8) }
""".encode()

SVG = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 40" width="90" height="40">
<defs><linearGradient id="g"><stop offset="0" stop-color="#036"/>
<stop offset="1" stop-color="#9cf" stop-opacity=".5"/></linearGradient></defs>
<rect width="90" height="30" fill="url(#g)"/><circle cx="20" cy="20" r="9" opacity=".4"/>
<text x="4" y="38" font-family="PT Sans" font-size="7">1990</text></svg>"""


def png(*, alpha: bool) -> bytes:
    """A picture of four pixels, half of it transparent if it may be."""
    pixels = ((255, 0, 0, 255), (0, 0, 255, 128))
    line = b"\0" + b"".join(bytes(each if alpha else each[:3]) for each in pixels)
    head = struct.pack(">IIBBBBB", 2, 2, 8, 6 if alpha else 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(line * 2)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


@dataclass(frozen=True)
class Words:
    """The words of one language, and a phrase of another."""

    language: str
    foreign: str
    title: str
    sentence: str
    phrase: str
    table: str
    figure: str


WORDS = {
    "en": Words(
        "en",
        "ru",
        "The river",
        "The commission meets twice a year and decides by consensus. ",
        "Речная комиссия",
        "Table",
        "Figure",
    ),
    "ru": Words(
        "ru",
        "en",
        "Река",
        "Комиссия собирается дважды в год и принимает решения консенсусом. ",
        "River Commission",
        "Таблица",
        "Рисунок",
    ),
}


def stress(language: str, layout: str = "house") -> Manuscript:
    """The document in a language and a layout."""
    words = WORDS[language]
    parts = (_running, _contents, _headings, _long_paragraph, _lists, _pairs, _table, _pictures)
    body = "".join(part(words) for part in parts)
    extra = {
        "styles/stress.css": STYLES,
        "pictures/a.svg": SVG,
        "pictures/a.png": png(alpha=True),
        "pictures/b.png": png(alpha=False),
    }
    whole = manuscript(
        filled(document(body, language)), layout, stylesheets=("styles/stress.css",), extra=extra
    )
    return replaced(whole, evidence='{"facts": ["Река"]}'.encode())


def _note(words: Words, text: str = "") -> str:
    return f'<span data-role="footnote">{text or words.sentence}</span>'


def _running(words: Words) -> str:
    return (
        f"<header><p>{words.title}</p></header><footer><p>"
        f'<a href="https://rivers.example/{words.language}">{words.title}</a>, '
        '<span data-role="page-number"></span></p></footer>'
    )


def _contents(words: Words) -> str:
    return f'<h1>{words.title}</h1><nav data-role="toc"><p>{words.title}</p></nav>'


def _headings(words: Words) -> str:
    return "".join(
        f'<section><h2 id="part-{part}">{words.title} {part}{_note(words)}</h2>'
        + "".join(
            f"<section><h3>{part}.{deep}</h3><p>{words.sentence}</p></section>" for deep in (1, 2)
        )
        + "</section>"
        for part in range(1, 4)
    )


def _long_paragraph(words: Words) -> str:
    foreign = f'<em lang="{words.foreign}">{words.phrase}</em>'
    link = (
        f'<a href="https://rivers.example/long" title="{words.title}">'
        f"{words.sentence * 3}<em>{words.title}</em></a>"
    )
    middle = f"{foreign}, <abbr title='{words.title}'>R</abbr>, <code>x</code>{_note(words)} "
    return f"<h2>1</h2><p>{words.sentence * 40}{middle}{link} {words.sentence * 40}</p>"


def _lists(words: Words) -> str:
    inner = f"<ul><li>{words.title}</li><li lang='{words.foreign}'>{words.phrase}</li></ul>"
    items = "".join(
        f"<li><p>{words.sentence}{_note(words) if number == 3 else ''}</p>{inner}</li>"
        for number in range(ITEMS // 2)
    )
    blocks = f"<li><p>{words.sentence * 30}</p><p>{words.title}</p></li>"
    return f'<h2>2</h2><ol start="5">{items}</ol><ul>{blocks}<li>{words.title}</li></ul>'


def _pairs(words: Words) -> str:
    two_values = f"<dt>A</dt><dd>B</dd><dd>{words.title}</dd>"
    return f'<dl data-role="fields">{two_values}<dt>C</dt><dd>D</dd></dl>'


def _table(words: Words) -> str:
    head = (
        '<thead><tr><th scope="col" rowspan="2">№</th><th scope="col" colspan="2">A</th></tr>'
        '<tr><th scope="col">B</th><th scope="col">C</th></tr></thead>'
    )
    body = f"<tbody>{_rows(words)}</tbody>"
    caption = f"<caption>{words.table} {_count('table')}. {words.title}</caption>"
    return f"<h2>3</h2><table>{caption}{head}{body}</table>"


def _rows(words: Words) -> str:
    rows = []
    for number in range(1, ROWS + 1):
        wide = '<td colspan="2"></td>'
        plain = f"<td>{words.title} {number}{_note(words) if number == 9 else ''}</td>"
        long = f"<td>{words.sentence * 60}</td>" if number == 100 else "<td></td>"
        tall = f'<th scope="row" rowspan="2">{number}</th>' if number % 10 == 1 else ""
        own = "" if number % 10 in (1, 2) else f'<th scope="row">{number}</th>'
        rows.append(f"<tr>{tall}{own}{wide if number % 7 == 0 else plain + long}</tr>")
    return "".join(rows)


def _count(kind: str) -> str:
    return f'<span data-role="{kind}-number"></span>'


def _pictures(words: Words) -> str:
    return "".join(
        f'<figure><img src="pictures/{name}" alt="{words.title}, {name}">'
        f"<figcaption>{words.figure} {_count('figure')}. {words.title}</figcaption></figure>"
        for name in ("a.svg", "a.png", "b.png")
    ) + timeline(alternative=words.title, caption=words.sentence)
