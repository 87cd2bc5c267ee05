"""Reading settings field by field: the stage *plan* checks TOML at the border.

A :class:`TableReader` hands out the fields of one TOML table and notes a problem,
with its line, for each that is missing, wrong or unknown. It always returns a
value of the right type, so that reading goes on and all problems are found at
once; the caller refuses the whole file afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, TypeVar

from briefbook.errors import BookError
from briefbook.plan.naming import choices_hint, quoted
from briefbook.plan.toml_source import TomlPath, TomlSource
from briefbook.wording import NOTHING, Message, _, decimal, verbatim

Choice = TypeVar("Choice", bound=str)

_HUGE = 10**15

_KINDS: tuple[tuple[type | tuple[type, ...], Message], ...] = (
    (bool, _("true or false")),
    ((int, float), _("a number")),
    (str, _("a text")),
    (list, _("a list")),
    (dict, _("a table")),
    ((date, datetime, time), _("a date or time")),
)

_SOMETHING = _("write at least one character")


class TableReader:
    """One table of a TOML file, read field by field.

    ``problems`` collects what is wrong; each is an error of the class ``problem``.
    Call :meth:`finish` last: it reports the keys that nothing asked for.
    """

    def __init__(
        self,
        source: TomlSource,
        problems: list[BookError],
        problem: type[BookError],
        path: TomlPath = (),
        values: Mapping[str, Any] | None = None,
    ) -> None:
        self.source = source
        self.problems = problems
        self.problem = problem
        self.path = path
        self.values = source.values if values is None else values
        self.asked: dict[str, None] = {}

    @property
    def name(self) -> Message:
        """How messages call this table."""
        path = ".".join(str(part) for part in self.path)
        return verbatim(f"[{path}]") if path else _("the file")

    def report(
        self,
        message: Message,
        *path: str | int,
        hint: Message = NOTHING,
        problem: type[BookError] | None = None,
    ) -> None:
        """Note a problem at ``path`` below this table."""
        kind = problem or self.problem
        span = self.source.span(*self.path, *path)
        self.problems.append(kind(message, spans=[span], hint=hint))

    def has(self, key: str) -> bool:
        """Tell whether the table sets ``key``, which is thereby a known key."""
        self.asked[key] = None
        return key in self.values

    def text(self, key: str, pattern: str = r"(?s)\S.*", hint: Message = _SOMETHING) -> str:
        """Return a required text that matches ``pattern`` as a whole, else an empty one."""
        value = self._value(key, str, _("a text"))
        return self._matching(value, pattern, hint, key) if isinstance(value, str) else ""

    def optional_text(self, key: str, pattern: str, hint: Message) -> str | None:
        """Return a text that matches ``pattern``, or None where the key is not set."""
        return (self.text(key, pattern, hint) or None) if self.has(key) else None

    def number(
        self, key: str, low: float, high: float, unit: Message, default: float | None = None
    ) -> float:
        """Return a number from ``low`` to ``high``, both included.

        Without a ``default`` the number is required.
        """
        if default is not None and not self.has(key):
            return default
        value = self._value(key, (int, float), _("a number"))
        if value is None:
            return low
        if not low <= value <= high:
            printable = isinstance(value, float) or abs(value) < _HUGE
            message = _(
                "{key} in {name} must be {allowed}, not {given}",
                key=repr(key),
                name=self.name,
                allowed=_range(low, high, unit),
                given=f"{value:.12g}" if printable else _("a huge number"),
            )
            self.report(message, key, hint=_("write a number in that range"))
            return low
        return float(value)

    def flag(self, key: str) -> bool:
        """Return a required true or false."""
        return bool(self._value(key, bool, _("true or false")))

    def choice(self, key: str, options: Sequence[Choice]) -> Choice:
        """Return one of ``options``."""
        value = self._value(key, str, _("a text"))
        for option in options:
            if value == option:
                return option
        if isinstance(value, str):
            hint = choices_hint(value, options, _("it may be"))
            self.report(
                _(
                    "{key} in {name} cannot be {value}",
                    key=repr(key),
                    name=self.name,
                    value=quoted(value),
                ),
                key,
                hint=hint,
            )
        return options[0]

    def texts(self, key: str, pattern: str, hint: Message) -> tuple[str, ...]:
        """Return a required list of texts: at least one, none twice, each like ``pattern``.

        What is wrong is left out, so that an index in the result is not an index in
        the file; :meth:`position` finds the item's index again.
        """
        items = self._value(key, list, _("a list of texts"))
        if items == []:
            self.report(
                _("{key} in {name} is an empty list", key=repr(key), name=self.name), key, hint=hint
            )
        found: dict[str, None] = {}
        for index, item in enumerate(items or ()):
            if not isinstance(item, str):
                message = _(
                    "{key} in {name} must hold texts, not {kind}",
                    key=repr(key),
                    name=self.name,
                    kind=_kind(item),
                )
                self.report(message, key, index, hint=_("write each item in quotes"))
            elif item in found:
                message = _(
                    "{item} stands twice in {key} of {name}",
                    item=quoted(item),
                    key=repr(key),
                    name=self.name,
                )
                self.report(message, key, index, hint=_("leave it in once"))
            elif self._matching(item, pattern, hint, key, index):
                found[item] = None
        return tuple(found)

    def position(self, key: str, item: str) -> tuple[str | int, ...]:
        """Return the path below this table of ``item``, which :meth:`texts` found in ``key``."""
        return key, self.values[key].index(item)

    def table(self, key: str) -> TableReader:
        """Return the reader of a required table.

        If the table is missing or something else, that is reported once and the
        reader reports nothing more.
        """
        value = self._value(key, dict, _("a table"))
        problems = [] if value is None else self.problems
        return TableReader(self.source, problems, self.problem, (*self.path, key), value or {})

    def finish(self) -> None:
        """Report every key that nothing asked for."""
        for key in self.values.keys() - self.asked.keys():
            message = _("unknown key {key} in {name}", key=quoted(key), name=self.name)
            self.report(message, key, hint=choices_hint(key, self.asked, _("known keys")))

    def _value(self, key: str, kind: type | tuple[type, ...], wanted: Message) -> Any:
        """Return the value of ``key``, or None after reporting that it is not ``wanted``."""
        if not self.has(key):
            self.report(
                _("{key} is missing from {name}", key=repr(key), name=self.name),
                hint=_("set it to {wanted}", wanted=wanted),
            )
            return None
        value = self.values[key]
        if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
            return value
        message = _(
            "{key} in {name} must be {wanted}, not {kind}",
            key=repr(key),
            name=self.name,
            wanted=wanted,
            kind=_kind(value),
        )
        self.report(message, key, hint=_("set it to {wanted}", wanted=wanted))
        return None

    def _matching(self, value: str, pattern: str, hint: Message, *path: str | int) -> str:
        """Return ``value`` if it matches ``pattern``, else report it and return nothing."""
        if re.fullmatch(pattern, value):
            return value
        self.report(
            _(
                "{path} in {name} cannot be {value}",
                path=repr(path[0]),
                name=self.name,
                value=quoted(value),
            ),
            *path,
            hint=hint,
        )
        return ""


def _range(low: float, high: float, unit: Message) -> Message:
    """Say between which numbers a value lies."""
    ends = {"low": decimal(low, None), "high": decimal(high, None)}
    if not unit:
        return _("between {low} and {high}", **ends)
    return _("between {low} and {high} {unit}", unit=unit, **ends)


def _kind(value: object) -> Message:
    """Return the name of a TOML value's type, with its article."""
    return next(name for kind, name in _KINDS if isinstance(value, kind))


def in_order(problems: Sequence[BookError]) -> list[BookError]:
    """Return the problems in the order of their lines and columns."""
    return sorted(problems, key=lambda one: (one.spans[0].line or 0, one.spans[0].column or 0))
