"""What the outputs are, what they rest on, and what is no longer wanted.

Stage *record*, read only but for :func:`clean`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from briefbook.build.book import Known
from briefbook.build.builder import LEDGER, SOUNDNESS, judge_for, locked, opened_ledger
from briefbook.build.reasons import Reason, spoken
from briefbook.build.snapshot import Snapshot
from briefbook.build.translation_lock import read_lock
from briefbook.build.verdicts import Judge, Verdict
from briefbook.dataset.manifest import FOLDER as DATA
from briefbook.errors import PublishFailed, UnknownName
from briefbook.events import Listener, ignore
from briefbook.plan.config import Format
from briefbook.plan.missing import stand_ins
from briefbook.plan.naming import closest
from briefbook.plan.outputs import OUTPUT_FOLDER, Output, Selection, select
from briefbook.record.digests import FileDigests
from briefbook.record.ledger import Ledger
from briefbook.record.memory import remembered
from briefbook.record.rows import OutputRecord
from briefbook.tracking.questions import Answer
from briefbook.tracking.trace import Read, Replayer
from briefbook.wording import _, reason_of

_ORPHAN = Reason("orphaned", _("the book no longer asks for it"))


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that an output rests on, as it was when the output was made.

    ``value`` is its text; ``source`` and ``as_of`` are those it had, None for what is
    derived or only looked for; ``changed`` says that the dataset answers otherwise
    now, and ``now`` what it answers.
    """

    fact: str
    value: str
    source: str | None
    as_of: date | None
    file: str
    line: int | None
    changed: bool
    now: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The facts of one output, in the order in which they were first read.

    ``verdict`` is None for a lone file, of which the ledger knows nothing.
    """

    output: str
    facts: tuple[Fact, ...]
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What :func:`clean` removed, and what it kept because somebody had edited it."""

    removed: tuple[str, ...]
    kept: tuple[str, ...]


def status(folder: Path, snapshot: Snapshot, selection: Selection) -> tuple[Verdict, ...]:
    """Return what every selected output is and why, orphans last; write nothing.

    Raises :class:`UnknownName` for a selection that the book does not have.
    """
    outputs = select(snapshot.outputs(), selection, snapshot.config, snapshot.subjects)
    with reading(folder) as ledger:
        judge = judge_for(folder, snapshot, ledger, thorough=True)
        verdicts = [judge.verdict(output) for output in outputs]
        verdicts = list(_with_translations(verdicts, folder, snapshot, ledger))
        if selection == Selection():
            verdicts.extend(_orphans(judge, snapshot))
    return tuple(verdicts)


def _with_translations(
    verdicts: Iterable[Verdict], folder: Path, snapshot: Snapshot, ledger: Ledger | None
) -> Iterator[Verdict]:
    """Add to what outputs are the translations in them that somebody must look at."""
    lock = read_lock(folder)
    if ledger is None or (lock is None and not stand_ins(snapshot.config.book)):
        yield from verdicts
        return
    from briefbook.build.translated import to_look_at  # noqa: PLC0415  # heavy
    from briefbook.build.watchlist import Watchlist  # noqa: PLC0415

    stale = Watchlist(to_look_at(snapshot, lock))
    for verdict in verdicts:
        said = ledger.gist(str(verdict.output)) if stale else None
        reasons = (
            Reason("translation", error.message, None, error.spans[0].file, error.spans[0].line)
            for error in stale.of(said)
        )
        yield replace(verdict, reasons=(*verdict.reasons, *reasons))


def explain(folder: Path, snapshot: Snapshot, name: str) -> Explanation:
    """Return the facts that an output rests on, and what has changed since.

    ``name`` is its path, relative to the book or to ``output/``, or a path that leads
    to it. Raises :class:`UnknownName` for an output that was never made.
    """
    with reading(folder) as ledger:
        record = _named(folder, name, ledger)
        judge = judge_for(folder, snapshot, ledger, thorough=True)
        verdict = judge.verdict(_output(record))
        basis = judge.basis(record.output, "built") or judge.basis(record.output, "failed")
        reads = [read for read in basis.trace.reads if not _is_record(read)] if basis else []
        facts = tuple(fact_of(read, judge.replayer) for read in reads)
        return Explanation(record.output, facts, verdict)


def clean(folder: Path, snapshot: Snapshot, listener: Listener = ignore) -> Cleaned:
    """Remove the outputs that the book no longer asks for.

    A file that was edited is kept, and so is every copy kept beside an output.
    Raises :class:`PublishFailed` for a file that cannot be removed.
    """
    removed: list[str] = []
    kept: list[str] = []
    with (
        locked(folder / OUTPUT_FOLDER, listener),
        opened_ledger(folder, listener) as ledger,
    ):
        judge = judge_for(folder, snapshot, ledger, thorough=False)
        for verdict in list(_orphans(judge, snapshot)):
            name = str(verdict.output)
            if judge.file_status(name) == "altered":
                kept.append(name)
                continue
            _remove(folder / name, folder / OUTPUT_FOLDER)
            ledger.forget([name])
            removed.append(name)
    return Cleaned(tuple(removed), tuple(kept))


@contextmanager
def reading(folder: Path) -> Iterator[Ledger | None]:
    """Open the ledger of a book for reading; None where there is none yet."""
    ledger = Ledger.read(folder / LEDGER)
    try:
        yield ledger
    finally:
        if ledger is not None:
            ledger.close()


def known(folder: Path) -> Known:
    """Return what the ledger of a book remembers of its files and their soundness."""
    memory = remembered(folder / LEDGER, DATA, SOUNDNESS)
    if memory is not None:
        return Known(FileDigests(memory.files), memory.text)
    with reading(folder) as ledger:
        if ledger is None:
            return Known()
        return Known(FileDigests(ledger.file_digests()), ledger.value(SOUNDNESS))


def _orphans(judge: Judge, snapshot: Snapshot) -> Iterator[Verdict]:
    """Yield a verdict for each recorded output that is no longer wanted."""
    wanted = {str(output) for output in snapshot.outputs()}
    for record in judge.orphans(wanted):
        yield Verdict(_output(record), "orphaned", (_ORPHAN,))


def _output(record: OutputRecord) -> Output:
    """Return the output that a record is about."""
    format_: Format = "docx" if record.format == "docx" else "pdf"
    return Output(record.document, record.subject, record.language, format_)


def _named(folder: Path, name: str, ledger: Ledger | None) -> OutputRecord:
    """Find the output that a user names."""
    records = ledger.outputs() if ledger else {}
    absolute = Path(name).resolve()
    inside = absolute.is_relative_to(folder.resolve())
    tries = [name, f"{OUTPUT_FOLDER}/{name}"]
    if inside:
        tries.append(absolute.relative_to(folder.resolve()).as_posix())
    for known in tries:
        if known in records:
            return records[known]
    near = closest(tries[-1], list(records))
    hint = (
        _("did you mean {word}?", word=near)
        if near
        else _("build it first; status lists the outputs")
    )
    raise UnknownName(_("the ledger knows no output “{name}”", name=name), hint=hint)


def _is_record(read: Read) -> bool:
    """Tell whether a read only found that a record or part is there: no fact to show."""
    return isinstance(read.answer, tuple) and read.answer[:1] == ("record",)


def fact_of(read: Read, replayer: Replayer) -> Fact:
    """Describe one read of a trace, beside what the dataset answers now."""
    question, before = read.question, read.answer
    now = replayer.ask(question)
    span = replayer.world.dataset.mark(question.path)
    source, as_of = answer_meta(before) if question.kind == "fact" else (None, None)
    return Fact(
        fact=question.path,
        value=answer_value(before),
        source=source,
        as_of=None if as_of is None else date.fromisoformat(as_of),
        file=span.file,
        line=span.line,
        changed=now != before,
        now=answer_value(now) if now != before else None,
    )


def answer_meta(answer: Answer) -> tuple[str | None, str | None]:
    """Return the source and date in an answer, where it is a single value."""
    if isinstance(answer, tuple) and len(answer) == 4:
        source, as_of = answer[2], answer[3]
        return (
            source if isinstance(source, str) else None,
            as_of if isinstance(as_of, str) else None,
        )
    return None, None


def answer_value(answer: Answer) -> str:
    """Write the value in an answer: a text as it is, others as a person names them."""
    if isinstance(answer, tuple) and len(answer) >= 2 and answer[0] in {"str", "int", "bool"}:
        return str(answer[1])
    return spoken(answer)


def _remove(path: Path, output: Path) -> None:
    """Remove a file and the folders that it leaves empty, up to the outputs' own."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise PublishFailed(
            _("{name} could not be removed: {reason}", name=path.name, reason=reason_of(error)),
            hint=_("see to its folder's permissions, then clean again"),
        ) from error
    for parent in path.parents:
        if parent == output or any(parent.iterdir()):
            return
        parent.rmdir()
