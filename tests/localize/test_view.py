"""The dataset as templates see it: facts only, in one language, on one date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from tests.compose.workbench import RIVERS, dataset, perspective

from briefbook.dataset.loader import load
from briefbook.dataset.values import FrozenMap, Node
from briefbook.errors import MissingTranslation, UndefinedName
from briefbook.localize.forms import in_case
from briefbook.localize.view import Registers, see
from briefbook.tracking.questions import Question
from briefbook.tracking.trace import Read, Recorder


def oka(language: str = "en", today: date = date(2026, 11, 22)) -> Any:
    """See the river Oka."""
    return see(dataset().get("rivers.oka"), "rivers.oka", perspective(language, today))


def test_a_fact_may_bear_any_name() -> None:
    assert oka().items == "seven"


def test_a_text_is_in_the_language_of_the_view() -> None:
    assert oka("ru").note == "Длинная & тихая"
    assert oka("en").note == "Long & quiet"
    assert in_case(oka("ru").name, "genitive") == "Оки"


def test_a_reference_is_the_record_that_it_points_to() -> None:
    assert oka().stretches[0].items == "eight"
    assert oka().keeper.gender == "masculine"


def test_a_derived_value_is_read_like_a_fact_on_the_date_of_the_clock() -> None:
    assert oka(today=date(2000, 1, 1)).age == 3
    assert [river.items for river in oka().shores] == ["eight"]


def test_an_unfilled_fact_is_false_and_empty_and_has_no_text() -> None:
    sea = oka().sea
    assert not sea
    assert len(sea) == 0
    assert list(sea) == []
    with pytest.raises(UndefinedName, match="not filled"):
        _ = sea.name


@pytest.mark.parametrize("name", ["_node", "__wrapped__", "_anything"])
def test_no_view_shows_its_insides_by_a_public_name(name: str) -> None:
    seen = [oka(), oka().sea, Registers(perspective())]
    for each in seen:
        assert not [shown for shown in type(each).__dict__ if not shown.startswith("_")]
    for each in seen[1:]:
        with pytest.raises(AttributeError):
            getattr(each, "_anything")  # noqa: B009  # the name is the subject


def test_views_of_one_record_are_equal() -> None:
    assert oka() == oka("ru")
    assert len({oka(), oka("ru"), oka().stretches[0]}) == 2
    assert oka() != "rivers.oka"


def test_a_listing_keeps_its_order_and_is_read_from_either_end() -> None:
    banks = oka().banks
    assert list(banks) == ["left", "right", "<b>middle</b>"]
    assert banks[-1] == "<b>middle</b>"
    assert len(banks) == 3


def test_registers_list_their_records_in_the_order_of_ids() -> None:
    registers = cast("Any", Registers(perspective()))
    assert [river.items for river in registers.rivers] == ["eight", "seven"]
    with pytest.raises(UndefinedName, match="no register “lakes”"):
        _ = registers.lakes


def test_what_is_seen_says_where_it_stands_when_it_is_debugged() -> None:
    assert repr(oka()) == "<View rivers.oka>"
    assert repr(oka().banks) == "<Listing rivers.oka.banks>"
    assert repr(oka().sea) == "<Absent rivers.oka.sea>"


def test_a_private_fact_is_refused_even_where_it_is_only_asked_for() -> None:
    with pytest.raises(UndefinedName, match="private"):
        _ = oka().secret


def test_a_misspelt_fact_is_told_with_what_was_meant() -> None:
    with pytest.raises(UndefinedName) as caught:
        _ = oka().lengthh
    assert caught.value.hint == "did you mean “length”?"
    assert caught.value.spans[0].file == "data/rivers/oka.yaml"


def test_a_language_that_a_text_lacks_is_an_error_at_its_line() -> None:
    german = replace(perspective(), language="de")
    river: Any = see(dataset().get("rivers.oka"), "rivers.oka", german)
    with pytest.raises(MissingTranslation, match=r"rivers\.oka\.note") as caught:
        _ = river.note
    assert caught.value.hint == "add de: and the text"
    assert caught.value.spans[0].line is not None


def test_a_language_prepared_beside_those_of_the_book_can_be_read(tmp_path: Path) -> None:
    file = tmp_path / "data/people/primerov.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(
        "gender: feminine\nname:\n  en: {surname: Example}\n  fr: {surname: Exemple}\n",
        encoding="utf-8",
    )
    prepared = replace(perspective(), dataset=load(tmp_path, RIVERS, ["en"]), language="fr")
    person: Any = see(prepared.dataset.get("people.primerov"), "people.primerov", prepared)
    assert in_case(person.name.surname, "nominative") == "Exemple"


def test_what_one_document_saw_of_a_list_is_not_what_another_one_sees() -> None:
    """Derived values see lists without their private items, at the same paths."""
    seen = perspective()
    whole = see(dataset().get("rivers.oka"), "rivers.oka", seen)
    assert len(cast(Any, whole).banks) == 3
    node = dataset().get("rivers.oka")
    assert isinstance(node, Node)
    less = Node(node.type, node.path, FrozenMap({**node.fields, "banks": ("left",)}))
    other = replace(seen, recorder=Recorder())
    assert len(cast(Any, see(less, "rivers.oka", other)).banks) == 1
    read = other.recorder.trace().reads
    assert read == (Read(Question("fact", "rivers.oka.banks"), ("list", 1)),)
    assert seen.sights is other.sights


def test_a_private_fact_is_refused_every_time() -> None:
    seen = see(dataset().get("rivers.oka"), "rivers.oka", perspective())
    for _ in range(2):
        with pytest.raises(UndefinedName, match="private"):
            _ = cast(Any, seen).secret
