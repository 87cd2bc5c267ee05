"""Heading, date line, key points and handling mark, in the repository's own documents."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.books import copy_own_book

from briefbook.build.book import read_book
from briefbook.build.job import open_workshop, write_manuscript
from briefbook.deliver.parcel import Summary
from briefbook.deliver.summary import summary_of
from briefbook.plan.outputs import Output


@pytest.fixture(scope="module")
def summaries(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Summary]:
    folder = copy_own_book(tmp_path_factory.mktemp("own") / "book")
    marking = "marking:\n  ru: Для служебного пользования\n  en: Confidential\n"
    memo: Path = folder / "data/memos/unodc.yaml"
    memo.write_text(memo.read_text(encoding="utf-8") + marking, encoding="utf-8")
    snapshot = read_book(folder, date(2026, 11, 24))
    workshop = open_workshop(snapshot)
    wanted = [
        Output(document, "unodc", language, "pdf" if document == "brief" else "docx")
        for document in ("brief", "memo")
        for language in ("ru", "en")
    ]
    return {str(one): summary_of(write_manuscript(workshop, one).root) for one in wanted}


def test_a_brief_tells_its_key_points(summaries: dict[str, Summary]) -> None:
    brief = summaries["output/en/unodc/brief.pdf"]
    assert brief.heading.startswith("Cooperation between Belarus and the United Nations Office")
    assert brief.date_line == "As at 1\xa0January 2022"
    assert len(brief.points) >= 3
    assert all(point.endswith(".") for point in brief.points)
    assert brief.marking is None


def test_a_memo_tells_its_purpose_and_its_heading_without_label(
    summaries: dict[str, Summary],
) -> None:
    memo = summaries["output/en/unodc/memo.docx"]
    assert memo.heading.startswith("Cooperation with the United Nations Office")
    assert len(memo.points) == 1


def test_the_mark_is_found_in_either_layout(summaries: dict[str, Summary]) -> None:
    russian = summaries["output/ru/unodc/memo.docx"].marking
    assert russian is not None
    assert russian.replace("\xa0", " ") == "Для служебного пользования"
    assert summaries["output/en/unodc/memo.docx"].marking == "Confidential"
