"""The colours of a PDF: sRGB, by the profile that WeasyPrint brings along.

Stage *render*. ISO 19005-3, 6.2.3: the output intent says what the figures of a
colour mean.
"""

from __future__ import annotations

from importlib.resources import files
from io import BytesIO
from typing import Any


def srgb() -> dict[str, Any]:
    """Return the colour profiles of a document: WeasyPrint's own sRGB.

    Its option ``output_intent="srgb"`` opens the same file for every document and
    leaves it open.
    """
    from weasyprint.css import ColorProfile  # noqa: PLC0415 - see FontLibrary.configuration

    data = files("weasyprint.pdf").joinpath("sRGB2014.icc").read_bytes()
    channels = (["r"], ["g"], ["b"])
    return {"srgb": ColorProfile(BytesIO(data), "sRGB2014.icc", "relative-colorimetric", channels)}
