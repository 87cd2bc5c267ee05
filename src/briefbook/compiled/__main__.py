"""``python -m briefbook.compiled``: compile the busy modules for this environment."""

from __future__ import annotations

import sys
from pathlib import Path

from briefbook.compiled.chosen import CHOSEN
from briefbook.compiled.loading import place
from briefbook.compiled.making import hindrance, make


def main() -> int:
    """Compile what is not compiled yet; return 1 if nothing can be compiled here."""
    hindered = hindrance()
    if hindered:
        sys.stderr.write(f"nothing is compiled, and documents take longer: {hindered}\n")
        return 1
    made = make(Path(place()), CHOSEN)
    sys.stderr.write(
        f"{len(made.made)} modules compiled, {len(made.kept)} were there, "
        f"{len(made.refused)} left to Python{_names(made.refused)}\n"
    )
    return 0


def _names(refused: tuple[str, ...]) -> str:
    return f": {', '.join(refused)}" if refused else ""


if __name__ == "__main__":
    sys.exit(main())
