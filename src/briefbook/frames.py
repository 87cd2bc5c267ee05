"""Room for the frames of calls within calls, taken all at once.

Python keeps the frames of its functions in stretches of 16 KiB, and gives a stretch back
to the system with the first frame in it (``_PyThreadState_PushFrame`` in CPython's
``Python/pystate.c``). Pages are set some sixty calls deep: the busy function that happens
to stand at the end of a stretch has one mapped and unmapped for every call that it makes,
a fiftieth of a brief's time. A frame that is larger than a stretch brings one of its own,
whose size is a power of two, and what is called from it finds room in the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import ParamSpec, TypeVar, cast

__all__ = ["with_room"]

_P = ParamSpec("_P")
_T = TypeVar("_T")

#: Places for values, of 8 bytes each, in the frame of ``with_room``: 128 KiB that nobody
#: writes to. With its own few words it gets 256 KiB, so that as much again is left.
_PLACES = 2**14


def with_room(function: Callable[_P, _T], *args: _P.args, **named: _P.kwargs) -> _T:
    """Return what a function returns; there is room for all the calls that it makes."""
    roomy = FunctionType(_call.__code__.replace(co_stacksize=_PLACES), {})
    return cast("_T", roomy(function, args, named))


def _call(
    function: Callable[..., object], args: tuple[object, ...], named: dict[str, object]
) -> object:
    return function(*args, **named)
