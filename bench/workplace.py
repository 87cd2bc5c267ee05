"""The book that is measured: a copy of the repository's own, in a folder of its own."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from briefbook.api import Book
from briefbook.build.job import Job, Workshop, make, open_workshop, write_manuscript
from briefbook.plan.outputs import Output
from briefbook.render.manuscript import Manuscript

REPOSITORY = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Workplace:
    """A copy of the book in ``folder``, opened, with a workshop in this process."""

    folder: Path
    outputs: Mapping[str, Output]
    workshop: Workshop

    def make(self, output: str) -> bytes:
        """Compose and render one output in this process; raises what keeps it from being made."""
        outcome = make(self.workshop, Job(self.outputs[output]))
        if outcome.error is not None:
            raise outcome.error
        assert outcome.data is not None
        return outcome.data

    def manuscript(self, output: str) -> Manuscript:
        """Compose one output: what its renderer is given."""
        return write_manuscript(self.workshop, self.outputs[output])

    def forget(self) -> None:
        """Remove all outputs and the ledger, so that the next build is a first one."""
        with suppress(FileNotFoundError):
            shutil.rmtree(self.folder / "output")


def lay_workplace(folder: Path) -> Workplace:
    """Copy the repository's book into ``folder`` and open it."""
    for part in ("data", "templates"):
        shutil.copytree(REPOSITORY / part, folder / part)
    shutil.copyfile(REPOSITORY / "briefbook.toml", folder / "briefbook.toml")
    book = Book.open(folder)
    outputs = {str(output): output for output in book.outputs()}
    return Workplace(folder, outputs, open_workshop(book.snapshot))
