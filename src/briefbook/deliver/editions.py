"""The outputs of a book as they can be delivered: current, unaltered, with what they say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from briefbook.build.job import Workshop, open_workshop, write_manuscript
from briefbook.build.snapshot import Snapshot
from briefbook.build.status import reading, status
from briefbook.deliver.parcel import Edition
from briefbook.deliver.summary import summary_of
from briefbook.errors import OutputError
from briefbook.plan.outputs import Output, Selection
from briefbook.record.digests import digest
from briefbook.wording import Message, _


class Unavailable(Exception):
    """An output cannot be delivered now; ``message`` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


@dataclass(slots=True)
class Standing:
    """The selected outputs as they stand.

    ``current`` maps each that may be delivered to the digest of its file; ``others``
    maps the rest to why they may not.
    """

    current: dict[Output, str] = field(default_factory=dict)
    others: dict[Output, Message] = field(default_factory=dict)


class Editions:
    """The outputs of one snapshot of a book, opened when they are needed."""

    def __init__(self, folder: Path, snapshot: Snapshot) -> None:
        self._folder = folder
        self._snapshot = snapshot
        self._opened: dict[Output, Edition] = {}

    def standing(self, selection: Selection) -> Standing:
        """Tell which of the selected outputs may be delivered.

        Raises :class:`~briefbook.errors.UnknownName` for a selection that the book does
        not have.
        """
        verdicts = status(self._folder, self._snapshot, selection)
        digests = self._recorded()
        found = Standing()
        for verdict in verdicts:
            recorded = digests.get(str(verdict.output))
            if verdict.state == "current" and recorded is not None:
                found.current[verdict.output] = recorded
            elif verdict.state != "orphaned":
                found.others[verdict.output] = verdict.reasons[0].message
        return found

    def open(self, output: Output, recorded: str) -> Edition:
        """Read an output and what it says.

        Raises :class:`Unavailable` if its file is not the recorded one any more: somebody
        edits it, or a build replaces it meanwhile.
        """
        if output not in self._opened:
            self._opened[output] = self._read(output, recorded)
        return self._opened[output]

    def _read(self, output: Output, recorded: str) -> Edition:
        try:
            data = (self._folder / str(output)).read_bytes()
            manuscript = write_manuscript(self._workshop, output, pages=self._pages)
        except OSError as error:
            message = _("its file cannot be read: {reason}", reason=error.strerror)
            raise Unavailable(message) from error
        except OutputError as error:
            raise Unavailable(error.message) from error
        if digest(data) != recorded:
            raise Unavailable(_("its file changed meanwhile"))
        summary = summary_of(manuscript.root)
        return Edition(output, recorded, data, summary, manuscript.evidence)

    @cached_property
    def _workshop(self) -> Workshop:
        return open_workshop(self._snapshot)

    @cached_property
    def _pages(self) -> Mapping[str, int]:
        with reading(self._folder) as ledger:
            return ledger.pages() if ledger else {}

    def _recorded(self) -> Mapping[str, str]:
        with reading(self._folder) as ledger:
            records = ledger.outputs() if ledger else {}
        return {name: one.file_digest for name, one in records.items() if one.file_digest}
