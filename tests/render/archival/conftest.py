"""The renderer, and documents that it has set, for the tests of tags."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.pdf_tags import Tagged
from tests.render.samples import assets, document, manuscript
from tests.render.stress import stress

from briefbook.render.pdf import PdfRenderer

#: Sets a piece of markup with some CSS.
Set = Callable[..., Tagged]


@pytest.fixture(scope="session")
def renderer() -> PdfRenderer:
    return PdfRenderer(assets())


@pytest.fixture(scope="session")
def stressed(renderer: PdfRenderer) -> Tagged:
    """The stress document in English, laid out as a brief of the house."""
    return Tagged(renderer.render(stress("en")))


@pytest.fixture
def tagged(renderer: PdfRenderer) -> Set:
    """Return the PDF of a body of markup; files come as further arguments."""

    def tagged(body: str, css: str = "", **files: bytes) -> Tagged:
        extra = {"styles/x.css": css.encode()}
        extra |= {f"pictures/{name.replace('_', '.')}": data for name, data in files.items()}
        whole = manuscript(document(body), stylesheets=("styles/x.css",), extra=extra)
        return Tagged(renderer.render(whole))

    return tagged
