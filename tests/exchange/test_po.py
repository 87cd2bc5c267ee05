"""PO: what is written is that for polib too, and what comes back is read with care."""

from __future__ import annotations

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange.samples import snapshot

from briefbook.compose.passages import Piece
from briefbook.errors import Span
from briefbook.exchange.po import read_po, write_po
from briefbook.exchange.returned import Part
from briefbook.exchange.segments import Segment
from briefbook.exchange.translations import export_translations
from briefbook.localize.units import Unit

HEADER = (
    'msgid ""\nmsgstr "Language: en\\nX-Source-Language: ru\\n'
    'Content-Type: text/plain; charset=UTF-8\\n"\n\n'
)


def entries(language: str = "en") -> dict[str, polib.POEntry]:
    file = polib.pofile(export_translations(snapshot(), language, "po").decode())
    assert file.metadata["Language"] == language
    return {str(entry.msgctxt): entry for entry in file}


def test_a_unit_shows_both_texts_its_place_and_what_it_is() -> None:
    entry = entries()["bodies.council.name"]
    assert (entry.msgid, entry.msgstr) == ("Совет", "Council")
    assert entry.occurrences == [("data/bodies/council.yaml", "4")]
    assert "a name, in the nominative: bodies.council.name" in entry.comment


def test_code_is_a_placeholder_that_a_comment_explains() -> None:
    entry = entries("be")["phrases.founded"]
    assert entry.msgid == "Основано в {office_established_year} году."
    assert entry.msgstr == ""
    assert "{office_established_year} is {{ office.established | year }}" in entry.comment
    assert "Год основания" in entry.comment


def test_what_was_written_is_read_back_and_polib_may_write_it_between() -> None:
    data = export_translations(snapshot(), "en", "po")
    returned = read_po(data, "x.po")
    assert returned.problems == ()
    assert (returned.sources, returned.targets) == ((("ru", 1),), (("en", 1),))
    again = polib.pofile(data.decode(), wrapwidth=40)
    rewritten = read_po(f"{again}\n".encode(), "x.po")
    assert [unit.target for unit in rewritten.units] == [unit.target for unit in returned.units]
    assert [unit.source for unit in rewritten.units] == [unit.source for unit in returned.units]
    line = {unit.id: unit.line for unit in returned.units}["phrases.founded"]
    assert line is not None
    assert data.decode().splitlines()[line - 1] == 'msgctxt "phrases.founded"'


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1) | st.sampled_from(
    ["{", "}", "{{x}}", "a{b}c", 'say "so"', "a\\nb", "a\nb\n", "\\"]
)


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=1))
def test_any_text_of_a_phrase_comes_back(texts: list[str]) -> None:
    pieces: list[Piece] = []
    for number, text in enumerate(texts):
        pieces += [Piece(text, "text"), Piece("{{ x }}", "expression", f"x.{number}")]
    unit = Unit("phrases.any", "phrase", {}, {})
    segment = Segment(unit, tuple(pieces), tuple(pieces), Span("f", 1), Span("f", 1))

    (found,) = read_po(write_po([segment], "ru", "en"), "x.po").units

    assert found.target == tuple(
        Part(None, piece.name) if piece.is_code else Part(piece.text) for piece in pieces
    )


def test_fuzzy_is_no_confirmation_and_obsolete_is_not_there() -> None:
    obsolete = '#~ msgctxt "b"\n#~ msgid "z"\n#~ msgstr ""\n'
    body = f'#, fuzzy\nmsgctxt "a"\nmsgid "x"\nmsgstr "y"\n\n{obsolete}'
    (found,) = read_po(f"{HEADER}{body}".encode(), "x.po").units
    assert (found.id, found.confirmed) == ("a", False)


@pytest.mark.parametrize(
    ("data", "told", "line"),
    [
        (f'{HEADER}msgctxt "a"\nmsgid "x\n', "the file is not PO", 5),
        (f"{HEADER}nonsense\n", "the file is not PO", 4),
        ("", "the file does not call itself UTF-8", 1),
        (HEADER.replace("UTF-8", "KOI8-R"), "the file does not call itself UTF-8", 1),
        (HEADER, "the file holds no units", 1),
        (f'{HEADER}msgid "x"\nmsgstr "y"\n', "an entry has no msgctxt", 4),
        (f'{HEADER}msgctxt "a\x00"\nmsgid "x"\nmsgstr ""\n', "the file holds a NUL byte", 4),
    ],
)
def test_what_is_broken_is_refused_with_its_line(data: str, told: str, line: int) -> None:
    problem = read_po(data.encode(), "x.po").problems[0]
    assert str(problem.message).startswith(told)
    assert problem.spans[0].line == line
    assert problem.code == "unreadable-translations"


def test_another_encoding_is_told_at_its_first_byte() -> None:
    (problem,) = read_po(f'{HEADER}msgctxt "й"\n'.encode("koi8-r"), "x.po").problems
    assert problem.message == "the file is not UTF-8: the byte 0xCA has no meaning here"
    assert problem.spans[0].line == 4


def test_a_lone_brace_is_a_placeholder_that_does_not_exist() -> None:
    body = 'msgctxt "phrases.a"\nmsgid "x"\nmsgstr "y } z {w"\n'
    (found,) = read_po(f"{HEADER}{body}".encode(), "x.po").units
    assert [part.code for part in found.target] == ["", "}", "", "{", ""]
