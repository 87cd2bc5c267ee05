"""The evidence of the editions that recipients last received, so that changes can be told.

One compressed file for each edition, named after its digest, under ``output/.briefbook/``:
the ledger, which every command reads, stays small.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from briefbook.publish import publish

_SUFFIX = ".json.z"


@dataclass(frozen=True, slots=True)
class Shelf:
    """The folder of these files."""

    folder: Path

    def put(self, digest: str, evidence: bytes) -> None:
        """Keep the evidence of an edition; raises :class:`~briefbook.errors.PublishFailed`."""
        file = self._file(digest)
        if not file.exists():
            publish(zlib.compress(evidence, 6), file, inside=self.folder)

    def take(self, digest: str) -> bytes | None:
        """Return the evidence of an edition, ``None`` if it is lost or damaged."""
        try:
            return zlib.decompress(self._file(digest).read_bytes())
        except (OSError, zlib.error):
            return None

    def keep_only(self, digests: Collection[str]) -> None:
        """Remove what no recipient has any more."""
        if self.folder.is_dir():
            for file in self.folder.glob(f"*{_SUFFIX}"):
                if file.name.removesuffix(_SUFFIX) not in digests:
                    file.unlink(missing_ok=True)

    def _file(self, digest: str) -> Path:
        return self.folder / f"{digest}{_SUFFIX}"
