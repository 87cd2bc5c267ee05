"""How a timeline is drawn: what stands where, and what tells the states apart."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from lxml import etree
from tests.render.pictures.timelines import DAY, LANES, lanes, legend, stretch, timeline
from tests.render.samples import assets, document, profile

from briefbook.render.fonts import FontLibrary
from briefbook.render.pictures.drawing import Drawing, mixed
from briefbook.render.pictures.lettering import Lettering
from briefbook.render.pictures.svg import has_text, svg_flaw
from briefbook.render.pictures.timeline import read_timeline
from briefbook.render.pictures.timeline_drawing import draw_timeline

SVG = "{http://www.w3.org/2000/svg}"
POINTS = 72 / 25.4
ACCENT = "#1F4E79"


@cache
def lettering() -> Lettering:
    return Lettering(assets())


def drawn(markup: str = "", layout: str = "house", *, outlined: bool = False) -> Any:
    root = document(f"<h1>H</h1>{markup or timeline()}")
    figure = next(each for each in root.elements() if each.tag == "figure")
    picture = draw_timeline(read_timeline(figure), profile(layout), lettering())
    data = picture.svg(outlined=outlined)
    assert svg_flaw(data, FontLibrary.from_assets(assets())) is None
    return etree.fromstring(data)


def texts(root: Any) -> dict[str, Any]:
    """The texts of a drawing, by their words; of equal ones the first."""
    found: dict[str, Any] = {}
    for element in root.iter(f"{SVG}text"):
        found.setdefault(element.text, element)
    return found


def begins(element: Any) -> float:
    return float(element.get("x").split()[0])


def boxes(root: Any, **wanted: str) -> list[Any]:
    names = {name.replace("_", "-"): value for name, value in wanted.items()}
    return [
        each
        for each in root.iter(f"{SVG}rect")
        if all(each.get(name) == value for name, value in names.items())
    ]


def test_it_is_as_wide_as_the_text_of_the_layout() -> None:
    for layout in ("house", "by-stb-2016", "un-memo"):
        root = drawn(layout=layout)
        assert float(root.get("width").removesuffix("pt")) == pytest.approx(
            profile(layout).page.text_width * POINTS, abs=0.01
        )
        assert root.get("viewBox").split()[2:] == [
            root.get(side).removesuffix("pt") for side in ("width", "height")
        ]


def test_lanes_stand_below_each_other_in_their_order_and_bars_on_their_lane() -> None:
    said = texts(drawn())
    assert float(said["CR"].get("y")) < float(said["CL"].get("y"))
    assert said["2002–2005"].get("y") == said["2010–2013"].get("y") == said["CR"].get("y")
    assert said["2019–2021"].get("y") == said["CL"].get("y")
    assert begins(said["2002–2005"]) < begins(said["2010–2013"]) < begins(said["2019–2021"])


def test_a_bar_covers_its_years_and_no_others() -> None:
    root = drawn()
    right = float(root.get("width").removesuffix("pt"))
    (grid,) = [path for path in root.iter(f"{SVG}path") if path.get("stroke-width") == "0.25"]
    left = float(grid.get("d")[1:].split()[0])
    per_year = (right - left) / 20  # 2002 to 2021
    (current,) = boxes(root, fill=ACCENT, height="13.5")
    assert float(current.get("x")) == pytest.approx(left + 14 * per_year, abs=1)
    assert float(current.get("width")) == pytest.approx(4 * per_year, abs=2)


def test_the_states_are_told_apart_without_colour() -> None:
    root = drawn()
    past = [each for each in boxes(root, height="13.5") if each.get("stroke-width") == "0.4"]
    current = boxes(root, height="13.5", fill=ACCENT)
    future = [each for each in boxes(root, height="13.5") if each.get("stroke-dasharray")]
    assert [len(past), len(current), len(future)] == [3, 1, 1]
    assert current[0].get("stroke") is None
    hatched = [path for path in root.iter(f"{SVG}path") if path.get("stroke-width") == "0.35"]
    assert len(hatched) == 2  # the bar and its sample in the legend
    assert texts(root)["2016–2019"].get("font-weight") == "bold"
    assert {"past terms", "current terms", "terms to come"} <= texts(root).keys()


def luminance(color: str) -> float:
    """Relative luminance (WCAG 2.2), which is what is left in grey."""
    parts = [int(color.lstrip("#")[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("layout", ["house", "by-stb-2016", "ru-gost-2025", "un-memo"])
def test_letters_are_readable_on_their_bars_in_grey(layout: str) -> None:
    root = drawn(layout=layout)
    accent = f"#{profile(layout).accent}"
    tint = next(e for e in boxes(root, height="13.5") if e.get("stroke-width") == "0.4")
    pairs = [
        (texts(root)["2016–2019"].get("fill"), accent),
        (texts(root)["2002–2005"].get("fill"), tint.get("fill")),
        (accent, tint.get("fill")),  # the fills of past and current
    ]
    for one, other in pairs:
        lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_the_day_is_marked_and_said() -> None:
    root = drawn()
    words = texts(root)["2 July 2018"]
    (line, *_rest) = [p for p in root.iter(f"{SVG}path") if p.get("stroke-width") == "1.1"]
    x = float(line.get("d")[1:].split()[0])
    assert begins(words) < x < float(root.get("width").removesuffix("pt"))
    without = drawn(timeline(lanes() + legend()))
    assert not [p for p in without.iter(f"{SVG}path") if p.get("stroke-width") == "1.1"]


def test_a_day_after_the_last_span_has_its_place() -> None:
    later = DAY.replace("2018-07-02", "2026-03-01").replace("2018", "2026")
    years = [int(word) for word in texts(drawn(timeline(lanes() + later))) if word.isdigit()]
    assert max(years) in (2025, 2026)
    on_the_line = DAY.replace("2018-07-02", "2022-01-01")
    years = [int(word) for word in texts(drawn(timeline(lanes() + on_the_line))) if word.isdigit()]
    assert max(years) <= 2021


def test_every_year_is_a_column_and_as_many_are_numbered_as_have_room() -> None:
    few = drawn(timeline(lanes([("CR", ((2016, 2019, "past"),))])))
    assert {"2016", "2017", "2018", "2019"} <= texts(few).keys()
    many = drawn(timeline(lanes([("CR", ((1951, 2050, "past"),))])))
    years = sorted(int(word) for word in texts(many) if word.isdigit())
    assert len({after - before for before, after in pairwise(years)}) == 1
    assert 8 <= len(years) <= 40


def test_what_has_no_room_in_its_bar_is_left_to_the_axis() -> None:
    root = drawn(timeline(lanes([("CR", ((1951, 1951, "past"), (2000, 2050, "past")))])))
    assert "1951–1951" not in texts(root)
    assert "2000–2050" in texts(root)


def test_a_long_name_is_broken_into_lines() -> None:
    name = "Commission on Lakes, Rivers, Canals and the Lighthouses of the Northern Coast"
    said = texts(drawn(timeline(lanes([(name, ((2002, 2005, "past"),))]))))
    lines = [line for line in said if line in name]
    assert " ".join(lines) == name
    assert len(lines) > 1


@pytest.mark.parametrize("count", [1, 6, 7, 14, 15, 40])
def test_more_lanes_stand_closer_and_none_is_lost(count: int) -> None:
    many = [(f"C{number:02}", ((2002, 2005, "past"),)) for number in range(count)]
    root = drawn(timeline(lanes(many)))
    places = [float(texts(root)[label].get("y")) for label, _ in many]
    steps = [after - before for before, after in pairwise(places)]
    assert all(step == pytest.approx(steps[0], abs=0.02) for step in steps)
    assert min(float(each.get("font-size")) for each in root.iter(f"{SVG}text")) >= 6.5
    assert all(step >= 11 for step in steps)


def test_groups_bear_their_label_once() -> None:
    inside = "".join(f'<p data-role="group">Office {number}</p>{lanes()}' for number in range(3))
    root = drawn(timeline(inside))
    said = [element.text for element in root.iter(f"{SVG}text")]
    assert [word for word in said if word and word.startswith("Office")] == [
        "Office 0",
        "Office 1",
        "Office 2",
    ]
    assert said.count("CR") == 3


def test_outlined_it_needs_no_font() -> None:
    root = drawn(outlined=True)
    assert list(root.iter(f"{SVG}text")) == []
    assert not has_text(etree.tostring(root))
    assert len(list(root.iter(f"{SVG}path"))) > len(list(drawn().iter(f"{SVG}path")))


def test_letters_are_kerned_as_the_font_says() -> None:
    letters = lettering().letters("PT Sans")
    apart = letters.width("Г", 100) + letters.width("А", 100)
    assert letters.width("ГА", 100) < apart
    assert letters.set("", 10).width == 0
    assert letters.set("КНС", 10).places[0] == 0


def test_a_hatch_stays_within_its_box() -> None:
    drawing = Drawing()
    drawing.hatch(10, 20, 30, 9, "000000")
    root = etree.fromstring(drawing.picture(50, 50).svg(outlined=True))
    (path,) = root.iter(f"{SVG}path")
    numbers = [
        tuple(map(float, pair.split()))
        for pair in path.get("d", "")[1:].replace("M", "L").split("L")
    ]
    assert len(numbers) > 10
    assert all(10 <= x <= 40.01 and 19.99 <= y <= 29.01 for x, y in numbers)


def test_colours_are_mixed_with_white() -> None:
    assert mixed("000000", 0.2) == "CCCCCC"
    assert mixed("1F4E79", 1) == "1F4E79"
    assert mixed("FFFFFF", 0.5, "000000") == "808080"


def test_what_is_read_is_what_was_said() -> None:
    root = document(f"<h1>H</h1>{timeline()}")
    read = read_timeline(next(each for each in root.elements() if each.tag == "figure"))
    assert [lane.label for group in read.groups for lane in group.lanes] == [
        label for label, _ in LANES
    ]
    assert [s.state for g in read.groups for lane in g.lanes for s in lane.stretches] == [
        state for _, spans in LANES for *_, state in spans
    ]
    assert (read.first_year, read.last_year) == (2002, 2021)
    assert read.day_label == "2 July 2018"
    assert stretch(2002, 2005, "past") in timeline()
