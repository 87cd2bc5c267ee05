"""A book of any number of invented subjects, each as rich as the repository's own.

Every record is derived from the real one: names, years, topics, bodies and persons
are invented, the number of words stays near. The record of a subject depends on the
seed and its number alone, so that a book of 300 is the beginning of one of 1,000.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import yaml

from bench.workplace import REPOSITORY

SEED = 1945

#: The topic that a third of the subjects speak of, and how often: every third.
SHARED_TOPIC, EVERY = "old_maps", 3

Record = dict[str, Any]

_CASES = ("nominative", "genitive", "dative", "accusative", "instrumental", "prepositional")
_TRADE = dict(
    zip(
        _CASES,
        (
            "незаконный оборот",
            "незаконного оборота",
            "незаконному обороту",
            "незаконный оборот",
            "незаконным оборотом",
            "незаконном обороте",
        ),
        strict=True,
    )
)
_COMMISSION = ("Комиссия", "Комиссии", "Комиссии", "Комиссию", "Комиссией", "Комиссии")
_OFFICE = ("Управление", "Управления", "Управлению", "Управление", "Управлением", "Управлении")
_MALE = ("", "а", "у", "а", "ым", "е")
_TOPICS = {
    SHARED_TOPIC: ("старинных карт", "old maps"),
    "forged_papers": ("документов", "forged papers"),
    "rare_plants": ("растений", "rare plants"),
    "rare_coins": ("монет", "rare coins"),
    "hazardous_waste": ("опасных отходов", "hazardous waste"),
    "amber": ("янтаря", "amber"),
    "timber": ("древесины", "timber"),
    "false_seals": ("печатей", "false seals"),
    "stolen_books": ("краденых книг", "stolen books"),
    "fish": ("рыбы", "fish"),
    "icons": ("старинных икон", "old icons"),
    "bird_eggs": ("птичьих яиц", "bird eggs"),
}
_FIELDS = {
    "картам": "Maps",
    "языкам": "Languages",
    "рекам": "Rivers",
    "дорогам": "Roads",
    "музеям": "Museums",
    "архивам": "Archives",
    "маякам": "Lighthouses",
    "библиотекам": "Libraries",
    "лесам": "Forests",
    "озёрам": "Lakes",
    "каналам": "Canals",
    "садам": "Gardens",
}
_PERSONS = ("Примеров", "Образцов", "Шаблонов", "Черновиков")
_LATIN = {"Примеров": "Primerov", "Образцов": "Obraztsov"}
_SYLLABLES = tuple("БВГДЖЗКЛМНПРСТФХЦЧШЩ")
_LETTERS = tuple("BCDFGHJKLMNPQRSTVWXZ")


def lay_book(folder: Path, subjects: int) -> None:
    """Write a book of so many subjects into ``folder``: data, templates, briefbook.toml."""
    for part in ("data", "templates"):
        shutil.copytree(REPOSITORY / part, folder / part)
    # Without the overview: one document on a thousand subjects is none of the comparison.
    settings = (REPOSITORY / "briefbook.toml").read_text(encoding="utf-8")
    own = settings.partition("\n[documents.overview]")[0] + "\n"
    (folder / "briefbook.toml").write_text(own, encoding="utf-8")
    for register in ("organizations", "briefs", "memos"):
        (folder / "data" / register / "unodc.yaml").unlink()
    for path, record in _shared_records():
        _write(folder, path, record)
    add_subjects(folder, 0, subjects)


def add_subjects(folder: Path, first: int, last: int) -> None:
    """Write the subjects from number ``first`` up to, but not including, ``last``."""
    details = {name: _read(f"{name}/unodc") for name in ("briefs", "memos")}
    real = _read("organizations/unodc")
    for number in range(first, last):
        _write(folder, f"organizations/{subject_id(number)}", _organization(real, number))
        for register, record in details.items():
            _write(folder, f"{register}/{subject_id(number)}", record)


def subject_id(number: int) -> str:
    """Return the id of a subject."""
    return f"org{number:04}"


def subject_file(folder: Path, number: int) -> Path:
    """Return the file of a subject."""
    return folder / f"data/organizations/{subject_id(number)}.yaml"


def readers_of_shared(subjects: int) -> Iterator[str]:
    """Yield the subjects that speak of the shared topic."""
    return (subject_id(number) for number in range(0, subjects, EVERY))


def set_english_abbreviation(folder: Path, number: int, abbreviation: str) -> None:
    """Change one fact of one subject, which both its English documents tell."""
    file = subject_file(folder, number)
    record = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    record["name"]["en"]["abbreviation"] = abbreviation
    _write(folder, f"organizations/{subject_id(number)}", record)


def set_english_topic(folder: Path, name: str) -> None:
    """Change one fact of the shared topic, which the English documents of a third tell."""
    file = folder / f"data/topics/{SHARED_TOPIC}.yaml"
    record = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    record["name"]["en"] = name
    _write(folder, f"topics/{SHARED_TOPIC}", record)


def _organization(real: Mapping[str, Any], number: int) -> Record:
    """Derive a subject from the real one."""
    chance = Random(f"{SEED}:{number}")  # a seed, not a secret
    record = deepcopy(dict(real))
    shift = chance.randrange(-8, 1)
    bodies = {"cnd": f"four{chance.randrange(4)}", "ccpcj": f"three{chance.randrange(4)}"}
    _name(record["name"], chance, number)
    record["established"] += shift
    record["cooperation"]["since"] += shift
    record["governing_bodies"] = list(bodies.values())
    for membership in record["memberships"]:
        membership["body"] = bodies[membership["body"]]
        for term in membership["terms"]:
            term["period"] = _shifted(term["period"], shift)
    for office in record["offices"]:
        office["body"], office["person"] = bodies["ccpcj"], f"person{chance.randrange(4)}"
        office["year"] += shift
        office["session"] += shift
    _topics(record, bodies, chance, number)
    return record


def _name(name: Record, chance: Random, number: int) -> None:
    """Give a subject a name of two fields and an abbreviation of its own."""
    first, second = chance.sample(sorted(_FIELDS), 2)
    name["ru"].update(
        zip(_CASES, (f"{form} ООН по {first} и {second}" for form in _OFFICE), strict=True)
    )
    name["ru"]["abbreviation"] = f"У{_code(number, _SYLLABLES)} ООН"
    name["en"]["nominative"] = f"United Nations Office on {_FIELDS[first]} and {_FIELDS[second]}"
    name["en"]["abbreviation"] = f"UN{_code(number, _LETTERS)}"


def _topics(record: Record, bodies: Mapping[str, str], chance: Random, number: int) -> None:
    """Give resolutions and training topics of the shared register; every third the shared one."""
    for package in record["resolutions"]:
        drawn = _drawn(chance, len(package["topics"]) + len(package["spread_of"]))
        if number % EVERY == 0:
            drawn[0] = SHARED_TOPIC
        package["bodies"] = [bodies[body] for body in package["bodies"]]
        package["topics"] = drawn[: len(package["topics"])]
        package["spread_of"] = drawn[len(package["topics"]) :]
    for training in record["training"]:
        drawn = _drawn(chance, len(training["topics"]) + len(training["combating"]))
        training["topics"], training["combating"] = drawn[:2], drawn[2:]


def _drawn(chance: Random, count: int) -> list[str]:
    return chance.sample([topic for topic in _TOPICS if topic != SHARED_TOPIC], count)


def _shared_records() -> Iterator[tuple[str, Record]]:
    """Yield the topics, bodies and persons that all subjects share, with their paths."""
    for topic, (russian, english) in _TOPICS.items():
        forms = _term(f"{form} {russian}" for form in _TRADE.values())
        name = {"ru": {**forms, "gender": "masculine"}, "en": f"illicit trade in {english}"}
        yield f"topics/{topic}", {**_read("topics/drug_abuse"), "name": name}
    for number, (dative, english) in enumerate(list(_FIELDS.items())[:4]):
        yield f"bodies/four{number}", _body("cnd", f"учётным {dative}", f"{english} Records")
        long = f"предупреждению потерь и архивным {dative}"
        three = _body("ccpcj", long, f"Loss Prevention and Archive {english}")
        yield f"bodies/three{number}", three
    for number, surname in enumerate(_PERSONS):
        yield f"persons/person{number}", _person(surname)


def _body(real: str, field: str, english: str) -> Record:
    record = _read(f"bodies/{real}")
    record["name"]["ru"].update(
        zip(_CASES, (f"{form} по {field}" for form in _COMMISSION), strict=True)
    )
    record["name"]["en"]["nominative"] = f"Commission on {english}"
    return record


def _person(surname: str) -> Record:
    record = {**_read("persons/kupchina"), "gender": "masculine"}
    russian = record["name"]["ru"]
    parts = {"surname": surname, "given": "Иван", "patronymic": "Иванович"}
    for part, stem in parts.items():
        endings = _MALE if part == "surname" else (*_MALE[:4], "ом", "е")
        russian[part] = dict(zip(_CASES, (stem + ending for ending in endings), strict=True))
    russian["initials"] = "И.И."
    record["name"]["en"] = {"surname": _LATIN.get(surname, "Exampleov"), "given": "Ivan"}
    return record


def _term(forms: Iterator[str]) -> Record:
    return {**dict(zip(_CASES, forms, strict=True)), "animacy": "inanimate"}


def _shifted(period: str, years: int) -> str:
    return re.sub(r"\d{4}", lambda year: str(int(year[0]) + years), period)


def _code(number: int, letters: tuple[str, ...]) -> str:
    """Write a number in three letters."""
    size = len(letters)
    return (
        letters[number // size**2 % size] + letters[number // size % size] + letters[number % size]
    )


def _read(path: str) -> Record:
    text = (REPOSITORY / f"data/{path}.yaml").read_text(encoding="utf-8")
    record: Record = yaml.load(text, yaml.CSafeLoader)
    return record


def _write(folder: Path, path: str, record: Mapping[str, Any]) -> None:
    text = yaml.dump(record, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
    (folder / f"data/{path}.yaml").write_text(text, encoding="utf-8")
