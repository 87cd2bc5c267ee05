"""Sentences of the phrases over whole ranges of numbers, genders and lengths of lists.

Write the tables anew with ``python -m tests.content.sentences``, and read the difference as a
native speaker would before it is committed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import indent

from jinja2 import Template
from markupsafe import Markup
from tests.content.support import LANGUAGES, SOURCE_DAY, book
from tests.content.variants import (
    ISLANDS,
    KAZAKHSTAN,
    PERSON,
    UNODC,
    WOMAN,
    changed,
    original,
    variant,
)

from briefbook.build.snapshot import templates_of
from briefbook.compose.environment import make_environment
from briefbook.compose.typography.engine import typeset
from briefbook.compose.typography.runs import Run
from briefbook.dataset.values import Dataset, Node
from briefbook.localize.shown import take_marks
from briefbook.localize.view import Perspective, View

TABLES = Path(__file__).parent / "sentences"
MOST_TERMS = 130
MOST_SESSIONS = 40
MOST_LISTED = 7

KINGDOM = """
name:
  ru: {nominative: Приречье, genitive: Приречья, gender: neuter}
  en: Riverland
official_name:
  ru: {nominative: Королевство Приречье, gender: neuter}
  en: {nominative: Kingdom of Riverland, article: true}
"""
#: A State of each gender, and one whose name is plural.
STATES = {"by": "", "kz": KAZAKHSTAN, "riverland": KINGDOM, "islands": ISLANDS}
#: Seven bodies and seven topics: invented, but for the first two.
BODY = """
kind: functional_commission
parent: ecosoc
name:
  ru:
    nominative: {nominative}
    genitive: {oblique}
    accusative: {accusative}
    prepositional: {oblique}
    gender: feminine
  en: {{nominative: {english}, article: true}}
"""
BODIES = {
    "water": ("Комиссия по водам", "Комиссию по водам", "Комиссии по водам", "Commission on Water"),
    "salt": (
        *("Всемирная комиссия соли и песка", "Всемирную комиссию соли и песка"),
        *("Всемирной комиссии соли и песка", "World Commission on Salt and Sand"),
    ),
    "bridges": (
        *("Комиссия мостов", "Комиссию мостов", "Комиссии мостов", "Commission on Bridges"),
    ),
    "ferries": (*("Служба переправ", "Службу переправ", "Службе переправ", "Service for Ferries"),),
    "locks": (*("Комиссия шлюзов", "Комиссию шлюзов", "Комиссии шлюзов", "Commission on Locks"),),
}
TOPICS = ("trafficking_in_organs", "trafficking_in_nps", "trafficking_in_persons", "crime")
MORE_TOPICS = ("drug_abuse", "drug_trafficking", "organized_crime")


def cases() -> Iterator[str]:
    """Yield the name of each table."""
    yield from ("terms", "genders", "years", "sessions", "lists")


def table(name: str, language: str) -> str:
    """Return a table, a sentence to a line; ~ is a no-break space."""
    sentences = {
        "terms": _terms,
        "genders": _genders,
        "years": _years,
        "sessions": _sessions,
        "lists": _lists,
    }[name](language)
    return "".join(f"{sentence}\n" for sentence in sentences)


def table_file(name: str, language: str) -> Path:
    """Return the file of a table."""
    return TABLES / f"{name}-{language}.txt"


def _terms(language: str) -> Iterator[str]:
    """How often a State was elected: never to 130 times."""
    for number in range(MOST_TERMS + 1):
        sentence = said("phrases.key_memberships(subject)", language, f"terms{number}")
        yield f"{number}: {sentence}"


def _genders(language: str) -> Iterator[str]:
    """The same of States of each gender, and what else agrees with them."""
    for state in STATES:
        for macro in ("key_cooperation", "key_treaties", "treaties", "support", "since"):
            yield said(f"phrases.{macro}(subject)", language, f"of_{state}")
        yield said("phrases.membership(subject.memberships[0])", language, f"of_{state}")
        yield said("phrases.resolutions(subject.resolutions[0], subject)", language, f"of_{state}")
    for person in ("woman", "man"):
        yield said("phrases.office_held(subject.offices[0], subject)", language, f"of_{person}")


def _years(language: str) -> Iterator[str]:
    """None to seven terms that have ended, that run and that are to come."""
    for number in range(MOST_LISTED + 1):
        for kind in ("past", "single", "running", "coming"):
            subject = f"{kind}{number}"
            sentence = said("phrases.membership(subject.memberships[0])", language, subject)
            yield f"{number} {kind}: {sentence}"


def _sessions(language: str) -> Iterator[str]:
    """The first to the fortieth session."""
    for number in range(1, MOST_SESSIONS + 1):
        yield said("phrases.office_held(subject.offices[0], subject)", language, f"session{number}")


def _lists(language: str) -> Iterator[str]:
    """One to seven bodies, topics, instruments."""
    for number in range(1, MOST_LISTED + 1):
        subject = f"listed{number}"
        yield said("phrases.resolutions(subject.resolutions[0], subject)", language, subject)
        yield said("phrases.training(subject.training[0], subject)", language, subject)
        yield said("phrases.contribution(subject)", language, subject)


@cache
def _template(language: str, expression: str) -> Template:
    """A template that prints an expression with the phrases of a language."""
    head = f'{{% import "phrases/{language}.html.jinja" as phrases with context %}}'
    sources = {**templates_of(book().files), "sentence": f"{head}{{{{ {expression} }}}}"}
    return make_environment(sources).get_template("sentence")


def said(expression: str, language: str, subject: str) -> str:
    """Print what a macro says of an organization, its typography set."""
    perspective = Perspective(dataset(), book().schema.derived, language, SOURCE_DAY)
    node = dataset().get(f"organizations.{subject}")
    assert isinstance(node, Node), subject
    text = _template(language, expression).render(
        {
            "subject": View(node, perspective),
            "language": language,
            "layout": book().profiles["house"],
        }
    )
    plain = " ".join(Markup(take_marks(text)[0]).unescape().split(" "))
    (printed,) = typeset([Run(plain.strip())], language)
    return printed.replace("\u00a0", "~")


@cache
def dataset() -> Dataset:
    """A dataset with an organization for every case."""
    files = {
        "persons/primerov.yaml": PERSON,
        "persons/obraztsova.yaml": WOMAN,
        **{f"states/{name}.yaml": text for name, text in STATES.items() if text},
        **{f"bodies/{name}.yaml": _body(*forms) for name, forms in BODIES.items()},
        "bodies/council.yaml": _body(
            *("Служба рек", "Службу рек", "Службе рек", "Service for Rivers")
        ),
        **{f"organizations/{name}.yaml": text for name, text in _organizations()},
    }
    with TemporaryDirectory() as folder:
        return variant(Path(folder), files)


def _body(nominative: str, accusative: str, oblique: str, english: str) -> str:
    return BODY.format(
        nominative=nominative, accusative=accusative, oblique=oblique, english=english
    )


def _organizations() -> Iterator[tuple[str, str]]:
    for number in range(MOST_TERMS + 1):
        yield (
            f"terms{number}",
            _with_terms([f"{1500 + 3 * n}–{1501 + 3 * n}" for n in range(number)]),
        )
    for number in range(MOST_LISTED + 1):
        past = [f"{1950 + 5 * n}–{1952 + 5 * n}" for n in range(number)]
        yield f"past{number}", _with_terms(past)
        yield f"single{number}", _with_terms([str(1950 + 2 * n) for n in range(number)])
        yield f"running{number}", _with_terms([*past, "2019–2021"])
        yield f"coming{number}", _with_terms([*past, "2021–2023"])
    for state in STATES:
        yield f"of_{state}", _of_state(state)
    yield "of_woman", _of_person("obraztsova")
    yield "of_man", _of_person("primerov")
    for number in range(1, MOST_SESSIONS + 1):
        yield f"session{number}", changed(UNODC, ("session: 28", f"session: {number}"))
    for number in range(1, MOST_LISTED + 1):
        yield f"listed{number}", _listing(number)


def _with_terms(periods: list[str]) -> str:
    """An organization in whose one body Belarus had these terms."""
    terms = "".join(f"- period: {period}\n" for period in periods)
    listed = f"\n{indent(terms, '      ')}" if terms else " []\n"
    head = original(UNODC).split("\nmemberships:")[0].replace("[cnd, ccpcj]", "[council]")
    membership = "memberships:\n  - state: by\n    body: council\n    mode: elected\n    terms:"
    return f"{head}\n{membership}{listed}"


def _of_state(state: str) -> str:
    return changed(
        UNODC, ("state: by", f"state: {state}"), ("initiator: by", f"initiator: {state}")
    )


def _of_person(person: str) -> str:
    return changed(UNODC, ("person: kupchina", f"person: {person}"))


def _listing(number: int) -> str:
    """An organization with so many bodies, topics and instruments in its lists."""
    bodies = ["ccpcj", "cnd", *BODIES][:number]
    topics = [*TOPICS, *MORE_TOPICS][:number]
    instruments = (["uncac", "global_plan_of_action"] * number)[:number]
    return changed(
        UNODC,
        ("bodies: [ccpcj, cnd]", f"bodies: [{', '.join(bodies)}]"),
        (
            "topics: [trafficking_in_organs, trafficking_in_nps, trafficking_in_persons]",
            f"topics: [{', '.join(topics)}]",
        ),
        ("combating: [organized_crime, drug_trafficking]", f"combating: [{', '.join(topics)}]"),
        ("instruments: [global_plan_of_action]", f"instruments: [{', '.join(instruments)}]"),
    )


def main() -> None:
    """Write every table."""
    TABLES.mkdir(exist_ok=True)
    for language in LANGUAGES:
        for name in cases():
            table_file(name, language).write_text(table(name, language), encoding="utf-8")


if __name__ == "__main__":
    main()
