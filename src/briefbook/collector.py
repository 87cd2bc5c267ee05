"""The collector of reference cycles, at rest where it would search in vain.

Python searches all young objects for cycles again and again while many are made
(https://docs.python.org/3/library/gc.html). Where they all live on, or go as soon as
nobody refers to them, that is time for nothing.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["collector_at_rest", "keep_what_lives_on"]


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Keep the collector of reference cycles from running."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def keep_what_lives_on() -> None:
    """Let the collector pass over all that is there now, for as long as the process lives.

    A process of its own that has prepared itself calls this: to search its modules,
    fonts and templates takes a tenth of a second, once in some hundred documents.
    """
    gc.freeze()
