"""The texts of a dataset, as units that a translator writes one by one."""

from __future__ import annotations

from tests.compose.workbench import dataset

from briefbook.localize.units import Unit, dataset_units


def units() -> dict[str, Unit]:
    found = tuple(dataset_units(dataset(), ("ru", "en", "be")))
    assert len({unit.id for unit in found}) == len(found)
    return {unit.id: unit for unit in found}


def test_each_text_is_a_unit_under_the_path_of_its_fact() -> None:
    unit = units()["rivers.oka.note"]
    assert unit.kind == "text"
    assert unit.texts == {"ru": "Длинная & тихая", "en": "Long & quiet"}
    assert unit.required
    assert unit.note == "a text: rivers.oka.note"


def test_a_name_is_a_unit_and_so_are_its_forms_abbreviation_and_short_name() -> None:
    found = {name: unit for name, unit in units().items() if name.startswith("rivers.oka.name")}
    assert {name: unit.kind for name, unit in found.items()} == {
        "rivers.oka.name": "name",
        "rivers.oka.name.genitive": "form",
        "rivers.oka.name.instrumental": "form",
        "rivers.oka.name.abbreviation": "abbreviation",
        "rivers.oka.name.short": "short",
    }
    assert found["rivers.oka.name"].texts == {"ru": "Ока", "en": "Oka"}
    assert found["rivers.oka.name.short"].texts == {"ru": "река"}
    assert [unit.required for unit in found.values()] == [True, False, False, False, False]


def test_a_form_belongs_to_its_name_and_knows_its_case() -> None:
    form = units()["rivers.oka.name.genitive"]
    assert (form.of, form.case, form.is_form) == ("rivers.oka.name", "genitive", True)
    assert form.texts == {"ru": "Оки"}
    assert form.note == "the name of rivers.oka.name in the genitive"
    assert units()["rivers.oka.name"].case == ""


def test_a_plain_text_is_the_nominative_of_a_name() -> None:
    assert units()["rivers.moskva.name"].texts == {"ru": "Москва", "en": "Moskva"}


def test_a_persons_name_is_as_many_units_as_it_has_parts() -> None:
    found = [unit for name, unit in units().items() if name.startswith("people.")]
    assert [(unit.id, unit.kind, unit.required) for unit in found] == [
        ("people.primerov.name.surname", "name", True),
        ("people.primerov.name.surname.dative", "form", False),
        ("people.primerov.name.given", "name", False),
        ("people.primerov.name.initials", "abbreviation", False),
    ]
    assert found[0].texts == {"ru": "Примеров", "en": "Example"}
    assert found[2].texts == {"en": "Ann"}


def test_every_language_has_a_place_also_one_that_lacks_the_text() -> None:
    spans = units()["rivers.oka.name.genitive"].spans
    assert {name: (span.file, span.line) for name, span in spans.items()} == {
        "ru": ("data/rivers/oka.yaml", 5),
        "en": ("data/rivers/oka.yaml", 10),
        "be": ("data/rivers/oka.yaml", 2),
    }


def test_what_is_private_or_the_same_in_all_languages_is_no_unit() -> None:
    assert not [name for name in units() if "secret" in name or "items" in name]
