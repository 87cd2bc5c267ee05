"""Compile the catalogues of messages into a wheel."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Catalogues(BuildHookInterface[Any]):
    """Compiles each ``.po`` into the ``.mo`` beside it, which git does not keep."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # the interface of Hatch
        """Compile what has changed, and name what was made as a part of the wheel."""
        for source in Path(self.root, "src", "briefbook", "locales").rglob("*.po"):
            compiled, place = _compiled(source), source.with_suffix(".mo")
            if not place.is_file() or place.read_bytes() != compiled:
                place.write_bytes(compiled)
        build_data["artifacts"].append("*.mo")


def _compiled(source: Path) -> bytes:
    compiled = BytesIO()
    with source.open("rb") as text:
        write_mo(compiled, read_po(text))
    return compiled.getvalue()
