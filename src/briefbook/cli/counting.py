"""States of outputs and numbers of things, as messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from briefbook.wording import Message, _, joined, ngettext

__all__ = ["STATES", "counted", "counted_outputs", "tally"]

#: What an output is, and what a run did with it, as a word before its name.
STATES: Mapping[str, Message] = MappingProxyType(
    {
        "current": _("current"),
        "stale": _("stale"),
        "missing": _("missing"),
        "failed": _("failed"),
        "altered": _("altered"),
        "orphaned": _("orphaned"),
        "built": _("built"),
        "kept": _("kept"),
    }
)
_COUNTED: Mapping[str, Callable[[int], Message]] = MappingProxyType(
    {
        "current": lambda count: ngettext("{count} current", "{count} current", count),
        "stale": lambda count: ngettext("{count} stale", "{count} stale", count),
        "missing": lambda count: ngettext("{count} missing", "{count} missing", count),
        "failed": lambda count: ngettext("{count} failed", "{count} failed", count),
        "altered": lambda count: ngettext("{count} altered", "{count} altered", count),
        "orphaned": lambda count: ngettext("{count} orphaned", "{count} orphaned", count),
        "built": lambda count: ngettext("{count} built", "{count} built", count),
        "kept": lambda count: ngettext("{count} kept", "{count} kept", count),
    }
)


def counted(state: str, count: int) -> Message:
    """Say how many outputs are in a state: “3 current”."""
    return _COUNTED[state](count)


def counted_outputs(count: int) -> Message:
    """Say how many outputs there are: “3 outputs”."""
    return ngettext("{count} output", "{count} outputs", count)


def tally(built: int, current: int, kept: int, failed: int) -> Message:
    """Say what a build made: “built 3 outputs, 1 current, 1 failed”."""
    made = ngettext("built {count} output", "built {count} outputs", built)
    others = {"current": current, "kept": kept, "failed": failed}
    return joined([made, *(counted(state, count) for state, count in others.items() if count)])
