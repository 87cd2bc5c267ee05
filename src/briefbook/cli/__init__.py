"""The command line: thin commands over the api. Begin at :mod:`briefbook.cli.program`."""

from __future__ import annotations

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; ``arguments`` are the program's by default."""
    from briefbook.cli.program import run  # noqa: PLC0415  # so that importing the package costs nothing

    return run(arguments)
