"""Write the golden texts anew: ``python -m tests.content.regenerate``.

Read the difference as an editor would before it is committed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from tests.content.support import EARLY_DAY, LANGUAGES, SOURCE_DAY, TODAY, Composed, composed

GOLDEN = Path(__file__).parent / "golden"
DAYS = (EARLY_DAY, SOURCE_DAY, TODAY)
DOCUMENTS = ("brief", "memo", "overview")


def cases() -> Iterator[tuple[str, str, date]]:
    """Yield document, language and day of each golden text."""
    for document in DOCUMENTS:
        for language in LANGUAGES:
            yield from ((document, language, day) for day in DAYS)


def golden_file(document: str, language: str, day: date) -> Path:
    """Return the file of a golden text."""
    return GOLDEN / f"{document}-{language}-{day.isoformat()}.txt"


def golden_text(composed_document: Composed) -> str:
    """Write a document as plain text, a block to a line; ~ is a no-break space."""
    blocks = composed_document.composition.blocks
    lines = (" ".join(block.text.split(" ")).replace("\u00a0", "~").strip() for block in blocks)
    return "".join(f"{line}\n" for line in lines if line)


def main() -> None:
    """Write every golden text."""
    GOLDEN.mkdir(exist_ok=True)
    for document, language, day in cases():
        text = golden_text(composed(document, language, day))
        golden_file(document, language, day).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
