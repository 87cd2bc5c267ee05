"""One run: decide, dispatch, compare, publish, record.

Stages *plan* to *record*. The run decides what is made, hands the jobs to an executor
and what comes of them to its :class:`~briefbook.build.clerk.Clerk`, who alone writes
files and ledger. One failed output does not stop the others, and its old file stays.
What a document says otherwise in another language is a warning, and under ``strict`` it
is not published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from briefbook.build.clerk import Clerk
from briefbook.build.dispatch import Ended, Options, Workplace
from briefbook.build.enclosing import piece_of, waves
from briefbook.build.outcome import Finished, Job, Piece, Result
from briefbook.build.parity import Comparer, Family, families, refusal, unknown
from briefbook.build.reasons import Reason
from briefbook.build.report import Warned
from briefbook.build.translation_lock import read_lock
from briefbook.build.verdicts import Verdict
from briefbook.collector import collector_at_rest
from briefbook.errors import BriefbookError
from briefbook.events import OutputsWarned, RunFinished
from briefbook.plan.outputs import Output
from briefbook.tracking.account import Account
from briefbook.wording import _, joined

if TYPE_CHECKING:
    from briefbook.build.watchlist import Watchlist

_FORCED = Reason("forced", _("a build was asked for with --force"))


class Run:
    """One run under way: what it knows, and what it has done so far."""

    def __init__(self, clerk: Clerk, options: Options) -> None:
        self.clerk = clerk
        self.options = options
        self.snapshot, self.ledger = clerk.snapshot, clerk.ledger
        self.judge, self.report = clerk.judge, clerk.report
        self.comparer = Comparer(self.snapshot.config.book, self.snapshot.files)
        self.standing = self.ledger.breaches()
        self.stale = self._stale_translations() if options.strict else None
        self.interrupted = True

    def do(self, outputs: Sequence[Output]) -> None:
        """Make outputs current: those that count the pages of others after these."""
        place = Workplace(self.snapshot, self.options, self.clerk.listener)
        with self.clerk.disk, place as workplace:
            for wave in waves(outputs, self.snapshot.config):
                self._do(wave, workplace)
        self.interrupted = False

    def _do(self, outputs: Sequence[Output], workplace: Workplace) -> None:
        """Decide about every output, then make those that need it."""
        recorded: dict[Family, list[Account]] = {}
        with collector_at_rest():  # what is read of thousands of outputs makes no cycles
            jobs = self._jobs(outputs, recorded)
        for group in workplace.results(jobs):
            self._settle(group, recorded)
        with self.clerk.group():
            pass  # the files of the last one are recorded

    def _jobs(self, outputs: Sequence[Output], recorded: dict[Family, list[Account]]) -> list[Job]:
        """Tell of the outputs that nothing is made of; return the jobs that make the others."""
        verdicts = {output: self.judge.verdict(output) for output in outputs}
        pieces = [each for output in outputs if (each := self._decide(output, verdicts[output]))]
        busy = families(piece.output for piece in pieces)
        self._tell_standing(output for output in outputs if Family.of(output) not in busy)
        self._note_current(everything=not busy)
        wanted = {piece.output: piece for piece in pieces}
        return [self._job(family, wanted, recorded) for family in busy]

    def _stale_translations(self) -> Watchlist:
        """Return the translations, old or missing, that a strict build does not publish."""
        from briefbook.build.translated import to_look_at  # noqa: PLC0415  # heavy
        from briefbook.build.watchlist import Watchlist  # noqa: PLC0415

        return Watchlist(to_look_at(self.snapshot, read_lock(self.clerk.folder)))

    def finish(self, seconds: float) -> None:
        """Write down how the run went, also when it was interrupted."""
        report = self.report
        report.seconds = seconds
        counts = {
            "built": len(report.built),
            "current": len(report.current),
            "kept": len(report.kept),
            "failed": len(report.failed),
        }
        with self.clerk.group():
            self.ledger.remember_files(self.judge.files.learned())
            self.ledger.record_outcomes(report.run, self.clerk.outcomes)
            self.ledger.finish_run(
                report.run, **counts, seconds=seconds, interrupted=self.interrupted
            )
        self.clerk.listener(RunFinished(report.run, **counts, seconds=seconds))

    def _decide(self, output: Output, verdict: Verdict) -> Piece | None:
        """Return what is to be made of an output, or note why there is nothing."""
        if self.options.force:
            self.clerk.reasons[str(output)] = verdict.reasons[0] if verdict.reasons else _FORCED
            return self._piece(output)
        if verdict.state == "altered":
            why = joined((reason.message for reason in verdict.reasons), "; ")
            self.clerk.tell_kept(str(output), why, stale=verdict.rebuild)
        elif verdict.state == "failed" and verdict.error is not None:
            self.clerk.tell_failed(str(output), verdict.error)
        elif verdict.rebuild:
            self.clerk.reasons[str(output)] = verdict.reasons[0]
            return self._piece(output, self._known_input(output))
        elif not (self.options.strict and self._standing_of(output)):
            self.clerk.tell_current(str(output))
        return None

    def _piece(
        self, output: Output, known_input: str | None = None, *, witness: bool = False
    ) -> Piece:
        """Return an output as a part of a job, with the pages of what goes with it."""
        return piece_of(
            output, self.snapshot.config, self.clerk.pages, known_input, witness=witness
        )

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
        stale = self.stale.of(self.ledger.gist(str(output))) if self.stale else []
        return (*known, *stale)

    def _tell_standing(self, outputs: Iterable[Output]) -> None:
        """Tell again what is known of outputs that nothing is made of in this run."""
        warned: dict[tuple[Family, int], list[str]] = {}
        for output in outputs:
            known = self._standing_of(output)
            if known and self.options.strict:
                self.clerk.tell_failed(str(output), refusal(known))
                continue
            for number in range(len(known)):
                warned.setdefault((Family.of(output), number), []).append(str(output))
        for (_family, number), names in warned.items():
            self._warn(names, self.standing[names[0]][number])

    def _job(
        self,
        family: Family,
        pieces: Mapping[Output, Piece],
        recorded: dict[Family, list[Account]],
    ) -> Job:
        """Let a document be made in the languages that need it, and compared with the others.

        What the ledger knows of another language stands in for it if it still holds;
        if not, that language is composed too.
        """
        stand_ins = recorded.setdefault(family, [])
        wanted = []
        for output in family.outputs(self.snapshot.config.book.languages):
            known = None if output in pieces else self._recorded(output)
            if known is not None:
                stand_ins.append(known)
            else:
                wanted.append(pieces.get(output) or self._piece(output, witness=True))
        return Job(tuple(wanted), whole=not stand_ins)

    def _recorded(self, output: Output) -> Account | None:
        """Return what the ledger knows that a document says, if that still holds."""
        return self.ledger.account(str(output)) if self.judge.holds(output) else None

    def _settle(self, group: Sequence[Ended], recorded: Mapping[Family, Sequence[Account]]) -> None:
        """Compare the languages of documents, then publish and record what was made."""
        files: list[Finished] = []
        warned: list[tuple[list[str], BriefbookError]] = []
        with self.clerk.group():
            for ended in group:
                files += self._settle_job(ended, recorded, warned)
            announced = self.clerk.announce(files)
        self.clerk.publish(files, announced)
        for names, error in warned:
            self._warn(names, error)

    def _settle_job(
        self,
        ended: Ended,
        recorded: Mapping[Family, Sequence[Account]],
        warned: list[tuple[list[str], BriefbookError]],
    ) -> list[Finished]:
        """Compare the languages of one document; return what is to be published of it."""
        output = ended[0].piece.output
        found = self._breaches(ended, recorded[Family.of(output)])
        names = self._family_of(output)
        refused = self._refused(ended, found)
        if refused is None and (found or any(name in self.standing for name in names)):
            self.ledger.record_breaches(dict.fromkeys(names, found))
        if refused is None:
            warned.extend((names, error) for error in found)
        files = (self._settle_one(one, refused) for one in ended if not one.piece.witness)
        return [file for file in files if file is not None]

    def _breaches(self, ended: Ended, recorded: Sequence[Account]) -> list[BriefbookError]:
        """Return what the languages of a document say otherwise, compared here or in a worker."""
        told = ended[0].breaches
        if told is not None:
            return [*told]
        said = [account for one in ended if (account := one.account) is not None]
        return [*self.comparer.breaches([*recorded, *said])]

    def _refused(self, ended: Ended, found: Sequence[BriefbookError]) -> BriefbookError | None:
        """Return why a strict build does not publish a document, None if it may."""
        if not self.options.strict:
            return None
        lacking = unknown(ended)
        errors = [*found, *([lacking] if lacking else [])]
        return refusal(errors) if errors else None

    def _family_of(self, output: Output) -> list[str]:
        """Return the names of a document's outputs in all languages."""
        languages = self.snapshot.config.book.languages
        return [str(each) for each in Family.of(output).outputs(languages)]

    def _warn(self, names: Sequence[str], error: BriefbookError) -> None:
        self.report.warnings.append(Warned(tuple(names), error))
        self.clerk.listener(OutputsWarned(tuple(names), error))

    def _stale_in(self, result: Result) -> list[BriefbookError]:
        """Return the old translations in what was made; they count in a strict build alone."""
        if not self.stale:
            return []
        said = result.account
        return self.stale.of(said.gist() if said else None)

    def _settle_one(self, result: Result, refused: BriefbookError | None) -> Finished | None:
        """Record what became of one output; return the file that is to be published."""
        output, outcome, seconds = result.piece.output, result.outcome, result.seconds
        stale = self._stale_in(result)
        if result.error is not None or outcome is None:
            assert result.error is not None  # noqa: S101  # there is an outcome or an error
            self.clerk.record_failure(output, result.error, outcome, seconds)
        elif refused is not None or stale:
            self.clerk.record_failure(output, refused or refusal(stale), None, seconds)
        elif outcome.data is None:
            self.clerk.record_unchanged(output, outcome, seconds)
        else:
            assert outcome.sealed is not None  # noqa: S101  # its worker did that
            return Finished(output, outcome, outcome.data, outcome.sealed.digest, seconds)
        return None
