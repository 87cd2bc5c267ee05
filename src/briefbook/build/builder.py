"""Making stale outputs current: plan, decide, dispatch, publish, record.

Stages *plan* to *record*. The builder decides what is made, hands the jobs to an
executor, and is the only one to write files and ledger. One failed output does not
stop the others, and its old file stays. The digest of a file is announced in the
ledger before the file is replaced, so that a file that is neither recorded nor
announced was altered by hand.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from briefbook.build.dispatch import Options, completions
from briefbook.build.keeping import set_aside
from briefbook.build.keys import key_of
from briefbook.build.outcome import Job, Outcome
from briefbook.build.reasons import Reason
from briefbook.build.snapshot import Snapshot
from briefbook.build.verdicts import Judge, Verdict
from briefbook.errors import BriefbookError, OutputError
from briefbook.events import (
    Holder,
    LedgerStartedAnew,
    Listener,
    OutputBuilt,
    OutputCurrent,
    OutputFailed,
    OutputKept,
    RunFinished,
    RunStarted,
    WaitingForLock,
    ignore,
)
from briefbook.executors.base import Completion
from briefbook.plan.outputs import OUTPUT_FOLDER, Output, select
from briefbook.publish import (
    PRIVATE_FOLDER,
    BuildLock,
    prepare_folder,
    publish,
    remove_leftovers,
)
from briefbook.record.digests import FileDigests, digest
from briefbook.record.ledger import Ledger
from briefbook.record.rows import Attempt, Basis, OutputRecord, RunOutcome
from briefbook.record.rows import Outcome as Happening
from briefbook.tracking.trace import Trace
from briefbook.wording import NOTHING, Message, _, joined

LEDGER = f"{OUTPUT_FOLDER}/{PRIVATE_FOLDER}/ledger.db"

#: The name under which the ledger keeps the digest of what was last found sound.
SOUNDNESS = "soundness"

_FORCED = Reason("forced", _("a build was asked for with --force"))
_BY_HAND = _("its file was altered by hand")


@dataclass(frozen=True, slots=True)
class Built:
    """An output that was made, why, and in how many seconds."""

    output: str
    reason: Message
    seconds: float


@dataclass(frozen=True, slots=True)
class Kept:
    """A file altered by hand that was left alone; ``stale`` if it is also out of date."""

    output: str
    reason: Message
    stale: bool


@dataclass(frozen=True, slots=True)
class Failed:
    """An output that could not be made; its old file is as it was."""

    output: str
    error: BriefbookError


@dataclass(slots=True)
class Report:
    """What became of a run: the outputs in the order in which they ended."""

    run: int
    built: list[Built] = field(default_factory=list)
    current: list[str] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether every output is as it should be, or altered and otherwise current."""
        return not self.failed and not any(kept.stale for kept in self.kept)


def build(
    folder: Path,
    snapshot: Snapshot,
    options: Options,
    listener: Listener = ignore,
    *,
    files: FileDigests | None = None,
    read_again: Callable[[], Snapshot] | None = None,
) -> Report:
    """Make the selected outputs of the book in ``folder`` current.

    ``files`` are the digests learned while the book was read; the ledger is to keep
    them. ``read_again`` reads the book anew when another build was waited for, since
    it may have changed meanwhile. Raises :class:`UnknownName` for a selection that
    the book does not have and :class:`OutputFolder` when its outputs or ledger cannot
    be written; whatever happens to one output is in the report.
    """
    begun = time.monotonic()
    outputs = select(snapshot.outputs(), options.selection, snapshot.config, snapshot.subjects)
    target = folder / OUTPUT_FOLDER
    prepare_folder(target)
    with locked(target, listener) as waited, opened_ledger(folder, listener) as ledger:
        if waited and read_again is not None:
            snapshot = read_again()
            outputs = select(
                snapshot.outputs(), options.selection, snapshot.config, snapshot.subjects
            )
        remove_leftovers(target)
        run = ledger.start_run(options.command, snapshot.today, snapshot.dataset_digest)
        work = _Run(folder, snapshot, options, listener, ledger, Report(run))
        listener(RunStarted(run, tuple(str(output) for output in outputs)))
        try:
            work.do(outputs)
        finally:
            ledger.remember_files(files.learned() if files else {})
            ledger.set_value(SOUNDNESS, snapshot.soundness)
            work.finish(time.monotonic() - begun)
    return work.report


@contextmanager
def locked(target: Path, listener: Listener) -> Iterator[bool]:
    """Hold the book's lock, telling once for whom this build waits; yield whether it did."""
    lock = BuildLock(target / PRIVATE_FOLDER / "lock")
    waits: list[WaitingForLock] = []

    def wait(holder: Holder) -> None:
        waits.append(WaitingForLock(holder))
        listener(waits[-1])

    lock.acquire(wait)
    try:
        yield bool(waits)
    finally:
        lock.release()


@contextmanager
def opened_ledger(folder: Path, listener: Listener) -> Iterator[Ledger]:
    """Open the ledger, telling if it had to be started anew."""
    first = not (folder / LEDGER).exists() and not _has_documents(folder / OUTPUT_FOLDER)
    ledger = Ledger.open(folder / LEDGER)
    if ledger.fresh is not None and not first:
        listener(LedgerStartedAnew(ledger.fresh))
    try:
        yield ledger
    finally:
        ledger.close()


def _has_documents(target: Path) -> bool:
    """Tell whether there are files in the folder of the outputs, hidden ones aside."""
    return any(not path.name.startswith(".") for path in target.iterdir())


def judge_for(folder: Path, snapshot: Snapshot, ledger: Ledger | None, *, thorough: bool) -> Judge:
    """Make the judge of a book's outputs, as they stand now."""
    return Judge(
        root=folder,
        ledger=ledger,
        keys=snapshot.keys(),
        world=snapshot.world,
        today=snapshot.today,
        files=FileDigests(ledger.file_digests() if ledger else {}),
        dataset_digest=snapshot.dataset_digest,
        surroundings=snapshot.surroundings(),
        thorough=thorough,
    )


class _Run:
    """One run under way: what it knows, and what it has done so far."""

    def __init__(  # noqa: PLR0917  # made in one place
        self,
        folder: Path,
        snapshot: Snapshot,
        options: Options,
        listener: Listener,
        ledger: Ledger,
        report: Report,
    ) -> None:
        self.folder = folder
        self.snapshot = snapshot
        self.options = options
        self.listener = listener
        self.ledger = ledger
        self.report = report
        self.judge = judge_for(folder, snapshot, ledger, thorough=False)
        self.reasons: dict[str, Reason] = {}
        self.outcomes: list[RunOutcome] = []
        self.interrupted = True

    def do(self, outputs: Sequence[Output]) -> None:
        """Decide about every output, then make those that need it."""
        jobs = [job for output in outputs if (job := self._decide(output)) is not None]
        self._note_current()
        for completion in completions(self.snapshot, jobs, self.options, self.listener):
            self._settle(completion)
        self.interrupted = False

    def finish(self, seconds: float) -> None:
        """Write down how the run went, also when it was interrupted."""
        report = self.report
        report.seconds = seconds
        self.ledger.remember_files(self.judge.files.learned())
        self.ledger.record_outcomes(report.run, self.outcomes)
        counts = {
            "built": len(report.built),
            "current": len(report.current),
            "kept": len(report.kept),
            "failed": len(report.failed),
        }
        self.ledger.finish_run(report.run, **counts, seconds=seconds, interrupted=self.interrupted)
        self.listener(RunFinished(report.run, **counts, seconds=seconds))

    def _decide(self, output: Output) -> Job | None:
        """Return the job for an output, or note why there is none."""
        verdict = self.judge.verdict(output)
        if self.options.force:
            self.reasons[str(output)] = verdict.reasons[0] if verdict.reasons else _FORCED
            return Job(output)
        if verdict.state == "altered":
            self._keep(output, verdict)
        elif verdict.state == "failed" and verdict.error is not None:
            self._fail(str(output), verdict.error)
        elif verdict.rebuild:
            self.reasons[str(output)] = verdict.reasons[0]
            return Job(output, self._known_input(output))
        else:
            self.report.current.append(str(output))
            self.listener(OutputCurrent(str(output)))
        return None

    def _known_input(self, output: Output) -> str | None:
        """Return the input digest of the standing file, if that file is the recorded one."""
        record = self.judge.record(str(output))
        if record is None or record.built is None:
            return None
        recorded = self.judge.file_status(str(output)) == "recorded"
        return record.built.input_digest if recorded else None

    def _note_current(self) -> None:
        """Remember that the traces of the current outputs hold today."""
        names = (name for name in self.report.current if not self.judge.verified_today(name))
        self.ledger.record_current(
            {name: self.judge.new_reaches.get(name) for name in names},
            dataset_digest=self.snapshot.dataset_digest,
            today=self.snapshot.today,
        )

    def _settle(self, completion: Completion[Job, Outcome]) -> None:
        """Publish and record what became of a job."""
        output, outcome = completion.task.job.output, completion.result
        if outcome is None or outcome.error is not None:
            error = completion.error if outcome is None else outcome.error
            assert error is not None  # noqa: S101  # there is a result or an error
            self._record_failure(output, error, outcome, completion.seconds)
        elif outcome.data is None:
            standing = self.judge.recorded_digest(str(output))
            row = self._row(output, outcome, completion.seconds, standing)
            self.ledger.record_unchanged([row])
            self.report.current.append(str(output))
            self._note(str(output), "current", completion.seconds)
            self.listener(OutputCurrent(str(output)))
        else:
            self._publish(output, outcome, outcome.data, completion.seconds)

    def _publish(self, output: Output, outcome: Outcome, data: bytes, seconds: float) -> None:
        """Announce a file, replace it, and record it; a file altered meanwhile is kept."""
        name, path = str(output), self.folder / str(output)
        found = digest(data)
        try:
            if not self._make_room(name, path, found):
                return
            if not self.judge.stands(name, found):
                self.ledger.announce({name: found})
                publish(data, path, inside=self.folder / OUTPUT_FOLDER)
        except OutputError as error:
            self._record_failure(output, error, None, seconds)
            return
        self.judge.files.adopt(name, path, found)
        self.ledger.record_built([self._row(output, outcome, seconds, found)])
        reason = self.reasons[name].message
        self.report.built.append(Built(name, reason, seconds))
        self._note(name, "built", seconds)
        self.listener(OutputBuilt(name, reason, seconds))

    def _make_room(self, name: str, path: Path, coming: str) -> bool:
        """Move a foreign file beside; say no if it was altered since the decision."""
        known = self.judge.record(name)
        if self.judge.file_status(name) != "altered":
            return True
        if known is not None and known.file_digest is not None and not self.options.force:
            self.report.kept.append(Kept(name, _BY_HAND, stale=True))
            self._note(name, "kept", 0.0, _BY_HAND)
            self.listener(OutputKept(name, _BY_HAND))
            return False
        set_aside(path, unless=coming)
        return True

    def _row(
        self, output: Output, outcome: Outcome, seconds: float, file_digest: str | None = None
    ) -> tuple[OutputRecord, Basis]:
        """Write an attempt as the ledger keeps it."""
        attempt = Attempt(
            key=key_of(outcome.key_parts),
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
        reach = self.judge.surroundings.reach(outcome.trace)
        return record, Basis(outcome.key_parts, outcome.trace, reach)

    def _record_failure(
        self, output: Output, error: BriefbookError, outcome: Outcome | None, seconds: float
    ) -> None:
        """Record a failure: with what it read, or so that it is tried again."""
        known = outcome or Outcome(None, None, {}, Trace(), error)
        record, basis = self._row(output, known, seconds)
        if outcome is None:
            # Without what it read, nothing tells whether it would fail again.
            assert record.failed is not None  # noqa: S101  # a failure was just written
            record = replace(record, failed=replace(record.failed, key=""))
        self.ledger.record_failed([(record, basis if outcome else None)])
        self._fail(str(output), error, seconds)

    def _fail(self, name: str, error: BriefbookError, seconds: float = 0.0) -> None:
        self.report.failed.append(Failed(name, error))
        self.outcomes.append(RunOutcome(name, "failed", error.message, seconds, error))
        self.listener(OutputFailed(name, error))

    def _keep(self, output: Output, verdict: Verdict) -> None:
        name = str(output)
        why = joined((reason.message for reason in verdict.reasons), "; ")
        self.report.kept.append(Kept(name, why, stale=verdict.rebuild))
        self._note(name, "kept", 0.0, why)
        self.listener(OutputKept(name, why))

    def _note(self, name: str, what: Happening, seconds: float, reason: Message = NOTHING) -> None:
        why = reason or self.reasons[name].message
        self.outcomes.append(RunOutcome(name, what, why, seconds))
