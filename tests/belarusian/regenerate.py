"""Write the golden texts anew: ``python -m tests.belarusian.regenerate``.

Read the difference as a Belarusian diplomat would before it is committed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.belarusian.lay import HERE, TAG, lay_belarusian_book
from tests.content.impurities import seen

from briefbook.build.book import read_book
from briefbook.build.job import Workshop, open_workshop, write_manuscript
from briefbook.plan.outputs import Output, enclosed_by
from briefbook.render import markup

DAYS = (date(2018, 6, 1), date(2020, 2, 1), date(2026, 11, 22))
DOCUMENTS = ("brief", "memo", "overview")


def golden(document: str, day: date) -> Path:
    """Return the file of a golden text."""
    return HERE / "golden" / f"{document}-{day.isoformat()}.txt"


def output_of(workshop: Workshop, document: str) -> Output:
    """Return the Belarusian output of a document."""
    (output,) = (
        each
        for each in workshop.snapshot.outputs()
        if each.language == TAG and each.document == document
    )
    return output


def lines(workshop: Workshop, document: str) -> Iterator[str]:
    """Write a document as plain text, a block to a line; ~ is a no-break space, _ a blank."""
    output = output_of(workshop, document)
    pages = {str(each): 2 for each in enclosed_by(output, workshop.snapshot.config)}
    root = write_manuscript(workshop, output, pages=pages).root
    for block in markup.blocks(root):
        text = " ".join(seen(block).split(" ")).replace("\u00a0", "~").replace("\ufffc", "_")
        if text.strip():
            yield text.strip()


def main() -> None:
    """Write every golden text."""
    with TemporaryDirectory() as folder:
        book = lay_belarusian_book(Path(folder, "book"))
        for day in DAYS:
            workshop = open_workshop(read_book(book, day))
            for document in DOCUMENTS:
                text = "".join(f"{line}\n" for line in lines(workshop, document))
                golden(document, day).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
