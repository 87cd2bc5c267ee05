"""Compile the catalogues of messages into a wheel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Catalogues(BuildHookInterface[Any]):
    """Compiles each ``.po`` into the ``.mo`` beside it, which git does not keep."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # the interface of Hatch
        """Compile, and name what was made as a part of the wheel."""
        for source in Path(self.root, "src", "briefbook", "locales").rglob("*.po"):
            with source.open("rb") as text, source.with_suffix(".mo").open("wb") as compiled:
                write_mo(compiled, read_po(text))
        build_data["artifacts"].append("*.mo")
