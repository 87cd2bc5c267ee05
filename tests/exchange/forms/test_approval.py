"""Forms are proposed as a patch and checked against libraries and a reviewed list."""

from __future__ import annotations

import builtins
from pathlib import Path

import pytest
from tests.books import edit, write
from tests.exchange.forms.table import read

from briefbook.errors import BookError, ExtraMissing, InvalidBook, UnknownName
from briefbook.exchange.forms.approval import FormsChecked, Proposals, check_forms, propose_forms
from briefbook.exchange.forms.exceptions import read_exceptions
from briefbook.exchange.forms.libraries import Libraries, libraries

BODY = """\
name:
  ru: # the name
    nominative: Совет образцов
    genitive: Совета образцов
    abbreviation: СО
    short: Совет
kind: organization
"""
PERSON = """\
gender: feminine
name:
  ru:
    surname: Сова
    given: {nominative: Анна, dative: Анне}
    initials: А.
rank:
  ru: {nominative: ЧПП, genitive: ЧППа}
"""
MOVED = """\
name:
  ru:
    nominative: Брюкле
    genitive: Брюкле
    declines: false
kind: organization
"""
ENTRY = """\
[[exceptions]]
name = "persons.owl.name.surname"
language = "ru"
genitive = "Совы"
reason = "A surname that is a noun declines as the noun does."
"""


@pytest.fixture(scope="module")
def known() -> Libraries:
    return libraries()


@pytest.fixture
def book(tmp_path: Path) -> Path:
    write(tmp_path / "data/bodies/council.yaml", BODY)
    write(tmp_path / "data/bodies/moved.yaml", MOVED)
    write(tmp_path / "data/persons/owl.yaml", PERSON)
    return tmp_path


def proposed(book: Path, known: Libraries, *wanted: str) -> Proposals:
    return propose_forms(book, read(book), known, wanted)


def checked(book: Path, known: Libraries) -> FormsChecked:
    return check_forms(read(book), known, read_exceptions(book))


# --- Proposals ---


def test_missing_forms_gender_and_animacy_are_a_patch_and_nothing_is_written(
    book: Path, known: Libraries
) -> None:
    found = proposed(book, known, "bodies")
    assert (book / "data/bodies/council.yaml").read_text() == BODY
    assert (
        found.files[0].new.decode()
        == """\
name:
  ru: # the name
    nominative: Совет образцов
    genitive: Совета образцов
    dative: Совету образцов
    accusative: Совет образцов
    instrumental: Советом образцов
    prepositional: Совете образцов
    gender: masculine
    animacy: inanimate
    abbreviation: СО
    short:
      nominative: Совет
      genitive: Совета
      dative: Совету
      accusative: Совет
      instrumental: Советом
      prepositional: Совете
kind: organization
"""
    )
    assert found.diff.startswith("--- a/data/bodies/council.yaml\n+++ b/data/bodies/council.yaml\n")
    assert len(found.files) == 1


def test_what_has_been_approved_is_never_proposed_anew(book: Path, known: Libraries) -> None:
    keys = {(one.name.id, one.key) for one in proposed(book, known).proposals}
    assert ("bodies.council.name", "genitive") not in keys
    assert ("persons.owl.name.given", "dative") not in keys
    assert ("persons.owl.name.given", "genitive") in keys


def test_a_name_that_does_not_decline_needs_no_forms(book: Path, known: Libraries) -> None:
    assert proposed(book, known, "bodies.moved").proposals == ()
    assert checked(book, known).problems[0].spans[0].file != "data/bodies/moved.yaml"


def test_words_that_the_libraries_do_not_know_are_told(book: Path, known: Libraries) -> None:
    assert [name.id for name in proposed(book, known).unknown] == ["persons.owl.rank"]


def test_a_path_without_names_is_refused(book: Path, known: Libraries) -> None:
    with pytest.raises(UnknownName, match=r"there is no name at 'bodies\.counsil'") as caught:
        proposed(book, known, "bodies.counsil")
    assert caught.value.hint == "did you mean 'bodies.council'?"


def test_private_names_are_left_alone(book: Path, known: Libraries) -> None:
    edit(book / "data/persons/owl.yaml", "gender:", "private: true\ngender:")
    assert all(one.name.record != "persons.owl" for one in proposed(book, known).proposals)


# --- The check ---


def test_a_form_that_differs_is_told_with_its_line_and_what_the_libraries_say(
    book: Path, known: Libraries
) -> None:
    edit(book / "data/bodies/council.yaml", "Совета образцов", "Советы образцов")
    problem = checked(book, known).problems[0]
    assert problem.code == "doubtful-form"
    assert problem.message == (
        "the genitive of bodies.council.name is “Советы образцов”; "
        "the libraries say “Совета образцов”"
    )
    assert str(problem.spans[0]) == "data/bodies/council.yaml:4:15"


def test_a_form_of_an_unknown_word_is_in_doubt(book: Path, known: Libraries) -> None:
    (problem,) = checked(book, known).problems
    assert problem.message == (
        "the genitive of persons.owl.rank is “ЧППа”; the libraries do not know it"
    )


def test_a_form_on_the_list_is_in_order_for_a_reason(book: Path, known: Libraries) -> None:
    edit(book / "data/persons/owl.yaml", "Сова\n", "{nominative: Сова, genitive: Совы}\n")
    assert len(checked(book, known).problems) == 2
    write(book / "forms.toml", ENTRY)
    found = checked(book, known)
    assert (len(found.problems), found.excepted) == (1, 1)


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        ("{nominative: Сова}", "the book has no genitive of persons.owl.name.surname"),
        (
            "{nominative: Сова, genitive: Совой}",
            "the genitive of persons.owl.name.surname is now “Совой”, not “Совы”",
        ),
        (
            "{nominative: Липа, genitive: Липы}",
            "the genitive of persons.owl.name.surname is now “Липы”, not “Совы”",
        ),
    ],
)
def test_an_entry_that_excuses_nothing_is_told_at_its_line(
    book: Path, known: Libraries, stored: str, told: str
) -> None:
    edit(book / "data/persons/owl.yaml", "Сова\n", f"{stored}\n")
    write(book / "forms.toml", ENTRY)
    (stale,) = (p for p in checked(book, known).problems if p.code == "stale-exception")
    assert stale.message == told
    assert str(stale.spans[0]) == "forms.toml:4:1"


def test_an_entry_with_which_the_libraries_agree_by_now_is_told(
    book: Path, known: Libraries
) -> None:
    edit(book / "data/persons/owl.yaml", "Сова\n", "{nominative: Липа, genitive: Липы}\n")
    write(book / "forms.toml", ENTRY.replace("Совы", "Липы"))
    told = {str(problem.message) for problem in checked(book, known).problems}
    assert "the libraries agree with the genitive of persons.owl.name.surname" in told


# --- The list ---


def problems_of(book: Path, text: str) -> list[BookError]:
    write(book / "forms.toml", text)
    with pytest.raises(InvalidBook) as caught:
        read_exceptions(book)
    return list(caught.value.problems)  # type: ignore[arg-type]  # all are


def test_there_need_be_no_list(book: Path) -> None:
    assert read_exceptions(book) == ()


@pytest.mark.parametrize(
    ("old", "new", "told", "line"),
    [
        ('reason = "A', 'rason = "A', "reason", 1),
        ('language = "ru"', 'language = "Russian"', "language", 3),
        ('genitive = "Совы"\n', "", "an exception names at least one form", 1),
        ("[[exceptions]]", "[exceptions]", "exceptions are tables", 1),
        ("[[exceptions]]", "[[exception]]", "unknown key", 1),
        ('genitive = "Совы"', "genitive = ", "the file is not valid TOML", 4),
        ('genitive = "Совы"', "genitive = 5", "genitive", 4),
    ],
)
def test_a_list_that_cannot_be_used_is_told_with_its_line(
    book: Path, old: str, new: str, told: str, line: int
) -> None:
    problem = problems_of(book, ENTRY.replace(old, new))[0]
    assert told in problem.message
    assert problem.code == "invalid-forms"
    assert (problem.spans[0].file, problem.spans[0].line) == ("forms.toml", line)


def test_a_list_that_is_not_utf8_is_told(book: Path) -> None:
    (book / "forms.toml").write_bytes(ENTRY.encode("cp1251"))
    with pytest.raises(InvalidBook):
        read_exceptions(book)


# --- The libraries ---


@pytest.mark.parametrize("gone", ["pymorphy3", "pytrovich"])
def test_without_the_extra_one_clear_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name.split(".", maxsplit=1)[0] == gone:
            raise ModuleNotFoundError(f"No module named {name!r}")
        return real(name, *rest)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ExtraMissing) as caught:
        libraries()
    assert caught.value.message == (
        "proposing and checking forms needs libraries that are not installed"
    )
    assert caught.value.hint == "install them with `pip install 'briefbook[forms]'`"
