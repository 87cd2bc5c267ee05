"""The colours of a PDF: sRGB, and pictures without invented pixels.

Stage *render*. ISO 19005-3, 6.2.3: the output intent says what the figures of a
colour mean; 6.2.8: a picture is not smoothed when it is enlarged.
"""

from __future__ import annotations

from importlib.resources import files
from io import BytesIO
from typing import Any

import pydyf


def srgb() -> dict[str, Any]:
    """Return the colour profiles of a document: WeasyPrint's own sRGB.

    Its option ``output_intent="srgb"`` opens the same file for every document and
    leaves it open.
    """
    from weasyprint.css import ColorProfile  # noqa: PLC0415 - see FontLibrary.configuration

    data = files("weasyprint.pdf").joinpath("sRGB2014.icc").read_bytes()
    channels = (["r"], ["g"], ["b"])
    return {"srgb": ColorProfile(BytesIO(data), "sRGB2014.icc", "relative-colorimetric", channels)}


def forbid_smoothing(pdf: pydyf.PDF) -> None:
    """Let pictures be shown as they are.

    WeasyPrint asks readers to interpolate, unless a style forbids it, in PDF/A too.
    """
    for each in pdf.objects:
        if isinstance(each, pydyf.Stream) and "Interpolate" in each.extra:
            each.extra["Interpolate"] = "false"
