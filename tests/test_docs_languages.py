"""``docs/languages.md`` and what is read of a language say the same."""

from __future__ import annotations

from dataclasses import fields

from tests.pages import ROOT, code, first_cells, rows, section

from briefbook.localize.grammar.registry import GRAMMARS
from briefbook.plan.language import Language, Numerals, Typography
from briefbook.plan.languages import SCRIPTS, shipped

PAGE = "docs/languages.md"


def keys(kind: type, *left_out: str) -> set[str]:
    return {field.name for field in fields(kind)} - set(left_out)


def named(heading: str) -> set[str]:
    return set(first_cells(section(PAGE, heading)))


def test_every_key_of_a_language_is_explained() -> None:
    assert named("The file of a language") == keys(Language, "tag")
    assert named("Numerals") == keys(Numerals)
    assert named("Lists of typography") == keys(Typography, "rules")


def test_what_a_key_may_be_is_said() -> None:
    (grammar,) = (r for r in rows(section(PAGE, "The file of a language")) if "`grammar`" in r[0])
    assert set(code(grammar[1])) == set(GRAMMARS)
    assert set(code(section(PAGE, "Lists of typography"))) >= {"common", "listed", "english"}


def test_every_language_of_the_program_is_named() -> None:
    told = set(code(section(PAGE, "Who knows what")))
    assert {f"src/briefbook/languages/{tag}.toml" for tag in shipped()} <= told


def test_the_scripts_that_can_be_set_are_named() -> None:
    first = next(iter(rows(section(PAGE, "Scripts"))))
    assert set(first[0].split(", ")) == set(SCRIPTS.values())
    assert (ROOT / PAGE).exists()
