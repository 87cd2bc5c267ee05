"""A folder of files → a dataset, or everything that is wrong with it."""

from __future__ import annotations

import json
import os
import pickle
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dataset.rivers import GOOD, RIVERS, problems, told, write

from briefbook.dataset.base import Context
from briefbook.dataset.loader import load
from briefbook.dataset.source import parse
from briefbook.dataset.validation import check, review
from briefbook.dataset.values import Dataset, Node, PartialDate, Period, Reference
from briefbook.errors import InvalidBook


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return load(write(tmp_path), RIVERS, ["ru", "en"])


def test_records_are_found_by_register_and_id(dataset: Dataset) -> None:
    assert list(dataset.registers) == ["rivers", "gauges", "keepers", "sources"]
    assert list(dataset.registers["rivers"]) == ["neman", "viliya"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("rivers.neman.length", 937),
        ("rivers.neman.kind", "main"),
        ("rivers.neman.navigable", False),
        ("rivers.neman.mapped", PartialDate(1897, 6)),
        ("rivers.neman.opened", date(1903, 5, 1)),
        ("rivers.neman.joins", None),
        ("rivers.neman.name.ru.genitive", "Немана"),
        ("rivers.neman.name.en.nominative", "Neman"),
        ("rivers.neman.tributaries.0.place.be", "Коўна"),
        ("rivers.viliya.joins", Reference("rivers", "neman")),
        ("rivers.viliya.remarks", ()),
        ("gauges.grodno.readings.0.period", Period(PartialDate(2002), PartialDate(2005))),
        ("gauges.grodno.readings.1.period", Period(PartialDate(2010), PartialDate(2013, 6))),
        ("gauges.grodno.readings.0.metres", 1.5),
        ("keepers.first.name.ru.surname.dative", "Примеровой"),
        ("keepers.first.name.en.surname.nominative", "Primerova"),
    ],
)
def test_values_stand_frozen_at_their_paths(dataset: Dataset, path: str, value: object) -> None:
    assert dataset.get(path) == value


def test_a_node_bears_the_name_of_its_model_and_no_meta(dataset: Dataset) -> None:
    node = dataset.get("rivers.neman.tributaries.0")
    assert isinstance(node, Node)
    assert (node.type, node.path) == ("Tributary", "rivers.neman.tributaries.0")
    river = dataset.get("rivers.neman")
    assert isinstance(river, Node)
    assert not {"source", "as_of", "review_by", "private"} & set(river.fields)
    name = dataset.get("rivers.neman.name")
    assert isinstance(name, Node)
    assert (name.type, list(name.fields)) == ("Term", ["ru", "en"])


def test_a_value_may_carry_meta_of_its_own(dataset: Dataset) -> None:
    meta = dataset.meta("rivers.neman.length")
    assert meta.source == Reference("sources", "atlas")
    assert meta.review_by == date(2024, 12, 31)
    assert meta.as_of == date(2020, 2, 1)
    assert dataset.meta("rivers.neman.remarks.1").private
    assert not dataset.meta("rivers.neman.remarks.0").private
    assert dataset.meta("gauges.grodno.readings.1.period").source == meta.source
    assert dataset.meta("gauges.grodno.readings.0.period").source is None


@pytest.mark.parametrize(
    ("path", "line", "excerpt"),
    [
        ("rivers.neman.length", 4, "length: {value: 937"),
        ("rivers.neman.name", 1, "name:"),
        ("rivers.neman.name.ru.genitive", 2, "  ru: {nominative"),
        ("rivers.neman.name.en.nominative", 3, "  en: Neman"),
        ("rivers.neman.tributaries.0.place.be", 19, "      be:"),
        ("rivers.neman.joins", 1, "name:"),
        ("gauges.grodno.readings.1.period", 7, "  - period:"),
    ],
)
def test_every_value_knows_its_line(dataset: Dataset, path: str, line: int, excerpt: str) -> None:
    span = dataset.mark(path)
    assert span.line == line
    assert span.excerpt.startswith(excerpt)


def test_a_dataset_survives_pickling(dataset: Dataset) -> None:
    assert pickle.loads(pickle.dumps(dataset)) == dataset


def test_the_schema_keeps_its_derived_values() -> None:
    assert RIVERS.derived["River", "full_length"] is len


def test_facts_past_their_review_are_told(dataset: Dataset) -> None:
    assert review(dataset, date(2024, 12, 31)) == []
    (warning,) = review(dataset, date(2025, 1, 1))
    assert warning.severity == "warning"
    assert told(warning) == ("past-review", "data/rivers/neman.yaml", 4)
    assert "rivers.neman.length" in warning.message


def test_a_good_book_has_no_problem_even_with_further_languages(tmp_path: Path) -> None:
    assert problems(write(tmp_path)) == []
    assert problems(tmp_path, ("ru",)) == []


def test_an_empty_register_is_no_problem(tmp_path: Path) -> None:
    book = write(tmp_path, {"sources/atlas.yaml": "title: The Atlas\n"})
    assert load(book, RIVERS, ["ru"]).registers["rivers"] == {}


def test_all_problems_of_all_files_come_at_once_in_order(tmp_path: Path) -> None:
    write(
        tmp_path,
        rivers__neman="nam: {ru: x}\nlength: long\nkind: main\n",
        rivers__viliya="name: {ru: Вилия}\nlength: 1\nlength: 2\nkind: tributry\njoins: nemen\n",
        gauges__grodno="river: neman\nreadings:\n  - period: 2005–2002\n",
        keepers__first="gender: x\n\tname: y\n",
        sources__atlas="title: &t The\u200bAtlas\n",
    )
    assert [told(found) for found in problems(tmp_path)] == [
        ("end-before-start", "data/gauges/grodno.yaml", 3),
        ("yaml-syntax", "data/keepers/first.yaml", 2),
        ("unknown-key", "data/rivers/neman.yaml", 1),
        ("wrong-value", "data/rivers/neman.yaml", 2),
        ("missing-translation", "data/rivers/viliya.yaml", 1),
        ("duplicate-key", "data/rivers/viliya.yaml", 3),
        ("wrong-value", "data/rivers/viliya.yaml", 4),
        ("dangling-reference", "data/rivers/viliya.yaml", 5),
        ("yaml-refused", "data/sources/atlas.yaml", 1),
        ("forbidden-character", "data/sources/atlas.yaml", 1),
    ]


OVERLAP = "readings:\n  - period: 2002–2005\n  - period: 2004–2006\n"


def test_rules_among_records_speak_with_their_lines(tmp_path: Path) -> None:
    write(tmp_path, gauges__grodno="river: neman\n" + OVERLAP)
    (found,) = problems(tmp_path)
    assert told(found) == ("overlapping-terms", "data/gauges/grodno.yaml", 4)
    assert [span.line for span in found.spans] == [4, 3]


@pytest.mark.parametrize(
    ("slip", "code"),
    [
        ("keper: first", "unknown-key"),
        ("depth: {ru: мелко}", "missing-translation"),
        ("depth: true", "wrong-value"),
        ("keeper: nobody", "dangling-reference"),
        ("as_of: yesterday", "wrong-value"),
        ("depth: {value: 4, sorce: atlas}", "unknown-key"),
    ],
)
def test_a_slip_does_not_hide_what_the_rules_find(tmp_path: Path, slip: str, code: str) -> None:
    write(tmp_path, gauges__grodno=f"river: neman\n{slip}\n{OVERLAP}")
    assert [found.code for found in problems(tmp_path)] == [code, "overlapping-terms"]


def test_a_wrong_item_hides_neither_its_neighbours_nor_their_lines(tmp_path: Path) -> None:
    write(
        tmp_path,
        gauges__grodno="river: neman\nreadings:\n"
        "  - period: 2005–2002\n"
        "  - period: 2002–2005\n"
        "  - metres: 1.0\n"
        "  - {period: 2004–2006, source: atlas}\n"
        "  - period: {value: soon, source: nobody}\n"
        "  - period: {value: 2006, source: atlas}\n",
    )
    assert [told(found) for found in problems(tmp_path)] == [
        ("end-before-start", "data/gauges/grodno.yaml", 3),
        ("missing-value", "data/gauges/grodno.yaml", 5),
        ("overlapping-terms", "data/gauges/grodno.yaml", 6),
        ("wrong-value", "data/gauges/grodno.yaml", 7),
        ("dangling-reference", "data/gauges/grodno.yaml", 7),
        ("overlapping-terms", "data/gauges/grodno.yaml", 8),
    ]


def test_thousands_of_mistakes_are_told_in_part_and_at_once(tmp_path: Path) -> None:
    items = "".join("  - {ru: 1, em: x}\n" for _ in range(3000))
    write(
        tmp_path, rivers__neman=f"name: {{ru: a, en: b}}\nlength: 1\nkind: main\nremarks:\n{items}"
    )
    begun = time.process_time()
    assert 100 <= len(problems(tmp_path)) <= 250
    assert time.process_time() - begun < 3


def test_rules_see_no_record_that_refers_to_a_broken_one(tmp_path: Path) -> None:
    write(tmp_path, rivers__neman="length: x\n")
    codes = {found.code for found in problems(tmp_path)}
    assert codes == {"missing-value", "wrong-value"}


def test_a_reference_to_a_faulty_file_is_not_called_dangling(tmp_path: Path) -> None:
    write(tmp_path, rivers__neman="a: 'b\n")
    assert [found.code for found in problems(tmp_path)] == ["yaml-syntax"]


def test_what_hangs_on_a_refused_value_is_not_told_twice(tmp_path: Path) -> None:
    write(tmp_path, rivers__viliya="name: *x\nlength: 5\nkind: main\n")
    assert [found.code for found in problems(tmp_path)] == ["yaml-refused"]


@pytest.mark.parametrize(
    ("name", "code", "hint"),
    [
        ("river/x.yaml", "unknown-key", "did you mean rivers?"),
        ("zzz/x.yaml", "unknown-key", "registers: rivers, gauges"),
        ("rivers/x.yml", "unreadable-file", "rename it so"),
        ("rivers/x.txt", "unreadable-file", "remove it"),
        ("rivers/Big.yaml", "reserved-name", "small Latin letters"),
        ("rivers/_x.yaml", "reserved-name", "begin with a letter"),
        ("rivers/река.yaml", "reserved-name", "Latin"),
        ("rivers/sub/x.yaml", "unreadable-file", "move its files up"),
        ("x.yaml", "unreadable-file", "folder of its register"),
    ],
)
def test_a_stray_file_is_told(tmp_path: Path, name: str, code: str, hint: str) -> None:
    write(tmp_path, {**GOOD, name: "a: 1\n"})
    (found,) = problems(tmp_path)
    assert found.code == code
    assert hint in found.hint
    assert found.spans[0].file.startswith("data/")


def test_notes_and_hidden_files_are_passed_over(tmp_path: Path) -> None:
    names = ("README.md", "rivers/README.md", "rivers/.x.yaml.swp", ".git/config")
    write(tmp_path, {**GOOD, **dict.fromkeys(names, "text")})
    assert problems(tmp_path) == []


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(write(tmp_path) / "data/sources/pipe.yaml")
    (found,) = problems(tmp_path)
    assert told(found) == ("unreadable-file", "data/sources/pipe.yaml", None)


def test_a_name_that_cannot_be_shown_is_made_safe(tmp_path: Path) -> None:
    book = write(tmp_path)
    for name in ("data/sources/\x1b[31m.yaml", "data/\x1b[31m", "data/\udcff"):
        (book / name).mkdir()
    for found in problems(tmp_path):
        assert "\x1b" not in f"{found}{found.hint}"
        str(found).encode()


def test_a_book_without_data_says_so(tmp_path: Path) -> None:
    (found,) = problems(tmp_path)
    assert told(found) == ("unreadable-file", "data", None)


def test_a_link_out_of_the_book_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_text("title: x\n", encoding="utf-8")
    book = write(tmp_path / "book")
    (book / "data/sources/link.yaml").symlink_to(tmp_path / "outside.yaml")
    (found,) = problems(book)
    assert "out of the book" in found.message


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
@pytest.mark.parametrize("name", ["data", "data/rivers", "data/rivers/neman.yaml"])
def test_what_may_not_be_read_is_told(tmp_path: Path, name: str) -> None:
    target = write(tmp_path) / name
    target.chmod(0)
    try:
        found = problems(tmp_path)
    finally:
        target.chmod(0o700)
    assert "unreadable-file" in {each.code for each in found}


def test_a_link_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    book = write(tmp_path)
    (book / "data/sources/gone.yaml").symlink_to(book / "none")
    (book / "data/sources/loop.yaml").symlink_to(book / "data/sources/loop.yaml")
    assert [told(found) for found in problems(book)] == [
        ("unreadable-file", "data/sources/gone.yaml", None),
        ("unreadable-file", "data/sources/loop.yaml", None),
    ]


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("", "missing-value", "empty"),
        ("- a\n- b\n", "wrong-value", "not a list"),
        ("river\n", "wrong-value", "not a single value"),
    ],
)
def test_a_file_must_hold_one_record(tmp_path: Path, text: str, code: str, said: str) -> None:
    (found,) = problems(write(tmp_path, sources__other=text))
    assert told(found) == (code, "data/sources/other.yaml", 1)
    assert said in found.message


FIELDS = st.sampled_from(
    ["name", "length", "kind", "ru", "en", "value", "source", "remarks", "tributaries", "river"]
)
SCALARS = st.sampled_from(["neman", "main", "atlas", "", "1", "x y", None, True, 5, 1.5, "{}"])
TREES: st.SearchStrategy[object] = st.recursive(
    SCALARS,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(FIELDS, below, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(FIELDS, TREES, max_size=5))
@settings(max_examples=60, deadline=None)
def test_any_values_give_a_record_or_problems_with_lines(tree: dict[str, object]) -> None:
    source = parse(json.dumps(tree, ensure_ascii=False), "data/rivers/x.yaml")
    ids = {"rivers": frozenset({"neman"}), "sources": frozenset({"atlas"})}
    found = check(source, "rivers.x", RIVERS.registers["rivers"], Context(("ru", "en"), ids))
    assert found.node is not None or found.problems
    assert all(problem.spans and problem.message for problem in found.problems)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_file_with_any_slip_of_the_keyboard_is_read_or_told(data: st.DataObject) -> None:
    text = GOOD["rivers/neman.yaml"]
    place = data.draw(st.integers(min_value=0, max_value=len(text) - 1))
    typed = data.draw(st.sampled_from(["", ":", "\t", "'", '"', "-", "{", "]", "&", "\n", "x"]))
    source = parse(text[:place] + typed + text[place + 1 :], "data/rivers/x.yaml")
    found = check(source, "rivers.x", RIVERS.registers["rivers"], Context(("ru", "en")))
    assert found.node is not None or found.problems


def test_the_problems_of_a_book_can_cross_a_process_border(tmp_path: Path) -> None:
    with pytest.raises(InvalidBook) as caught:
        load(write(tmp_path, sources__atlas="titl: x\n"), RIVERS, ["ru"])
    copy = pickle.loads(pickle.dumps(caught.value))
    assert [str(each) for each in copy.problems] == [str(each) for each in caught.value.problems]
