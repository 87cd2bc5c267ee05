"""What bad input gets: one clear error with its place, nothing half-written, the rest as it was.

Each line of the tables changes a book that has been built, builds it again, and says
what the user gets: the code of the error, and the place that the message names.
"""

from __future__ import annotations

import json
import random
import resource
import shutil
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.books import NOTES, OUTPUTS, SHEETS, edit, state_of, write
from tests.program import run

from briefbook.cli import main

OFFICE = "data/organizations/office.yaml"
STATE = "data/states/ruritania.yaml"
COUNCIL = "data/bodies/council.yaml"
NOTE = "templates/note.html.jinja"

Change = Callable[[Path], None]


@dataclass(frozen=True)
class Got:
    """What a user got: the exit code, the object on stdout, the text on stderr."""

    code: int
    report: dict[str, Any]
    said: str


@pytest.fixture
def build(built_book: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Got]:
    """Run ``briefbook build --json`` on the built book."""

    def command(*options: str, executor: str = "inline") -> Got:
        capsys.readouterr()
        how = ["--book", str(built_book), "build", "--json", "--executor", executor, *options]
        code = main(how)
        output, said = capsys.readouterr()
        return Got(code, json.loads(output), said)

    return command


def editing(file: str, old: str, new: str) -> Change:
    return lambda book: edit(book / file, old, new)


def writing(file: str, content: str | bytes) -> Change:
    def change(book: Path) -> None:
        write(book / file, "")
        (book / file).write_bytes(content if isinstance(content, bytes) else content.encode())

    return change


def removing(name: str) -> Change:
    def change(book: Path) -> None:
        path = book / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    return change


def in_place_of(file: str) -> Change:
    def change(book: Path) -> None:
        (book / file).unlink()
        (book / file).mkdir()

    return change


_BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(20)
)

INVALID = [
    ("not UTF-8", writing(STATE, b"name: \xff\xfe\n"), "unreadable-file", f"{STATE}:1"),
    ("no file", in_place_of(STATE), "unreadable-file", STATE),
    ("a tab", writing(STATE, "name:\n\tru: x\n"), "yaml-syntax", f"{STATE}:2"),
    ("an open quote", writing(STATE, 'name: "x\n'), "yaml-syntax", STATE),
    ("an alias bomb", writing(STATE, _BOMB), "yaml-refused", f"{STATE}:1"),
    ("an unknown tag", writing(STATE, "name: !!python/name:os.system x\n"), "yaml-refused", STATE),
    ("a key twice", editing(OFFICE, "site:", "established: 1998\nsite:"), "duplicate-key", OFFICE),
    ("an unknown key", editing(OFFICE, "site:", "stie:"), "unknown-key", f"{OFFICE}:6:1"),
    ("a wrong type", editing(OFFICE, "1997", "[1]"), "wrong-value", f"{OFFICE}:4"),
    ("no such date", editing(OFFICE, "1997", "1997-02-30"), "wrong-value", f"{OFFICE}:4"),
    ("a missing value", editing(OFFICE, "established: 1997\n", ""), "missing-value", OFFICE),
    (
        "a dangling reference",
        editing(OFFICE, "  state: ruritania\n  since", "  state: ruritana\n  since"),
        "dangling-reference",
        f"{OFFICE}:8:10",
    ),
    (
        "overlapping terms",
        editing(OFFICE, "2010–2013", "2005–2008"),
        "overlapping-terms",
        f"{OFFICE}:16",
    ),
    ("a long term", editing(OFFICE, "2010–2013", "2010–2014"), "term-length", f"{OFFICE}:16"),
    (
        "an end before the start",
        editing(OFFICE, "2010–2013", "2013–2010"),
        "end-before-start",
        f"{OFFICE}:16",
    ),
    (
        "a missing translation",
        editing(OFFICE, "  en: Sample Office\n", ""),
        "missing-translation",
        f"{OFFICE}:1",
    ),
    (
        "a bell",
        editing(STATE, "Руритания\n  en: R", "Рури\aтания\n  en: R"),
        "forbidden-character",
        f"{STATE}:2",
    ),
    (
        "an escaped bell",
        editing(STATE, "Kingdom of Ruritania", '"\\a"'),
        "forbidden-character",
        f"{STATE}:6",
    ),
    (
        "half a surrogate pair",
        editing(STATE, "Kingdom of Ruritania", '"\\ud800"'),
        "forbidden-character",
        f"{STATE}:6",
    ),
    (
        "a bidirectional override",
        editing(STATE, "Kingdom", "\u202eKingdom"),
        "forbidden-character",
        f"{STATE}:6",
    ),
    (
        "an id with a dot",
        writing("data/states/a.b.yaml", ""),
        "reserved-name",
        "data/states/a.b.yaml",
    ),
    ("an unknown register", writing("data/sttes/a.yaml", "x: 1"), "unknown-key", "data/sttes"),
    ("no data", removing("data"), "unreadable-file", "data"),
    ("no settings", removing("briefbook.toml"), "invalid-config", "briefbook.toml"),
    ("broken settings", writing("briefbook.toml", "[book\n"), "invalid-config", "briefbook.toml:1"),
    ("settings not UTF-8", writing("briefbook.toml", b"\xff"), "invalid-config", "briefbook.toml"),
    (
        "an unknown format",
        editing("briefbook.toml", '"pdf"', '"pfd"'),
        "invalid-config",
        "briefbook.toml:13",
    ),
    (
        "an unknown profile",
        removing("templates/profiles/house.toml"),
        "invalid-config",
        "briefbook.toml:14",
    ),
    (
        "a broken profile",
        writing("templates/profiles/house.toml", "[page\n"),
        "invalid-profile",
        "templates/profiles/house.toml:1",
    ),
    ("an unknown template", removing(NOTE), "unknown-template", "briefbook.toml:11"),
    (
        "a language without phrases",
        removing("templates/phrases/en.html.jinja"),
        "unknown-template",
        "briefbook.toml:3",
    ),
    ("a template not UTF-8", writing(NOTE, b"\xff"), "unreadable-file", NOTE),
    (
        "a missing font",
        removing("templates/fonts/pt-serif"),
        "missing-font",
        "templates/profiles/house.toml",
    ),
]


@pytest.mark.parametrize(
    ("change", "code", "place"), [case[1:] for case in INVALID], ids=[case[0] for case in INVALID]
)
def test_an_invalid_book_is_told_with_its_place_and_nothing_is_touched(
    build: Callable[..., Got], built_book: Path, change: Change, code: str, place: str
) -> None:
    before = state_of(built_book / "output")
    change(built_book)

    got = build()

    assert got.code == 3
    assert got.report["error"]["code"] == "invalid-book"
    problem = next(one for one in got.report["problems"] if one["code"] == code)
    parts = [problem["file"], problem["line"], problem["column"]]
    assert place in ":".join(str(part) for part in parts if part is not None)
    assert place in got.said
    assert f"[{code}]" in got.said
    assert problem["hint"]
    assert "Traceback" not in got.said
    assert state_of(built_book / "output") == before


def test_an_alias_bomb_is_refused_at_once(build: Callable[..., Got], built_book: Path) -> None:
    write(built_book / STATE, _BOMB)
    begun = time.process_time()
    assert build().code == 3
    assert time.process_time() - begun < 1


def test_an_output_folder_that_cannot_be_made_is_told(
    build: Callable[..., Got], built_book: Path
) -> None:
    shutil.rmtree(built_book / "output")
    write(built_book / "output", "in the way")
    got = build()
    assert got.code == 3
    assert got.report["error"]["code"] == "output-folder"
    assert "[output-folder]" in got.said
    assert (built_book / "output").read_text() == "in the way"


def test_all_problems_are_told_at_once(build: Callable[..., Got], built_book: Path) -> None:
    edit(built_book / OFFICE, "site:", "stie:")
    edit(built_book / STATE, "  en: Kingdom of Ruritania\n", "")
    shutil.rmtree(built_book / "templates/fonts/pt-serif")
    got = build()
    codes = {problem["code"] for problem in got.report["problems"]}
    assert {"unknown-key", "missing-translation", "missing-font"} <= codes
    assert f"the book has {len(got.report['problems'])} problems" in got.said


def _body(line: str) -> Change:
    return editing(NOTE, "<p>{{ subject.site }}</p>", line)


SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'viewBox="0 0 9 9">{}</svg>'
)
USES = '<use href="#a{0}"/>' * 9
DOUBLED = "".join(f'<g id="a{n}">{USES.format(n + 1)}</g>' for n in range(30))
PICTURES: list[tuple[str, str, str | bytes, str]] = [
    ("a damaged picture", "a.png", b"\x89PNG\r\n\x1a\n", "unusable-picture"),
    ("a picture of another kind", "a.jpg", b"GIF89a", "unusable-picture"),
    ("a huge picture", "a.png", bytes(21 * 2**20), "unusable-picture"),
    ("a damaged drawing", "a.svg", SVG.format("<g>"), "unusable-picture"),
    ("a drawing that unfolds", "a.svg", SVG.format(DOUBLED), "unusable-picture"),
    (
        "a drawing with a picture from elsewhere",
        "a.svg",
        SVG.format('<image href="https://example.org/a.png"/>'),
        "refused-address",
    ),
    (
        "a drawing that links a file",
        "a.svg",
        SVG.format('<use xlink:href="file:///etc/passwd#a"/>'),
        "refused-address",
    ),
    (
        "a drawing painted from elsewhere",
        "a.svg",
        SVG.format('<rect fill="url(../other.svg#a)"/>'),
        "refused-address",
    ),
    (
        "a drawing with an entity",
        "a.svg",
        '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + SVG.format("<desc>&x;</desc>"),
        "refused-address",
    ),
]


def with_picture(name: str, data: str | bytes) -> Change:
    """Make the change that shows a picture in the note."""

    def change(book: Path) -> None:
        writing(f"templates/pictures/{name}", data)(book)
        _body(f'<figure><img src="pictures/{name}" alt="x"></figure>')(book)

    return change


FAILING = [
    ("an open block", _body("{% if subject %}"), "template-syntax", f"{NOTE}:12", NOTES),
    ("an unknown filter", _body("<p>{{ 1 | datee }}</p>"), "template-syntax", f"{NOTE}:11", NOTES),
    ("an unknown name", _body("<p>{{ sbject.site }}</p>"), "undefined-name", f"{NOTE}:11", NOTES),
    ("an unknown fact", _body("<p>{{ subject.sit }}</p>"), "undefined-name", f"{NOTE}:11", NOTES),
    (
        "a fact that is not filled",
        _body("<p>{{ subject.governing_bodies_nature }}</p>"),
        "undefined-name",
        f"{NOTE}:11",
        NOTES,
    ),
    (
        "a macro without end",
        _body("{% macro more() %}{{ more() }}{% endmacro %}<p>{{ more() }}</p>"),
        "template-failed",
        f"{NOTE}:11",
        NOTES,
    ),
    (
        "a form nobody approved",
        _body("<p>{{ subject.name | genitive }}</p>"),
        "unapproved-form",
        f"{OFFICE}:2",
        NOTES,
    ),
    ("an unknown element", _body("<blink>x</blink>"), "unknown-element", f"{NOTE}:11", NOTES),
    ("an unknown role", _body('<p data-role="x">x</p>'), "unknown-element", f"{NOTE}:11", NOTES),
    ("an element left open", _body("<p>x"), "malformed-markup", NOTE, NOTES),
    (
        "a picture on a network",
        _body('<figure><img src="http://example.org/a.png" alt="x"></figure>'),
        "refused-address",
        f"{NOTE}:11",
        NOTES,
    ),
    (
        "a picture outside the book",
        _body('<figure><img src="../../secret.png" alt="x"></figure>'),
        "refused-address",
        f"{NOTE}:11",
        NOTES,
    ),
    (
        "a picture that is not there",
        _body('<figure><img src="pictures/none.png" alt="x"></figure>'),
        "refused-address",
        f"{NOTE}:11",
        NOTES,
    ),
    *(
        (kind, with_picture(name, data), code, f"templates/pictures/{name}", NOTES)
        for kind, name, data, code in PICTURES
    ),
    (
        "a stylesheet that reaches out",
        writing("templates/styles/note.css", 'body { background: url("https://example.org/a") }'),
        "refused-address",
        "templates/styles/note.css:1",
        NOTES,
    ),
    (
        "a character without a glyph",
        editing(OFFICE, "Примерное бюро", "Бюро 一"),
        "missing-glyph",
        f"{NOTE}:",
        NOTES[1:],
    ),
]


@pytest.mark.parametrize(
    ("change", "code", "place", "failing"),
    [case[1:] for case in FAILING],
    ids=[case[0] for case in FAILING],
)
def test_one_failed_output_keeps_its_old_file_and_stops_no_other(  # noqa: PLR0917  # by name
    build: Callable[..., Got],
    built_book: Path,
    change: Change,
    code: str,
    place: str,
    failing: tuple[str, ...],
) -> None:
    before = state_of(built_book)
    change(built_book)
    change_a_fact(built_book)

    got = build()

    assert got.code == 1
    failed = {one["output"]: one["error"] for one in got.report["failed"]}
    assert set(failed) == set(failing)
    assert {error["code"] for error in failed.values()} == {code}
    assert place in got.said
    assert f"[{code}]" in got.said
    assert "hint:" in got.said
    assert "Traceback" not in got.said
    assert_only_failed_are_as_they_were(built_book, before, failing)


@pytest.mark.parametrize(
    ("name", "data", "code"), [one[1:] for one in PICTURES[:1] + PICTURES[-2:]]
)
def test_a_picture_that_cannot_be_used_fails_a_word_document_as_well(
    build: Callable[..., Got], built_book: Path, name: str, data: str | bytes, code: str
) -> None:
    before = state_of(built_book)
    writing(f"templates/pictures/{name}", data)(built_book)
    figure = f'<figure><img src="pictures/{name}" alt="x"></figure>'
    edit(built_book / "templates/sheet.html.jinja", "<p>{{ subject.site }}</p>", figure)
    change_a_fact(built_book)

    got = build()

    assert got.code == 1
    failed = {one["output"]: one["error"]["code"] for one in got.report["failed"]}
    assert failed == dict.fromkeys(SHEETS, code)
    assert f"templates/pictures/{name}" in got.said
    assert_only_failed_are_as_they_were(built_book, before, SHEETS)


def change_a_fact(book: Path) -> None:
    """Change what every output says, so that each has to be made anew."""
    edit(book / OFFICE, "1997", "1998")


def assert_only_failed_are_as_they_were(
    book: Path, before: dict[str, tuple[bytes, int]], failed: tuple[str, ...]
) -> None:
    """Failed outputs are untouched, the others say what is new, nothing lies beside them."""
    after = state_of(book)
    for output in OUTPUTS:
        assert (after[output] == before[output]) == (output in failed), output
    assert {name for name in after if name.startswith("output/")} == set(OUTPUTS)


def test_an_unfilled_fact_is_told_with_both_its_lines(
    build: Callable[..., Got], built_book: Path
) -> None:
    edit(built_book / NOTE, "{{ subject.site }}", "{{ subject.governing_bodies_nature }}")
    error = build("note").report["failed"][0]["error"]
    files = [span["file"] for span in error["spans"]]
    assert files == [NOTE, OFFICE]
    assert all(span["line"] for span in error["spans"])


_LOOP = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
_GLUTTON = (
    "{% set all = namespace(it=[1]) %}"
    "{% for n in range(99) %}{% set all.it = all.it + all.it %}{% endfor %}"
)


@pytest.mark.parametrize(
    ("template", "limits", "code"),
    [
        pytest.param(_LOOP, ("seconds = 20", "seconds = 3"), "time-limit", id="for ever"),
        pytest.param(_GLUTTON, ("memory = 600", "memory = 300"), "memory-limit", id="memory"),
    ],
)
def test_a_template_that_does_not_end_is_stopped(
    build: Callable[..., Got],
    built_book: Path,
    template: str,
    limits: tuple[str, str],
    code: str,
) -> None:
    before = state_of(built_book)
    edit(built_book / "briefbook.toml", *limits)
    edit(built_book / NOTE, "<p>{{ subject.site }}</p>", template)
    change_a_fact(built_book)

    got = build("--jobs", "2", executor="processes")

    assert got.code == 1
    assert {one["output"] for one in got.report["failed"]} == set(NOTES)
    assert {one["error"]["code"] for one in got.report["failed"]} == {code}
    assert_only_failed_are_as_they_were(built_book, before, NOTES)


def test_a_disk_that_fills_up_leaves_the_old_files(built_book: Path) -> None:
    before = state_of(built_book)
    picture = '<figure><img src="pictures/noise.png" alt="noise"></figure>'
    (built_book / "templates/pictures").mkdir()
    (built_book / "templates/pictures/noise.png").write_bytes(noise(600))
    edit(built_book / "templates/sheet.html.jinja", "<p>{{ subject.site }}</p>", picture)
    change_a_fact(built_book)
    room = 900_000

    ended = run(
        *("build", "--json", "--executor", "inline"),
        folder=built_book,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
    )

    assert ended.returncode == 1, ended.stderr
    failed = json.loads(ended.stdout)["failed"]
    codes = {one["output"]: one["error"]["code"] for one in failed}
    assert codes == dict.fromkeys(SHEETS, "publish-failed")
    assert_only_failed_are_as_they_were(built_book, before, SHEETS)


def noise(side: int) -> bytes:
    """Return a square picture (PNG, colours of three bytes) that no packing makes smaller."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return len(data).to_bytes(4, "big") + kind + data + check.to_bytes(4, "big")

    chance = random.Random(0)
    rows = b"".join(b"\0" + chance.randbytes(side * 3) for _ in range(side))
    head = side.to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize(
    ("options", "meant"),
    [
        (["noet"], "note"),
        (["--subject", "ofice"], "office"),
        (["--language", "rus"], "ru"),
        (["--format", "dox"], "docx"),
    ],
)
def test_an_unknown_name_is_answered_with_the_one_that_was_meant(
    build: Callable[..., Got], built_book: Path, options: list[str], meant: str
) -> None:
    before = state_of(built_book)
    got = build(*options)
    assert got.code == 2
    assert got.report["error"]["code"] == "unknown-name"
    assert f"did you mean '{meant}'?" in got.said
    assert state_of(built_book) == before


TYPED = "a & b < c > d \"e\" 'f' </p> </body> &amp; {{ 7*7 }} {% raw %} {# x #} <!-- y --> ]]>"


def test_text_is_shown_as_typed_in_both_formats(
    build: Callable[..., Got], built_book: Path
) -> None:
    import docx
    import pypdf

    quoted = TYPED.replace("'", "''")
    edit(built_book / OFFICE, "site: www.example.org", f"site: '{quoted}'")
    for template in ("note", "sheet"):
        file = built_book / f"templates/{template}.html.jinja"
        # In code, typography leaves quotation marks as they are.
        edit(file, "<p>{{ subject.site }}</p>", "<p><code>{{ subject.site }}</code></p>")

    assert build().code == 0

    for output in NOTES:
        pages = pypdf.PdfReader(built_book / output).pages
        shown = "".join(page.extract_text() for page in pages)
        assert "".join(TYPED.split()) in "".join(shown.split())
    for output in SHEETS:
        shown = "\n".join(one.text for one in docx.Document(str(built_book / output)).paragraphs)
        assert TYPED in shown
