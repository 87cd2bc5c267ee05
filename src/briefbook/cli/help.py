r"""The texts of ``--help`` in the language of the reader.

A text is translated paragraph by paragraph, its line breaks taken out, so that a
translator sees sentences; a paragraph that click must not wrap, marked with ``\b``,
keeps its lines (https://click.palletsprojects.com/en/stable/documentation/). What click
itself says comes from a catalogue of its own, ``click.po``, gathered from its sources.
"""

from __future__ import annotations

import copy
import gettext
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import TypeVar

import click

from briefbook.catalogue import LANGUAGES, LOCALES, Catalogue, language_of

__all__ = ["click_speaking", "help_texts", "in_language", "ui_language"]

_Command = TypeVar("_Command", bound=click.Command)
#: The texts of a command and of a parameter that a reader sees.
_OF_COMMAND = ("help", "short_help", "epilog", "options_metavar", "subcommand_metavar")
_OF_PARAMETER = ("help", "metavar")
_UNWRAPPED = "\b\n"


def ui_language(arguments: Sequence[str]) -> str:
    """Return the language that ``--ui`` asks for, wherever it stands, or else the locale.

    It is read before anything else, because the help itself is told in it; an unknown
    one is refused when click reads the option.
    """
    given = [*arguments, "--"]
    given = given[: given.index("--")]
    asked = [word.removeprefix("--ui=") for word in given if word.startswith("--ui=")]
    asked += [after for word, after in pairwise(given) if word == "--ui"]
    known = [language for language in asked if language in LANGUAGES]
    return known[-1] if known else language_of(os.environ)


def help_texts(command: click.Command) -> Iterator[str]:
    """Yield the sentences of the help of a command and of those below it."""
    for thing in (command, *command.params):
        for name in _OF_COMMAND if thing is command else _OF_PARAMETER:
            text = getattr(thing, name, None)
            yield from (_sentence(part) for part in text.split("\n\n")) if text else ()
    for child in getattr(command, "commands", {}).values():
        yield from help_texts(child)


def in_language(command: _Command, catalogue: Catalogue) -> _Command:
    """Return a copy of a command, and of those below it, whose help is in one language."""
    copied = copy.copy(command)
    _translate(copied, _OF_COMMAND, catalogue)
    copied.params = [copy.copy(param) for param in command.params]
    for param in copied.params:
        _translate(param, _OF_PARAMETER, catalogue)
    if isinstance(copied, click.Group):
        children = copied.commands.items()
        copied.commands = {name: in_language(child, catalogue) for name, child in children}
    return copied


@contextmanager
def click_speaking(catalogue: Catalogue) -> Iterator[None]:
    """Let click say what it says itself in the language of a catalogue.

    click asks gettext for the language of the environment, and offers no other way.
    """
    domain, before = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.bindtextdomain("click", str(LOCALES))
    gettext.textdomain("click")
    os.environ["LANGUAGE"] = catalogue.language
    try:
        yield
    finally:
        gettext.textdomain(domain)
        os.environ.pop("LANGUAGE")
        os.environ.update({} if before is None else {"LANGUAGE": before})


def _translate(thing: object, names: Sequence[str], catalogue: Catalogue) -> None:
    """Put the texts of a command or parameter into another language."""
    for name in names:
        if text := getattr(thing, name, None):
            parts = (_translated(part, catalogue) for part in text.split("\n\n"))
            setattr(thing, name, "\n\n".join(parts))


def _translated(part: str, catalogue: Catalogue) -> str:
    mark = _UNWRAPPED if part.startswith(_UNWRAPPED) else ""
    return mark + catalogue.sentence(_sentence(part))


def _sentence(part: str) -> str:
    """Return a paragraph as a translator sees it."""
    if part.startswith(_UNWRAPPED):
        return part.removeprefix(_UNWRAPPED).rstrip()
    return " ".join(part.split())
