"""Is a picture fit to be shown? One error for each that is not. Stage *render*.

PNG (https://www.w3.org/TR/png-3/) and JPEG are decoded as a whole, through Pillow,
because a renderer embeds the bytes of a damaged one as they are. Both renderers ask here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING
from warnings import catch_warnings, simplefilter

from briefbook.errors import BriefbookError, RefusedAddress, Span, UnusablePicture
from briefbook.render.fonts import FontLibrary
from briefbook.render.pictures.svg import Flaw, svg_flaw
from briefbook.wording import _

if TYPE_CHECKING:
    from PIL.Image import Image

#: More bytes and points than a page can show: A4 at 600 to the inch has 35 million points.
MOST_BYTES = 20 * 1024 * 1024
MOST_POINTS = 40_000_000

_SMALLER = _("make it smaller")
_KINDS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}


def picture_problem(
    path: str, data: bytes, fonts: FontLibrary, spans: Sequence[Span] = ()
) -> BriefbookError | None:
    """Return an error for a picture that cannot be used, or None.

    ``path`` is under ``templates/``, and its ending says what the picture claims to be.
    ``RefusedAddress`` stands for one that reaches outside the book, ``UnusablePicture``
    for one that is huge, damaged or of another kind.
    """
    kind = "." + path.rpartition(".")[2].lower()
    flaw = svg_flaw(data, fonts) if kind == ".svg" else _raster_flaw(data, _KINDS.get(kind, ""))
    if flaw is None:
        return None
    error = RefusedAddress if flaw.reaches_out else UnusablePicture
    places = (Span(f"templates/{path}"), *spans)
    message = _("the picture {path} cannot be used: {flaw}", path=path, flaw=flaw.message)
    return error(message, spans=places, hint=flaw.hint)


def _raster_flaw(data: bytes, kind: str) -> Flaw | None:
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - most documents have none

    again = _("export the picture again as {kind}", kind=kind or "PNG")
    if len(data) > MOST_BYTES:
        limit = MOST_BYTES // 1024 // 1024
        return Flaw(_("it is larger than {limit} MiB", limit=limit), _SMALLER)
    try:
        with catch_warnings(), _strict():
            simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as image:
                flaw = _unfit(image, kind)
                if flaw is None:
                    image.load()
                return flaw
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return Flaw(_("it unpacks to more points than a page can show"), _SMALLER)
    except UnidentifiedImageError:
        return Flaw(_("it is neither PNG nor JPEG"), again)
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        return Flaw(_("it is damaged ({fault})", fault=error), again)


@contextmanager
def _strict() -> Iterator[None]:
    """Let Pillow fail on what is cut off: WeasyPrint tells it, for all, to fill it up in grey."""
    from PIL import ImageFile  # noqa: PLC0415 - as above

    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _unfit(image: Image, kind: str) -> Flaw | None:
    """Look at what a picture says of itself, before it is decoded."""
    if image.width * image.height > MOST_POINTS:
        size = _("it has {width} × {height} points", width=image.width, height=image.height)
        return Flaw(size, _SMALLER)
    if image.format != kind:
        message = _("it is {found}, not {kind}", found=image.format, kind=kind)
        return Flaw(message, _("name it after what it is"))
    if image.mode == "CMYK":
        return Flaw(_("its colours are those of a press (CMYK)"), _("convert it to RGB"))
    return None
