"""The preflight of a book: everything that a build would stumble over, and nothing written.

Stages *dataset* to *render*. What is wrong with settings and dataset is found by
:func:`~briefbook.build.book.read_book`; here follow the templates, line by line,
then a rehearsal: each output is made under the limits of a build and thrown away,
so that a missing glyph or an endless loop shows where it would show later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from briefbook.build.dispatch import Options, executor_for
from briefbook.build.job import Workshop, make, open_workshop
from briefbook.build.outcome import Job
from briefbook.build.problems import CheckReport, Problem
from briefbook.build.snapshot import Snapshot, templates_of
from briefbook.compose.lint import lint
from briefbook.dataset.validation import review
from briefbook.errors import LetterheadLacksStyle, Span
from briefbook.events import Listener, OutputBuilt, OutputFailed, RunStarted, ignore
from briefbook.executors.base import Completion, Task
from briefbook.plan.outputs import Output, select
from briefbook.render.docx.letterhead import lacking_styles
from briefbook.wording import _, ngettext

__all__ = ["check_book", "rehearse"]


def check_book(
    snapshot: Snapshot,
    options: Options,
    *,
    strict: bool = False,
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
    found.extend(_rehearsed(snapshot, outputs, options, listener))
    return CheckReport(tuple(_in_order(_merged(found))), strict)


def rehearse(workshop: Workshop, job: Job) -> tuple[str, ...]:
    """Make an output and keep nothing of it; raises what keeps it from being made.

    Returns the names of the styles that its letterhead lacked.
    """
    outcome = make(workshop, job)
    if outcome.error is not None:
        raise outcome.error
    letterhead = _letterhead(workshop.snapshot, job.output)
    if not letterhead or outcome.data is None:
        return ()
    return lacking_styles(outcome.data, workshop.snapshot.files[letterhead])


def _letterhead(snapshot: Snapshot, output: Output) -> str:
    """Return the letterhead that an output is written on, or nothing."""
    document = snapshot.config.document(output.document)
    return document.letterheads.get(output.language, "") if output.format == "docx" else ""


def _rehearsed(
    snapshot: Snapshot, outputs: Iterable[Output], options: Options, listener: Listener
) -> Iterator[Problem]:
    """Yield what keeps outputs from being made, then what their letterheads lack."""
    lacking: dict[str, set[str]] = {}
    tasks = [Task(str(output), Job(output)) for output in outputs]
    listener(RunStarted(0, tuple(task.name for task in tasks)))
    executor = executor_for(snapshot, options)
    completions: Iterator[Completion[Job, tuple[str, ...]]] = executor.run(
        open_workshop, snapshot, rehearse, tasks
    )
    for completion in completions:
        name, error = completion.task.name, completion.error
        if error is None:
            listener(OutputBuilt(name, _("rehearsed"), completion.seconds))
            output = completion.task.job.output
            if completion.result:
                lacking.setdefault(_letterhead(snapshot, output), set()).update(completion.result)
        else:
            listener(OutputFailed(name, error))
            yield Problem(error, (name,))
    for letterhead, styles in lacking.items():
        yield Problem(_lacking(letterhead, sorted(styles, key=str.casefold)))


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
