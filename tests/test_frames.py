"""What is called with room does what it does without."""

from __future__ import annotations

import sys

import pytest

from briefbook.frames import with_room


def test_what_a_function_returns_is_handed_on():
    assert with_room(divmod, 17, 5) == (3, 2)
    assert with_room(sorted, [1, 3, 2], reverse=True) == [3, 2, 1]


def test_what_a_function_raises_is_handed_on():
    with pytest.raises(KeyError, match="Rhine"):
        with_room(dict[str, str]().__getitem__, "Rhine")


def test_calls_within_calls_go_as_deep_as_ever():
    def depth(calls: int) -> int:
        return 0 if calls == 0 else 1 + with_room(depth, calls - 1)

    assert with_room(depth, 100) == 100


def test_the_frame_around_is_too_large_for_a_stretch_of_128_kib():
    frame = with_room(sys._getframe)
    assert frame.f_code.co_stacksize * 8 >= 128 * 1024
