"""How outputs stand, told to people and to programs: status, explain, clean, history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from briefbook.cli.console import Console
from briefbook.cli.json_report import error_entry
from briefbook.cli.settings import Verbosity

if TYPE_CHECKING:
    from briefbook.api import Cleaned, Explanation, Fact, Reason, RunRecord, Verdict

__all__ = [
    "clean_json",
    "explain_json",
    "history_json",
    "run_json",
    "status_json",
    "tell_clean",
    "tell_explanation",
    "tell_history",
    "tell_plan",
    "tell_run",
    "tell_status",
]


def status_json(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Return what each output is, and why."""
    return {"outputs": [_verdict(verdict) for verdict in verdicts]}


def explain_json(explanation: Explanation) -> dict[str, Any]:
    """Return the facts of one output; ``now`` is there for those that changed."""
    facts = [
        {
            "fact": fact.fact,
            "value": fact.value,
            "source": fact.source,
            "as_of": fact.as_of.isoformat() if fact.as_of else None,
            "file": fact.file,
            "line": fact.line,
            "changed": fact.changed,
            **({"now": fact.now} if fact.changed else {}),
        }
        for fact in explanation.facts
    ]
    verdict = explanation.verdict
    return {
        "output": explanation.output,
        "facts": facts,
        "state": verdict.state if verdict else None,
        "reasons": [_reason(reason) for reason in verdict.reasons] if verdict else [],
    }


def clean_json(cleaned: Cleaned) -> dict[str, Any]:
    """Return what was removed, and what was kept because it had been edited."""
    return {"removed": list(cleaned.removed), "kept": list(cleaned.kept)}


def history_json(runs: Sequence[RunRecord]) -> dict[str, Any]:
    """Return past runs, the newest first."""
    return {"runs": [_run(run) for run in runs]}


def run_json(run: RunRecord) -> dict[str, Any]:
    """Return one run with what it did to each output."""
    outcomes = [
        {
            "output": outcome.output,
            "outcome": outcome.outcome,
            "reason": outcome.reason,
            "seconds": round(outcome.seconds, 3),
            **({"error": error_entry(outcome.error)} if outcome.error else {}),
        }
        for outcome in run.outcomes
    ]
    return {**_run(run), "outputs": outcomes}


def tell_status(console: Console, verdicts: Sequence[Verdict]) -> None:
    """Print each output that is not current with its reasons, then how many there are."""
    for verdict in verdicts:
        calm = verdict.state == "current"
        console.tell(
            f"{verdict.state}: {verdict.output}",
            at=Verbosity.VERBOSE if calm else Verbosity.NORMAL,
        )
        for reason in verdict.reasons:
            console.tell(f"    {_told(reason)}")
    counts = Counter(verdict.state for verdict in verdicts)
    said = [f"{count} {state}" for state, count in sorted(counts.items())]
    console.tell(f"{', '.join(said) or 'no outputs'}{_touched(verdicts)}")


def tell_plan(console: Console, verdicts: Sequence[Verdict]) -> None:
    """Print what a build would make, and why."""
    made = [verdict for verdict in verdicts if verdict.rebuild]
    for verdict in made:
        kept = " (kept: it was altered by hand)" if verdict.state == "altered" else ""
        console.tell(f"{verdict.output}{kept}")
        for reason in verdict.reasons:
            console.tell(f"    {_told(reason)}")
    console.tell(f"a build would make {len(made)} of {len(verdicts)} outputs{_touched(verdicts)}")


def tell_explanation(console: Console, explanation: Explanation) -> None:
    """Print the facts that an output rests on, one a line."""
    for fact in explanation.facts:
        place = fact.file if fact.line is None else f"{fact.file}:{fact.line}"
        known = "; ".join(filter(None, (place, _origin(fact))))
        console.tell(f"{fact.fact} = {fact.value}{f'  [{known}]' if known else ''}")
        if fact.changed:
            console.tell(f"    changed since: {fact.now}")
    changed = sum(fact.changed for fact in explanation.facts)
    console.tell(f"{explanation.output} rests on {len(explanation.facts)} facts, {changed} changed")
    verdict = explanation.verdict
    if verdict is not None:
        for reason in verdict.reasons:
            console.tell(f"{verdict.state}: {_told(reason)}")


def _origin(fact: Fact) -> str:
    """Name the source and the date of a fact, where there are any."""
    return ", ".join(part for part in (fact.source, str(fact.as_of or "")) if part)


def tell_clean(console: Console, cleaned: Cleaned) -> None:
    """Print what was removed and what was kept."""
    for name in cleaned.removed:
        console.tell(f"removed: {name}")
    for name in cleaned.kept:
        console.tell(f"kept: {name}, for it was altered by hand")
    if not (cleaned.removed or cleaned.kept):
        console.tell("nothing to remove")


def tell_history(console: Console, runs: Sequence[RunRecord]) -> None:
    """Print past runs, the newest first."""
    for run in runs:
        console.tell(_run_line(run))
    if not runs:
        console.tell("no runs yet")


def tell_run(console: Console, run: RunRecord) -> None:
    """Print one run with what it did to each output."""
    console.tell(_run_line(run))
    for outcome in run.outcomes:
        console.tell(f"    {outcome.outcome}: {outcome.output} ({outcome.reason})")


def _verdict(verdict: Verdict) -> dict[str, Any]:
    output = verdict.output
    return {
        "output": str(output),
        "document": output.document,
        "subject": output.subject,
        "language": output.language,
        "format": output.format,
        "state": verdict.state,
        "reasons": [_reason(reason) for reason in verdict.reasons],
    }


def _reason(reason: Reason) -> dict[str, Any]:
    """Return a reason; what it does not have is left out."""
    extra = {"fact": reason.fact, "file": reason.file, "line": reason.line}
    known = {name: value for name, value in extra.items() if value is not None}
    return {"kind": reason.kind, "message": reason.message, **known}


def _told(reason: Reason) -> str:
    """Say a reason with its place."""
    if reason.file is None:
        return reason.message
    place = reason.file if reason.line is None else f"{reason.file}:{reason.line}"
    return f"{reason.message} ({place})"


def _touched(verdicts: Sequence[Verdict]) -> str:
    """Say how many outputs in how many languages a build would touch."""
    touched = [verdict.output for verdict in verdicts if verdict.rebuild]
    if not touched:
        return ""
    languages = len({output.language for output in touched})
    outputs = "1 output" if len(touched) == 1 else f"{len(touched)} outputs"
    where = "1 language" if languages == 1 else f"{languages} languages"
    return f"; a build touches {outputs} in {where}"


def _run(run: RunRecord) -> dict[str, Any]:
    return {
        "run": run.id,
        "started": run.started.isoformat(),
        "command": run.command,
        "as_of": run.as_of.isoformat(),
        "built": run.built,
        "current": run.current,
        "kept": run.kept,
        "failed": run.failed,
        "seconds": None if run.seconds is None else round(run.seconds, 3),
        "interrupted": run.interrupted or run.seconds is None,
    }


def _run_line(run: RunRecord) -> str:
    """Say in one line how a run went."""
    counts = f"{run.built} built, {run.current} current, {run.kept} kept, {run.failed} failed"
    ended = "not finished" if run.seconds is None or run.interrupted else f"{run.seconds:.1f} s"
    return f"run {run.id}, {run.started:%Y-%m-%d %H:%M:%S} UTC: {counts}, {ended}"
