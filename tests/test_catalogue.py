"""Messages in the language of the reader."""

from __future__ import annotations

import gettext
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from briefbook.catalogue import ENGLISH, Catalogue, language_of
from briefbook.wording import _, joined, ngettext, verbatim


@pytest.fixture(scope="module")
def russian() -> Catalogue:
    """A catalogue of the sentences of this module."""
    catalog = Catalog(locale="ru")
    catalog.add("there is no format {name}", "формата {name} нет")
    catalog.add(
        ("{count} output", "{count} outputs"), ("{count} файл", "{count} файла", "{count} файлов")
    )
    catalog.add("built {outputs}", "создано: {outputs}")
    catalog.add("nothing changed", "ничего не изменилось")
    file = BytesIO()
    write_mo(file, catalog)
    file.seek(0)
    return Catalogue("ru", gettext.GNUTranslations(file))


def outputs(count: int) -> str:
    return ngettext("{count} output", "{count} outputs", count)


def test_english_is_what_the_messages_themselves_say() -> None:
    assert ENGLISH.say(_("there is no format {name}", name="x")) == "there is no format x"
    assert Catalogue.of("en") is ENGLISH


def test_a_message_is_said_with_what_fills_its_gaps(russian: Catalogue) -> None:
    assert russian.say(_("there is no format {name}", name="x")) == "формата x нет"


@pytest.mark.parametrize(
    ("count", "said"), [(1, "1 файл"), (3, "3 файла"), (11, "11 файлов"), (21, "21 файл")]
)
def test_a_number_takes_the_form_of_its_language(russian: Catalogue, count: int, said: str) -> None:
    assert russian.say(outputs(count)) == said


def test_messages_in_messages_are_said_too(russian: Catalogue) -> None:
    said = russian.say(_("built {outputs}", outputs=joined([outputs(2), verbatim("{x}")])))
    assert said == "создано: 2 файла, {x}"


def test_words_of_others_stay_as_they_are(russian: Catalogue) -> None:
    assert russian.say("nothing changed") == "nothing changed"
    assert russian.say(verbatim("an {odd} word")) == "an {odd} word"
    assert russian.say(verbatim("")) == ""


def test_a_report_is_said_with_all_its_messages(russian: Catalogue) -> None:
    report = {"ok": True, "kept": [{"why": _("nothing changed"), "line": 3}], "none": None}
    assert russian.said(report) == {
        "ok": True,
        "kept": [{"why": "ничего не изменилось", "line": 3}],
        "none": None,
    }


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({}, "en"),
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "ru"}, "ru"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "ru_RU.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "ru_BY.UTF-8"}, "ru"),
        ({"LANG": "ru_RU", "LC_MESSAGES": "", "LC_ALL": ""}, "ru"),
    ],
)
def test_the_locale_names_the_language(variables: dict[str, str], language: str) -> None:
    assert language_of(variables) == language
