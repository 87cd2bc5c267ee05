"""Reports as JSON (https://www.rfc-editor.org/rfc/rfc8259): one object, for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from briefbook.build.advice import what_to_do
from briefbook.catalogue import Catalogue
from briefbook.cli.messages import failures
from briefbook.cli.streams import write_output
from briefbook.errors import BriefbookError, InvalidBook, TranslationsRefused

if TYPE_CHECKING:
    from briefbook.api import CheckReport, Report

__all__ = ["build_json", "check_json", "error_entry", "error_json", "print_json", "problem_entry"]


def print_json(report: Mapping[str, Any], catalogue: Catalogue) -> None:
    """Print one object to standard output, its messages in the language of a catalogue."""
    write_output(json.dumps(catalogue.said(report), ensure_ascii=False, indent=2) + "\n")


def build_json(report: Report) -> dict[str, Any]:
    """Return what a build did; times are in seconds."""
    built = [
        {"output": one.output, "reason": one.reason, "seconds": round(one.seconds, 3)}
        for one in report.built
    ]
    failed = [{"output": one.output, "error": error_entry(one.error)} for one in report.failed]
    return {
        "run": report.run,
        "built": built,
        "current": list(report.current),
        "kept": [{"output": one.output, "reason": one.reason} for one in report.kept],
        "failed": failed,
        "warnings": [
            {"outputs": list(one.outputs), "error": error_entry(one.error)}
            for one in report.warnings
        ],
        "seconds": round(report.seconds, 3),
    }


def check_json(report: CheckReport) -> dict[str, Any]:
    """Return what a check found."""
    problems = [
        {**problem_entry(problem.error), "outputs": list(problem.outputs)}
        for problem in report.problems
    ]
    return {"ok": report.ok, "problems": problems}


def error_json(error: BriefbookError) -> dict[str, Any]:
    """Return why a command ended before it could report.

    A book that is invalid has all its ``problems``, as a check reports them; so has a
    translator's file.
    """
    report: dict[str, Any] = {"error": error_entry(error)}
    if isinstance(error, InvalidBook | TranslationsRefused):
        report = {"ok": False, "problems": _problems(failures(error)), **report}
    return report


def _problems(errors: Iterable[BriefbookError]) -> list[dict[str, Any]]:
    return [{**problem_entry(error), "outputs": []} for error in errors]


def error_entry(error: BriefbookError) -> dict[str, Any]:
    """Return an error with its places."""
    return {
        "code": error.code,
        "message": error.message,
        "spans": _spans(error),
        "hint": error.hint,
    }


def _spans(error: BriefbookError) -> list[dict[str, Any]]:
    return [{"file": one.file, "line": one.line, "column": one.column} for one in error.spans]


def problem_entry(error: BriefbookError) -> dict[str, Any]:
    """Return a problem with the place that it names first."""
    span = error.spans[0] if error.spans else None
    return {
        "code": error.code,
        "severity": error.severity,
        "message": error.message,
        "file": span.file if span else None,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "spans": _spans(error),
        "hint": what_to_do(error),
    }
