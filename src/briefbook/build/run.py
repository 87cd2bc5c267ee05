"""One run: decide, dispatch, compare, publish, record.

Stages *plan* to *record*. The run decides what is made, hands the jobs to an
executor, and is the only one to write files and ledger. One failed output does not
stop the others, and its old file stays. The digest of a file is announced in the
ledger before the file is replaced, so that a file that is neither recorded nor
announced was altered by hand. What a document says otherwise in another language is a
warning, and under ``strict`` it is not published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from briefbook.build.dispatch import Options, Workplace
from briefbook.build.enclosing import piece_of, waves
from briefbook.build.keeping import set_aside
from briefbook.build.keys import key_of
from briefbook.build.outcome import Finished, Job, Outcome, Piece, Result
from briefbook.build.parity import Comparer, Family, families, refusal, unknown
from briefbook.build.reasons import Reason
from briefbook.build.report import Built, Failed, Kept, Report, Warned
from briefbook.build.snapshot import Snapshot
from briefbook.build.translation_lock import read_lock
from briefbook.build.verdicts import Judge, Verdict
from briefbook.errors import BriefbookError, OutputError
from briefbook.events import (
    Listener,
    OutputBuilt,
    OutputCurrent,
    OutputFailed,
    OutputKept,
    OutputsWarned,
    RunFinished,
)
from briefbook.plan.outputs import OUTPUT_FOLDER, Output, enclosing
from briefbook.publish import publish
from briefbook.record.digests import digest
from briefbook.record.ledger import Ledger
from briefbook.record.rows import Attempt, Basis, OutputRecord, RunOutcome
from briefbook.record.rows import Outcome as Happening
from briefbook.tracking.account import Account
from briefbook.tracking.trace import Trace
from briefbook.wording import NOTHING, Message, _, joined

if TYPE_CHECKING:
    from briefbook.build.watchlist import Watchlist

_FORCED = Reason("forced", _("a build was asked for with --force"))
_NOTHING: Mapping[str, str] = {}
_BY_HAND = _("its file was altered by hand")


class Run:
    """One run under way: what it knows, and what it has done so far."""

    def __init__(  # noqa: PLR0917  # made in one place
        self,
        folder: Path,
        snapshot: Snapshot,
        options: Options,
        listener: Listener,
        ledger: Ledger,
        judge: Judge,
        report: Report,
        pages: dict[str, int],
    ) -> None:
        self.folder = folder
        self.snapshot = snapshot
        self.options = options
        self.listener = listener
        self.ledger = ledger
        self.report = report
        self.judge = judge
        self.pages = pages
        self.comparer = Comparer(snapshot.config.book, snapshot.files)
        self.standing = ledger.breaches()
        self.stale = self._stale_translations() if options.strict else None
        self.reasons: dict[str, Reason] = {}
        self.outcomes: list[RunOutcome] = []
        self.unrecorded: list[Finished] = []
        self.interrupted = True

    def do(self, outputs: Sequence[Output]) -> None:
        """Make outputs current: those that count the pages of others after these."""
        with Workplace(self.snapshot, self.options, self.listener) as workplace:
            for wave in waves(outputs, self.snapshot.config):
                self._do(wave, workplace)
        self.interrupted = False

    def _do(self, outputs: Sequence[Output], workplace: Workplace) -> None:
        """Decide about every output, then make those that need it."""
        verdicts = {output: self.judge.verdict(output) for output in outputs}
        pieces = [each for output in outputs if (each := self._decide(output, verdicts[output]))]
        busy = families(piece.output for piece in pieces)
        self._tell_standing(output for output in outputs if Family.of(output) not in busy)
        self._note_current(everything=not busy)
        recorded: dict[Family, list[Account]] = {}
        jobs = [self._job(family, pieces, recorded) for family in busy]
        for ended in workplace.results(jobs):
            self._settle(ended, recorded[Family.of(ended[0].piece.output)])
        self._commit()

    def _stale_translations(self) -> Watchlist:
        """Return the translations, old or missing, that a strict build does not publish."""
        from briefbook.build.translated import to_look_at  # noqa: PLC0415  # heavy
        from briefbook.build.watchlist import Watchlist  # noqa: PLC0415

        return Watchlist(to_look_at(self.snapshot, read_lock(self.folder)))

    def _stale_in(self, account: Account | None) -> list[BriefbookError]:
        """Return the errors of a document that says what is older than its source or missing."""
        return self.stale.of(account) if self.stale else []

    def finish(self, seconds: float) -> None:
        """Write down how the run went, also when it was interrupted."""
        report = self.report
        report.seconds = seconds
        self._commit()
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

    def _decide(self, output: Output, verdict: Verdict) -> Piece | None:
        """Return what is to be made of an output, or note why there is nothing."""
        if self.options.force:
            self.reasons[str(output)] = verdict.reasons[0] if verdict.reasons else _FORCED
            return self._piece(output)
        if verdict.state == "altered":
            self._keep(output, verdict)
        elif verdict.state == "failed" and verdict.error is not None:
            self._fail(str(output), verdict.error)
        elif verdict.rebuild:
            self.reasons[str(output)] = verdict.reasons[0]
            return self._piece(output, self._known_input(output))
        elif not (self.options.strict and self._standing_of(output)):
            self.report.current.append(str(output))
            self.listener(OutputCurrent(str(output)))
        return None

    def _piece(
        self, output: Output, known_input: str | None = None, *, witness: bool = False
    ) -> Piece:
        """Return an output as a part of a job, with the pages of what goes with it."""
        return piece_of(output, self.snapshot.config, self.pages, known_input, witness=witness)

    def _known_input(self, output: Output) -> str | None:
        """Return the input digest of the standing file, if that file is the recorded one."""
        record = self.judge.record(str(output))
        if record is None or record.built is None:
            return None
        recorded = self.judge.file_status(str(output)) == "recorded"
        return record.built.input_digest if recorded else None

    def _note_current(self, *, everything: bool) -> None:
        """Remember that the traces of the current outputs hold today.

        Those that a glance is enough for can wait for a run with nothing else to do:
        to write down thousands takes longer than to glance at them again.
        """
        reaches = self.judge.new_reaches
        names = (name for name in self.report.current if everything or name in reaches)
        seen = {name: reaches.get(name) for name in names if not self.judge.verified_today(name)}
        if seen:
            self.ledger.record_current(
                seen, dataset_digest=self.snapshot.dataset_digest, today=self.snapshot.today
            )

    def _standing_of(self, output: Output) -> tuple[BriefbookError, ...]:
        """Return what is known to be wrong with a published document."""
        known = self.standing.get(str(output), ())
        stale = self._stale_in(self.ledger.account(str(output))) if self.stale else []
        return (*known, *stale)

    def _tell_standing(self, outputs: Iterable[Output]) -> None:
        """Tell again what is known of outputs that nothing is made of in this run."""
        warned: dict[tuple[Family, int], list[str]] = {}
        for output in outputs:
            known = self._standing_of(output)
            if known and self.options.strict:
                self._fail(str(output), refusal(known))
                continue
            for number in range(len(known)):
                warned.setdefault((Family.of(output), number), []).append(str(output))
        for (_family, number), names in warned.items():
            self._warn(names, self.standing[names[0]][number])

    def _job(
        self, family: Family, pieces: Sequence[Piece], recorded: dict[Family, list[Account]]
    ) -> Job:
        """Let a document be made in the languages that need it, and compared with the others.

        What the ledger knows of another language stands in for it if it still holds;
        if not, that language is composed too.
        """
        own = {piece.output: piece for piece in pieces if Family.of(piece.output) == family}
        stand_ins = recorded.setdefault(family, [])
        wanted = []
        for output in family.outputs(self.snapshot.config.book.languages):
            known = None if output in own else self._recorded(output)
            if known is not None:
                stand_ins.append(known)
            else:
                wanted.append(own.get(output) or self._piece(output, witness=True))
        return Job(tuple(wanted))

    def _recorded(self, output: Output) -> Account | None:
        """Return what the ledger knows that a document says, if that still holds."""
        return self.ledger.account(str(output)) if self.judge.holds(output) else None

    def _settle(self, ended: Sequence[Result], recorded: Sequence[Account]) -> None:
        """Compare the languages of a document, then publish and record what was made."""
        accounts = [*recorded, *(one.account for one in ended if one.account is not None)]
        found: list[BriefbookError] = [*self.comparer.breaches(accounts)]
        names = self._family_of(ended[0].piece.output)
        lacking = unknown(ended)
        refused = None
        if self.options.strict and (found or lacking is not None):
            refused = refusal([*found, *([lacking] if lacking else [])])
        elif found or any(name in self.standing for name in names):
            self.ledger.record_breaches(dict.fromkeys(names, found))
        files = []
        for result in ended:
            if not result.piece.witness:
                stale = self._stale_in(result.account)
                why = refused or (refusal(stale) if stale else None)
                files.append(self._settle_one(result, why))
        self._publish([file for file in files if file is not None])
        if refused is None:
            for error in found:
                self._warn(names, error)

    def _family_of(self, output: Output) -> list[str]:
        """Return the names of a document's outputs in all languages."""
        languages = self.snapshot.config.book.languages
        return [str(each) for each in Family.of(output).outputs(languages)]

    def _warn(self, names: Sequence[str], error: BriefbookError) -> None:
        self.report.warnings.append(Warned(tuple(names), error))
        self.listener(OutputsWarned(tuple(names), error))

    def _settle_one(self, result: Result, refused: BriefbookError | None) -> Finished | None:
        """Record what became of one output; return the file that is to be published."""
        output, outcome = result.piece.output, result.outcome
        if result.error is not None or outcome is None:
            assert result.error is not None  # noqa: S101  # there is an outcome or an error
            self._record_failure(output, result.error, outcome, result.seconds)
        elif refused is not None:
            self._record_failure(output, refused, None, result.seconds)
        elif outcome.data is None:
            standing = self.judge.recorded_digest(str(output))
            row = self._row(output, outcome, result.seconds, standing)
            self.ledger.record_unchanged([row])
            self.report.current.append(str(output))
            self._note(str(output), "current", result.seconds)
            self.listener(OutputCurrent(str(output)))
        else:
            data = outcome.data
            return Finished(output, outcome, data, digest(data), result.seconds)
        return None

    def _publish(self, finished: Sequence[Finished]) -> None:
        """Announce files, then replace each; one altered meanwhile is kept."""
        new = [file for file in finished if not self.judge.stands(file.name, file.digest)]
        self._commit({file.name: file.digest for file in new})
        for file in finished:
            try:
                if self._put_in_place(file, announced=file in new):
                    self._note_published(file)
            except OutputError as error:
                self._record_failure(file.output, error, None, file.seconds)

    def _put_in_place(self, file: Finished, *, announced: bool) -> bool:
        """Replace a file; say no if it was altered since the decision."""
        path = self.folder / file.name
        if not self._make_room(file.name, path, file.digest):
            return False
        if not self.judge.stands(file.name, file.digest):
            if not announced:  # it stood there a moment ago
                self._commit({file.name: file.digest})
            publish(file.data, path, inside=self.folder / OUTPUT_FOLDER)
        return True

    def _note_published(self, file: Finished) -> None:
        """Tell of a file that is in its place; it is recorded with the next commit."""
        self.judge.files.adopt(file.name, self.folder / file.name, file.digest)
        self.unrecorded.append(file)
        reason = self.reasons[file.name].message
        self.report.built.append(Built(file.name, reason, file.seconds))
        self._note(file.name, "built", file.seconds)
        self.listener(OutputBuilt(file.name, reason, file.seconds))

    def _commit(self, coming: Mapping[str, str] = _NOTHING) -> None:
        """Record the files that were published, and announce those about to be, at once.

        A build that is killed in between leaves files that were announced: they are
        made again.
        """
        done = tuple(self.unrecorded)
        if done or coming:
            with self.ledger.together():
                self.ledger.record_built(
                    [self._row(f.output, f.outcome, f.seconds, f.digest) for f in done]
                )
                for file in done:
                    self._count(file.output, file.outcome.pages)
                self.ledger.announce(coming)
            del self.unrecorded[: len(done)]

    def _count(self, output: Output, pages: int | None) -> None:
        """Note how many pages a file has; what counts them is looked at again if that changed."""
        name = str(output)
        if pages is not None and pages != self.pages.get(name):
            self.pages[name] = pages
            counting = [str(each) for each in enclosing(output, self.snapshot.config)]
            self.ledger.record_pages(name, pages, counting)
            self.judge.doubt(counting)

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
        return record, Basis(outcome.key_parts, outcome.trace, reach, outcome.account)

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
