"""The design system: what it promises holds in profiles, stylesheets and fonts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from tests.pages import code, first_cells, rows, section
from tests.render.samples import TEMPLATES, profile

from briefbook.plan.profile import Profile
from briefbook.render.design import LINES, variables

PAGE = "docs/design-system.md"
SHEETS = sorted((TEMPLATES / "styles").glob("*.css"))
LAYOUTS = sorted(path.stem for path in TEMPLATES.glob("profiles/*.toml"))
FACES = sorted(TEMPLATES.glob("fonts/*/*.ttf"))
HEIGHTS = {"PT Serif": 1.325, "PT Sans": 1.294, "Liberation Serif": 1.149}
HOUSE = [name for name in LAYOUTS if name.startswith("house")]


def declarations(sheet: Path) -> Iterator[tuple[str, str]]:
    """Yield each property of a stylesheet with its value."""
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    for block in re.findall(r"\{([^{}]*)\}", text):
        for declaration in filter(str.strip, block.split(";")):
            name, _, value = declaration.partition(":")
            yield name.strip(), value.strip()


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_stylesheet_writes_no_measure_and_no_colour_of_its_own(sheet: Path) -> None:
    found = list(declarations(sheet))
    assert len(found) > 5
    for name, value in found:
        bare = re.sub(r"var\(--[a-z0-9-]+\)|\"[^\"]*\"", "", value)
        assert not re.search(r"[0-9.](?:pt|px|mm|cm|in|pc|rem|q)\b", bare, re.I), (name, value)
        assert not re.search(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\(", bare, re.I), (name, value)
        if name in {"color", "background", "border-bottom-color"}:
            assert value.startswith("var("), (name, value)
        if name in {"font-size", "font-family"}:
            assert re.fullmatch(r"var\(--[a-z-]+\)", value), (name, value)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_stylesheet_uses_variables_that_there_are(sheet: Path) -> None:
    used = set(re.findall(r"var\(--([a-z0-9-]+)", sheet.read_text(encoding="utf-8")))
    assert used <= variables(profile("house"), HEIGHTS).keys()


def test_every_variable_is_documented_and_used_or_derived() -> None:
    assert set(first_cells(section(PAGE, "Variables"))) == set(variables(profile("house"), HEIGHTS))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_has_two_families_at_most_and_all_its_sizes(layout: str) -> None:
    found = variables(profile(layout), HEIGHTS)
    families = {found["text-family"], found["heading-family"]}
    assert len(families) <= 2
    sizes = [float(value.removesuffix("pt")) for name, value in found.items() if "size-" in name]
    assert all(8 <= size <= 19 for size in sizes)
    assert len(set(sizes)) <= 7


@pytest.mark.parametrize("layout", HOUSE)
def test_the_house_stands_on_quarters_of_its_baseline(layout: str) -> None:
    house = profile(layout)
    assert house.text.line_spacing.exactly == 14
    spaces = [house.text.space_after]
    for heading in house.headings:
        spaces += [heading.space_before, heading.space_after]
    assert all(space % 3.5 == 0 for space in spaces)
    assert [variables(house, HEIGHTS)[f"space-{n}"] for n in (1, 2, 3, 4)] == [
        "3.5pt",
        "7pt",
        "10.5pt",
        "14pt",
    ]


def test_a_baseline_in_lines_is_that_of_the_font() -> None:
    found = variables(profile("un-memo"), HEIGHTS)
    assert float(found["baseline"].removesuffix("pt")) == pytest.approx(
        11.5 * 1.15 * 1.149, abs=0.01
    )


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_is_read_has_contrast(layout: str) -> None:
    colours = profile(layout).palette
    for ink in (colours.ink, colours.muted, profile(layout).accent):
        for ground in ("FFFFFF", colours.tint):
            assert (luminance(ground) + 0.05) / (luminance(ink) + 0.05) >= 4.5


def test_the_page_says_the_sizes_and_colours_that_the_layouts_have() -> None:
    layouts: dict[str, Profile] = {name: profile(name) for name in LAYOUTS}
    columns = (layouts["house"], layouts["by-stb-2016"], layouts["un-memo"])
    for row in rows(section(PAGE, "Type")):
        for layout, cell in zip(columns, row[1:4], strict=True):
            said = variables(layout, HEIGHTS)[f"size-{row[0]}"]
            assert cell.replace(" ", "").startswith(said), row
    for row in rows(section(PAGE, "Colour")):
        for layout, cell in zip((columns[0], columns[2]), row[1:3], strict=True):
            assert [f"#{colour}" for colour in code(cell)] == [variables(layout, HEIGHTS)[row[0]]]
    thick = {row[0]: row[1] for row in rows(section(PAGE, "Lines"))}
    assert thick == {name: f"{width} pt" for name, width in LINES.items()}
    spaces = {code(row[0])[0]: row[1] for row in rows(section(PAGE, "Rhythm"))}
    house = variables(layouts["house"], HEIGHTS)
    assert {name: value.replace(" ", "") for name, value in spaces.items()} == {
        name: house[name] for name in spaces
    }


# --- Fonts ---

RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
NEIGHBOURS = "іўґєї’"
WESTERN = "àáâãäåæçèéêëìíîïñòóôõöøœùúûüýÿßðþ"
CENTRAL = "ąćčďđęěłľńňőřśšťůűžźżāēģīķļņōŗūėįųğış"
SIGNS = "0123456789«»„“”‘’–—…№§%()[]/+−×·•°±&@\u00a0\u2060"


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.stem)
def test_a_face_has_all_cyrillic_and_latin_letters_that_an_office_needs(face: Path) -> None:
    letters = RUSSIAN + NEIGHBOURS + WESTERN + CENTRAL
    wanted = set(letters + letters.upper() + SIGNS) - {"\u2060"}
    with TTFont(face, lazy=True) as font:
        known = font.getBestCmap()
    assert {char for char in wanted if ord(char) not in known and len(char) == 1} == set()


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.stem)
def test_figures_of_a_face_have_one_width(face: Path) -> None:
    with TTFont(face, lazy=True) as font:
        names = font.getBestCmap()
        assert len({font["hmtx"][names[ord(digit)]][0] for digit in "0123456789"}) == 1


@pytest.mark.parametrize("folder", sorted({face.parent for face in FACES}), ids=lambda f: f.name)
def test_a_family_is_whole_and_its_licence_lies_beside_it(folder: Path) -> None:
    assert len(list(folder.glob("*.ttf"))) == 4
    readme = (folder / "README.md").read_text(encoding="utf-8")
    found = re.search(r"Licence: ([^,]+), \[([A-Z]+\.txt)\]", readme)
    assert found
    licence = (folder / found[2]).read_text(encoding="utf-8", errors="replace")
    assert len(licence) > 1_000
    assert found[1] in section("docs/templates.md", "Fonts")
