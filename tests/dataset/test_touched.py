"""Which records an edit touches: those that refer to it, with all that they refer to."""

from __future__ import annotations

import pytest

from briefbook.dataset.touched import touched

REFERENCES = {
    "a": ("b", "c"),
    "b": ("d",),
    "c": (),
    "d": (),
    "e": ("e", "f"),
    "f": ("e",),
    "g": ("gone",),
}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ("", ""),
        ("a", "abcd"),
        ("c", "abcd"),
        ("d", "abcd"),
        ("e", "ef"),
        ("f", "ef"),
        ("ce", "abcdef"),
    ],
)
def test_references_are_followed_both_ways(changed: str, expected: str) -> None:
    assert touched(REFERENCES, set(changed)) == set(expected)


def test_a_record_that_is_gone_touches_those_that_refer_to_it() -> None:
    assert touched(REFERENCES, {"gone"}) == {"g", "gone"}
