"""What an import of translations did, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefbook.wording import _, joined, ngettext, verbatim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefbook.build.translated import Translation
    from briefbook.cli.console import Console
    from briefbook.exchange.translations import Imported

__all__ = ["import_json", "tell_import", "tell_translations", "translations_json"]

_STATES = {
    "current": _("current"),
    "stale": _("stale"),
    "unconfirmed": _("unconfirmed"),
    "missing": _("missing"),
}


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


def tell_translations(console: Console, found: Sequence[Translation]) -> None:
    """Print which translations somebody must look at, and how many stand how."""
    for one in found:
        if one.state in {"stale", "missing"}:
            console.tell(
                _(
                    "{unit}, {language}: {state}",
                    unit=one.unit.id,
                    language=one.language,
                    state=_STATES[one.state],
                )
            )
    for language, counted in _counts(found).items():
        said = joined(
            _("{count} {state}", count=count, state=_STATES[state])
            for state, count in counted.items()
            if count
        )
        console.tell(_("{language}: {counts}", language=language, counts=said))


def translations_json(found: Sequence[Translation]) -> dict[str, Any]:
    """Return how many units stand how, by language, and those that are not current."""
    open_ones = [
        {
            "unit": one.unit.id,
            "language": one.language,
            "state": one.state,
            "file": one.unit.spans[one.language].file,
            "line": one.unit.spans[one.language].line,
        }
        for one in found
        if one.state != "current"
    ]
    languages = [{"language": name, **counted} for name, counted in _counts(found).items()]
    return {"languages": languages, "units": open_ones}


def _counts(found: Sequence[Translation]) -> dict[str, dict[str, int]]:
    """Count the states of the translations, by language."""
    counted: dict[str, dict[str, int]] = {}
    for one in found:
        states = counted.setdefault(one.language, dict.fromkeys(_STATES, 0))
        states[one.state] += 1
    return counted
