"""The reviewed list of a book: approved forms that the libraries would write otherwise.

``forms.toml`` stands beside ``briefbook.toml``. Each entry names a name, the forms
that somebody has looked at, and why they are right; it holds for these very forms, and
no longer than the libraries disagree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from briefbook.dataset.base import LANGUAGE_PATTERN
from briefbook.dataset.values import FrozenMap
from briefbook.errors import BookError, InvalidBook, InvalidForms, Span
from briefbook.localize.grammar.base import CASES, Case
from briefbook.plan.reading import TableReader
from briefbook.plan.toml_source import TomlSource, read_toml
from briefbook.wording import _, verbatim

__all__ = ["FILE", "FormException", "read_exceptions"]

FILE = "forms.toml"
_KEY = "exceptions"
_NAME = r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+"
_TEXT = r"(?s)\S.*"


@dataclass(frozen=True, slots=True)
class FormException:
    """Approved forms of a name that the libraries would write otherwise.

    ``name`` is the id of the name (``persons.owl.name.surname``), ``forms`` the forms
    by case, ``spans`` their places in the list.
    """

    name: str
    language: str
    forms: Mapping[Case, str]
    reason: str
    spans: Mapping[Case, Span]


def read_exceptions(folder: Path) -> tuple[FormException, ...]:
    """Read the reviewed list of the book in ``folder``; there may be none.

    Raises :class:`InvalidBook` with all that is wrong with it.
    """
    try:
        text = (folder / FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        message = _("{file} cannot be read: {reason}", file=FILE, reason=verbatim(str(error)))
        hint = _("save the file as UTF-8")
        raise InvalidBook([InvalidForms(message, spans=[Span(FILE)], hint=hint)]) from error
    source = read_toml(text, FILE, InvalidForms)
    problems: list[BookError] = []
    found = tuple(_entries(source, problems))
    if problems:
        raise InvalidBook(problems)
    return found


def _entries(source: TomlSource, problems: list[BookError]) -> Iterator[FormException]:
    """Yield the entries of a list, noting what is wrong with it."""
    whole = TableReader(source, problems, InvalidForms)
    entries = source.values.get(_KEY, []) if whole.has(_KEY) else []
    whole.finish()
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        whole.report(_("exceptions are tables"), _KEY, hint=_("write [[exceptions]] over each"))
        return
    for number, entry in enumerate(entries):
        table = TableReader(source, problems, InvalidForms, (_KEY, number), entry)
        before = len(problems)
        found = _entry(table)
        if len(problems) == before:
            yield found


def _entry(table: TableReader) -> FormException:
    """Read one entry."""
    name_hint = _("write the path of the name, such as persons.kupchina.name.surname")
    name = table.text("name", _NAME, name_hint)
    language = table.text("language", LANGUAGE_PATTERN, _("write a language tag, such as ru"))
    reason = table.text("reason", _TEXT, _("say why the form is right"))
    form_hint = _("write the approved form")
    written = {case: table.optional_text(case, _TEXT, form_hint) for case in CASES[1:]}
    table.finish()
    forms = {case: form for case, form in written.items() if form is not None}
    if not forms:
        hint = _("write genitive = “…”, or another case")
        table.report(_("an exception names at least one form"), hint=hint)
    spans = {case: table.source.span(*table.path, case) for case in forms}
    return FormException(name, language, FrozenMap(forms), reason, FrozenMap(spans))
