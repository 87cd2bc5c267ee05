"""What was proposed or found of grammatical forms, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefbook.cli.json_report import problem_entry
from briefbook.cli.settings import Verbosity
from briefbook.wording import _, ngettext

if TYPE_CHECKING:
    from briefbook.cli.console import Console
    from briefbook.exchange.forms.approval import FormsChecked, Proposals

__all__ = ["forms_json", "propose_json", "tell_forms", "tell_proposals"]


def tell_proposals(console: Console, found: Proposals) -> None:
    """Print how much is proposed, and the names that the libraries do not know."""
    for name in found.unknown:
        console.tell(
            _(
                "{place}: the libraries do not know “{text}”: write its forms by hand",
                place=str(name.span),
                text=name.nominative,
            )
        )
    count = len(found.proposals)
    console.tell(ngettext("{count} form proposed", "{count} forms proposed", count))


def propose_json(found: Proposals) -> dict[str, Any]:
    """Return what is proposed."""
    return {
        "proposals": [
            {
                "name": one.name.id,
                "language": one.name.language,
                "key": one.key,
                "text": one.text,
                "file": one.name.span.file,
                "line": one.name.span.line,
            }
            for one in found.proposals
        ],
        "unknown": [name.id for name in found.unknown],
        "diff": found.diff,
    }


def tell_forms(console: Console, checked: FormsChecked) -> None:
    """Print the forms in doubt, and how many were compared."""
    for problem in checked.problems:
        console.tell_error(problem)
    console.tell(
        ngettext(
            "{count} form compared, {excepted} of them on the list; in doubt: {doubtful}",
            "{count} forms compared, {excepted} of them on the list; in doubt: {doubtful}",
            checked.compared,
            excepted=checked.excepted,
            doubtful=len(checked.problems),
        ),
        at=Verbosity.QUIET if checked.problems else Verbosity.NORMAL,
    )


def forms_json(checked: FormsChecked) -> dict[str, Any]:
    """Return what was compared and what is in doubt."""
    return {
        "ok": checked.ok,
        "compared": checked.compared,
        "excepted": checked.excepted,
        "problems": [problem_entry(problem) for problem in checked.problems],
    }
