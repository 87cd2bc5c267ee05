"""The book of this repository, composed on any day: what the tests of its content read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from briefbook.build.book import read_book
from briefbook.build.snapshot import Snapshot, templates_of
from briefbook.compose.composer import Commission, Composer, Composition
from briefbook.dataset.values import Dataset, Node
from briefbook.localize.view import Perspective
from briefbook.render import markup

ROOT = Path(__file__).parents[2]
SUBJECT = "organizations.unodc"
LANGUAGES = ("ru", "en")
#: A day on which every term of the first subject has ended.
TODAY = date(2026, 11, 22)
#: The day to which the source is dated; one term runs on it.
SOURCE_DAY = date(2020, 2, 1)
#: A day on which one term runs and another is still to begin.
EARLY_DAY = date(2018, 6, 1)


@dataclass(frozen=True, slots=True)
class Composed:
    """A composed document with the paths of all facts that it read."""

    composition: Composition
    read: frozenset[str]

    @property
    def lines(self) -> list[str]:
        """The text of each block, with plain spaces and without the empty ones."""
        texts = (block.text.replace("\u00a0", " ") for block in self.composition.blocks)
        return [" ".join(text.split()) for text in texts if text.strip()]

    @property
    def text(self) -> str:
        """The whole text, one line to each block."""
        return "\n".join(self.lines)

    @property
    def body(self) -> str:
        """The text in reading order: without the title and the running page number."""
        return "\n".join(texts(self.composition, "p", "h1", "h2", "li", "caption", "td", "th"))

    def of(self, *tags: str) -> list[str]:
        """The text of each block with one of these tags."""
        return texts(self.composition, *tags)


def texts(composition: Composition, *tags: str) -> list[str]:
    """Return the texts of a document's blocks with one of these tags, plain spaces in them."""
    blocks = [block for block in markup.blocks(composition.root) if block.tag in tags]
    plain = (" ".join(block.text().replace("\u00a0", " ").split()) for block in blocks)
    return [text for text in plain if text]


#: A finished file of two pages, which stands for whatever goes with a document.
ENCLOSED = "output/ru/unodc/brief.pdf"


@cache
def book() -> Snapshot:
    """Read the book."""
    return read_book(ROOT, TODAY)


@cache
def composer() -> Composer:
    """Make one composer for all languages."""
    return Composer(templates_of(book().files))


@cache
def composed(document: str, language: str, day: date = TODAY) -> Composed:
    """Compose a document of the book as it is on a day."""
    return compose(book().dataset, document, language, day)


def compose(
    dataset: Dataset, document: str, language: str, day: date = TODAY, subject: str = "unodc"
) -> Composed:
    """Compose a document of any dataset with the templates of the book."""
    settings = book().config.document(document)
    details = f"{settings.details}.{subject}"
    has_details = settings.details and subject in dataset.registers[settings.details]
    commission = Commission(
        document=document,
        template=settings.template,
        subject=None if settings.about == "book" else f"organizations.{subject}",
        details=details if has_details else None,
        format=settings.formats[0],
        layout=book().profiles[settings.profiles[language]],
        encloses=dict.fromkeys(settings.encloses, ENCLOSED),
    )
    perspective = Perspective(dataset, book().schema.derived, language, day, pages={ENCLOSED: 2})
    composition = composer().compose(commission, perspective)
    reads = perspective.recorder.trace().reads
    return Composed(composition, frozenset(read.question.path for read in reads))


def strings(dataset: Dataset) -> list[str]:
    """Return every text of a dataset."""
    found: list[str] = []

    def collect(value: object) -> None:
        if isinstance(value, Node):
            for field in value.fields.values():
                collect(field)
        elif isinstance(value, tuple):
            for item in value:
                collect(item)
        elif isinstance(value, str):
            found.append(value)

    for records in dataset.registers.values():
        for record in records.values():
            collect(record)
    return found
