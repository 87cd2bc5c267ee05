"""A built book that delivers, and the moments at which it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.books import REPOSITORY, append, write

from briefbook.api import Book
from briefbook.deliver.courier import Timing
from briefbook.deliver.dispatch import deliver
from briefbook.deliver.report import DeliveryReport, Occasion
from briefbook.events import Event

TODAY = date(2026, 11, 24)


@dataclass
class Office:
    """A book with deliveries, built and delivered as time goes by."""

    folder: Path
    now: datetime = datetime(2026, 11, 24, 6, tzinfo=UTC)
    pauses: list[float] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    occasions: int = 0

    def settings(self, text: str) -> None:
        append(self.folder / "briefbook.toml", text)

    def build(self) -> None:
        Book.open(self.folder, as_of=TODAY).build(executor="inline")

    def deliver(self, *names: str, **occasion: Any) -> DeliveryReport:
        """Deliver on an occasion of its own, an hour after the last."""
        self.occasions += 1
        self.now += timedelta(hours=1)
        given = Occasion(**{"name": f"slot {self.occasions}", **occasion})
        snapshot = Book.open(self.folder, as_of=TODAY).snapshot
        timing = Timing(now=lambda: self.now, sleep=self.pauses.append)
        return deliver(self.folder, snapshot, names, given, self.events.append, timing=timing)

    def edit(self, file: str, change: Callable[[str], str]) -> None:
        path = self.folder / file
        write(path, change(path.read_text(encoding="utf-8")))


@pytest.fixture
def office(built_book: Path) -> Office:
    for language in ("ru", "en"):
        name = f"templates/deliveries/{language}.toml"
        write(built_book / name, (REPOSITORY / name).read_text(encoding="utf-8"))
    return Office(built_book)


def files_in(folder: Path) -> Sequence[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())
