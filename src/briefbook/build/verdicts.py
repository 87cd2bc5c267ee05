"""Is an output current, and if not, why? The decision before anything is made.

Stage *record*. An output is current when the ledger knows it and its last outcome
was a success, its key is unchanged, its trace replays to the same answers, and its
file is the one recorded; they are looked at in this order, and the first that fails
is the reason for a rebuild. A failure whose key and trace still hold is told again
without being tried again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Literal

from briefbook.build.keys import Keys, changed_part, key_of, templates_in
from briefbook.build.reasons import Reason, fact_reason, part_reason
from briefbook.errors import BriefbookError
from briefbook.plan.outputs import Output
from briefbook.record.digests import FileDigests
from briefbook.record.ledger import Ledger
from briefbook.record.rows import Attempt, Basis, OutputRecord, Role
from briefbook.tracking.questions import World
from briefbook.tracking.reach import Reach, Surroundings
from briefbook.tracking.trace import Replayer
from briefbook.wording import _

State = Literal["current", "stale", "missing", "failed", "altered", "orphaned"]
FileStatus = Literal["recorded", "announced", "absent", "altered"]

_FOREIGN = Reason("new", _("the ledger does not know the file that is there"))
_UNEXPLAINED = Reason("new", _("the ledger does not say what it rests on"))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an output is, and why.

    ``rebuild`` says that a build would make it, were its file not altered by hand;
    ``error`` is the failure that still stands, for the state ``failed``.
    """

    output: Output
    state: State
    reasons: tuple[Reason, ...] = ()
    rebuild: bool = False
    error: BriefbookError | None = None


@dataclass(slots=True)
class Judge:
    """Decides about the outputs of one book, at one moment.

    ``root`` is the book's folder; ``ledger`` is None where there is none yet. With
    ``thorough`` every reason is given, and not only the first. What many outputs
    share is looked at once; ``world`` is asked for only when a trace must be replayed.
    """

    root: Path
    ledger: Ledger | None
    keys: Keys
    world: Callable[[], World]
    today: date
    files: FileDigests
    dataset_digest: str
    surroundings: Surroundings
    thorough: bool = False
    #: Where traces have been that hold, though something changed where they were.
    new_reaches: dict[str, Reach] = field(default_factory=dict, init=False)
    _records: dict[str, OutputRecord] = field(init=False)
    _folder: str = field(init=False)
    _announced: Mapping[str, frozenset[str]] = field(init=False)
    _replayer: Replayer | None = field(default=None, init=False)
    _glances: dict[Role, Mapping[str, Reach]] = field(default_factory=dict, init=False)
    _parts: dict[tuple[str, str, str, str], Reason | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._records = self.ledger.outputs() if self.ledger else {}
        self._folder = str(self.root)
        self._announced = self.ledger.announcements() if self.ledger else {}

    def record(self, output: str) -> OutputRecord | None:
        """Return what the ledger knows of an output."""
        return self._records.get(output)

    @property
    def replayer(self) -> Replayer:
        """What asks the questions of traces again; the schema is loaded only for it."""
        if self._replayer is None:
            self._replayer = Replayer(self.world())
        return self._replayer

    def verified_today(self, output: str) -> bool:
        """Tell whether an output was already seen to hold for this dataset and date."""
        record = self._records.get(output)
        return record is not None and record.built is not None and self._verified(record.built)

    def doubt(self, outputs: Iterable[str]) -> None:
        """Have the traces of outputs asked when they are judged, which is later.

        Something else than the dataset changed.
        """
        for name in outputs:
            record = self._records.get(name)
            if record is not None:
                built, failed = map(_doubted, (record.built, record.failed))
                self._records[name] = replace(record, built=built, failed=failed)

    def basis(self, output: str, role: Role) -> Basis | None:
        """Return what an attempt at an output rested on."""
        return self.ledger.basis(output, role) if self.ledger else None

    def verdict(self, output: Output) -> Verdict:
        """Decide about one output."""
        record = self._records.get(str(output))
        if record is None or (record.built is None and record.failed is None):
            return self._unknown(output)
        if record.failed is not None:
            return self._after_failure(output, record, record.failed)
        assert record.built is not None  # noqa: S101  # as there is no failure
        reasons = self._some(self._changes(output, record.built, "built"))
        return self._with_file(output, record, reasons)

    def holds(self, output: Output) -> bool:
        """Tell whether what a published output rests on is as it was, whatever its file is."""
        record = self._records.get(str(output))
        if record is None or record.built is None:
            return False
        return next(self._changes(output, record.built, "built"), None) is None

    def file_status(self, output: str) -> FileStatus:
        """Say whether the file of an output is what the ledger says it is."""
        record = self._records.get(output)
        try:
            found = self.files.digest(output, f"{self._folder}/{output}")
        except PermissionError:  # what cannot be looked at may be somebody's work
            return "altered"
        except OSError:
            return "absent"
        if record is not None and found == record.file_digest:
            return "recorded"
        return "announced" if found in self._announced.get(output, frozenset()) else "altered"

    def recorded_digest(self, output: str) -> str | None:
        """Return the digest that the file of an output has by the ledger."""
        record = self._records.get(output)
        return None if record is None else record.file_digest

    def stands(self, output: str, wanted: str) -> bool:
        """Tell whether an output's file, and no link to one, bears a digest already."""
        path = self.root / output
        try:
            return not path.is_symlink() and self.files.digest(output, path) == wanted
        except OSError:
            return False

    def orphans(self, wanted: set[str]) -> Iterator[OutputRecord]:
        """Yield the outputs that the ledger knows and the book no longer wants."""
        for name, record in self._records.items():
            if name not in wanted and (self.root / name).exists():
                yield record

    def _unknown(self, output: Output) -> Verdict:
        """Decide about an output that was never made."""
        reason = Reason("new", _("it has not been built yet"))
        exists = (self.root / str(output)).exists()
        if exists:
            reason = _FOREIGN
        return Verdict(output, "stale" if exists else "missing", (reason,), rebuild=True)

    def _after_failure(self, output: Output, record: OutputRecord, failed: Attempt) -> Verdict:
        """Decide about an output whose last attempt failed."""
        changes = self._some(self._changes(output, failed, "failed"))
        if not changes and failed.key and failed.error is not None:
            reason = Reason("failed", _("it failed, and nothing that it read has changed since"))
            return Verdict(output, "failed", (reason,), rebuild=False, error=failed.error)
        reason = Reason("failed", _("it failed when it was last tried"))
        return self._with_file(output, record, (reason, *changes))

    def _with_file(
        self, output: Output, record: OutputRecord, reasons: tuple[Reason, ...]
    ) -> Verdict:
        """Add to what changed what became of the file."""
        status = self.file_status(str(output))
        if status == "recorded" or (status == "absent" and record.file_digest is None):
            stale = bool(reasons)
            return Verdict(output, "stale" if stale else "current", reasons, rebuild=stale)
        if status == "absent":
            gone = Reason("missing", _("its file is not there"))
            return Verdict(output, "missing", (*reasons, gone), rebuild=True)
        if status == "announced":
            cut = Reason("interrupted", _("a build was interrupted while publishing it"))
            return Verdict(output, "stale", (*reasons, cut), rebuild=True)
        if record.file_digest is None:  # it only failed since the ledger was begun anew
            return Verdict(output, "stale", (*reasons, _FOREIGN), rebuild=True)
        hand = Reason("altered", _("its file was altered by hand"))
        return Verdict(output, "altered", (hand, *reasons), rebuild=bool(reasons))

    def _some(self, reasons: Iterator[Reason]) -> tuple[Reason, ...]:
        """Take all reasons, or the first alone."""
        if self.thorough:
            return tuple(reasons)
        first = next(reasons, None)
        return () if first is None else (first,)

    def _changes(self, output: Output, attempt: Attempt, role: Role) -> Iterator[Reason]:
        """Yield what changed since an attempt: of its key, then of its facts."""
        part = self._key_change(output, attempt, role)
        if part is not None:
            yield part
        if self._verified(attempt) or self._holds_at_a_glance(output, role):
            return
        basis = self.basis(str(output), role)
        if basis is None:
            if part is not _UNEXPLAINED:
                yield _UNEXPLAINED
            return
        holds = True
        for difference in self.replayer.differences(basis.trace):
            holds = False
            yield fact_reason(difference, self.replayer.world)
        if holds and role == "built":
            rests = self.replayer.rests(basis.trace.reads)
            self.new_reaches[str(output)] = self.surroundings.reach(
                replace(basis.trace, rests=rests)
            )

    def _holds_at_a_glance(self, output: Output, role: Role) -> bool:
        """Tell whether nothing changed where a trace has been; one that was asked holds."""
        if role == "built" and str(output) in self.new_reaches:
            return True
        reach = self._reach(str(output), role)
        if reach is None or not self.surroundings.holds(reach, lambda: self.replayer):
            return False
        if role == "built" and not self.surroundings.is_of_today(reach):
            self.new_reaches[str(output)] = self.surroundings.renewed(reach, self.replayer)
        return True

    def _reach(self, output: str, role: Role) -> Reach | None:
        """Return where an attempt's trace has been, with derived values only if need be."""
        if self.ledger is None:
            return None
        if role not in self._glances:
            self._glances[role] = self.ledger.glances(role)
        reach = self._glances[role].get(output)
        if reach is None or self.surroundings.is_of_today(reach):
            return reach
        return self.ledger.reach(output, role)

    def _verified(self, attempt: Attempt) -> bool:
        """Tell whether an attempt's trace was seen to hold for this dataset and date."""
        return attempt.dataset_digest == self.dataset_digest and attempt.today == self.today

    def _key_change(self, output: Output, attempt: Attempt, role: Role) -> Reason | None:
        """Return the first part of the key that changed; asked once for equal keys."""
        shared = (output.document, output.language, output.format, attempt.key)
        if shared not in self._parts:
            basis = self.basis(str(output), role)
            if basis is None:
                return _UNEXPLAINED
            self._parts[shared] = self._compare(output, attempt, basis)
        return self._parts[shared]

    def _compare(self, output: Output, attempt: Attempt, basis: Basis) -> Reason | None:
        """Compare the key of an attempt with the present one."""
        if not attempt.key:
            return None
        now = self.keys.parts(output, templates_in(basis.key_parts))
        if key_of(now) == attempt.key:
            return None
        name = changed_part(basis.key_parts, now)
        return part_reason(name or "document", basis.key_parts, now)


def _doubted(attempt: Attempt | None) -> Attempt | None:
    """Return an attempt that was seen to hold for no dataset."""
    return None if attempt is None else replace(attempt, dataset_digest="")
