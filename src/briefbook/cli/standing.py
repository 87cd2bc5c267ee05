"""How outputs stand, told to people and to programs: status, explain, clean, history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from briefbook.cli.console import Console
from briefbook.cli.counting import STATES, counted, counted_outputs
from briefbook.cli.json_report import error_entry
from briefbook.cli.settings import Verbosity
from briefbook.wording import Message, _, decimal, joined, ngettext, verbatim

if TYPE_CHECKING:
    from briefbook.api import Cleaned, Explanation, Fact, Reason, RunRecord, Verdict
    from briefbook.record.deliveries import DeliveryRecord

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
            "value": str(fact.value),  # the same in every language, for programs
            "source": fact.source,
            "as_of": fact.as_of.isoformat() if fact.as_of else None,
            "file": fact.file,
            "line": fact.line,
            "changed": fact.changed,
            **({"now": None if fact.now is None else str(fact.now)} if fact.changed else {}),
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
    deliveries = [
        {
            "delivery": one.delivery,
            "recipient": one.recipient,
            "kind": one.kind,
            "state": one.state,
            "outputs": [output for output, _digest in one.outputs],
            "ended": one.ended.isoformat() if one.ended else None,
            "attempts": one.attempts,
            "uncertain": one.uncertain,
            "detail": one.detail,
        }
        for one in run.deliveries
    ]
    return {**_run(run), "outputs": outcomes, "deliveries": deliveries}


def tell_status(console: Console, verdicts: Sequence[Verdict]) -> None:
    """Print each output that is not current with its reasons, then how many there are."""
    for verdict in verdicts:
        calm = verdict.state == "current"
        said = _("{state}: {output}", state=STATES[verdict.state], output=verdict.output)
        console.tell(said, at=Verbosity.VERBOSE if calm else Verbosity.NORMAL)
        for reason in verdict.reasons:
            console.tell(_told(reason), inset=True)
    counts = Counter(verdict.state for verdict in verdicts)
    total = joined(counted(state, count) for state, count in sorted(counts.items()))
    console.tell(_with_touched(total or _("no outputs"), verdicts))


def tell_plan(console: Console, verdicts: Sequence[Verdict]) -> None:
    """Print what a build would make, and why."""
    made = [verdict for verdict in verdicts if verdict.rebuild]
    for verdict in made:
        if verdict.state == "altered":
            console.tell(_("{output} (kept: it was altered by hand)", output=verdict.output))
        else:
            console.tell(verbatim(str(verdict.output)))
        for reason in verdict.reasons:
            console.tell(_told(reason), inset=True)
    total = ngettext(
        "a build would make {number} of {count} outputs",
        "a build would make {number} of {count} outputs",
        len(verdicts),
        number=len(made),
    )
    console.tell(_with_touched(total, verdicts))


def tell_explanation(console: Console, explanation: Explanation) -> None:
    """Print the facts that an output rests on, one a line."""
    for fact in explanation.facts:
        place = fact.file if fact.line is None else f"{fact.file}:{fact.line}"
        known = "; ".join(filter(None, (place, _origin(fact))))
        said = joined([fact.fact, fact.value], " = ")
        console.tell(joined([said, f"[{known}]"], "  ") if known else said)
        if fact.changed:
            console.tell(_("changed since: {value}", value=fact.now), inset=True)
    changed = sum(fact.changed for fact in explanation.facts)
    console.tell(
        ngettext(
            "{output} rests on {count} facts, {changed} changed",
            "{output} rests on {count} facts, {changed} changed",
            len(explanation.facts),
            output=explanation.output,
            changed=changed,
        )
    )
    verdict = explanation.verdict
    if verdict is not None:
        for reason in verdict.reasons:
            state = STATES[verdict.state]
            console.tell(_("{state}: {reason}", state=state, reason=_told(reason)))


def _origin(fact: Fact) -> str:
    """Name the source and the date of a fact, where there are any."""
    return ", ".join(part for part in (fact.source, str(fact.as_of or "")) if part)


def tell_clean(console: Console, cleaned: Cleaned) -> None:
    """Print what was removed and what was kept."""
    for name in cleaned.removed:
        console.tell(_("removed: {name}", name=name))
    for name in cleaned.kept:
        console.tell(_("kept: {name}, for it was altered by hand", name=name))
    if not (cleaned.removed or cleaned.kept):
        console.tell(_("nothing to remove"))


def tell_history(console: Console, runs: Sequence[RunRecord]) -> None:
    """Print past runs, the newest first."""
    for run in runs:
        console.tell(_run_line(run))
    if not runs:
        console.tell(_("no runs yet"))


def tell_run(console: Console, run: RunRecord) -> None:
    """Print one run with what it did to each output."""
    console.tell(_run_line(run))
    for outcome in run.outcomes:
        said = _(
            "{state}: {output} ({reason})",
            state=STATES[outcome.outcome],
            output=outcome.output,
            reason=outcome.reason,
        )
        console.tell(said, inset=True)
    for one in run.deliveries:
        console.tell(_delivery_line(one), inset=True)


def _delivery_line(one: DeliveryRecord) -> Message:
    """Say in one line what became of a delivery."""
    gap = {
        "delivery": one.delivery,
        "recipient": one.recipient,
        "outputs": ngettext("{count} document", "{count} documents", len(one.outputs)),
        "detail": one.detail,
    }
    if one.state == "delivered" and one.uncertain:
        return _("delivered, perhaps twice: {outputs} to {recipient} ({delivery})", **gap)
    if one.state == "delivered":
        return _("delivered: {outputs} to {recipient} ({delivery})", **gap)
    if one.state == "failed":
        return _("not delivered: {outputs} to {recipient} ({delivery}): {detail}", **gap)
    if one.state == "superseded":
        return _("superseded by later editions: {outputs} to {recipient} ({delivery})", **gap)
    return _("cut short: {outputs} to {recipient} ({delivery})", **gap)


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


def _told(reason: Reason) -> Message:
    """Say a reason with its place."""
    if reason.file is None:
        return reason.message
    place = reason.file if reason.line is None else f"{reason.file}:{reason.line}"
    return _("{message} ({place})", message=reason.message, place=place)


def _with_touched(total: Message, verdicts: Sequence[Verdict]) -> Message:
    """Add to a sentence how many outputs in how many languages a build would touch."""
    touched = [verdict.output for verdict in verdicts if verdict.rebuild]
    if not touched:
        return total
    languages = len({output.language for output in touched})
    return _(
        "{total}; a build touches {outputs} in {languages}",
        total=total,
        outputs=counted_outputs(len(touched)),
        languages=ngettext("{count} language", "{count} languages", languages),
    )


def _run(run: RunRecord) -> dict[str, Any]:
    return {
        "run": run.id,
        "started": run.started.isoformat(),
        "command": run.command,
        "slot": run.slot,
        "user": run.user or None,
        "as_of": run.as_of.isoformat(),
        "built": run.built,
        "current": run.current,
        "kept": run.kept,
        "failed": run.failed,
        "delivered": run.delivered,
        "seconds": None if run.seconds is None else round(run.seconds, 3),
        "interrupted": run.interrupted or run.seconds is None,
    }


def _run_line(run: RunRecord) -> Message:
    """Say in one line how a run went."""
    states = {"built": run.built, "current": run.current, "kept": run.kept, "failed": run.failed}
    if run.seconds is None or run.interrupted:
        ended = _("not finished")
    else:
        ended = _("{seconds} s", seconds=decimal(run.seconds))
    told = [counted(state, count) for state, count in states.items()]
    if run.delivered:
        told.append(ngettext("{count} delivery", "{count} deliveries", run.delivered))
    return _(
        "run {number}, {time} UTC, {who}: {counts}, {ended}",
        number=run.id,
        time=f"{run.started:%Y-%m-%d %H:%M:%S}",
        who=_starter(run),
        counts=joined(told),
        ended=ended,
    )


def _starter(run: RunRecord) -> Message:
    """Say who or what began a run."""
    if run.slot is not None:
        return _("schedule {slot}", slot=run.slot)
    if not run.user:
        return verbatim(run.command)
    return _("{command} by {user}", command=run.command, user=run.user)
