"""Datasets kept between runs, so that files that did not change are not parsed again.

Stage: dataset (dataset → plan → localize → compose → render → publish → record).
One file holds the packed records of one dataset under a key of all that they come
from: the manifest, the schema, the languages and the program. A dataset with the same
key is taken whole; otherwise each record whose file has the same digest is taken, and
what one record says of others is checked again. The result never differs from that
of reading all files.

A file is replaced whole, and counts only if its SHA-256
(https://doi.org/10.6028/NIST.FIPS.180-4) holds: after a kill or on a full disk the
cache is as it was or absent, which costs time and nothing else. So nothing is raised
here when its files cannot be read or written.
"""

from __future__ import annotations

import contextlib
import hashlib
import pickle
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from briefbook.dataset.manifest import Manifest
from briefbook.dataset.packed import PackedRecord, assemble, loads
from briefbook.dataset.values import Dataset

__all__ = ["Cache", "Kept"]

_MAGIC = b"briefbook dataset 1\n"
_SUFFIX = ".dataset"
_KEPT = 2
_FEW = 5  # files that are parsed in the time that an older dataset is read


@dataclass(frozen=True, slots=True)
class _Stored:
    """What one file of the cache holds.

    ``manifest`` is the digest of the manifest whose valid dataset the records are;
    it is empty where the dataset had problems, and these are its good records.
    ``records`` maps a path to the digest of its file and the packed node, origin and
    metas; ``answers``, packed apart, to the other fields of a :class:`PackedRecord`.
    """

    scope: str
    manifest: str
    registers: tuple[str, ...]
    records: Mapping[str, tuple[str, bytes, bytes, bytes]]
    answers: bytes


#: A record as a file stands: its path and the digest of the file.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Kept:
    """The records of several datasets; those in ``sound`` made one that was valid."""

    records: Mapping[Key, PackedRecord] = field(default_factory=dict)
    sound: frozenset[Key] = frozenset()


@dataclass(frozen=True, slots=True)
class Cache:
    """The cache in a folder of its own, which is made when it is first needed.

    ``program`` is a digest of everything that reads a dataset: the sources of
    briefbook and of the schema, the versions of Python, pydantic and PyYAML. What
    another program kept does not count. One that is ``read_only`` keeps nothing new.
    """

    folder: Path
    program: str
    read_only: bool = False

    def dataset(self, manifest: Manifest, schema: str, languages: Sequence[str]) -> Dataset | None:
        """Return the dataset of the files of ``manifest``, if it is kept.

        ``schema`` is the name of the schema; the schema itself is not needed. The
        records are unpacked when they are first read.
        """
        scope, digest = self._scope(schema, languages), manifest.digest
        stored = _read(self._file(scope, digest))
        if stored is None or (stored.scope, stored.manifest) != (scope, digest):
            return None
        records = {path: PackedRecord(*parts) for path, parts in stored.records.items()}
        return assemble(stored.registers, records, {})

    def records(self, schema: str, languages: Sequence[str], wanted: Iterable[Key]) -> Kept:
        """Return the kept records by their paths and the digests of their files.

        Older datasets are not read for a few of the wanted ones: to parse those takes less.
        """
        scope = self._scope(schema, languages)
        found: dict[Key, PackedRecord] = {}
        sound: frozenset[Key] = frozenset()
        needed = set(wanted)
        for file in self._newest_first():
            stored = _read(file)
            if stored is not None and stored.scope == scope:
                answers = loads(stored.answers)
                keys = [(path, parts[0]) for path, parts in stored.records.items()]
                for key, parts in zip(keys, stored.records.values(), strict=True):
                    if key not in found:
                        found[key] = PackedRecord(*parts, *answers[key[0]])
                if stored.manifest and not sound:
                    sound = frozenset(keys)
                if sound and len(needed.difference(found)) <= _FEW:
                    break
        return Kept(found, sound)

    def keep(
        self,
        manifest: Manifest,
        schema: str,
        languages: Sequence[str],
        registers: Mapping[str, object],
        records: Mapping[str, PackedRecord],
        *,
        complete: bool,
    ) -> None:
        """Keep the good records of a dataset, by path and in their order.

        ``complete`` tells that they are the whole of a valid dataset. Of older files
        one is left, so that an edit can be taken back at no cost.
        """
        if self.read_only:
            return
        scope, digest = self._scope(schema, languages), manifest.digest
        stored = _Stored(
            scope,
            digest if complete else "",
            tuple(registers),
            {
                path: (each.digest, each.node, each.origin, each.metas)
                for path, each in records.items()
            },
            pickle.dumps(
                {
                    path: (each.references, each.present, each.absent)
                    for path, each in records.items()
                },
                protocol=5,
            ),
        )
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            _write(self._file(scope, digest), stored)
            self._prune(self._file(scope, digest))

    def _scope(self, schema: str, languages: Sequence[str]) -> str:
        """Return the part of the key that a record shares with its whole dataset."""
        return _sha256(repr((self.program, schema, tuple(languages))).encode())

    def _file(self, scope: str, manifest: str) -> Path:
        return self.folder / f"{_sha256(f'{scope} {manifest}'.encode())[:32]}{_SUFFIX}"

    def _newest_first(self) -> list[Path]:
        """List the files of the cache; none, if one vanishes meanwhile."""
        with contextlib.suppress(OSError):
            files = (file for file in self.folder.iterdir() if file.suffix == _SUFFIX)
            return sorted(files, key=lambda file: file.stat().st_mtime_ns, reverse=True)
        return []

    def _prune(self, written: Path) -> None:
        """Remove the oldest files, however late the clock says the new one is."""
        others = [file for file in self._newest_first() if file != written]
        for file in others[_KEPT - 1 :]:
            file.unlink(missing_ok=True)


def _read(file: Path) -> _Stored | None:
    """Return what a file holds; None if it is absent, damaged or of another kind."""
    try:
        data = file.read_bytes()
    except OSError:
        return None
    head = len(_MAGIC) + hashlib.sha256().digest_size
    if data[:head] != _MAGIC + hashlib.sha256(data[head:]).digest():
        return None
    try:
        return _Stored(*loads(data[head:]))
    except (pickle.UnpicklingError, TypeError):
        return None


def _write(file: Path, stored: _Stored) -> None:
    """Replace a file whole. The disk is not waited for: the checksum tells a torn file."""
    parts = (stored.scope, stored.manifest, stored.registers, stored.records, stored.answers)
    payload = pickle.dumps(parts, protocol=5)
    # Named as the leftovers of publishing are, so that those of a killed run go with them.
    temporary = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
    try:
        temporary.write_bytes(_MAGIC + hashlib.sha256(payload).digest() + payload)
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
