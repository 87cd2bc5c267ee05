"""The preflight of a book: everything that a build would stumble over, and nothing written.

Stages *dataset* to *render*. What is wrong with settings and dataset is found by
:func:`~briefbook.build.book.read_book`; here follow the templates, line by line,
then a rehearsal: each output is made under the limits of a build and thrown away,
so that a missing glyph or an endless loop shows where it would show later, and its
languages are compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from briefbook.build.dispatch import Options, Workplace
from briefbook.build.enclosing import piece_of, waves
from briefbook.build.job import Workshop, make
from briefbook.build.outcome import Job, Outcome, Result
from briefbook.build.parity import Comparer, families
from briefbook.build.problems import CheckReport, Problem
from briefbook.build.snapshot import Snapshot, templates_of
from briefbook.build.translated import to_look_at
from briefbook.build.translation_lock import TranslationLock
from briefbook.compose.lint import lint
from briefbook.dataset.validation import review
from briefbook.errors import LetterheadLacksStyle, Span
from briefbook.events import Listener, OutputBuilt, OutputFailed, RunStarted, ignore
from briefbook.plan.config import Config
from briefbook.plan.outputs import Output, Selection, select, with_enclosed
from briefbook.render.docx.letterhead import lacking_styles
from briefbook.tracking.account import Exemption
from briefbook.wording import _, ngettext

__all__ = ["check_book", "rehearse"]


def check_book(
    snapshot: Snapshot,
    options: Options,
    *,
    strict: bool = False,
    lock: TranslationLock | None = None,
    listener: Listener = ignore,
) -> CheckReport:
    """Examine the templates and facts of a book, and rehearse the selected outputs.

    The listener hears of each output as it would of a build's. Raises
    :class:`UnknownName` for a selection that the book does not have.
    """
    outputs = select(snapshot.outputs(), options.selection, snapshot.config, snapshot.subjects)
    found = [Problem(error) for error in review(snapshot.dataset, snapshot.today)]
    languages = snapshot.config.book.languages
    found.extend(Problem(error) for error in lint(templates_of(snapshot.files), languages))
    found.extend(Problem(error) for _one, error in to_look_at(snapshot, lock))
    found.extend(_rehearsed(snapshot, outputs, options, listener))
    return CheckReport(tuple(_in_order(_merged(found))), strict)


def rehearse(workshop: Workshop, job: Job) -> tuple[Outcome, ...]:
    """Make the outputs of a job and keep none of their bytes, but what they lacked."""
    pairs = zip(job.pieces, make(workshop, job), strict=True)
    return tuple(
        replace(outcome, data=None, lacked=_lacked(workshop.snapshot, piece.output, outcome))
        for piece, outcome in pairs
    )


def _lacked(snapshot: Snapshot, output: Output, outcome: Outcome) -> tuple[str, ...]:
    """Return the names of the styles that the letterhead of an output lacked."""
    letterhead = _letterhead(snapshot, output)
    if not letterhead or outcome.data is None:
        return ()
    return lacking_styles(outcome.data, snapshot.files[letterhead])


def _letterhead(snapshot: Snapshot, output: Output) -> str:
    """Return the letterhead that an output is written on, or nothing."""
    document = snapshot.config.document(output.document)
    return document.letterheads.get(output.language, "") if output.format == "docx" else ""


def _rehearsed(
    snapshot: Snapshot, outputs: Sequence[Output], options: Options, listener: Listener
) -> Iterator[Problem]:
    """Yield what is wrong with outputs, their languages together and their letterheads."""
    listener(RunStarted(0, tuple(map(str, outputs))))
    config = snapshot.config
    compared = _Compared(Comparer(config.book, snapshot.files))
    lacking: dict[str, set[str]] = {}
    pages: dict[str, int] = {}
    with Workplace(snapshot, options, listener, rehearse) as workplace:
        for ended in _in_waves(workplace, with_enclosed(outputs, config), config, pages):
            yield from _told(ended, listener)
            yield from compared.breaches(ended)
            for output, outcome in _made(ended):
                if outcome.pages is not None:
                    pages[str(output)] = outcome.pages
                if outcome.lacked:
                    letterhead = _letterhead(snapshot, output)
                    lacking.setdefault(letterhead, set()).update(outcome.lacked)
    if options.selection == Selection():  # elsewhere a difference may be needed
        yield from compared.needless()
    for letterhead, styles in lacking.items():
        yield Problem(_lacking(letterhead, sorted(styles, key=str.casefold)))


def _in_waves(
    workplace: Workplace, outputs: Sequence[Output], config: Config, pages: Mapping[str, int]
) -> Iterator[tuple[Result, ...]]:
    """Yield how each job ended; ``pages`` is to know those of one wave when the next begins."""
    for wave in waves(outputs, config):
        for group in workplace.results(_jobs(wave, config, pages)):
            yield from group


def _jobs(wave: Sequence[Output], config: Config, pages: Mapping[str, int]) -> list[Job]:
    """Return the jobs for outputs; a language that is not among them is composed to compare."""
    chosen = set(wave)
    return [
        Job(
            tuple(
                piece_of(each, config, pages, witness=each not in chosen)
                for each in family.outputs(config.book.languages)
            )
        )
        for family in families(wave)
    ]


def _made(ended: Iterable[Result]) -> Iterator[tuple[Output, Outcome]]:
    """Yield outputs with what became of them, where a worker lived to tell it."""
    for result in ended:
        if result.outcome is not None:
            yield result.piece.output, result.outcome


@dataclass(slots=True)
class _Compared:
    """What was found of the languages of documents so far."""

    comparer: Comparer
    declared: dict[Exemption, bool] = field(default_factory=dict)

    def breaches(self, ended: Sequence[Result]) -> Iterator[Problem]:
        """Yield what the languages of one document say differently."""
        accounts = [result.account for result in ended if result.account is not None]
        names = tuple(str(result.piece.output) for result in ended if not result.piece.witness)
        if len(accounts) == len(ended):
            for exemption, needless in self.comparer.differences(accounts):
                self.declared[exemption] = self.declared.get(exemption, True) and needless
        return (Problem(error, names) for error in self.comparer.breaches(accounts))

    def needless(self) -> Iterator[Problem]:
        """Yield each difference that is declared and was needed in no document."""
        for exemption, needless in self.declared.items():
            if needless:
                yield Problem(self.comparer.needless(exemption))


def _told(ended: Iterable[Result], listener: Listener) -> Iterator[Problem]:
    """Tell of each output how its rehearsal ended; yield what kept it from being made."""
    for result in ended:
        name, error = str(result.piece.output), result.error
        if result.piece.witness:
            continue
        if error is None:
            listener(OutputBuilt(name, _("rehearsed"), result.seconds))
        else:
            listener(OutputFailed(name, error))
            yield Problem(error, (name,))


def _lacking(letterhead: str, styles: Sequence[str]) -> LetterheadLacksStyle:
    """Say which styles documents need that a letterhead lacks."""
    message = ngettext(
        "the letterhead lacks the style {styles}, which is added",
        "the letterhead lacks the styles {styles}, which are added",
        len(styles),
        styles=", ".join(styles),
    )
    hint = _("make them in Word, so that documents look as your office wants them")
    return LetterheadLacksStyle(message, spans=[Span(f"templates/{letterhead}")], hint=hint)


def _merged(problems: Iterable[Problem]) -> list[Problem]:
    """Tell each problem once, with all the outputs that it concerns."""
    merged: dict[object, Problem] = {}
    for problem in problems:
        error = problem.error
        key = (error.code, error.message, error.spans)
        known = merged.get(key, Problem(error))
        merged[key] = Problem(error, (*known.outputs, *problem.outputs))
    return list(merged.values())


def _in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Sort problems by the file and line that they name first; those without come last."""

    def place(problem: Problem) -> tuple[bool, str, int, int]:
        spans = problem.error.spans
        if not spans:
            return True, "", 0, 0
        return False, spans[0].file, spans[0].line or 0, spans[0].column or 0

    return sorted(problems, key=place)
