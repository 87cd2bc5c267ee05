"""A layout profile is read from TOML, or refused with every wrong line."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from briefbook.errors import BriefbookError, InvalidBook, InvalidProfile
from briefbook.plan.profile import (
    Fields,
    HeadingStyle,
    LineSpacing,
    Margins,
    Page,
    PageNumber,
    Palette,
    Profile,
    Signature,
    TableStyle,
    TextStyle,
    Typeface,
    Usage,
)
from briefbook.plan.profiles import read_profile, with_paper

GOOD = """\
title = "Plain"
basis = "House rules"
accent = "1F3A5F"
heading_typeface = { family = "PT Sans", office_family = "Arial" }
[page]
size = "A4"
margins = { top = 20, right = 10, bottom = 20.5, left = 30 }
[text]
typeface = { family = "PT Serif", office_family = "Times New Roman" }
size = 14
line_spacing = 1.15
align = "justify"
first_line_indent = 12.5
space_after = 0
[headings.1]
size = 16
bold = true
align = "center"
space_before = 12
space_after = 6
color = "1F3A5F"
[headings.2]
size = 14
bold = true
align = "left"
space_before = 12
space_after = 6
color = "000000"
[headings.3]
size = 14
bold = false
align = "left"
space_before = 6
space_after = 3
color = "000000"
[table]
size = 12
rules = "all"
[page_number]
place = "header"
align = "center"
first_page = false
pattern = "number"
distance = 10
size = 12
[fields]
style = "placed"
order = ["addressee", "document-type", "date"]
label_width = 30
addressee_indent = 100
heading_width = 80
type_align = "center"
[signature]
name_at = 120
space_before = 24
[usage]
date = "numeric"
initials_space = true
percent_space = true
yo = "names"
"""

FILE = "templates/profiles/plain.toml"
PROFILES = sorted(Path(__file__).parents[2].glob("templates/profiles/*.toml"))


def problems_of(text: str) -> list[BriefbookError]:
    with pytest.raises(InvalidBook) as caught:
        read_profile(text, FILE, "plain")
    return list(caught.value.problems)


def with_line(number: int, line: str) -> str:
    lines = GOOD.split("\n")
    lines[number - 1] = line
    return "\n".join(lines)


PALETTE = '[palette]\nink = "111111"\nmuted = "222222"\nrule = "333333"\ntint = "444444"\n'


def test_colours_and_a_lying_sheet_may_be_left_out() -> None:
    plain = read_profile(GOOD, FILE, "plain")
    assert plain.palette == Palette()
    assert (plain.page.orientation, plain.page.width, plain.page.height) == ("portrait", 210, 297)


def test_colours_and_a_lying_sheet_are_read() -> None:
    text = GOOD.replace('size = "A4"', 'size = "A4"\norientation = "landscape"') + PALETTE
    profile = read_profile(text, FILE, "plain")
    assert profile.palette == Palette("111111", "222222", "333333", "444444")
    assert (profile.page.width, profile.page.height) == (297, 210)
    assert profile.page.text_width == 297 - 40


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('size = "A4"', 'size = "A4"\norientation = "sideways"', "orientation"),
        (PALETTE, PALETTE.replace('"111111"', '"black"'), "ink"),
        (PALETTE, PALETTE.replace('tint = "444444"\n', ""), "tint"),
        (PALETTE, PALETTE + 'shade = "555555"\n', "shade"),
    ],
)
def test_wrong_colours_and_sheets_are_named(old: str, new: str, said: str) -> None:
    (problem,) = problems_of((GOOD + PALETTE).replace(old, new))
    assert said in problem.message


def test_every_field_is_read() -> None:
    plain = HeadingStyle(14, True, "left", 12, 6, "000000")
    assert read_profile(GOOD, FILE, "plain") == Profile(
        name="plain",
        title="Plain",
        basis="House rules",
        accent="1F3A5F",
        page=Page("A4", Margins(20, 10, 20.5, 30)),
        text=TextStyle(
            typeface=Typeface("PT Serif", "Times New Roman"),
            size=14,
            line_spacing=LineSpacing(multiple=1.15),
            align="justify",
            first_line_indent=12.5,
            space_after=0,
        ),
        headings=(
            HeadingStyle(16, True, "center", 12, 6, "1F3A5F"),
            plain,
            replace(plain, bold=False, space_before=6, space_after=3),
        ),
        heading_typeface=Typeface("PT Sans", "Arial"),
        table=TableStyle(12, "all"),
        page_number=PageNumber("header", "center", False, "number", 10, 12),
        fields=Fields("placed", ("addressee", "document-type", "date"), 30, 100, 80, "center"),
        signature=Signature(120, 24),
        usage=Usage("numeric", True, True, "names"),
    )


def test_measures_are_decimal_numbers() -> None:
    assert isinstance(read_profile(GOOD, FILE, "plain").text.size, float)


def test_lines_may_stand_at_exact_distances() -> None:
    profile = read_profile(with_line(11, "line_spacing = { exactly = 18 }"), FILE, "plain")
    assert profile.text.line_spacing == LineSpacing(exactly=18)


def test_without_a_place_the_name_stands_at_the_right_margin() -> None:
    assert read_profile(with_line(54, ""), FILE, "plain").signature.name_at is None


def test_the_accent_is_black_unless_set() -> None:
    assert read_profile(with_line(3, ""), FILE, "plain").accent == "000000"


def test_a_profile_crosses_process_borders() -> None:
    profile = read_profile(GOOD, FILE, "plain")
    assert pickle.loads(pickle.dumps(profile)) == profile


BAD_LINES = [
    (1, "title = ' '", (1, 1), "cannot be ' '"),
    (1, "", (None, None), "'title' is missing from the file"),
    (1, "titel = 'x'", (1, 1), "unknown key 'titel'"),
    (3, 'accent = "#1F3A5F"', (3, 1), "cannot be '#1F3A5F'"),
    (3, 'accent = "red"', (3, 1), "cannot be 'red'"),
    (4, 'heading_typeface = "PT Sans"', (4, 1), "must be a table, not a text"),
    (4, 'heading_typeface = { family = "A" }', (4, 1), "'office_family' is missing"),
    (
        4,
        "heading_typeface = { family = 'A\"; }', office_family = 'A' }",
        (4, 22),
        "cannot be 'A\"; }'",
    ),
    (6, 'size = "A5"', (6, 1), "cannot be 'A5'"),
    (6, "", (5, 1), "'size' is missing from [page]"),
    (7, "margins = { top = -1, right = 10, bottom = 20, left = 30 }", (7, 13), "not -1"),
    (7, "margins = { top = 1, right = 90, bottom = 20, left = 80 }", (7, 1), "less than 50 mm"),
    (7, "margins = { top = 150, right = 1, bottom = 100, left = 8 }", (7, 1), "less than 50 mm"),
    (7, "margins = 20", (7, 1), "must be a table, not a number"),
    (8, "[texts]", (8, 1), "unknown key 'texts'"),
    (10, "size = 5.9", (10, 1), "between 6 and 72 pt, not 5.9"),
    (10, "size = 73", (10, 1), "between 6 and 72 pt, not 73"),
    (10, 'size = "14"', (10, 1), "must be a number, not a text"),
    (10, "size = true", (10, 1), "must be a number, not true or false"),
    (10, "size = nan", (10, 1), "not nan"),
    (11, "line_spacing = 0", (11, 1), "between 0.8 and 4 lines, not 0"),
    (11, "line_spacing = { exactly = 200 }", (11, 18), "between 6 and 144 pt"),
    (11, "line_spacing = { exactli = 20 }", (11, 18), "unknown key 'exactli'"),
    (12, 'align = "justified"', (12, 1), "cannot be 'justified'"),
    (13, "first_line_indent = 151", (13, 1), "between 0 and 150 mm"),
    (14, "space_after = -1", (14, 1), "between 0 and 144 pt"),
    (17, "bold = 1", (17, 1), "must be true or false, not a number"),
    (21, 'color = "12345G"', (21, 1), "cannot be '12345G'"),
    (29, "[headings.4]", (29, 1), "unknown key '4'"),
    (38, 'rules = "none"', (38, 1), "cannot be 'none'"),
    (40, 'place = "top"', (40, 1), "cannot be 'top'"),
    (41, 'align = "justify"', (41, 1), "cannot be 'justify'"),
    (43, 'pattern = "roman"', (43, 1), "cannot be 'roman'"),
    (44, "distance = 21", (44, 1), "inside the text"),
    (48, 'order = ["to", "to"]', (48, 16), "'to' stands twice"),
    (48, "order = []", (48, 1), "is an empty list"),
    (50, "addressee_indent = 160", (50, 1), "between 0 and 150 mm"),
    (54, "name_at = 300", (54, 1), "between 0 and 150 mm"),
    (60, 'yo = "never"', (60, 1), "cannot be 'never'"),
]


@pytest.mark.parametrize(("number", "line", "place", "message"), BAD_LINES)
def test_a_bad_line_is_shown(
    number: int, line: str, place: tuple[int | None, int | None], message: str
) -> None:
    found = problems_of(with_line(number, line))
    at_place = [p for p in found if (p.spans[0].line, p.spans[0].column) == place]
    assert any(message in problem.message for problem in at_place), [str(p) for p in found]
    assert all(isinstance(problem, InvalidProfile) and problem.hint for problem in found)
    assert all(problem.spans[0].file == FILE for problem in found)


def test_all_problems_come_at_once_in_the_order_of_lines() -> None:
    text = GOOD.replace("= 14", "= 140").replace('"center"', '"middle"').replace("Plain", "")
    assert [p.spans[0].line for p in problems_of(text)] == [1, 10, 18, 23, 30, 41, 52]


def test_a_wrong_table_is_reported_once() -> None:
    (problem,) = problems_of(GOOD.replace("[usage]", "[use]").replace("\nyo", "\n#"))[:1]
    assert problem.message == "'usage' is missing from the file"


def test_an_empty_file_lacks_every_table() -> None:
    assert len(problems_of("")) == 11


def test_bad_syntax_is_an_invalid_profile() -> None:
    (problem,) = problems_of("title = \n")
    assert isinstance(problem, InvalidProfile)
    assert problem.spans[0].line == 1


def test_another_paper_keeps_the_margins() -> None:
    profile = read_profile(GOOD, FILE, "plain")
    letter = with_paper(profile, "Letter")
    assert (letter.page.size, letter.page.margins) == ("Letter", profile.page.margins)
    assert letter.page.text_width == pytest.approx(175.9)
    assert with_paper(letter, "A4") == profile


def test_a_paper_without_room_for_text_is_refused() -> None:
    text = with_line(7, "margins = { top = 120, right = 10, bottom = 120, left = 10 }")
    with pytest.raises(InvalidProfile, match="no room for text on Letter"):
        with_paper(read_profile(text, FILE, "plain"), "Letter")


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
def test_the_profiles_of_the_book_are_valid_on_any_paper(path: Path) -> None:
    profile = read_profile(path.read_text("utf-8"), f"templates/profiles/{path.name}", path.stem)
    assert with_paper(with_paper(profile, "Letter"), profile.page.size) == profile


def test_the_book_has_profiles() -> None:
    assert {path.stem for path in PROFILES} >= {"house", "ru-gost-2025", "un-memo"}


STRANGE_VALUES = (
    "0",
    "-1e308",
    "nan",
    "1979-05-27",
    "07:32:00",
    "true",
    "''",
    '"\\u0000\\u202E"',
    "[]",
    "[[], {}, 'x', 'x']",
    "{}",
    "{ '' = { '.' = [1] } }",
)


def places_of_problems(text: str) -> list[tuple[str, bool]]:
    """Return the file of each problem, and whether it names the line."""
    try:
        read_profile(text, FILE, "plain")
    except InvalidBook as error:
        return [(each.spans[0].file, bool(each.spans[0].line)) for each in error.problems]
    return []


@pytest.mark.parametrize("value", STRANGE_VALUES)
def test_no_value_anywhere_does_worse_than_a_problem(value: str) -> None:
    told: list[tuple[str, bool]] = []
    for number, line in enumerate(GOOD.split("\n"), 1):
        key, equals, _ = line.partition(" = ")
        text = with_line(number, f"{key} = {value}") if equals else f"{value!r} = 1\n{GOOD}"
        told += places_of_problems(text)
    assert set(told) == {(FILE, True)}
