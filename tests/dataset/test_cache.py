"""A dataset from the cache is the dataset that reading all files would give."""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import PlainValidator
from tests.dataset.rivers import GOOD, RIVERS, Gauge, RiverRef, write

from briefbook.dataset.base import Record, Schema, Text
from briefbook.dataset.cache import Cache
from briefbook.dataset.loader import load, load_listed
from briefbook.dataset.manifest import Manifest, scan
from briefbook.dataset.packed import loads, pack
from briefbook.dataset.validation import review
from briefbook.dataset.values import Dataset, Node, Origin, Reference
from briefbook.errors import BriefbookError, InvalidBook, WrongValue
from briefbook.wording import verbatim

LANGUAGES = ("ru", "en")
NEMAN = "rivers/neman"
GARBAGE = "no: [record"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write(tmp_path / "book")


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache", "program 1")


def taken(book: Path) -> Manifest:
    """Return the manifest of a book as it is."""
    return scan(book, lambda file: hashlib.sha256(file.read_bytes()).hexdigest())


def garble(book: Path, *but: str) -> None:
    """Spoil all files but some, so that only a cache can still give their records."""
    for file in (book / "data").rglob("*.yaml"):
        if f"{file.parent.name}/{file.stem}" not in but:
            file.write_text(GARBAGE)


def verdict(book: Path, cache: Cache | None, schema: Schema = RIVERS) -> Any:
    """Return the dataset, or all that is said of the problems."""
    try:
        return load(book, schema, LANGUAGES, cache=cache)
    except InvalidBook as invalid:
        return [(type(each), each.message, each.spans, each.hint) for each in invalid.problems]


def parts(dataset: Dataset) -> Any:
    """Return a dataset as plain mappings in their order."""
    return (
        [(name, list(records.items())) for name, records in dataset.registers.items()],
        [
            (path, origin.file, origin.text, dict(origin.marks))
            for path, origin in dataset.origins.items()
        ],
        [(path, dict(written)) for path, written in dataset.metas.items()],
    )


# The whole dataset.


def test_an_unchanged_book_is_not_read_again(book: Path, cache: Cache) -> None:
    before, manifest = load(book, RIVERS, LANGUAGES, cache=cache), taken(book)
    shutil.rmtree(book)
    again = load(book, RIVERS, LANGUAGES, cache=cache, manifest=manifest)
    assert again == before
    assert parts(again) == parts(before)


def test_a_kept_dataset_is_found_without_its_schema(book: Path, cache: Cache) -> None:
    before = load(book, RIVERS, LANGUAGES, cache=cache)
    assert cache.dataset(taken(book), "rivers", LANGUAGES) == before


def test_a_kept_dataset_is_found_without_loading_a_validator() -> None:
    program = (
        "import sys, briefbook.dataset.cache, briefbook.dataset.manifest\n"
        "print({'pydantic', 'yaml'} & sys.modules.keys())\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "set()\n"


def test_places_and_excerpts_are_kept(book: Path, cache: Cache) -> None:
    before = load(book, RIVERS, LANGUAGES)
    load(book, RIVERS, LANGUAGES, cache=cache)
    again = load(book, RIVERS, LANGUAGES, cache=cache)
    assert again.mark("rivers.neman.length") == before.mark("rivers.neman.length")
    assert again.mark("rivers.neman.length").excerpt.startswith("length:")
    assert again.meta("rivers.neman.length") == before.meta("rivers.neman.length")
    assert again.meta("rivers") == before.meta("rivers")


def test_facts_past_their_review_are_found_in_a_kept_dataset(book: Path, cache: Cache) -> None:
    load(book, RIVERS, LANGUAGES, cache=cache)
    kept = load(book, RIVERS, LANGUAGES, cache=cache)
    today = kept.metas["rivers.neman.length"]["review_by"].replace(year=2100)
    assert [str(each) for each in review(kept, today)] == [
        str(each) for each in review(load(book, RIVERS, LANGUAGES), today)
    ]


def test_an_edit_taken_back_is_not_read_again(book: Path, cache: Cache) -> None:
    before, manifest = load(book, RIVERS, LANGUAGES, cache=cache), taken(book)
    write(book, rivers__viliya=GOOD["rivers/viliya.yaml"].replace("510", "511"))
    load(book, RIVERS, LANGUAGES, cache=cache)
    shutil.rmtree(book)
    assert load(book, RIVERS, LANGUAGES, cache=cache, manifest=manifest) == before


def test_only_the_newest_two_datasets_are_kept(book: Path, cache: Cache) -> None:
    for length in ("511", "512", "513", "514"):
        write(book, rivers__viliya=GOOD["rivers/viliya.yaml"].replace("510", length))
        load(book, RIVERS, LANGUAGES, cache=cache)
    assert len(list(cache.folder.iterdir())) == 2


def test_an_unchanged_book_writes_nothing(book: Path, cache: Cache) -> None:
    load(book, RIVERS, LANGUAGES, cache=cache)
    before = [(file, file.stat().st_mtime_ns) for file in cache.folder.iterdir()]
    load(book, RIVERS, LANGUAGES, cache=cache)
    assert [(file, file.stat().st_mtime_ns) for file in cache.folder.iterdir()] == before


# Single records.


def test_only_an_edited_file_is_parsed_again(book: Path, cache: Cache) -> None:
    load(book, RIVERS, LANGUAGES, cache=cache)
    write(book, rivers__viliya=GOOD["rivers/viliya.yaml"].replace("510", "511"))
    expected, manifest = load(book, RIVERS, LANGUAGES), taken(book)
    garble(book, "rivers/viliya")
    edited = load(book, RIVERS, LANGUAGES, cache=cache, manifest=manifest)
    assert parts(edited) == parts(expected)
    assert edited.get("rivers.viliya.length") == 511


def test_good_records_are_kept_while_another_is_faulty(book: Path, cache: Cache) -> None:
    write(book, rivers__viliya="length: long\n")
    assert isinstance(verdict(book, cache), list)
    write(book, rivers__viliya=GOOD["rivers/viliya.yaml"])
    manifest = taken(book)
    garble(book, "rivers/viliya")
    assert load(book, RIVERS, LANGUAGES, cache=cache, manifest=manifest).registers["gauges"]


def test_a_faulty_record_is_never_kept(book: Path, cache: Cache) -> None:
    write(book, rivers__viliya="length: long\n")
    expected = verdict(book, None)
    assert verdict(book, cache) == verdict(book, cache) == expected


def test_a_reference_that_dangles_since_is_found(book: Path, cache: Cache) -> None:
    load(book, RIVERS, LANGUAGES, cache=cache)
    (book / "data/rivers/viliya.yaml").unlink()
    expected = verdict(book, None)
    assert expected
    assert verdict(book, cache) == expected


@pytest.mark.parametrize(
    ("program", "languages"), [("program 2", LANGUAGES), ("program 1", ("ru",))]
)
def test_another_program_or_other_languages_read_all_again(
    book: Path, cache: Cache, program: str, languages: tuple[str, ...]
) -> None:
    load(book, RIVERS, LANGUAGES, cache=cache)
    manifest = taken(book)
    garble(book)
    other = Cache(cache.folder, program)
    with pytest.raises(InvalidBook):
        load(book, RIVERS, languages, cache=other, manifest=manifest)


def test_a_file_edited_after_the_scan_is_not_mistaken_for_the_old_one(
    book: Path, cache: Cache
) -> None:
    manifest = taken(book)
    write(book, rivers__viliya=GOOD["rivers/viliya.yaml"].replace("510", "511"))
    raced = load(book, RIVERS, LANGUAGES, cache=cache, manifest=manifest)
    assert raced.get("rivers.viliya.length") == 511
    write(book)
    assert load(book, RIVERS, LANGUAGES, cache=cache).get("rivers.viliya.length") == 510


@pytest.mark.parametrize("kept", [True, False], ids=["with a cache", "without one"])
def test_a_file_saved_before_it_is_parsed_is_told_apart(
    book: Path, cache: Cache, kept: bool
) -> None:
    load(book, RIVERS, LANGUAGES, cache=cache)
    used = cache if kept else None
    write(book, rivers__viliya=GOOD["rivers/viliya.yaml"].replace("510", "511"))
    edited = taken(book)
    write(book, rivers__viliya=GOOD["rivers/viliya.yaml"].replace("510", "512"))
    assert load_listed(book, RIVERS, LANGUAGES, used, edited) is None
    found = load_listed(book, RIVERS, LANGUAGES, used, taken(book))
    assert found is not None
    assert found.get("rivers.viliya.length") == 512


def test_only_what_an_edit_touches_is_asked_for_by_the_rules_of_records(
    book: Path, cache: Cache
) -> None:
    asked: list[str] = []

    def rule(dataset: Dataset) -> Iterator[BriefbookError]:
        asked.extend(path for path in dataset.origins)
        yield from ()

    def asked_after(name: str, text: str) -> set[str]:
        asked.clear()
        (book / f"data/{name}.yaml").write_text(text, encoding="utf-8")
        load(book, schema, LANGUAGES, cache=cache)
        return set(asked)

    schema = replace(RIVERS, record_rules=(rule,))
    load(book, schema, LANGUAGES, cache=cache)
    assert set(asked) == {path.replace("/", ".").removesuffix(".yaml") for path in GOOD}
    keeper = {"keepers.first", "gauges.grodno", "rivers.neman", "rivers.viliya", "sources.atlas"}
    first = GOOD["keepers/first.yaml"].replace("Anna", "Ada")
    assert asked_after("keepers/first", first) == keeper
    assert asked_after("sources/spare", "title: Spare\n") == {"sources.spare"}


class _Place(Record):
    """A place: by a river of the book, or by water that is only named."""

    water: RiverRef | Text


def test_what_was_no_reference_becomes_one_when_its_record_appears(
    book: Path, cache: Cache
) -> None:
    schema = Schema("places", {**RIVERS.registers, "places": _Place})
    write(book, places__minsk="water: svislach\n")
    assert verdict(book, cache, schema).get("places.minsk.water") == "svislach"
    write(book, rivers__svislach=GOOD["rivers/viliya.yaml"])
    changed = verdict(book, cache, schema)
    assert changed.get("places.minsk.water") == Reference("rivers", "svislach")
    assert changed == verdict(book, None, schema)


# Any history of edits.

VARIANTS = {
    "rivers/viliya": [
        GOOD["rivers/viliya.yaml"],
        GOOD["rivers/viliya.yaml"].replace("510", "511"),
        GOOD["rivers/viliya.yaml"].replace("joins: neman", "joins: sozh"),
        "# a comment\n" + GOOD["rivers/viliya.yaml"],
        "name: {ru: Вилия}\nlength: long\n",
        "name: [",
        None,
    ],
    "rivers/sozh": [GOOD["rivers/viliya.yaml"], "", None],
    "gauges/grodno": [
        GOOD["gauges/grodno.yaml"],
        GOOD["gauges/grodno.yaml"].replace("2010", "2004"),
        GOOD["gauges/grodno.yaml"].replace("river: neman", "river: viliya"),
        None,
    ],
    "sources/atlas": [GOOD["sources/atlas.yaml"], "title: ''\n", None],
    "lakes/naroch": ["title: Naroch\n", None],
    "keepers/Second": ["", None],
}

EDITS = st.sampled_from([(name, text) for name, texts in VARIANTS.items() for text in texts])


def measurable_rivers(dataset: Dataset) -> Iterator[BriefbookError]:
    """No gauge stands on a river of 511 km, nor on one that joins such a river."""
    for gauge in dataset.registers["gauges"].values():
        river = gauge.fields["river"]
        while isinstance(river, Reference):
            node = dataset.record(river)
            if node.fields["length"] == 511:
                yield WrongValue(verbatim("511 km"), spans=[dataset.mark(gauge.path)])
            river = node.fields["joins"] if node.path != "rivers.neman" else None


STRICT = replace(RIVERS, record_rules=(*RIVERS.record_rules, measurable_rivers))


@pytest.mark.parametrize("schema", [RIVERS, STRICT], ids=["by itself", "by its references"])
@settings(max_examples=25, deadline=None)
@given(edits=st.lists(EDITS, min_size=1, max_size=8))
def test_after_any_edits_the_verdict_is_that_of_reading_all(
    edits: list[tuple[str, str | None]], tmp_path_factory: pytest.TempPathFactory, schema: Schema
) -> None:
    folder = tmp_path_factory.mktemp("history")
    book, cache = write(folder / "book"), Cache(folder / "cache", "program 1")
    load(book, schema, LANGUAGES, cache=cache)
    for name, text in edits:
        file = book / "data" / f"{name}.yaml"
        if text is None:
            file.unlink(missing_ok=True)
        else:
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
        expected, found = verdict(book, None, schema), verdict(book, cache, schema)
        assert found == expected
        if isinstance(expected, Dataset):
            assert parts(found) == parts(expected)
    shutil.rmtree(folder)


# Damage and foreign hands.


def kept_file(cache: Cache) -> Path:
    (file,) = cache.folder.iterdir()
    return file


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.9, 0.9999])
def test_a_torn_file_counts_as_absent(book: Path, cache: Cache, share: float) -> None:
    before = load(book, RIVERS, LANGUAGES, cache=cache)
    file = kept_file(cache)
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * share)])
    assert load(book, RIVERS, LANGUAGES, cache=cache) == before
    assert file.stat().st_size == len(data)


@pytest.mark.parametrize("place", [0, 25, 60, 1000, -1])
def test_a_file_with_one_wrong_byte_counts_as_absent(book: Path, cache: Cache, place: int) -> None:
    before = load(book, RIVERS, LANGUAGES, cache=cache)
    file = kept_file(cache)
    data = bytearray(file.read_bytes())
    data[place] ^= 1
    file.write_bytes(data)
    assert load(book, RIVERS, LANGUAGES, cache=cache) == before


class _Evil:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("evil",)


@pytest.mark.parametrize("payload", [_Evil(), ("too", "short"), 7])
def test_a_foreign_file_runs_no_code(
    book: Path, cache: Cache, payload: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = load(book, RIVERS, LANGUAGES, cache=cache)
    monkeypatch.chdir(book)
    file = kept_file(cache)
    magic, _, _ = file.read_bytes().partition(b"\n")
    foreign = pickle.dumps(payload)
    file.write_bytes(magic + b"\n" + hashlib.sha256(foreign).digest() + foreign)
    assert load(book, RIVERS, LANGUAGES, cache=cache) == before
    assert not (book / "evil").exists()


def test_a_dataset_under_the_name_of_another_counts_as_absent(book: Path, cache: Cache) -> None:
    load(book, RIVERS, LANGUAGES, cache=cache)
    first = kept_file(cache)
    data = first.read_bytes()
    write(book, rivers__viliya=GOOD["rivers/viliya.yaml"].replace("510", "511"))
    load(book, RIVERS, LANGUAGES, cache=cache)
    for file in cache.folder.iterdir():
        file.write_bytes(data)
    assert load(book, RIVERS, LANGUAGES, cache=cache).get("rivers.viliya.length") == 511


def test_a_cache_that_cannot_be_written_does_no_harm(book: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file stands here")
    cache = Cache(tmp_path / "cache", "program 1")
    assert verdict(book, cache) == verdict(book, cache) == verdict(book, None)


def test_a_full_disk_leaves_no_half_file(book: Path, cache: Cache) -> None:
    program = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from tests.dataset.rivers import RIVERS\n"
        "from briefbook.dataset.cache import Cache\n"
        "from briefbook.dataset.loader import load\n"
        "whole = resource.getrlimit(resource.RLIMIT_FSIZE)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (500, whole[1]))\n"
        "cache = Cache(Path(sys.argv[2]), 'program 1')\n"
        "dataset = load(Path(sys.argv[1]), RIVERS, ('ru', 'en'), cache=cache)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, whole)\n"
        "print(len(dataset.registers))\n"
    )
    root = Path(__file__).parents[2]
    ran = subprocess.run(
        [sys.executable, "-c", program, str(book), str(cache.folder)],
        env={**os.environ, "PYTHONPATH": f"{root}:{root / 'src'}", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "4\n", "")
    assert list(cache.folder.iterdir()) == []


# Packed values.


def test_a_kept_dataset_travels_in_packed_form(book: Path, cache: Cache) -> None:
    before = load(book, RIVERS, LANGUAGES, cache=cache)
    kept = load(book, RIVERS, LANGUAGES, cache=cache)
    packed = pickle.dumps(kept)
    assert len(packed) < len(pickle.dumps(load(book, RIVERS, LANGUAGES)))
    arrived = pickle.loads(packed)
    assert arrived == before
    assert hash(arrived) == hash(kept)
    assert pickle.loads(pickle.dumps(before)) == before


def test_a_lazy_register_is_a_mapping_like_any_other(book: Path, cache: Cache) -> None:
    load(book, RIVERS, LANGUAGES, cache=cache)
    kept = load(book, RIVERS, LANGUAGES, cache=cache)
    rivers = kept.registers["rivers"]
    assert (list(rivers), len(rivers), "neman" in rivers) == (["neman", "viliya"], 2, True)
    assert rivers["neman"] is rivers["neman"]
    assert rivers.get("sozh") is None
    assert repr(rivers) == "LazyMap(['neman', 'viliya'])"
    assert len(kept.metas) == len(list(kept.metas))
    assert "rivers" in repr(kept.metas)
    assert "nowhere" not in kept.metas
    assert kept.get("rivers.viliya.joins") == Reference("rivers", "neman")
    with pytest.raises(KeyError):
        kept.record(Reference("rivers", "sozh"))


class _Odd(Record):
    """A record with a value of a kind that no dataset has."""

    number: Annotated[Any, PlainValidator(complex)]


def test_values_of_an_unknown_kind_are_read_anew_each_time(book: Path, cache: Cache) -> None:
    schema = Schema("odd", {**RIVERS.registers, "odd": _Odd})
    write(book, odd__one="number: 3\n")
    dataset = verdict(book, cache, schema)
    assert dataset.get("odd.one.number") == complex(3)
    assert pickle.loads(pickle.dumps(dataset)) == dataset == verdict(book, cache, schema)
    write(book, odd__one="number: 4\n")
    assert verdict(book, cache, schema).get("odd.one.number") == complex(4)


def test_only_values_of_a_dataset_are_packed_and_unpacked() -> None:
    assert pack(Gauge) == b""
    assert pack(Path("somewhere")) == b""
    with pytest.raises(pickle.UnpicklingError):
        loads(pickle.dumps(Path("somewhere")))
    assert isinstance(loads(pickle.dumps(Origin("a", "b", {}))), Origin)
    assert isinstance(loads(pickle.dumps(Node("A", "a", {}))), Node)
