"""WeasyPrint as it was delivered, beside what stands in for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from tests.render.samples import assets

from briefbook.render.fonts import FontLibrary


@pytest.fixture(scope="session")
def configuration() -> Iterator[Any]:
    """A font configuration of the book's fonts; the twins stand in from here on."""
    library = FontLibrary.from_assets(assets())
    yield library.configuration()
    assert library.files  # the fonts last as long as their library


@pytest.fixture
def delivered(configuration):  # WeasyPrint may be imported now
    """A context in which WeasyPrint does what it does by itself."""
    return as_delivered


@contextmanager
def as_delivered(twins: Sequence[Any] = ()) -> Iterator[None]:
    """Put these originals back while the context lasts, or all that change nothing."""
    from briefbook.render.quicker import TWINS, drawn_text

    chosen = twins or [each for each in TWINS if each not in drawn_text.TWINS]
    for twin in chosen:
        twin.stand_back()
    try:
        yield
    finally:
        for twin in chosen:
            twin.stand_in()
