"""A folder of YAML files → a dataset, or all that is wrong with it.

Stage: dataset (dataset → plan → localize → compose → render → publish → record).
With a cache only the files that changed are parsed, and of what records say of each
other only what an edit can have broken is checked. Nothing is printed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

from briefbook.collector import collector_at_rest
from briefbook.dataset.base import Context, Schema
from briefbook.dataset.cache import Cache, Kept, Key
from briefbook.dataset.files import RecordFile, find_files
from briefbook.dataset.manifest import Manifest, scan
from briefbook.dataset.packed import PackedRecord, Values, assemble, pack
from briefbook.dataset.source import read_with_digest
from briefbook.dataset.touched import touched
from briefbook.dataset.validation import Checked, check
from briefbook.dataset.values import Dataset, FrozenMap, Reference
from briefbook.errors import BriefbookError, InvalidBook

__all__ = ["load", "load_listed"]


@dataclass(frozen=True, slots=True)
class _Loaded:
    """One record, checked now or taken from the cache; both, if it can be kept.

    ``listed`` says whether its file had the digest that the manifest gives.
    """

    file: RecordFile
    checked: Checked | None
    packed: PackedRecord | None
    listed: bool = True

    @property
    def path(self) -> str:
        """The path of the record, ``bodies.cnd``."""
        return _path(self.file)

    @property
    def values(self) -> Values | None:
        """The parts that need not be unpacked; None if there are none."""
        if self.checked is None or self.checked.node is None:
            return None
        return Values(self.checked.node, self.checked.origin, self.checked.metas)

    @property
    def usable(self) -> bool:
        """Whether the dataset can have the record, mistakes left out."""
        return self.packed is not None or self.values is not None

    def was_in(self, sound: Set[Key]) -> bool:
        """Tell whether it was taken from the cache as it stood in a valid dataset."""
        if self.checked is not None or self.packed is None:
            return False
        return (self.path, self.packed.digest) in sound

    @property
    def problems(self) -> tuple[BriefbookError, ...]:
        """What is wrong with its file; a record from the cache has no problems."""
        return () if self.checked is None else self.checked.problems

    @property
    def references(self) -> tuple[str, ...]:
        """The paths of the records it refers to."""
        if self.packed is not None:
            return self.packed.references
        return () if self.checked is None else self.checked.references


def load(
    book: Path,
    schema: Schema,
    languages: Sequence[str],
    *,
    cache: Cache | None = None,
    manifest: Manifest | None = None,
    partial: bool = False,
) -> Dataset:
    """Load the dataset of the book in the folder ``book``, from its ``data/``.

    Every text must be there in each of ``languages``; further ones are allowed,
    so that a translation can be prepared. With ``partial``, one of them is enough; a
    cache must not serve both. ``cache`` spares the parsing of files that
    did not change; the verdict is the same. ``manifest`` is what :func:`scan` just
    found there, with SHA-256 digests if there is a cache; without it the folder is
    scanned. Raises :class:`InvalidBook` with all problems, in the order of files and
    lines.
    """
    if manifest is None:
        manifest = scan(book, _no_digest if cache is None else _digest)
    found = None if cache is None else cache.dataset(manifest, schema.name, languages)
    if found is not None:
        return found
    return _load(book, schema, Context(tuple(languages), partial=partial), cache, manifest)[0]


def load_listed(
    book: Path,
    schema: Schema,
    languages: Sequence[str],
    cache: Cache | None,
    manifest: Manifest,
    *,
    partial: bool = False,
) -> Dataset | None:
    """Load the dataset of just these files, as :func:`load` does.

    Returns None if a file that was parsed has another digest than the manifest says: it
    was saved meanwhile.
    """
    context = Context(tuple(languages), partial=partial)
    dataset, listed = _load(book, schema, context, cache, manifest)
    return dataset if listed else None


@collector_at_rest()  # to search what all lives on took a third of the time after an edit
def _load(
    book: Path,
    schema: Schema,
    context: Context,
    cache: Cache | None,
    manifest: Manifest,
) -> tuple[Dataset, bool]:
    """Load the records one by one, and check what they say of each other.

    Says also whether all files were as the manifest has them.
    """
    files, stray = find_files(manifest, schema.registers)
    languages = context.languages
    context = replace(context, ids=_ids(files, schema))
    reader = _Reader(book, schema, context)
    kept = Kept()
    if cache is None:
        loaded = [reader.parse(file, manifest.files[file.name]) for file in files]
    else:
        keys = [(_path(file), manifest.files[file.name]) for file in files]
        kept = cache.records(schema.name, languages, keys)
        paths = frozenset(path for path, _ in keys)
        loaded = [
            reader.take(file, kept.records.get(key), paths, key[1])
            for file, key in zip(files, keys, strict=True)
        ]
    dataset = _assemble(loaded, schema)
    problems: list[BriefbookError] = [*stray]
    for each in loaded:
        problems.extend(each.problems)
    for rule in schema.rules:
        problems.extend(rule(dataset))
    part = _part_to_check(loaded, kept, dataset, schema)
    for rule in schema.record_rules:
        problems.extend(rule(part))
    if cache is not None:
        _keep(loaded, manifest, schema, languages, cache, valid=not problems)
    if problems:
        raise InvalidBook(sorted(problems, key=_place))
    return dataset, all(each.listed for each in loaded)


def _part_to_check(
    loaded: Sequence[_Loaded], kept: Kept, dataset: Dataset, schema: Schema
) -> Dataset:
    """Return the records that are not known to keep the rules, with what they refer to.

    Those that stood together in a valid dataset do, while nothing of that changed.
    """
    changed = {each.path for each in loaded if not each.was_in(kept.sound)}
    if len(changed) == len(loaded):
        return dataset
    wanted = touched({each.path: each.references for each in loaded}, changed)
    return _assemble((each for each in loaded if each.path in wanted), schema)


def _no_digest(_file: Path) -> str:
    return ""


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _ids(files: Iterable[RecordFile], schema: Schema) -> Mapping[str, frozenset[str]]:
    """Return the ids of each register, those of faulty files included."""
    ids: dict[str, set[str]] = {register: set() for register in schema.registers}
    for file in files:
        ids[file.register].add(file.id)
    return FrozenMap({register: frozenset(found) for register, found in ids.items()})


def _path(file: RecordFile) -> str:
    return f"{file.register}.{file.id}"


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the records of one book, given the ids of all of them."""

    book: Path
    schema: Schema
    context: Context

    def parse(self, file: RecordFile, listed: str) -> _Loaded:
        """Parse and check a file, for this time only; ``listed`` is as in :meth:`take`."""
        checked, digest = self._check(file, self.context)
        return _Loaded(file, checked, None, digest == listed)

    def take(
        self, file: RecordFile, kept: PackedRecord | None, paths: Set[str], listed: str
    ) -> _Loaded:
        """Take a record from the cache; parse its file if the record no longer holds.

        ``listed`` is the digest that the file had when it was listed.
        """
        if kept is not None and kept.holds(paths):
            return _Loaded(file, None, kept)
        asked: set[Reference] = set()
        checked, digest = self._check(file, replace(self.context, asked=asked))
        return _Loaded(file, checked, self._pack(checked, digest, asked), digest == listed)

    def _check(self, file: RecordFile, context: Context) -> tuple[Checked, str]:
        """Parse and check a file; return also the digest of what was parsed."""
        source, digest = read_with_digest(self.book / file.name, file.name)
        model = self.schema.registers[file.register]
        return check(source, _path(file), model, context), digest

    def _pack(self, checked: Checked, digest: str, asked: Set[Reference]) -> PackedRecord | None:
        """Pack a record if nothing is wrong with it and all its values can be packed."""
        if checked.problems or checked.node is None:
            return None
        node, origin, metas = pack(checked.node), pack(checked.origin), pack(checked.metas)
        if not (node and origin and metas):
            return None
        present = frozenset(each.path for each in asked if self.context.knows(each))
        absent = frozenset(each.path for each in asked) - present
        answers = (checked.references, present, absent)
        return PackedRecord(digest, node, origin, metas, *answers)


def _keep(
    loaded: Sequence[_Loaded],
    manifest: Manifest,
    schema: Schema,
    languages: Sequence[str],
    cache: Cache,
    *,
    valid: bool,
) -> None:
    """Keep the good records, if there are new ones or all are good."""
    packed = {each.path: each.packed for each in loaded if each.packed is not None}
    complete = valid and all(
        each.packed is not None and each.packed.digest == manifest.files[each.file.name]
        for each in loaded
    )
    if complete or any(each.packed and each.checked for each in loaded):
        cache.keep(manifest, schema.name, languages, schema.registers, packed, complete=complete)


def _assemble(loaded: Iterable[_Loaded], schema: Schema) -> Dataset:
    """Make a dataset of the records that can be used and refer to such only."""
    usable = _closed({each.path: each for each in loaded if each.usable})
    known = {path: each.values for path, each in usable.items() if each.values is not None}
    packed = {path: each.packed for path, each in usable.items()}
    return assemble(schema.registers, packed, known)


def _closed(usable: dict[str, _Loaded]) -> dict[str, _Loaded]:
    """Leave out each record that refers to one which is not there, until none does."""
    while True:
        kept = {
            path: each
            for path, each in usable.items()
            if all(reference in usable for reference in each.references)
        }
        if len(kept) == len(usable):
            return kept
        usable = kept


def _place(problem: BriefbookError) -> tuple[str, int, int]:
    """Return what problems are sorted by."""
    if not problem.spans:
        return "", 0, 0
    span = problem.spans[0]
    return span.file, span.line or 0, span.column or 0
