"""Pydantic's errors → errors of the book, in plain words and at their lines.

Stage: dataset (dataset → plan → localize → compose → render → publish → record).
The types of error are those of
https://docs.pydantic.dev/latest/errors/validation_errors/; a user sees none of them.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from briefbook.dataset.base import Context, MetaKeys, PerLanguage
from briefbook.dataset.characters import replace_forbidden
from briefbook.dataset.facts import Facts, holds
from briefbook.dataset.marks import PathTuple
from briefbook.dataset.shape import models_at
from briefbook.errors import (
    BookError,
    DanglingReference,
    MissingTranslation,
    MissingValue,
    UnknownKey,
    WrongValue,
    error_classes,
)
from briefbook.wording import NOTHING, Message, _, as_message, verbatim

__all__ = ["book_errors", "did_you_mean"]

_WANTED = {
    "int_type": _("a whole number"),
    "int_from_float": _("a whole number"),
    "float_type": _("a number"),
    "finite_number": _("a finite number"),
    "decimal_type": _("a number"),
    "string_type": _("a text"),
    "bool_type": _("true or false"),
    "date_type": _("a date such as 2018-12-07"),
    "list_type": _("a list"),
    "tuple_type": _("a list"),
    "model_type": _("a mapping"),
    "model_attributes_type": _("a mapping"),
    "dict_type": _("a mapping"),
}
#: What a limit says of a value, given its ``name`` and pydantic's context.
_LIMITS: Mapping[str, Callable[[Mapping[str, Any]], Message]] = {
    "greater_than": lambda given: _("{name} must be more than {gt}", **given),
    "greater_than_equal": lambda given: _("{name} must be at least {ge}", **given),
    "less_than": lambda given: _("{name} must be less than {lt}", **given),
    "less_than_equal": lambda given: _("{name} must be at most {le}", **given),
    "multiple_of": lambda given: _("{name} must be a multiple of {multiple_of}", **given),
    "too_short": lambda given: _(
        "{name} must have at least {min_length} items, not {actual_length}", **given
    ),
    "too_long": lambda given: _(
        "{name} must have at most {max_length} items, not {actual_length}", **given
    ),
    "string_too_short": lambda given: _(
        "{name} must have at least {min_length} characters", **given
    ),
    "string_too_long": lambda given: _("{name} must have at most {max_length} characters", **given),
    "string_pattern_mismatch": lambda given: _(
        "{name} does not have the form that is wanted here", **given
    ),
}
_CODES = {kind.code: kind for kind in error_classes() if issubclass(kind, BookError)}
_MAPPINGS = frozenset({"model_type", "model_attributes_type", "dict_type"})
_LISTS = frozenset({"list_type", "tuple_type"})
_ABSENT = frozenset({"missing", "missing-translation"})
_SHOWN = 60
_MOST_FAULTS = 200


@dataclass(frozen=True, slots=True)
class _Fault:
    """One error of pydantic; ``name`` is the key that is missing, if one is."""

    kind: str
    path: PathTuple
    name: str
    value: Any
    context: Mapping[str, Any]
    message: str

    @property
    def wanted(self) -> Message:
        """What belongs there, as a noun; empty when the error is of another kind."""
        if self.kind in {"literal_error", "enum"}:
            words = str(self.context["expected"]).replace("'", "")
            return verbatim({"True": "true", "False": "false"}.get(words, words))
        return _WANTED.get(self.kind) or _said(self.context.get("wanted"))


def book_errors(
    error: ValidationError, model: type[BaseModel], facts: Facts, context: Context
) -> list[BookError]:
    """Return what is wrong with a record, one error for each mistake.

    Of a file with very many mistakes the first two hundred are enough to begin with.
    What hangs on a value that was refused when the file was read is left out.
    """
    items = error.errors(include_url=False)[:_MOST_FAULTS]
    faults = [_fault(item, facts.value) for item in items]
    faults = [fault for fault in faults if not facts.is_broken(fault.path)]
    words = _Words(model, facts, context)
    return [words.say(group) for group in _grouped(faults, model)]


def did_you_mean(word: str, known: Iterable[str]) -> Message:
    """Suggest the nearest known word as a question, or return nothing."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return _("did you mean {word}?", word=near[0]) if near else NOTHING


def _said(text: object) -> Message:
    """Return what a validator said; one of another office may say mere texts."""
    return as_message(text) if isinstance(text, str) else NOTHING


def _fault(item: Mapping[str, Any], tree: Any) -> _Fault:
    """Walk an error's location down the tree, skipping what pydantic adds to it."""
    path: PathTuple = ()
    name = ""
    for part in item["loc"]:
        if holds(tree, part):
            tree, path, name = tree[part], (*path, part), ""
        else:
            name = str(part)
    kind = item["type"]
    return _Fault(kind, path, name, tree, item.get("ctx") or {}, item["msg"])


def _grouped(faults: Sequence[_Fault], model: type[BaseModel]) -> Iterator[list[_Fault]]:
    """Join the faults that one mistake causes where a value may have several types."""
    groups: dict[tuple[Any, ...], list[_Fault]] = {}
    for fault in faults:
        if fault.wanted and _has_fault_below(fault, faults):
            continue
        if fault.kind == "missing" and _is_misspelt(fault, faults, model):
            continue
        key = (fault.path, "wanted") if fault.wanted else (fault.path, fault.kind, fault.name)
        groups.setdefault(key, []).append(fault)
    yield from groups.values()


def _has_fault_below(fault: _Fault, faults: Sequence[_Fault]) -> bool:
    size = len(fault.path)
    return any(
        other.path[:size] == fault.path and (len(other.path) > size or other.kind in _ABSENT)
        for other in faults
    )


def _is_misspelt(fault: _Fault, faults: Sequence[_Fault], model: type[BaseModel]) -> bool:
    """Tell whether a key that is missing stands there with a slip."""
    known = _fields(model, fault.path)
    return any(
        did_you_mean(str(other.path[-1]), known) == did_you_mean(fault.name, [fault.name])
        for other in faults
        if other.kind == "extra_forbidden" and other.path[:-1] == fault.path
    )


def _fields(model: type[BaseModel], path: PathTuple) -> list[str]:
    return [name for found in models_at(model, path) for name in found.model_fields]


def _is_per_language(model: type[BaseModel], path: PathTuple) -> bool:
    return any(issubclass(found, PerLanguage) for found in models_at(model, path))


def _shown(value: Any) -> Message:
    """Show a value in a sentence."""
    if isinstance(value, str):
        return _("the text '{text}'", text=_cut(value))
    if isinstance(value, bool):
        return verbatim("true" if value else "false")
    if isinstance(value, dict | list):
        return _("a mapping") if isinstance(value, dict) else _("a list")
    return _("the number {number}", number=value)


def _cut(text: str) -> str:
    """Make a text fit to stand in a sentence: short, on one line, safe to print."""
    text = " ".join(replace_forbidden(text).split())
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


@dataclass(frozen=True, slots=True)
class _Words:
    """Puts the faults of one record into words."""

    model: type[BaseModel]
    facts: Facts
    context: Context

    def say(self, group: Sequence[_Fault]) -> BookError:
        """Return the error for faults that are one mistake."""
        fault = group[0]
        if fault.kind == "extra_forbidden" or fault.name == "[key]":
            return self._unknown_key(fault)
        if fault.kind == "missing":
            return self._missing(fault)
        if fault.kind == "missing-translation":
            return self._missing_translation(fault)
        if fault.kind == "dangling-reference":
            return self._dangling(fault)
        if fault.wanted:
            return self._wrong_kind(group)
        return self._refused(fault)

    def name(self, path: PathTuple) -> Message:
        """Name a value as the file does."""
        if not path:
            return _("the value") if self.model is MetaKeys else _("the record")
        around, last = path[:-1], path[-1]
        if isinstance(last, int):
            return _("item {number} of {list}", number=last + 1, list=self.name(around))
        if around and _is_per_language(self.model, around):
            return _("{name} in {language}", name=self.name(around), language=last)
        return verbatim(last)

    def _unknown_key(self, fault: _Fault) -> BookError:
        key, around = _cut(str(fault.path[-1])), fault.path[:-1]
        span = self.facts.key_span(fault.path)
        if fault.name == "[key]":
            hint = _("write languages as ru, en or sr-Latn")
            return UnknownKey(_("{key} is not a language", key=key), spans=[span], hint=hint)
        known = _fields(self.model, around)
        hint = did_you_mean(key, known) or _("known keys: {known}", known=", ".join(known))
        return UnknownKey(
            _("{name} has no key {key}", name=self.name(around), key=key), spans=[span], hint=hint
        )

    def _missing(self, fault: _Fault) -> BookError:
        return MissingValue(
            _("{name} lacks {key}", name=self.name(fault.path), key=fault.name),
            spans=[self.facts.key_span(fault.path)],
            hint=_("add a line {key}: with its value", key=fault.name),
        )

    def _missing_translation(self, fault: _Fault) -> BookError:
        path = fault.path if fault.name else fault.path[:-1]
        language = fault.name or str(fault.path[-1])
        if not _is_per_language(self.model, path):
            return self._empty(fault)
        return MissingTranslation(
            _("{name} has no text in {language}", name=self.name(path), language=language),
            spans=[self.facts.key_span(fault.path)],
            hint=_("add {language}: and the text", language=language),
        )

    def _dangling(self, fault: _Fault) -> BookError:
        register, wanted = fault.context["register"], fault.context["id"]
        ids = self.context.ids or {}
        others = [name for name, known in ids.items() if wanted in known]
        hint = did_you_mean(wanted, sorted(ids.get(register, ())))
        if others:
            hint = _(
                "{other} has a record of that id, but {register} is wanted here",
                other=others[0],
                register=register,
            )
        shown = _cut(wanted)
        return DanglingReference(
            _(
                "{name} refers to {shown}, which {register} does not have",
                name=self.name(fault.path),
                shown=shown,
                register=register,
            ),
            spans=[self.facts.span(fault.path)],
            hint=hint
            or _(
                "add data/{register}/{shown}.yaml, or correct the id",
                register=register,
                shown=shown,
            ),
        )

    def _wrong_kind(self, group: Sequence[_Fault]) -> BookError:
        fault = group[0]
        if fault.value is None:
            return self._empty(fault)
        wanted = _alternatives(list(dict.fromkeys(each.wanted for each in group)))
        return WrongValue(
            _(
                "{name} must be {wanted}, not {value}",
                name=self.name(fault.path),
                wanted=wanted,
                value=_shown(fault.value),
            ),
            spans=[self.facts.span(fault.path)],
            hint=self._hint(fault),
        )

    def _empty(self, fault: _Fault) -> BookError:
        return MissingValue(
            _("{name} is empty", name=self.name(fault.path)),
            spans=[self.facts.key_span(fault.path)],
            hint=_("fill it in, or remove the line if it may be left out"),
        )

    def _hint(self, fault: _Fault) -> Message:
        """Say how to mend a value of the wrong kind."""
        if fault.context.get("hint"):
            return _said(fault.context["hint"])
        if fault.kind == "string_type" and isinstance(fault.value, int | float):
            return _("put it in quotes to make it a text")
        if isinstance(fault.value, str):
            return self._hint_for_text(fault, fault.value)
        if isinstance(fault.value, dict):
            return _("a value with a source is written {{value: …, source: …}}")
        return NOTHING

    def _hint_for_text(self, fault: _Fault, text: str) -> Message:
        if fault.kind in {"literal_error", "enum"}:
            return did_you_mean(text, re.findall(r"'([^']*)'", fault.context["expected"]))
        if fault.kind in _MAPPINGS and _is_per_language(self.model, fault.path):
            languages = ", ".join(f"{name}: …" for name in self.context.languages or ("en",))
            return _("write a text for each language: {{{languages}}}", languages=languages)
        if fault.kind in _LISTS:
            return _("begin each item with a hyphen, even a single one")
        if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?|true|false", text):
            return _("write it without quotes")
        return NOTHING

    def _refused(self, fault: _Fault) -> BookError:
        """Say that a value breaks a rule of its field."""
        if fault.kind == "string_too_short" and not fault.value:
            return self._empty(fault)
        hint = _said(fault.context.get("hint"))
        if fault.kind == "string_pattern_mismatch":
            hint = _("it must match {pattern}", pattern=fault.context["pattern"])
        kind = _CODES.get(fault.kind, WrongValue)
        return kind(self._message(fault), spans=[self.facts.span(fault.path)], hint=hint)

    def _message(self, fault: _Fault) -> Message:
        name = self.name(fault.path)
        if fault.kind in _LIMITS:
            return _LIMITS[fault.kind]({"name": name, **fault.context})
        said = _told(fault)
        if said.startswith(("must ", "does ")):
            return _("{name} {rule}", name=name, rule=said)
        return said


def _told(fault: _Fault) -> Message:
    """Return what the validator itself said, or else pydantic."""
    if fault.kind in {"value_error", "assertion_error"}:
        return verbatim(str(fault.context["error"]))
    if fault.kind in _CODES:
        return _said(fault.context.get("message") or fault.message)
    return verbatim(fault.message.replace("Input should ", "must ").rstrip("."))


def _alternatives(wanted: Sequence[Message]) -> Message:
    """Name what may stand in a place: “a text or a list”."""
    first, *rest = wanted
    if not rest:
        return first
    return _("{one} or {other}", one=first, other=_alternatives(rest))
