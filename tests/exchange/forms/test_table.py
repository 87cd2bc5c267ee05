"""More than 200 invented names and posts in six cases: stored, checked, proposed, printed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.compose.workbench import ROOT, layout
from tests.exchange.forms.table import LIST, Row, lay, read, rows

from briefbook.compose.composer import Commission, Composer
from briefbook.exchange.forms.approval import FormsChecked, check_forms, propose_forms
from briefbook.exchange.forms.exceptions import FormException, read_exceptions
from briefbook.exchange.forms.libraries import Libraries, libraries
from briefbook.localize.grammar.base import CASES
from briefbook.localize.view import Perspective


@pytest.fixture(scope="module")
def known() -> Libraries:
    return libraries()


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = lay(tmp_path_factory.mktemp("names"))
    shutil.copyfile(LIST, folder / "forms.toml")
    return folder


def checked(book: Path, known: Libraries, listed: tuple[FormException, ...]) -> FormsChecked:
    return check_forms(read(book), known, listed)


def test_the_table_is_large_and_varied() -> None:
    assert len(rows()) >= 200
    assert f"A table of {len(rows())} invented names" in (ROOT / "docs/forms.md").read_text()
    assert len({row.path for row in rows()}) == len(rows())
    assert all(len(row.forms) == len(CASES) for row in rows())
    women = [row.forms[0].split()[0] for row in rows() if row.kind == "f"]
    men = [row.forms[0].split()[0] for row in rows() if row.kind == "m"]
    for endings in (("ина",), ("ова",), ("ская",), ("ко",), ("ых",), ("о",), ("е", "э"), ("а",)):
        assert sum(name.endswith(endings) for name in women) >= 3
    assert sum("-" in name for name in men + women) >= 8
    assert sum(row.kind == "ma" for row in rows()) >= 70


def test_every_form_agrees_with_the_libraries_or_stands_on_the_list(
    book: Path, known: Libraries
) -> None:
    listed = read_exceptions(book)
    found = checked(book, known, listed)
    assert [str(problem) for problem in found.problems] == []
    assert found.excepted == sum(len(entry.forms) for entry in listed)
    assert found.compared > 5 * len(rows())
    assert all(len(entry.reason) > 20 for entry in listed)


def test_without_the_list_its_forms_are_in_doubt(book: Path, known: Libraries) -> None:
    listed = read_exceptions(book)
    found = checked(book, known, ())
    assert len(found.problems) == sum(len(entry.forms) for entry in listed)
    assert {problem.code for problem in found.problems} == {"doubtful-form"}


def test_what_the_libraries_propose_for_nominatives_is_the_table_but_for_the_list(
    book: Path, known: Libraries, tmp_path: Path
) -> None:
    bare = lay(tmp_path, only=("nominative",))
    found = propose_forms(bare, read(bare), known)
    assert found.unknown == ()

    subprocess.run(["git", "init", "-q", "."], cwd=bare, check=True)
    subprocess.run(["git", "apply", "-"], cwd=bare, input=found.diff.encode(), check=True)

    differing = {entry.name.rpartition(".name.")[0] or entry.name[: -len(".title")]
                 for entry in read_exceptions(book)}  # fmt: skip
    for row in rows():
        file = "data/{}/{}.yaml".format(*row.path.split("."))
        approved = (bare / file).read_text(encoding="utf-8").replace('"', "")
        reviewed = (book / file).read_text(encoding="utf-8").replace('"', "")
        assert (approved == reviewed) is (row.path not in differing), row.path


# --- On the page ---

PAGE = """\
<html lang="ru"><head><title>T</title></head><body><h1>T</h1>
{% for person in registers.persons %}
{% for case in cases %}<p>{{ person.name | full_name(case) }}</p>{% endfor %}
{% endfor %}
{% for post in registers.posts %}
{% for case in cases %}<p>{{ post.title | in_case(case) }}</p>{% endfor %}
{% endfor %}
</body></html>
"""


def printed(book: Path, body: str, profile: str = "house") -> list[str]:
    """Compose a page over the whole book and return its paragraphs."""
    perspective = Perspective(read(book), {}, "ru", date(2026, 11, 24))
    cases = "{% set cases = " + repr(list(CASES)) + " %}"
    commission = Commission("page", "page.jinja", None, None, "pdf", layout(profile))
    composed = Composer({"page.jinja": cases + body}).compose(commission, perspective)
    return [block.text.replace("\u00a0", " ") for block in composed.blocks if block.text != "T"]


def signature_order(row: Row) -> Iterator[str]:
    """Return the forms of a person with the surname last, or a post as it is."""
    for form in row.forms:
        surname, *names = form.split()
        yield " ".join([*names, surname]) if row.is_person else form


def test_every_name_is_printed_in_six_cases_as_it_was_approved(book: Path) -> None:
    expected = [
        form
        for register in ("persons", "posts")
        for row in sorted(rows(), key=lambda row: row.path)
        if row.path.startswith(register)
        for form in signature_order(row)
    ]
    assert printed(book, PAGE) == expected
