"""The collector of cycles rests while it is asked to, and then goes on as before."""

from __future__ import annotations

import gc

import pytest

from briefbook.collector import collector_at_rest


def test_the_collector_rests_and_goes_on_whatever_happens() -> None:
    def work() -> None:
        with collector_at_rest():
            raise ValueError(f"enabled: {gc.isenabled()}")

    assert gc.isenabled()
    with pytest.raises(ValueError, match="enabled: False"):
        work()
    assert gc.isenabled()


def test_a_collector_that_is_off_stays_off() -> None:
    gc.disable()
    try:
        with collector_at_rest(), collector_at_rest():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
