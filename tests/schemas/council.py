"""A small dataset of the schema of organizations: one council, one commission, one State."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from briefbook.dataset.loader import load
from briefbook.dataset.values import Dataset
from briefbook.errors import BriefbookError, InvalidBook
from briefbook.schemas.organizations import SCHEMA

ORGANIZATION = """\
source: page
as_of: 2020-02-01
name: {ru: Совет, en: Council}
established: 1990
governing_bodies: [commission]
site: council.example
cooperation: {state: ruritania, since: 1991}
"""
MEMBERSHIP = """\
memberships:
  - state: ruritania
    body: commission
    mode: elected
    terms:
      - period: 2002–2005
      - period: 2006–2009
"""
OFFICE = """\
offices:
  - person: official
    role: chair
    session: 3
    body: commission
    year: {year}
    mode: elected
"""
FILES = {
    "sources/page.yaml": "title: {ru: Страница, en: Page}\nsite: b.example\nlanguage: ru\n",
    "sources/site.yaml": "title: {ru: Сайт, en: Site}\nsite: a.example\nlanguage: en\n",
    "states/ruritania.yaml": """\
name: {ru: Руритания, en: Ruritania}
official_name: {ru: Руритания, en: Ruritania}
""",
    "bodies/commission.yaml": """\
name: {ru: Комиссия, en: Commission}
kind: functional_commission
term_years: 4
name_source: site
""",
    "bodies/assembly.yaml": """\
name: {ru: Ассамблея, en: Assembly}
kind: principal_organ
name_source: page
""",
    "persons/official.yaml": """\
gender: feminine
name: {ru: {surname: Примерова}, en: {surname: Example}}
""",
}


def council(folder: Path, organization: str, others: Mapping[str, str] | None = None) -> Dataset:
    """Load the council with what is written of it beside its name."""
    files = {**FILES, **(others or {}), "organizations/council.yaml": ORGANIZATION + organization}
    for name, text in files.items():
        file = folder / "data" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return load(folder, SCHEMA, ["ru", "en"])


def problems(
    folder: Path, organization: str, others: Mapping[str, str] | None = None
) -> list[BriefbookError]:
    """Return what is wrong with the council."""
    try:
        council(folder, organization, others)
    except InvalidBook as error:
        return list(error.problems)
    return []
