"""The public Python interface of what goes on until it is stopped: watching, the page.

::

    from briefbook.live import watch

    watch("my-book", listener=print)

What is exported here stays, as in :mod:`briefbook.api`.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from briefbook.build.dispatch import ExecutorName, Options
from briefbook.events import Listener, ignore
from briefbook.plan.outputs import Selection

if TYPE_CHECKING:
    from threading import Event

__all__ = ["Selection", "preview", "watch"]


def watch(
    path: str | os.PathLike[str],
    selection: Selection | None = None,
    *,
    as_of: date | None = None,
    executor: ExecutorName = "processes",
    workers: int | None = None,
    listener: Listener = ignore,
    stop: Event | None = None,
) -> None:
    """Make stale outputs current now and after every save, until ``stop`` is set.

    What is wrong with the book is told to ``listener``, and the next save is tried
    again; ``stop`` is looked at every other second. The other parameters are those of
    :meth:`briefbook.api.Book.build`.

    Raises :class:`~briefbook.errors.ExtraMissing` where the extra ``preview`` is not
    installed, :class:`~briefbook.errors.InvalidBook` where there is no book and
    :class:`~briefbook.errors.UnknownName` for a selection that it does not have.
    """
    from briefbook.schedule.watching import watch as watch_book  # noqa: PLC0415  # only here

    options = Options(selection or Selection(), executor, workers, command="watch")
    watch_book(Path(path), options, listener, as_of=as_of, stop=stop)


def preview(
    path: str | os.PathLike[str],
    *,
    host: str = "127.0.0.1",
    port: int = 8321,
    on_save: bool = True,
    as_of: date | None = None,
    executor: ExecutorName = "processes",
    workers: int | None = None,
    listener: Listener = ignore,
) -> None:
    """Serve the local web page of a book until SIGINT or SIGTERM; docs/preview.md shows it.

    ``host`` is a loopback address, ``port`` 0 any that is free: the listener hears of
    :class:`~briefbook.events.PreviewStarted` with the address of the page. Without
    ``on_save`` outputs are made when the button of the page is pressed, and not by
    themselves. The other parameters are those of :meth:`briefbook.api.Book.build`.

    To be called in the main thread. Raises :class:`~briefbook.errors.ExtraMissing` where
    the extra ``preview`` is not installed, :class:`~briefbook.errors.InvalidBook` where
    there is no book and :class:`~briefbook.errors.PageUnavailable` for an address that
    the page cannot have.
    """
    from briefbook.preview.server import Address, Manner, serve  # noqa: PLC0415  # only here

    manner = Manner(on_save, as_of, executor, workers)
    serve(Path(path), Address(host, port), manner, listener)
