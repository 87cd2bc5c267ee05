"""The names that the forty cases of the register speak of, and a template that says one case.

Posts and persons but one are invented.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent

from markupsafe import Markup
from tests.content.support import book
from tests.content.variants import changed, variant

from briefbook.compose.environment import make_environment
from briefbook.compose.typography.engine import typeset
from briefbook.compose.typography.runs import Run
from briefbook.dataset.values import Dataset, Node, PartialDate, Period
from briefbook.localize.shown import take_marks
from briefbook.localize.view import Perspective, View

FILES = {
    "bodies/commission.yaml": """
        kind: functional_commission
        name:
          ru: {nominative: Комиссия, accusative: Комиссию, gender: feminine}
          en: {nominative: Commission, article: true}
        """,
    "bodies/statistical.yaml": """
        kind: functional_commission
        name:
          ru:
            nominative: Статистическая комиссия
            accusative: Статистическую комиссию
            gender: feminine
          en: {nominative: Statistical Commission, article: true}
        """,
    "bodies/rights.yaml": """
        kind: principal_organ
        name:
          ru:
            nominative: Совет по правам человека
            accusative: Совет по правам человека
            gender: masculine
          en: {nominative: Human Rights Council, article: true}
        """,
    "states/kz.yaml": """
        name:
          ru: {nominative: Казахстан, gender: masculine}
          en: Kazakhstan
        official_name:
          ru: {nominative: Республика Казахстан, gender: feminine}
          en: {nominative: Republic of Kazakhstan, article: true}
        """,
    "posts/minister.yaml": """
        title:
          ru:
            nominative: министр
            genitive: министра
            dative: министру
            instrumental: министром
          en: {nominative: Minister, article: true}
        """,
    "persons/petrov.yaml": """
        gender: masculine
        honorific: {ru: г-н, en: Mr.}
        name:
          ru:
            surname:
              nominative: Петров
              genitive: Петрова
              dative: Петрову
              instrumental: Петровым
            initials: А.В.
          en: {surname: Petrov, given: Andrei}
        """,
}
#: The names that templates use, and the records behind them.
NAMES = {
    "by": "states.by",
    "kz": "states.kz",
    "unodc": "organizations.unodc",
    "cnd": "bodies.cnd",
    "ccpcj": "bodies.ccpcj",
    "ecosoc": "bodies.ecosoc",
    "commission": "bodies.commission",
    "statistical": "bodies.statistical",
    "rights": "bodies.rights",
    "kupchina": "persons.kupchina",
    "petrov": "persons.petrov",
    "minister": "posts.minister",
    "representative": "posts.permanent_representative_vienna",
    "membership": "organizations.unodc.memberships.1",
}
#: Periods that no record has.
PERIODS = {
    "may": Period(PartialDate(2019, 5, 20), PartialDate(2019, 5, 24)),
    "spring": Period(PartialDate(2019, 4, 30), PartialDate(2019, 5, 3)),
    "years": Period(PartialDate(2016), PartialDate(2019)),
}
ONE_TERM = (
    "      - period: 2010–2012\n      - period: 2013–2015\n      - period: 2016–2018\n",
    "",
)


@cache
def dataset() -> Dataset:
    """The dataset of the book, with the names of the register and one term in the Commission."""
    files = {
        **FILES,
        "organizations/unodc.yaml": changed("organizations/unodc.yaml", ONE_TERM),
        "bodies/cnd.yaml": changed(
            "bodies/cnd.yaml", ("abbreviation: CND", "abbreviation: CND\n    short: Commission")
        ),
        "bodies/ecosoc.yaml": changed(
            "bodies/ecosoc.yaml", ("Social Council\n", "Social Council\n    short: Council\n")
        ),
        "posts/permanent_representative_vienna.yaml": changed(
            "posts/permanent_representative_vienna.yaml",
            (
                "en: Permanent Representative",
                "en: {nominative: Permanent Representative, article: true}",
            ),
        ),
    }
    with TemporaryDirectory() as folder:
        return variant(Path(folder), {name: dedent(text) for name, text in files.items()})


def said(template: str, language: str, day: date) -> str:
    """Print a template as a document of the book would, its typography set."""
    perspective = Perspective(dataset(), book().schema.derived, language, day)

    def shown(path: str) -> View:
        node = dataset().get(path)
        assert isinstance(node, Node), path
        return View(node, perspective)

    context = {
        **{name: shown(path) for name, path in NAMES.items()},
        **PERIODS,
        "today": day,
        "language": language,
        "layout": book().profiles["house"],
    }
    environment = make_environment({"case": template})
    text = environment.get_template("case").render(context)
    plain = Markup(take_marks(text)[0]).unescape()
    (printed,) = typeset([Run(plain)], language)
    return printed
