"""Which language a tag means: the stage *plan* reads what the program and a book know of it.

The program's own languages stand in ``src/briefbook/languages/TAG.toml``; a book may bring
others, or its own versions, in ``templates/languages/TAG.toml``. Regions of a language share
what is known of it, with CLDR's figures of their own. Scripts are those of ISO 15924, by
CLDR's likely subtags (https://www.unicode.org/reports/tr35/#Likely_Subtags).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TypeAlias

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from briefbook.dataset.values import FrozenMap
from briefbook.errors import BriefbookError, InvalidBook
from briefbook.plan.language import Language
from briefbook.plan.language_file import read_language
from briefbook.wording import Message, _

__all__ = [
    "FOLDER",
    "SCRIPTS",
    "Spoken",
    "files_of",
    "language_of",
    "primary_language",
    "read_languages",
    "script_of",
    "shipped",
    "unsettable",
]

#: A language, or the tag of one that the program ships or that CLDR knows.
Spoken: TypeAlias = "Language | str"

#: Where a book keeps what it says of a language, under ``templates/``.
FOLDER = "languages"

#: The scripts that documents are set in: written from left to right, words parted by spaces.
SCRIPTS: Mapping[str, str] = MappingProxyType(
    {"Latn": "Latin", "Cyrl": "Cyrillic", "Grek": "Greek"}
)


def language_of(spoken: Spoken, own: Mapping[str, Language] | None = None) -> Language:
    """Return the language of a tag; a language is itself.

    ``own`` are the languages that the book brings: they come before the program's. What
    nothing is known of counts in figures, and is set by the rules that all languages share.
    """
    if isinstance(spoken, Language):
        return spoken
    for known in (own or {}, shipped()):
        for tag in (spoken, primary_language(spoken)):
            if tag in known:
                return _spoken_as(spoken, known[tag])
    return Language(tag=spoken, locale=spoken, proofing=spoken)


def files_of(tag: str) -> tuple[str, ...]:
    """Return the files under ``templates/`` in which a book may say more of a language."""
    names = dict.fromkeys((tag, primary_language(tag)))
    return tuple(f"{FOLDER}/{name}.toml" for name in names)


def read_languages(
    files: Mapping[str, bytes], problems: list[BriefbookError]
) -> Mapping[str, Language]:
    """Read the languages that a book brings, by their tags; add what is wrong to ``problems``.

    ``files`` maps each path under ``templates/`` to its bytes.
    """
    found = {}
    for name, data in files.items():
        folder, _, file = name.rpartition("/")
        if folder != FOLDER or not file.endswith(".toml"):
            continue
        tag = file.removesuffix(".toml")
        try:
            found[tag] = read_language(data.decode("utf-8"), f"templates/{name}", tag)
        except InvalidBook as error:
            problems.extend(error.problems)
    return FrozenMap(found)


def primary_language(tag: str) -> str:
    """Return the language of a tag without script and region: ``en`` of ``en-US``."""
    return tag.replace("_", "-").partition("-")[0].lower()


@cache
def shipped() -> Mapping[str, Language]:
    """Return the languages of the program by their tags."""
    folder = files("briefbook") / "languages"
    found = {}
    for file in folder.iterdir():
        if file.name.endswith(".toml"):
            tag = file.name.removesuffix(".toml")
            text = file.read_text(encoding="utf-8")
            found[tag] = read_language(text, f"briefbook/languages/{file.name}", tag)
    return FrozenMap(found)


def script_of(tag: str) -> str:
    """Return the script that a language is written in, by its ISO 15924 code.

    Raises :class:`ValueError` when CLDR does not know the language.
    """
    try:
        locale = Locale.parse(tag, sep="-")
    except UnknownLocaleError as error:
        raise ValueError(str(error)) from error
    if locale.script:
        return str(locale.script)
    subtags: Mapping[str, str] = get_global("likely_subtags")
    names = [f"{locale.language}_{locale.territory}", locale.language]
    likely = next((subtags[name] for name in names if name in subtags), "")
    parts = likely.split("_")
    return parts[1] if len(parts) > 1 else "Zzzz"


def unsettable(tag: str) -> Message | None:
    """Say why no document can be set in a language that CLDR knows, or None.

    Documents run from left to right, in letters with spaces between words: line breaking,
    no-break spaces and quotation marks are made for those.
    """
    script = script_of(tag)
    if script in SCRIPTS:
        return None
    if Locale.parse(tag, sep="-").character_order == "right-to-left":
        return _(
            "documents cannot be set in “{tag}”: its script ({script}) runs from right to left",
            tag=tag,
            script=script,
        )
    return _(
        "documents cannot be set in “{tag}”: there are no rules for its script ({script})",
        tag=tag,
        script=script,
    )


def _spoken_as(tag: str, known: Language) -> Language:
    """Return a known language under the tag of a region of it."""
    if tag == known.tag:
        return known
    return replace(known, tag=tag, locale=tag.replace("_", "-"), proofing=tag)
