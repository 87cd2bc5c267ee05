"""What an import of translations did, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefbook.wording import ngettext, verbatim

if TYPE_CHECKING:
    from briefbook.cli.console import Console
    from briefbook.exchange.translations import Imported

__all__ = ["import_json", "tell_import"]


def tell_import(console: Console, imported: Imported, *, dry_run: bool) -> None:
    """Print how many translations changed, in which files, and what is still open."""
    for file in imported.files:
        console.tell(verbatim(file.name))
    count = len(imported.changes)
    if dry_run:
        said = ngettext(
            "{count} translation would change", "{count} translations would change", count
        )
    else:
        said = ngettext("{count} translation changed", "{count} translations changed", count)
    console.tell(said)
    if imported.untranslated:
        console.tell(
            ngettext(
                "{count} unit is not translated into {language}",
                "{count} units are not translated into {language}",
                imported.untranslated,
                language=imported.language,
            )
        )


def import_json(imported: Imported, *, dry_run: bool) -> dict[str, Any]:
    """Return what an import did, or would do."""
    return {
        "language": imported.language,
        "dry_run": dry_run,
        "changed": [
            {
                "unit": change.segment.id,
                "text": change.text,
                "file": change.segment.place.file,
                "line": change.segment.place.line,
            }
            for change in imported.changes
        ],
        "files": [file.name for file in imported.files],
        "untranslated": imported.untranslated,
        "diff": imported.diff,
    }
