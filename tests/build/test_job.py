"""One output of a book: from its snapshot to bytes, with what it rests on."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from briefbook.build.book import read_book
from briefbook.build.enclosing import trial_of
from briefbook.build.job import Workshop, make_piece, open_workshop, write_manuscript
from briefbook.build.outcome import Outcome
from briefbook.build.snapshot import Snapshot
from briefbook.plan.outputs import Output

ROOT = Path(__file__).parents[2]
DAY = date(2020, 2, 1)
SIGNATURES = {"pdf": b"%PDF-", "docx": b"PK\x03\x04"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the book of this repository."""
    shutil.copy(ROOT / "briefbook.toml", tmp_path)
    for name in ("data", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture(scope="module")
def workshop() -> Workshop:
    return open_workshop(read_book(ROOT, DAY))


def output(snapshot: Snapshot, document: str, language: str) -> Output:
    [found] = [
        each
        for each in snapshot.outputs()
        if (each.document, each.language) == (document, language)
    ]
    return found


def made(workshop: Workshop, document: str, language: str, known: str | None = None) -> Outcome:
    piece = trial_of(output(workshop.snapshot, document, language), workshop.snapshot.config)
    return make_piece(workshop, replace(piece, known_input=known))


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(("document", "format_"), [("brief", "pdf"), ("memo", "docx")])
def test_a_job_makes_the_bytes_of_its_format(
    workshop: Workshop, document: str, language: str, format_: str
) -> None:
    outcome = made(workshop, document, language)
    assert outcome.error is None
    assert outcome.data is not None
    assert outcome.data.startswith(SIGNATURES[format_])
    assert made(workshop, document, language).data == outcome.data


def test_an_outcome_knows_the_facts_and_the_templates_it_rests_on(workshop: Workshop) -> None:
    outcome = made(workshop, "memo", "en")
    read = {each.question.path for each in outcome.trace.reads}
    assert "memos.unodc.request.kind" in read
    assert "organizations.unodc.memberships.1.terms.3.period" in read
    assert "persons.kupchina.name.ru" not in read
    assert "template memo.html.jinja" in outcome.key_parts
    assert "template phrases/en.html.jinja" in outcome.key_parts
    assert "template phrases/ru.html.jinja" not in outcome.key_parts


def test_nothing_is_rendered_when_the_input_is_what_it_was(workshop: Workshop) -> None:
    first = made(workshop, "memo", "ru")
    again = made(workshop, "memo", "ru", first.input_digest)
    assert again.data is None
    assert again.error is None
    assert (again.input_digest, again.trace) == (first.input_digest, first.trace)


def test_a_manuscript_bears_the_date_of_the_document(workshop: Workshop) -> None:
    manuscript = write_manuscript(workshop, output(workshop.snapshot, "brief", "ru"))
    assert manuscript.dated == DAY
    assert manuscript.language == "ru"
    assert manuscript.profile.name == "house"


def test_what_is_wrong_with_an_output_is_in_its_outcome(folder: Path) -> None:
    template = folder / "templates/brief.html.jinja"
    text = template.read_text(encoding="utf-8").replace("subject.treaties", "subject.treatise", 1)
    template.write_text(text, encoding="utf-8")
    workshop = open_workshop(read_book(folder, DAY))
    outcome = made(workshop, "brief", "en")
    assert outcome.data is None
    assert outcome.error is not None
    assert outcome.error.code == "undefined-name"
    assert outcome.error.hint == "did you mean “treaties”?"
    assert outcome.trace.reads
    assert made(workshop, "memo", "en").error is None


def test_an_office_that_has_nothing_to_add_still_gets_its_brief(folder: Path) -> None:
    (folder / "data/briefs/unodc.yaml").unlink()
    outcome = made(open_workshop(read_book(folder, DAY)), "brief", "ru")
    assert outcome.error is None
    assert outcome.data is not None


def test_a_job_out_of_memory_is_not_an_error_of_its_template(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exhausted(*_: object, **__: object) -> str:
        raise MemoryError

    monkeypatch.setattr("jinja2.Template.render", exhausted)
    with pytest.raises(MemoryError):
        made(workshop, "brief", "ru")
