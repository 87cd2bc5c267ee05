"""What the shell offers after TAB: the names of the book at hand.

Completion is click's (https://click.palletsprojects.com/en/stable/shell-completion/).
The names are read without the rest of the program, for a key press must not wait
for it; a book that cannot be read offers nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

__all__ = ["documents", "formats", "languages", "outputs", "schedules", "subjects"]

_Complete = Callable[[click.Context, click.Parameter, str], list[str]]


def _completing(names: Callable[[Path, dict[str, Any]], Iterable[str]]) -> _Complete:
    """Make a completion of names that a book has; ``names`` is given its folder and settings."""

    def complete(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
        import tomllib  # noqa: PLC0415  # every command loads this module, few complete

        folder = Path(ctx.find_root().params.get("book") or ".")
        try:
            settings = tomllib.loads((folder / "briefbook.toml").read_text(encoding="utf-8"))
            found = sorted(set(names(folder, settings)))
        except (OSError, ValueError, TypeError, AttributeError, KeyError):
            return []
        return [name for name in found if name.startswith(incomplete)]

    return complete


def _subjects(folder: Path, settings: dict[str, Any]) -> Iterable[str]:
    registers = {document["about"] for document in settings["documents"].values()}
    return [file.stem for name in registers for file in (folder / "data" / name).glob("*.yaml")]


def _formats(_folder: Path, settings: dict[str, Any]) -> Iterable[str]:
    return [name for document in settings["documents"].values() for name in document["formats"]]


documents = _completing(lambda _folder, settings: settings["documents"])
subjects = _completing(_subjects)
languages = _completing(lambda _folder, settings: settings["book"]["languages"])
formats = _completing(_formats)


schedules = _completing(lambda _folder, settings: settings["schedules"])


def _outputs(folder: Path, _settings: dict[str, Any]) -> Iterable[str]:
    files = (folder / "output").rglob("[!.]*.*")
    return [file.relative_to(folder).as_posix() for file in files if ".briefbook" not in file.parts]


outputs = _completing(_outputs)
