"""One record: validated against its model, with everything that is wrong with it.

Stage: dataset (dataset → plan → localize → compose → render → publish → record).
A record with mistakes is mended as far as leaving them out goes, so that the rules
among records are checked too and one run tells all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pydantic import ValidationError

from briefbook.dataset.base import Context, MetaKeys, Record
from briefbook.dataset.facts import Facts, holds, unwrap
from briefbook.dataset.freeze import Frozen, freeze, written_meta
from briefbook.dataset.marks import PathTuple, SourceFile
from briefbook.dataset.messages import book_errors
from briefbook.dataset.values import Dataset, FrozenMap, Node, Origin, Reference
from briefbook.errors import BookError, MissingValue, PastReview, Span, WrongValue
from briefbook.wording import _

__all__ = ["Checked", "check", "review"]

_ATTEMPTS = 8
_MOST_ENTRIES = 50


@dataclass(frozen=True, slots=True)
class Checked:
    """What one file gave: a node, if it can be used at all, and the problems.

    ``metas`` holds, by path, the meta keys written there; ``references`` the paths of
    the records that the node and its meta refer to, each once.
    """

    path: str
    node: Node | None
    origin: Origin
    metas: FrozenMap[str, FrozenMap[str, Any]]
    references: tuple[str, ...]
    problems: tuple[BookError, ...]


def check(source: SourceFile, path: str, model: type[Record], context: Context) -> Checked:
    """Validate the file of the record ``path`` (``bodies.cnd``) against its model."""
    facts = unwrap(source)
    problems = list(source.problems)
    record: Record | None = None
    frozen: Frozen | None = None
    metas: dict[str, Mapping[str, Any]] = {}
    if source.complete:
        problems += _meta_of_values(facts, path, context)[1]
        record, facts, found = _validate(facts, model, context)
        problems += found
    if record is not None:
        frozen = freeze(record, path)
        metas.update(_meta_of_values(facts, path, context)[0])
        for place, written in frozen.metas.items():
            metas[place] = {**metas.get(place, {}), **written}
    return Checked(
        path,
        None if frozen is None else frozen.node,
        _origin(facts),
        FrozenMap({place: FrozenMap(written) for place, written in metas.items()}),
        () if frozen is None else _with_sources(frozen.references, metas),
        tuple(problems),
    )


def _with_sources(
    references: Iterable[str], metas: Mapping[str, Mapping[str, Any]]
) -> tuple[str, ...]:
    """Return the paths of the records referred to, with the sources that meta keys name."""
    sources = (written.get("source") for written in metas.values())
    named = (source.path for source in sources if isinstance(source, Reference))
    return tuple(dict.fromkeys((*references, *named)))


def review(dataset: Dataset, today: date) -> list[PastReview]:
    """Return a warning for each fact that was to be reviewed before ``today``.

    The day of ``review_by`` itself is still in time.
    """
    found = []
    for path, written in dataset.metas.items():
        due = written.get("review_by")
        if due is not None and due < today:
            found.append(
                PastReview(
                    _("{path} was to be reviewed by {due}", path=path, due=due.isoformat()),
                    spans=[dataset.mark(f"{path}.review_by")],
                    hint=_("check the fact, then set review_by to a later day"),
                )
            )
    return found


def _validate(
    facts: Facts, model: type[Record], context: Context
) -> tuple[Record | None, Facts, list[BookError]]:
    """Return the record or what can be saved of it, its facts, and what is wrong."""
    if not isinstance(facts.value, dict):
        return None, facts, [] if facts.is_broken(()) else [_not_a_record(facts)]
    try:
        return model.model_validate(facts.value, context=context), facts, []
    except ValidationError as error:
        problems = book_errors(error, model, facts, context)
        return *_salvage(facts, model, context), problems


def _not_a_record(facts: Facts) -> BookError:
    """Say that a file holds nothing, or not keys with values."""
    if facts.value is None:
        message, hint = _("the file is empty"), _("fill in the record, or delete the file")
        return MissingValue(message, spans=[Span(facts.source.name, 1, 1)], hint=hint)
    hint = _("write one key: value to a line")
    kind = _("a list") if isinstance(facts.value, list) else _("a single value")
    message = _("the file must hold the keys of one record, not {kind}", kind=kind)
    return WrongValue(message, spans=[facts.span(())], hint=hint)


def _salvage(facts: Facts, model: type[Record], context: Context) -> tuple[Record | None, Facts]:
    """Leave out what is wrong, and what needs it, until the rest is a record."""
    lenient = replace(context, languages=())
    for _attempt in range(_ATTEMPTS):
        try:
            return model.model_validate(facts.value, context=lenient), facts
        except ValidationError as error:
            faults = error.errors(include_url=False, include_input=False)
        entries = {_entry(facts.value, fault["loc"]) for fault in faults}
        if () in entries or len(entries) > _MOST_ENTRIES:
            break
        for entry in sorted(entries, reverse=True):
            facts = facts.without(entry)
    return None, facts


def _entry(tree: Any, location: PathTuple) -> PathTuple:
    """Return the path of the innermost entry on the way to ``location``.

    It is empty where the record itself lacks something or contradicts itself.
    """
    path: PathTuple = ()
    for part in location:
        if holds(tree, part):
            tree, path = tree[part], (*path, part)
    return path


def _meta_of_values(
    facts: Facts, path: str, context: Context
) -> tuple[dict[str, dict[str, Any]], list[BookError]]:
    """Validate the meta written around single values."""
    metas: dict[str, dict[str, Any]] = {}
    problems: list[BookError] = []
    for place, meta in facts.metas.items():
        try:
            keys = MetaKeys.model_validate(meta, context=context)
        except ValidationError as error:
            problems += book_errors(error, MetaKeys, facts.beside(place), context)
        else:
            if written := written_meta(keys):
                metas[_dotted(path, place)] = written
    return metas, problems


def _origin(facts: Facts) -> Origin:
    """Return the file with the places of its values by dotted path."""
    marks = {path: facts.mark(path) for path in facts.marks}
    places = {".".join(map(str, path)): (mark.line, mark.column) for path, mark in marks.items()}
    return Origin(facts.source.name, facts.source.text, FrozenMap(places))


def _dotted(path: str, rest: PathTuple) -> str:
    return ".".join((path, *map(str, rest)))
