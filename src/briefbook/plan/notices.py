"""The words of messages to recipients: ``templates/deliveries/LANGUAGE.toml``. Stage *plan*.

One flat table of texts per language, so that a further language needs no Python. A text
may hold the placeholders that :data:`PLACEHOLDERS` names for it, in braces.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields

from briefbook.errors import BookError, BriefbookError, InvalidBook, InvalidConfig, UnknownTemplate
from briefbook.plan.deliveries import Delivery
from briefbook.plan.naming import listed, quoted
from briefbook.plan.reading import TableReader, in_order
from briefbook.plan.toml_source import read_toml
from briefbook.wording import _

#: The folder of these files, under ``templates/``.
FOLDER = "deliveries"

#: What a text may say of the case at hand.
PLACEHOLDERS: Mapping[str, frozenset[str]] = {
    "documents": frozenset({"count"}),
    "unchanged_since": frozenset({"date"}),
    "failed": frozenset({"count"}),
    "changes_since": frozenset({"date"}),
    "attached": frozenset({"file"}),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """The words of one language.

    ``documents``, ``unchanged``, ``failed``: subjects of a message about several
    documents, about none, about documents that could not be made. ``unchanged_since``,
    ``failed_text``: what such messages say. ``changes_since``: the heading of a change
    note; ``first``, ``wording``, ``unknown``: what stands in its place for a document sent
    for the first time, for one whose facts are the same, and for one whose last edition
    was not kept. ``before``, ``now``, ``added``,
    ``removed``, ``nothing``: labels of old and new. ``facts``: the heading of the list
    of facts. ``attached``, ``open_document``: where the document is. ``automatic``: the
    last line.
    """

    documents: str
    unchanged: str
    unchanged_since: str
    failed: str
    failed_text: str
    changes_since: str
    first: str
    wording: str
    unknown: str
    before: str
    now: str
    added: str
    removed: str
    nothing: str
    facts: str
    attached: str
    open_document: str
    automatic: str


def notice_path(language: str) -> str:
    """Return the path of a language's words under ``templates/``."""
    return f"{FOLDER}/{language}.toml"


def read_notice(text: str, file: str) -> Notice:
    """Read the words of a language.

    Raises :class:`~briefbook.errors.InvalidBook` with an
    :class:`~briefbook.errors.InvalidConfig` for each text that is missing, unknown or
    has a placeholder that nothing fills.
    """
    source = read_toml(text, file, InvalidConfig)
    problems: list[BookError] = []
    reader = TableReader(source, problems, InvalidConfig)
    texts = {field.name: _text(reader, field.name) for field in fields(Notice)}
    reader.finish()
    if problems:
        raise InvalidBook(in_order(problems))
    return Notice(**texts)


def notice_problems(
    deliveries: Iterable[Delivery], files: Mapping[str, bytes]
) -> Iterator[BriefbookError]:
    """Yield what is wrong with the words that deliveries need; ``files`` are by their paths."""
    needed: dict[str, Delivery] = {}
    for delivery in deliveries:
        for language in delivery.message_languages:
            needed.setdefault(language, delivery)
    for language, delivery in needed.items():
        path = notice_path(language)
        if path not in files:
            message = _(
                "there is no file templates/{path}, which [deliveries.{name}] needs",
                path=path,
                name=delivery.name,
            )
            hint = _("write it after the model of another language")
            yield UnknownTemplate(message, spans=[delivery.span], hint=hint)
            continue
        try:
            read_notice(files[path].decode("utf-8"), f"templates/{path}")
        except InvalidBook as error:
            yield from error.problems


def _text(reader: TableReader, key: str) -> str:
    value = reader.text(key)
    known = PLACEHOLDERS.get(key, frozenset())
    try:
        parts = string.Formatter().parse(value)
        found = {part[1] for part in parts if part[1] is not None}
    except ValueError:
        message = _("the braces in {key} do not match", key=quoted(key))
        reader.report(message, key, hint=_("write {{{{ for {{"))
        return value
    for name in sorted(found - known):
        names = listed(sorted(known))
        hint = _("known here: {names}", names=names) if known else _("write {{{{ for a brace")
        message = _("nothing fills {{{name}}} in {key}", name=name, key=quoted(key))
        reader.report(message, key, hint=hint)
    return value
