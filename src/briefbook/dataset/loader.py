"""A folder of YAML files → a dataset, or all that is wrong with it.

Stage: dataset (dataset → plan → localize → compose → render → publish → record).
Nothing of this is cached here, and nothing is printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from briefbook.dataset.base import Context, Schema
from briefbook.dataset.files import RecordFile, find_files
from briefbook.dataset.freeze import references
from briefbook.dataset.source import read
from briefbook.dataset.validation import Checked, check
from briefbook.dataset.values import Dataset, FrozenMap, Node, Reference
from briefbook.errors import BriefbookError, InvalidBook

__all__ = ["load"]


def load(book: Path, schema: Schema, languages: Sequence[str]) -> Dataset:
    """Load the dataset of the book in the folder ``book``, from its ``data/``.

    Every text must be there in each of ``languages``; further ones are allowed,
    so that a translation can be prepared. Raises :class:`InvalidBook` with all
    problems, in the order of files and lines.
    """
    files, stray = find_files(book, schema.registers)
    context = Context(tuple(languages), _ids(files, schema))
    checked = [_check(file, schema, context) for file in files]
    dataset = _assemble(checked, schema)
    problems: list[BriefbookError] = [*stray]
    for each in checked:
        problems.extend(each.problems)
    for rule in schema.rules:
        problems.extend(rule(dataset))
    if problems:
        raise InvalidBook(sorted(problems, key=_place))
    return dataset


def _ids(files: Iterable[RecordFile], schema: Schema) -> Mapping[str, frozenset[str]]:
    """Return the ids of each register, those of faulty files included."""
    ids: dict[str, set[str]] = {register: set() for register in schema.registers}
    for file in files:
        ids[file.register].add(file.id)
    return FrozenMap({register: frozenset(found) for register, found in ids.items()})


def _check(file: RecordFile, schema: Schema, context: Context) -> Checked:
    path = f"{file.register}.{file.id}"
    return check(read(file.file, file.name), path, schema.registers[file.register], context)


def _assemble(checked: Sequence[Checked], schema: Schema) -> Dataset:
    """Make a dataset of the records that can be used and refer to such only."""
    usable = _closed({each.path: each for each in checked if each.node is not None})
    registers: dict[str, dict[str, Node]] = {register: {} for register in schema.registers}
    for path, each in usable.items():
        register, _, identifier = path.partition(".")
        if each.node is not None:
            registers[register][identifier] = each.node
    return Dataset(
        FrozenMap({register: FrozenMap(nodes) for register, nodes in registers.items()}),
        FrozenMap({path: each.origin for path, each in usable.items()}),
        FrozenMap({path: meta for each in usable.values() for path, meta in each.metas.items()}),
    )


def _closed(usable: dict[str, Checked]) -> dict[str, Checked]:
    """Leave out each record that refers to one which is not there, until none does."""
    while True:
        kept = {
            path: each
            for path, each in usable.items()
            if all(reference.path in usable for reference in _references(each))
        }
        if len(kept) == len(usable):
            return kept
        usable = kept


def _references(checked: Checked) -> Iterator[Reference]:
    yield from references(checked.node)
    for written in checked.metas.values():
        yield from references(written.get("source"))


def _place(problem: BriefbookError) -> tuple[str, int, int]:
    """Return what problems are sorted by."""
    if not problem.spans:
        return "", 0, 0
    span = problem.spans[0]
    return span.file, span.line or 0, span.column or 0
