"""Messages in the language of the reader, from gettext's catalogues.

English is what the messages themselves say; any other language has a catalogue at
``locales/LANGUAGE/LC_MESSAGES/briefbook.po``, read in its compiled form
(https://www.gnu.org/software/gettext/manual/html_node/MO-Files.html). It is only loaded
by who tells something: the core does not know what language its reader has.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from pathlib import Path

from briefbook.wording import Message

__all__ = ["ENGLISH", "LANGUAGES", "LOCALES", "Catalogue", "language_of"]

#: The languages that briefbook speaks; the first is the one of its sources.
LANGUAGES = ("en", "ru")
LOCALES = Path(__file__).parent / "locales"
#: What decides on the language of messages, the strongest first
#: (https://pubs.opengroup.org/onlinepubs/9699919799/basedefs/V1_chap08.html#tag_08_02).
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


class Catalogue:
    """Says messages in one language; ``language`` is its tag."""

    def __init__(self, language: str, translations: gettext.NullTranslations | None = None) -> None:
        self.language = language
        self._translations = translations

    @classmethod
    def of(cls, language: str) -> Catalogue:
        """Open the catalogue of one of :data:`LANGUAGES`.

        Where it was not compiled, it says everything in English.
        """
        if language == LANGUAGES[0]:
            return ENGLISH
        found = gettext.translation("briefbook", LOCALES, [language], fallback=True)
        return cls(language, found)

    def say(self, text: str) -> str:
        """Return a message in this language; a text that is none stays as it is."""
        if self._translations is None or not isinstance(text, Message):
            return str(text)
        if text.plural is None:
            sentence = self._translations.gettext(text.msgid) if text.msgid else ""
        else:
            sentence = self._translations.ngettext(text.msgid, text.plural, text.number)
        return sentence.format_map(
            {name: self.say(one) if isinstance(one, str) else one for name, one in text.fillings}
        )

    def sentence(self, text: str) -> str:
        """Return a text without gaps in this language, such as a text of the help."""
        if self._translations is None or not text:
            return text
        return self._translations.gettext(text)

    def said(self, report: object) -> object:
        """Return a report of mappings, lists and values with all its messages said."""
        if isinstance(report, str):
            return self.say(report)
        if isinstance(report, Mapping):
            return {key: self.said(value) for key, value in report.items()}
        if isinstance(report, list | tuple):
            return [self.said(item) for item in report]
        return report


ENGLISH = Catalogue(LANGUAGES[0])


def language_of(variables: Mapping[str, str]) -> str:
    """Return the language that the locale of an environment asks for, English by default."""
    locale = next((variables[name] for name in _VARIABLES if variables.get(name)), "")
    language = locale.partition(".")[0].partition("_")[0].lower()
    return language if language in LANGUAGES else LANGUAGES[0]
