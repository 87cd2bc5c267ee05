"""Putting a run's files in their places, and writing down what became of each output.

Stages *publish* and *record*. The digest of a file is announced in the ledger before the
file is replaced, so that a file that is neither recorded nor announced was altered by
hand. What ended while the disk was waited for is one group: one commit records the files
of the group before it and announces those of this one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from briefbook.build.keeping import set_aside
from briefbook.build.outcome import Finished, Outcome
from briefbook.build.reasons import Reason
from briefbook.build.report import Built, Failed, Kept, Report
from briefbook.build.snapshot import Snapshot
from briefbook.build.verdicts import Judge
from briefbook.disk import Disk
from briefbook.errors import BriefbookError, OutputError
from briefbook.events import Listener, OutputBuilt, OutputCurrent, OutputFailed, OutputKept
from briefbook.plan.outputs import OUTPUT_FOLDER, Output, enclosing
from briefbook.publish import Batch
from briefbook.record.ledger import Ledger
from briefbook.record.packing import Packed
from briefbook.record.rows import Attempt, OutputRecord, RunOutcome
from briefbook.record.rows import Outcome as Happening
from briefbook.tracking.trace import Trace
from briefbook.wording import NOTHING, Message, _

_BY_HAND = _("its file was altered by hand")


@dataclass(slots=True)
class Clerk:
    """The only one to write files and ledger in a run; also tells of each output.

    With ``force`` a file altered by hand is moved beside, not kept. ``pages`` counts those
    of finished files; ``reasons`` says of the outputs that are made why; ``disk`` is to be
    closed when there is nothing more to publish.
    """

    folder: Path
    snapshot: Snapshot
    force: bool
    listener: Listener
    ledger: Ledger
    judge: Judge
    report: Report
    pages: dict[str, int]
    disk: Disk = field(default_factory=Disk, init=False)
    reasons: dict[str, Reason] = field(default_factory=dict, init=False)
    outcomes: list[RunOutcome] = field(default_factory=list, init=False)
    _published: list[_Published] = field(default_factory=list, init=False)

    @contextmanager
    def group(self) -> Iterator[None]:
        """Commit at once all that the block records, and the files published before it.

        A build that is killed before that leaves files that were announced: they are
        made again.
        """
        done = tuple(self._published)
        pages = {one.name: one.pages for one in done if one.pages is not None}
        changed = {name: count for name, count in pages.items() if count != self.pages.get(name)}
        with self.ledger.together():
            self.ledger.record_built([one.row for one in done])
            for one in done:
                if one.name in changed:
                    self._count(one.output, changed[one.name])
            yield
        self.pages.update(changed)
        del self._published[: len(done)]

    def announce(self, files: Sequence[Finished]) -> list[Finished]:
        """Announce the files that do not stand yet, and return them."""
        new = [file for file in files if not self.judge.stands(file.name, file.digest)]
        self.ledger.announce({file.name: file.digest for file in new})
        return new

    def publish(self, files: Sequence[Finished], announced: Sequence[Finished]) -> None:
        """Put files in their places; those altered meanwhile are kept.

        A file that fails beside others, for want of room say, is tried once more alone.
        """
        for file, error in self._replace(announced).items():
            again = self._replace([file]) if len(announced) > 1 else {file: error}
            for why in again.values():
                self.record_failure(file.output, why, None, file.seconds)
        for file in files:
            if file not in announced:
                self._let_stand(file)

    def record_unchanged(self, output: Output, outcome: Outcome, seconds: float) -> None:
        """Record an output that came to what its file is made of already."""
        name = str(output)
        row = self._row(output, outcome, seconds, self.judge.recorded_digest(name))
        self.ledger.record_unchanged([_whole(row)])
        self.note(name, "current", seconds)
        self.tell_current(name)

    def tell_current(self, name: str) -> None:
        """Tell of an output whose file stands."""
        self.report.current.append(name)
        self.listener(OutputCurrent(name))

    def record_failure(
        self, output: Output, error: BriefbookError, outcome: Outcome | None, seconds: float
    ) -> None:
        """Record a failure: with what it read, or so that it is tried again."""
        known = outcome or Outcome(None, None, {}, Trace(), error)
        self.ledger.record_failed([self._row(output, known, seconds)])
        self.tell_failed(str(output), error, seconds)

    def tell_failed(self, name: str, error: BriefbookError, seconds: float = 0.0) -> None:
        """Tell of an output that could not be made."""
        self.report.failed.append(Failed(name, error))
        self.outcomes.append(RunOutcome(name, "failed", error.message, seconds, error))
        self.listener(OutputFailed(name, error))

    def tell_kept(self, name: str, why: Message, *, stale: bool) -> None:
        """Tell of a file that was altered by hand and is left alone."""
        self.report.kept.append(Kept(name, why, stale=stale))
        self.note(name, "kept", 0.0, why)
        self.listener(OutputKept(name, why))

    def note(self, name: str, what: Happening, seconds: float, reason: Message = NOTHING) -> None:
        """Note for the history of the run what happened to an output."""
        why = reason or self.reasons[name].message
        self.outcomes.append(RunOutcome(name, what, why, seconds))

    def _replace(self, files: Sequence[Finished]) -> dict[Finished, OutputError]:
        """Replace files together; return those for which that failed."""
        failed: dict[Finished, OutputError] = {}
        with Batch(self.folder / OUTPUT_FOLDER, self.disk) as batch:

            def put(file: Finished) -> bool:
                if not self._make_room(file):
                    return False
                batch.replace(self._path(file))
                return True

            files = _done(files, lambda file: batch.write(file.data, self._path(file)), failed)
            unforced = batch.force([self._path(file) for file in files])
            files = self._without(files, unforced, failed)
            files = _done(files, put, failed)
            files = self._without(files, batch.confirm(), failed)
        for file in files:
            self._note_published(file)
        return failed

    def _without(
        self,
        files: Sequence[Finished],
        errors: Mapping[Path, OutputError],
        failed: dict[Finished, OutputError],
    ) -> list[Finished]:
        """Return the files to go on with, and note those that failed."""
        told = {file: errors.get(self._path(file)) for file in files}
        failed.update((file, error) for file, error in told.items() if error is not None)
        return [file for file, error in told.items() if error is None]

    def _let_stand(self, file: Finished) -> None:
        """Leave a file as it is that bears the right digest already."""
        try:
            if not self._make_room(file):
                return
        except OutputError as error:
            self.record_failure(file.output, error, None, file.seconds)
            return
        if self.judge.stands(file.name, file.digest):
            self._note_published(file)
        else:  # it did a moment ago
            with self.group():
                announced = self.announce([file])
            self.publish([file], announced)

    def _note_published(self, file: Finished) -> None:
        """Tell of a file that is in its place; it is recorded with the next group."""
        self.judge.files.adopt(file.name, self._path(file), file.digest)
        row = self._row(file.output, file.outcome, file.seconds, file.digest)
        self._published.append(_Published(file.output, _whole(row), file.outcome.pages))
        reason = self.reasons[file.name].message
        self.report.built.append(Built(file.name, reason, file.seconds))
        self.note(file.name, "built", file.seconds)
        self.listener(OutputBuilt(file.name, reason, file.seconds))

    def _count(self, output: Output, pages: int) -> None:
        """Note how many pages a file has now; what counts them is looked at again."""
        counting = [str(each) for each in enclosing(output, self.snapshot.config)]
        self.ledger.record_pages(str(output), pages, counting)
        self.judge.doubt(counting)

    def _make_room(self, file: Finished) -> bool:
        """Move a foreign file beside; say no if it was altered since the decision.

        One with the bytes that are to come is neither: it was put there a moment ago.
        """
        known = self.judge.record(file.name)
        altered = self.judge.file_status(file.name) == "altered"
        if not altered or self.judge.stands(file.name, file.digest):
            return True
        if known is not None and known.file_digest is not None and not self.force:
            self.tell_kept(file.name, _BY_HAND, stale=True)
            return False
        set_aside(self._path(file), unless=file.digest)
        return True

    def _path(self, file: Finished) -> Path:
        return self.folder / file.name

    def _row(
        self, output: Output, outcome: Outcome, seconds: float, file_digest: str | None = None
    ) -> tuple[OutputRecord, Packed | None]:
        """Write an attempt as the ledger keeps it.

        Without what it read, nothing tells whether a failure would come again: then it has
        no key either.
        """
        sealed = outcome.sealed
        attempt = Attempt(
            key=sealed.key if sealed else "",
            input_digest=outcome.input_digest,
            reason=self.reasons[str(output)].message,
            seconds=seconds,
            run=self.report.run,
            dataset_digest=self.snapshot.dataset_digest,
            today=self.snapshot.today,
            error=outcome.error,
        )
        failed = outcome.error is not None
        record = OutputRecord(
            output=str(output),
            document=output.document,
            subject=output.subject,
            language=output.language,
            format=output.format,
            built=None if failed else attempt,
            file_digest=file_digest,
            failed=attempt if failed else None,
        )
        return record, sealed.basis if sealed else None


@dataclass(frozen=True, slots=True)
class _Published:
    """A file in its place that is not recorded yet; its bytes are not kept."""

    output: Output
    row: tuple[OutputRecord, Packed]
    pages: int | None

    @property
    def name(self) -> str:
        return str(self.output)


def _whole(row: tuple[OutputRecord, Packed | None]) -> tuple[OutputRecord, Packed]:
    """Return the row of a success, which rests on something."""
    record, basis = row
    assert basis is not None  # noqa: S101  # whoever made it has sealed it
    return record, basis


def _done(
    files: Iterable[Finished],
    step: Callable[[Finished], bool | None],
    failed: dict[Finished, OutputError],
) -> list[Finished]:
    """Do a step for each file; return those to go on with, and note those that failed."""
    left = []
    for file in files:
        try:
            if step(file) is not False:
                left.append(file)
        except OutputError as error:
            failed[file] = error
    return left
