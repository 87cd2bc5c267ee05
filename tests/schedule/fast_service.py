"""The real service in a process of its own, under a clock that runs fast.

``python -m tests.schedule.fast_service BOOK FACTOR EPOCH``: since the Unix time EPOCH the
clock has run FACTOR times as fast as the world's. It is the service as the command line
starts it, with its deliveries, signals, log and processes; only clock and executor are others.
"""

from __future__ import annotations

import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

from briefbook.cli.logs import Log
from briefbook.cli.settings import Verbosity
from briefbook.deliver.dispatch import deliver
from briefbook.schedule.attempt import Workplace
from briefbook.schedule.service import serve
from briefbook.schedule.stopping import Stop

BEGIN = datetime(2026, 11, 24, 5, 59, 30, tzinfo=UTC)


class FastClock:
    """Runs ``factor`` times as fast as the clock of the machine, since ``epoch``."""

    def __init__(self, factor: float, epoch: float) -> None:
        self.factor = factor
        self.epoch = epoch

    def now(self) -> datetime:
        return BEGIN + timedelta(seconds=(time.time() - self.epoch) * self.factor)

    def monotonic(self) -> float:
        return time.monotonic() * self.factor

    def wait(self, seconds: float, until: Event) -> None:
        until.wait(seconds / self.factor)


def main(book: Path, factor: float, epoch: float) -> None:
    stop = Stop()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.request())
    clock = FastClock(factor, epoch)
    log = Log(Verbosity.NORMAL)
    serve(Workplace(book, clock, stop, log, deliver, executor="inline", apart=True))


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]))
