"""doit's task file for the same outputs: each depends on its subject, template and phrases.

Run in the folder of a built book. The action does nothing: what is measured is the
run that finds everything up to date.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

DOIT_CONFIG = {"verbosity": 0, "reporter": "zero", "default_tasks": ["output"]}
KINDS = (("brief", "pdf"), ("memo", "docx"))


def nothing() -> None:
    """Stand for the work that is never to be done."""


def task_output() -> Iterator[dict[str, Any]]:
    """Yield one task for each output."""
    for subject in sorted(Path("data/organizations").glob("*.yaml")):
        for language in ("ru", "en"):
            for document, suffix in KINDS:
                yield {
                    "name": f"{language}/{subject.stem}/{document}",
                    "actions": [nothing],
                    "file_dep": [
                        str(subject),
                        f"templates/{document}.html.jinja",
                        f"templates/phrases/{language}.html.jinja",
                    ],
                    "targets": [f"output/{language}/{subject.stem}/{document}.{suffix}"],
                }
