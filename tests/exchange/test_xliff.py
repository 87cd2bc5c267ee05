"""XLIFF 1.2: what is written is that, and what comes back is read with care."""

from __future__ import annotations

import pytest
from lxml import etree
from tests.compose.workbench import ROOT
from tests.exchange.samples import snapshot
from tests.exchange.xliff_rules import NAMESPACE, breaches

from briefbook.build.book import read_book
from briefbook.exchange.returned import Part, Returned
from briefbook.exchange.translations import export_translations
from briefbook.exchange.xliff import read_xliff

HEAD = f'<xliff xmlns="{NAMESPACE}" version="1.2"><file source-language="ru" target-language="en">'
TAIL = "</file></xliff>"


def unit(identifier: str, data: bytes) -> etree._Element:
    found = etree.fromstring(data).iter(f"{{{NAMESPACE}}}trans-unit")
    return next(one for one in found if one.get("id") == identifier)


def texts(element: etree._Element, name: str) -> list[str]:
    return ["".join(map(str, one.itertext())) for one in element.iter(f"{{{NAMESPACE}}}{name}")]


def message(data: bytes) -> tuple[str, int | None]:
    (problem,) = read_xliff(data, "x.xlf").problems
    assert problem.code == "unreadable-translations"
    assert problem.hint
    return str(problem.message), problem.spans[0].line


@pytest.mark.parametrize("language", ["en", "be"])
def test_the_translations_of_the_own_book_are_xliff(language: str) -> None:
    assert breaches(export_translations(read_book(ROOT), language)) == []


def test_the_rules_find_what_is_not_xliff() -> None:
    data = export_translations(snapshot())
    for old, new in (
        (b"<target ", b"<target x='1' "),
        (b' version="1.2"', b' version="2.0"'),
        (b'datatype="x-yaml"', b'datatype="yaml"'),
        (b"<header>", b"<heading/><header>"),
        (b'state="translated"', b'state="done"'),
    ):
        assert old in data
        assert breaches(data.replace(old, new, 1))


def test_a_unit_shows_both_texts_its_place_and_what_it_is() -> None:
    found = unit("bodies.council.name", export_translations(snapshot()))
    assert texts(found, "source") == ["Совет"]
    assert texts(found, "target") == ["Council"]
    assert texts(found, "context") == ["data/bodies/council.yaml", "4"]
    assert texts(found, "note") == [
        "a name, in the nominative: bodies.council.name",
        "length of the source: 5 characters",
    ]
    assert found.getparent().getparent().get("original") == "data/bodies/council.yaml"  # type: ignore[union-attr]  # it has them


def test_code_is_locked_and_the_words_within_it_are_open() -> None:
    found = unit("phrases.elected", export_translations(snapshot(), "be"))
    assert found.find(f"{{{NAMESPACE}}}target").get("state") == "new"  # type: ignore[union-attr]  # it is there
    source = found.find(f"{{{NAMESPACE}}}source")
    assert source is not None
    assert [one.get("id") for one in source][:4] == [
        "state_nominative", "state_agree", "state_agree/2", "state_agree/3",
    ]  # fmt: skip
    assert [one.get("ctype") for one in source][-4:] == [
        "x-jinja-statement", "x-html", "x-html", "x-jinja-statement",
    ]  # fmt: skip
    assert source[1].text == '{{ state | agree("'
    assert source[1].tail == "избран"


def test_what_was_written_is_read_back() -> None:
    data = export_translations(snapshot())
    returned = read_xliff(data, "x.xlf")
    assert returned.problems == ()
    assert {name for name, _ in returned.sources} == {"ru"}
    assert {name for name, _ in returned.targets} == {"en"}
    found = {one.id: one for one in returned.units}["phrases.founded"]
    assert found.target == (
        Part("Founded in "),
        Part("{{ office.established | year }}", "office_established_year"),
        Part("."),
    )
    assert found.line is not None
    line = data.decode().splitlines()[found.line - 1]
    assert line.strip().startswith('<trans-unit id="phrases.founded"')


def test_a_state_that_needs_somebody_is_no_confirmation() -> None:
    for state, confirmed in (("translated", True), ("final", True), ("needs-translation", False)):
        body = (
            f'<trans-unit id="a"><source>x</source><target state="{state}">y</target></trans-unit>'
        )
        (found,) = read_xliff(f"{HEAD}{body}{TAIL}".encode(), "x.xlf").units
        assert found.confirmed is confirmed


def test_marks_of_tools_are_looked_through_other_elements_are_told() -> None:
    target = '<target>y<mrk mtype="seg"> z</mrk>{}</target>'
    body = f'<trans-unit id="a"><source>x</source>{target}</trans-unit>'
    (found,) = read_xliff(f"{HEAD}{body.replace('{}', '')}{TAIL}".encode(), "x.xlf").units
    assert found.target == (Part("y"), Part(" z"))
    told, line = message(f"{HEAD}\n{body.replace('{}', '<g>w</g>')}{TAIL}".encode())
    assert told == "a: the element <g> is no placeholder"
    assert line == 2


BOMB = """<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
"""
OUTSIDE = """<?xml version="1.0"?>
<!DOCTYPE x [
<!ENTITY secret SYSTEM "file:///etc/passwd">]>
"""


@pytest.mark.parametrize(
    ("data", "told", "line"),
    [
        (f"{BOMB}{HEAD}&b;{TAIL}", "the file declares a document type or entities", 2),
        (f"{OUTSIDE}{HEAD}&secret;{TAIL}", "the file declares a document type or entities", 2),
        (f'<!DOCTYPE x SYSTEM "http://example.org/x.dtd">{HEAD}{TAIL}', "the file declares a", 1),
        (f"{HEAD}\n&secret;{TAIL}", "the markup is broken: Entity 'secret' not defined", 2),
        (f"{HEAD}\n<trans-unit>{TAIL}", "the markup is broken: Opening and ending tag mismatch", 2),
        (f"{HEAD}", "the markup is broken: ", 1),
        ("<", "the markup is broken: ", 1),
        ("<html/>", "this is not XLIFF 1.2", 1),
        (f'<xliff xmlns="{NAMESPACE}" version="2.0"/>', "this is not XLIFF 1.2", 1),
        (f"{HEAD}{TAIL}", "the file holds no units", 1),
        (f"{HEAD}\n<trans-unit id='a'/>{TAIL}", "a unit has no id or no source", 2),
        (f'<?xml version="1.0" encoding="windows-1251"?>{HEAD}{TAIL}', "the file calls itself", 1),
        (f"{HEAD}\n\x00{TAIL}", "the file holds a NUL byte", 2),
    ],
)
def test_what_is_broken_or_brings_something_along_is_refused_with_its_line(
    data: str, told: str, line: int | None
) -> None:
    problems = read_xliff(data.encode(), "x.xlf").problems
    assert str(problems[0].message).startswith(told)
    assert problems[0].spans[0].line == line
    assert problems[0].code == "unreadable-translations"
    assert "root:" not in "".join(str(problem) for problem in problems)


def test_another_encoding_is_told_at_its_first_byte() -> None:
    data = f"{HEAD}\n<note>Привет</note>{TAIL}"
    assert message(data.encode("windows-1251")) == (
        "the file is not UTF-8: the byte 0xCF has no meaning here",
        2,
    )
    assert message(data.encode("utf-16"))[0].startswith("the file is not UTF-8")


def test_a_deep_or_large_file_is_refused_in_good_time() -> None:
    deep = "<g>" * 100_000
    assert message(f"{HEAD}{deep}{TAIL}".encode())[0].startswith("the markup is broken")
    large: Returned = read_xliff(b"<" + b" " * (33 * 1024 * 1024), "x.xlf")
    assert large.problems[0].message == "the file is larger than 32 MiB"


def test_a_byte_order_mark_is_no_problem() -> None:
    data = b"\xef\xbb\xbf" + export_translations(snapshot())
    assert read_xliff(data, "x.xlf").problems == ()
