"""Pydantic's errors → errors of the book, in plain words and at their lines.

Stage: dataset (dataset → plan → localize → compose → render → publish → record).
The types of error are those of
https://docs.pydantic.dev/latest/errors/validation_errors/; a user sees none of them.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
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

__all__ = ["book_errors", "did_you_mean"]

_WANTED = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "decimal_type": "a number",
    "string_type": "a text",
    "bool_type": "true or false",
    "date_type": "a date such as 2018-12-07",
    "list_type": "a list",
    "tuple_type": "a list",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "dict_type": "a mapping",
}
_LIMITS = {
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "multiple_of": "must be a multiple of {multiple_of}",
    "too_short": "must have at least {min_length} items, not {actual_length}",
    "too_long": "must have at most {max_length} items, not {actual_length}",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "string_pattern_mismatch": "does not have the form that is wanted here",
}
_CODES = {kind.code: kind for kind in error_classes() if issubclass(kind, BookError)}
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
    def wanted(self) -> str:
        """What belongs there, as a noun; empty when the error is of another kind."""
        if self.kind in {"literal_error", "enum"}:
            words = str(self.context["expected"]).replace("'", "")
            return {"True": "true", "False": "false"}.get(words, words)
        return str(_WANTED.get(self.kind) or self.context.get("wanted") or "")


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


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Suggest the nearest known word as a question, or return nothing."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean {near[0]}?" if near else ""


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
        did_you_mean(str(other.path[-1]), known) == f"did you mean {fault.name}?"
        for other in faults
        if other.kind == "extra_forbidden" and other.path[:-1] == fault.path
    )


def _fields(model: type[BaseModel], path: PathTuple) -> list[str]:
    return [name for found in models_at(model, path) for name in found.model_fields]


def _is_per_language(model: type[BaseModel], path: PathTuple) -> bool:
    return any(issubclass(found, PerLanguage) for found in models_at(model, path))


def _shown(value: Any) -> str:
    """Show a value in a sentence."""
    if isinstance(value, str):
        return f"the text '{_cut(value)}'"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    return f"the number {value}"


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

    def name(self, path: PathTuple) -> str:
        """Name a value as the file does."""
        if not path:
            return "the value" if self.model is MetaKeys else "the record"
        if isinstance(path[-1], int):
            return f"item {path[-1] + 1} of {self.name(path[:-1])}"
        if len(path) > 1 and _is_per_language(self.model, path[:-1]):
            return f"{self.name(path[:-1])} in {path[-1]}"
        return str(path[-1])

    def _unknown_key(self, fault: _Fault) -> BookError:
        key, around = _cut(str(fault.path[-1])), fault.path[:-1]
        span = self.facts.key_span(fault.path)
        if fault.name == "[key]":
            hint = "write languages as ru, en or sr-Latn"
            return UnknownKey(f"{key} is not a language", spans=[span], hint=hint)
        known = _fields(self.model, around)
        hint = did_you_mean(key, known) or f"known keys: {', '.join(known)}"
        return UnknownKey(f"{self.name(around)} has no key {key}", spans=[span], hint=hint)

    def _missing(self, fault: _Fault) -> BookError:
        return MissingValue(
            f"{self.name(fault.path)} lacks {fault.name}",
            spans=[self.facts.key_span(fault.path)],
            hint=f"add a line {fault.name}: with its value",
        )

    def _missing_translation(self, fault: _Fault) -> BookError:
        path = fault.path if fault.name else fault.path[:-1]
        language = fault.name or str(fault.path[-1])
        if not _is_per_language(self.model, path):
            return self._empty(fault)
        return MissingTranslation(
            f"{self.name(path)} has no text in {language}",
            spans=[self.facts.key_span(fault.path)],
            hint=f"add {language}: and the text",
        )

    def _dangling(self, fault: _Fault) -> BookError:
        register, wanted = fault.context["register"], fault.context["id"]
        ids = self.context.ids or {}
        others = [name for name, known in ids.items() if wanted in known]
        hint = did_you_mean(wanted, sorted(ids.get(register, ())))
        if others:
            hint = f"{others[0]} has a record of that id, but {register} is wanted here"
        shown = _cut(wanted)
        return DanglingReference(
            f"{self.name(fault.path)} refers to {shown}, which {register} does not have",
            spans=[self.facts.span(fault.path)],
            hint=hint or f"add data/{register}/{shown}.yaml, or correct the id",
        )

    def _wrong_kind(self, group: Sequence[_Fault]) -> BookError:
        fault = group[0]
        if fault.value is None:
            return self._empty(fault)
        wanted = " or ".join(dict.fromkeys(each.wanted for each in group))
        return WrongValue(
            f"{self.name(fault.path)} must be {wanted}, not {_shown(fault.value)}",
            spans=[self.facts.span(fault.path)],
            hint=self._hint(fault),
        )

    def _empty(self, fault: _Fault) -> BookError:
        return MissingValue(
            f"{self.name(fault.path)} is empty",
            spans=[self.facts.key_span(fault.path)],
            hint="fill it in, or remove the line if it may be left out",
        )

    def _hint(self, fault: _Fault) -> str:
        """Say how to mend a value of the wrong kind."""
        if fault.context.get("hint"):
            return str(fault.context["hint"])
        if fault.kind == "string_type" and isinstance(fault.value, int | float):
            return "put it in quotes to make it a text"
        if isinstance(fault.value, str):
            return self._hint_for_text(fault, fault.value)
        if isinstance(fault.value, dict):
            return "a value with a source is written {value: …, source: …}"
        return ""

    def _hint_for_text(self, fault: _Fault, text: str) -> str:
        if fault.kind in {"literal_error", "enum"}:
            return did_you_mean(text, re.findall(r"'([^']*)'", fault.context["expected"]))
        if _WANTED.get(fault.kind) == "a mapping" and _is_per_language(self.model, fault.path):
            languages = ", ".join(f"{name}: …" for name in self.context.languages or ("en",))
            return f"write a text for each language: {{{languages}}}"
        if _WANTED.get(fault.kind) == "a list":
            return "begin each item with a hyphen, even a single one"
        if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?|true|false", text):
            return "write it without quotes"
        return ""

    def _refused(self, fault: _Fault) -> BookError:
        """Say that a value breaks a rule of its field."""
        if fault.kind == "string_too_short" and not fault.value:
            return self._empty(fault)
        message = self._message(fault)
        kind = _CODES.get(fault.kind, WrongValue)
        if message.startswith(("must ", "does ")):
            message = f"{self.name(fault.path)} {message}"
        hint = str(fault.context.get("hint") or "")
        if fault.kind == "string_pattern_mismatch":
            hint = f"it must match {fault.context['pattern']}"
        return kind(message, spans=[self.facts.span(fault.path)], hint=hint)

    def _message(self, fault: _Fault) -> str:
        if fault.kind in _LIMITS:
            return _LIMITS[fault.kind].format(**fault.context)
        if fault.kind in {"value_error", "assertion_error"}:
            return str(fault.context["error"])
        if fault.kind in _CODES:
            return str(fault.context.get("message") or fault.message)
        return fault.message.replace("Input should ", "must ").rstrip(".")
