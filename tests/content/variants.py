"""Books that differ from ours in a few files: optional parts, other subjects, other States."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from tests.content.support import LANGUAGES, ROOT, book

from briefbook.dataset.loader import load
from briefbook.dataset.values import Dataset

UNODC = "organizations/unodc.yaml"


def variant(folder: Path, files: Mapping[str, str]) -> Dataset:
    """Load the dataset of the book with some files of ``data/`` written anew."""
    shutil.copytree(ROOT / "data", folder / "data", dirs_exist_ok=True)
    for name, text in files.items():
        file = folder / "data" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return load(folder, book().schema, LANGUAGES)


def original(name: str) -> str:
    """Return the text of a file of the book's ``data/``."""
    return (ROOT / "data" / name).read_text(encoding="utf-8")


def changed(name: str, *changes: tuple[str, str]) -> str:
    """Return the text of a file of the book with some stretches replaced; each must be there."""
    text = original(name)
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


KAZAKHSTAN = """
name:
  ru:
    nominative: Казахстан
    genitive: Казахстана
    gender: masculine
  en: Kazakhstan
official_name:
  ru: {nominative: Республика Казахстан, gender: feminine}
  en: {nominative: Republic of Kazakhstan, article: true}
"""
ISLANDS = """
name:
  ru:
    nominative: Острова Примера
    genitive: Островов Примера
    number: plural
  en: {nominative: Example Islands, article: true}
official_name:
  ru: {nominative: Содружество Островов Примера, gender: neuter}
  en: {nominative: Commonwealth of the Example Islands, article: true}
"""


def of_another_state(identifier: str, state: str) -> dict[str, str]:
    """Return the files of a book in which another State works with the subject."""
    return {
        f"states/{identifier}.yaml": state,
        UNODC: changed(
            UNODC,
            ("state: by", f"state: {identifier}"),
            ("initiator: by", f"initiator: {identifier}"),
        ),
    }


BARE_ORGANIZATION = """
name:
  ru:
    nominative: Бюро по рекам
    genitive: Бюро по рекам
    instrumental: Бюро по рекам
    gender: neuter
    abbreviation: БР
  en: {nominative: Bureau for Rivers, abbreviation: BR, article: true}
established: 1950
site: rivers.example
cooperation: {state: by, since: 1962}
"""

BRIEF_DETAILS = """
marking: {ru: Для служебного пользования, en: Confidential}
talking_points:
  - {ru: Первый тезис., en: The first point.}
  - {ru: Второй тезис., en: The second point.}
annex:
  heading: {ru: Приложение, en: Annex}
  paragraphs:
    - {ru: Абзац приложения., en: A paragraph of the annex.}
  table: memberships
contact:
  unit:
    ru: {nominative: Отдел примеров, gender: masculine}
    en: Section of Examples
  person: primerov
  phone: "000-00-00"
distribution:
  - {ru: В дело, en: File}
  - {ru: Департамент примеров, en: Department of Examples}
"""
PERSON = """
gender: masculine
honorific: {ru: г-н, en: Mr.}
name:
  ru:
    surname: {nominative: Примеров, genitive: Примерова, dative: Примерову}
    initials: А.Б.
  en: {surname: Example, given: Andrew}
"""
WOMAN = """
gender: feminine
honorific: {ru: г-жа, en: Ms.}
name:
  ru:
    surname: {nominative: Образцова, genitive: Образцовой, dative: Образцовой}
    initials: В.Г.
  en: {surname: Example, given: Ann}
"""
MEMO_DETAILS = """
type: report_memo
list_sources: true
masthead: {ru: Министерство примеров, en: Ministry of Examples}
unit:
  ru: {nominative: Отдел примеров, gender: masculine}
  en: Section of Examples
place:
  ru: {nominative: Минск, gender: masculine}
  en: Minsk
addressees:
  - post:
      ru: {nominative: Министр примеров, dative: Министру примеров}
      en: Minister of Examples
    person: primerov
  - post:
      ru: {nominative: Заместитель Министра примеров, dative: Заместителю Министра примеров}
      en: Deputy Minister of Examples
through:
  post:
    ru: {nominative: Директор департамента, dative: Директору департамента}
    en: Director of the Department
  person: obraztsova
sender:
  post:
    ru: {nominative: Начальник отдела, dative: Начальнику отдела}
    en: Head of Section
  person: obraztsova
signer:
  post:
    ru: {nominative: Начальник отдела, dative: Начальнику отдела}
    en: Head of Section
  person: obraztsova
date: 2020-02-03
number: 12-05/34
REQUEST
attachments:
  - name:
      ru: {nominative: справка, gender: feminine}
      en: brief
    sheets: 2
    pages: 2
  - name:
      ru: {nominative: таблица, gender: feminine}
      en: annex
    sheets: 1
    pages: 1
    copies: 3
executor: {person: primerov, phone: 000-00-00}
"""


def full(request: str = "request: {kind: decision}") -> dict[str, str]:
    """Return the files of a book with every optional part filled."""
    memo = MEMO_DETAILS.replace("REQUEST", request)
    return {
        "persons/primerov.yaml": PERSON,
        "persons/obraztsova.yaml": WOMAN,
        "briefs/unodc.yaml": BRIEF_DETAILS,
        "memos/unodc.yaml": memo + BRIEF_DETAILS.lstrip("\n"),
    }
