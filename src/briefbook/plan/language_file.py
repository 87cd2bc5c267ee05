"""Reading what is known of a language: the stage *plan* turns ``languages/TAG.toml`` into values.

The file mirrors :class:`briefbook.plan.language.Language`; docs/languages.md explains its keys.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from briefbook.dataset.values import FrozenMap
from briefbook.errors import BookError, InvalidBook, InvalidLanguage
from briefbook.plan.language import Language, Numerals, Rows, SoundRule, Typography
from briefbook.plan.naming import quoted
from briefbook.plan.reading import TableReader, in_order
from briefbook.plan.toml_source import read_toml
from briefbook.wording import NOTHING, Message, _, joined, ngettext, verbatim

__all__ = ["read_language"]

#: The order of the forms in a row (CLDR's names): nominative to prepositional.
CASES = 6
GENDERS = ("masculine", "feminine", "neuter")
CATEGORIES = ("zero", "one", "two", "few", "many", "other")
_GRAMMARS: tuple[Literal["figures", "inflected", "english"], ...] = (
    "figures",
    "inflected",
    "english",
)
_RULES: tuple[Literal["common", "listed", "english"], ...] = ("common", "listed", "english")
_DASHES: tuple[Literal["spaced", "closed"], ...] = ("spaced", "closed")
_ANY = r"(?s).+"
_WORD_HINT = _("write the words in quotes")
_NUMBER_HINT = _("write a number up to 99")
_DATE = r"[dMy][dMy./ -]*"
_DATE_HINT = _("write a pattern of CLDR such as dd.MM.y")
_LISTS = (
    *("short_words", "particles", "months", "year", "century", "town", "before_figures"),
    *("before_words", "not_counted", "and_others", "magnitudes", "units", "of_bodies"),
    *("before_identifiers", "not_surnames", "after_vowels", "stressed"),
)


def read_language(text: str, file: str, tag: str) -> Language:
    """Read a language from TOML; ``tag`` is the file's stem.

    Raises :class:`~briefbook.errors.InvalidBook` with every problem of the file, each an
    :class:`~briefbook.errors.InvalidLanguage` that shows its line.
    """
    source = read_toml(text, file, InvalidLanguage)
    problems: list[BookError] = []
    reader = TableReader(source, problems, InvalidLanguage)
    language = _language(reader, tag)
    reader.finish()
    if problems:
        raise InvalidBook(in_order(problems))
    return language


def _language(reader: TableReader, tag: str) -> Language:
    plain = Language(tag, tag, tag)
    grammar = reader.choice("grammar", _GRAMMARS)
    inflected = grammar == "inflected"
    return Language(
        tag=tag,
        name=reader.text("name"),
        locale=reader.optional_text("locale", _ANY, _WORD_HINT) or tag,
        proofing=reader.optional_text("proofing", _ANY, _WORD_HINT) or tag,
        grammar=grammar,
        group_digits_from=int(reader.number("group_digits_from", 4, 5, _("digits"), 4)),
        numeric_date=reader.optional_text("numeric_date", _DATE, _DATE_HINT),
        repeats_preposition_in_lists=_flag(reader, "repeats_preposition_in_lists", default=True),
        list_levels=_levels(reader) or plain.list_levels,
        numerals=_numerals(reader.table("numerals")) if inflected else None,
        sounds=_sounds(reader),
        typography=_typography(reader.table("typography"))
        if reader.has("typography")
        else plain.typography,
    )


def _flag(reader: TableReader, key: str, *, default: bool) -> bool:
    return reader.flag(key) if reader.has(key) else default


def _levels(reader: TableReader) -> tuple[tuple[str, str], ...]:
    """Read the number formats of three levels, each a name of OOXML and a pattern."""
    levels = _pairs(reader, "list_levels")
    if levels and len(levels) != 3:
        reader.report(
            _("“list_levels” has three levels"), "list_levels", hint=_("give a pair for each")
        )
    return levels


def _pairs(reader: TableReader, key: str) -> tuple[tuple[str, str], ...]:
    """Read an optional list of pairs of texts."""
    items = reader.values.get(key) if reader.has(key) else None
    if items is None:
        return ()
    if not isinstance(items, list) or not all(_is_pair(item) for item in items):
        message = _("{key} must be a list of pairs of texts", key=repr(key))
        reader.report(message, key, hint=_('write [["a", "b"]]'))
        return ()
    return tuple((str(first), str(second)) for first, second in items)


def _is_pair(item: Any) -> bool:
    return isinstance(item, list) and len(item) == 2 and all(isinstance(one, str) for one in item)


def _numerals(reader: TableReader) -> Numerals:
    cardinals = _by_number(reader.table("cardinals"))
    numerals = Numerals(
        words_to=int(reader.number("words_to", 0, 99, NOTHING)),
        sentence_words_to=int(reader.number("sentence_words_to", 0, 99, NOTHING)),
        cardinals=FrozenMap(
            {n: _row(reader, text, "cardinals", n) for n, text in cardinals.items()}
        ),
        gendered=FrozenMap(_gendered(reader.table("gendered"))),
        ordinals=FrozenMap(
            {n: _stem(text) for n, text in _by_number(reader.table("ordinals")).items()}
        ),
        endings=FrozenMap(_models(reader.table("endings"))),
        suffixes=FrozenMap(_models(reader.table("suffixes"))),
        how_often=FrozenMap(_by_number(reader.table("how_often")))
        if reader.has("how_often")
        else FrozenMap(),
        times=FrozenMap(_words(reader.table("times"), CATEGORIES)),
    )
    _check_complete(reader, numerals)
    reader.finish()
    return numerals


def _check_complete(reader: TableReader, numerals: Numerals) -> None:
    """Report the simple numerals that words from 0 to 99 are made of and that are missing."""
    simple = {*range(1, 21), *range(30, 100, 10)}
    known: dict[str, set[int]] = {
        "cardinals": {*numerals.cardinals, *numerals.gendered},
        "ordinals": {*numerals.ordinals},
    }
    for table, wanted in (("cardinals", {0, *simple}), ("ordinals", simple)):
        missing = sorted(wanted - known[table])
        if missing and reader.has(table):
            message = _("[numerals.{table}] lacks {numbers}", table=table, numbers=joined(missing))
            reader.report(message, table, hint=_("add a line for each"))
    for number, (_stem_of, model) in numerals.ordinals.items():
        if numerals.endings and model not in numerals.endings:
            message = _(
                "the ordinal {number} has the endings {name}, which are not given",
                number=number,
                name=quoted(model),
            )
            hint = _("add the table [numerals.endings.{name}]", name=model)
            reader.report(message, "ordinals", str(number), hint=hint)


def _stem(text: str) -> tuple[str, str]:
    """Part the stem of an ordinal from the name of its endings."""
    stem, _, model = text.partition(" ")
    return stem, model.strip() or "regular"


def _by_number(reader: TableReader) -> dict[int, str]:
    """Read a table from numbers to texts."""
    found = {}
    for key in reader.values:
        text = reader.text(key)
        if re.fullmatch(r"\d{1,2}", key):
            found[int(key)] = text
        else:
            reader.report(_no_number(key), key, hint=_NUMBER_HINT)
    return found


def _no_number(key: str) -> Message:
    return _("{key} is no number", key=quoted(key))


def _gendered(reader: TableReader) -> dict[int, Rows]:
    tables = {key: reader.table(key) for key in reader.values}
    for key in tables:
        if not re.fullmatch(r"\d{1,2}", key):
            reader.report(_no_number(key), key, hint=_NUMBER_HINT)
    return {int(k): _rows(table, GENDERS) for k, table in tables.items() if k.isdecimal()}


def _models(reader: TableReader) -> dict[str, Rows]:
    if reader.values and "regular" not in reader.values:
        reader.report(_("{table} lacks the table “regular”", table=reader.name), hint=_("add it"))
    return {key: _rows(reader.table(key), (*GENDERS, "plural")) for key in reader.values}


def _rows(reader: TableReader, names: tuple[str, ...]) -> Rows:
    rows = {name: _row(reader, reader.text(name), name) for name in names}
    reader.finish()
    return FrozenMap(rows)


def _row(reader: TableReader, text: str, *path: str | int) -> tuple[str, ...]:
    """Split a row of six forms."""
    forms = tuple(text.split())
    if text and len(forms) != CASES:
        where = [str(part) for part in path]
        reader.report(
            ngettext(
                "{text} has {count} form, not six",
                "{text} has {count} forms, not six",
                len(forms),
                text=quoted(text),
            ),
            *where,
            hint=_("write the six cases in the order of CLDR, nominative to prepositional"),
        )
    return forms if len(forms) == CASES else ("",) * CASES


def _words(reader: TableReader, names: tuple[str, ...]) -> dict[str, str]:
    words = {name: reader.text(name) for name in names if reader.has(name)}
    reader.finish()
    return words


def _sounds(reader: TableReader) -> tuple[SoundRule, ...]:
    if not reader.has("sounds"):
        return ()
    tables = reader.values["sounds"]
    if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
        reader.report(_("“sounds” must be tables"), "sounds", hint=_("write [[sounds]]"))
        return ()
    return tuple(_sound(reader, index, table) for index, table in enumerate(tables))


def _sound(reader: TableReader, index: int, table: Mapping[str, Any]) -> SoundRule:
    path = (*reader.path, "sounds", index)
    part = TableReader(reader.source, reader.problems, InvalidLanguage, path, table)
    rule = SoundRule(word=part.text("word"), forms=_pairs(part, "forms"))
    for place, (_form, pattern) in enumerate(rule.forms):
        try:
            re.compile(pattern)
        except re.error as error:
            message = _("the pattern cannot be read: {error}", error=verbatim(str(error)))
            part.report(message, "forms", place, hint=_("correct it"))
    part.finish()
    return rule


def _typography(reader: TableReader) -> Typography:
    rules = reader.choice("rules", _RULES)
    usual = Typography()
    lists = {name: _listed(reader, name) for name in _LISTS}
    quotes = _listed(reader, "quotes")
    if quotes and len(quotes) != 4:
        message = _("“quotes” has four marks")
        reader.report(message, "quotes", hint=_("write the outer ones, then the inner ones"))
        quotes = ()
    typography = Typography(
        rules=rules,
        capitals=reader.optional_text("capitals", _ANY, _WORD_HINT) or usual.capitals,
        smalls=reader.optional_text("smalls", _ANY, _WORD_HINT) or usual.smalls,
        quotes=quotes,
        dash=reader.choice("dash", _DASHES) if reader.has("dash") else usual.dash,
        two_part=_pairs(reader, "two_part"),
        ordinal_endings=FrozenMap(_endings(reader)),
        without_yo=_flag(reader, "without_yo", default=False),
        vowels=reader.optional_text("vowels", _ANY, _WORD_HINT) or "",
        **lists,
    )
    reader.finish()
    return typography


def _listed(reader: TableReader, key: str) -> tuple[str, ...]:
    return reader.texts(key, _ANY, _WORD_HINT) if reader.has(key) else ()


def _endings(reader: TableReader) -> dict[str, str]:
    if not reader.has("ordinal_endings"):
        return {}
    table = reader.table("ordinal_endings")
    return {key: table.text(key) for key in table.values}
