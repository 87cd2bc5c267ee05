"""Files of a book as they were and as they are to be, and the patch between the two.

The form is the unified one (https://www.gnu.org/software/diffutils/manual/html_node/
Unified-Format.html), with the prefixes that ``git apply`` and ``patch -p1`` take off.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import unified_diff

__all__ = ["Rewritten"]

_NO_NEWLINE = "\\ No newline at end of file\n"


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A file of the book with other bytes; ``old`` is ``None`` for a new file."""

    name: str
    old: bytes | None
    new: bytes

    @property
    def diff(self) -> str:
        """The patch from the old bytes to the new, empty where they are the same."""
        before = "/dev/null" if self.old is None else f"a/{self.name}"
        lines = unified_diff(_lines(self.old or b""), _lines(self.new), before, f"b/{self.name}")
        return "".join(line if line.endswith("\n") else f"{line}\n{_NO_NEWLINE}" for line in lines)


def _lines(data: bytes) -> list[str]:
    """Split at line feeds only, so that other line breaks stay in their lines."""
    *whole, rest = data.decode("utf-8").split("\n")
    return [*(f"{line}\n" for line in whole), *([rest] if rest else [])]
