"""WeasyPrint, imported before it is known with which fonts: for a process that waits.

Stage *render*. To import this module takes longer than to set a short text, and needs no
book. The import of WeasyPrint reads the fonts that fontconfig finds, only to warn where
there are none; each ``FontConfiguration`` reads its own afresh. So here it finds none,
whatever the system has, and nobody is warned of that.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

from briefbook.render.fonts import fontconfig_reads
from briefbook.render.libraries import found_at_once

__all__: list[str] = []

_NO_FONTS = "<fontconfig><reset-dirs/></fontconfig>\n"


def _import() -> None:
    with TemporaryDirectory(prefix="briefbook-fonts-") as folder, warnings.catch_warnings():
        warnings.filterwarnings("ignore", "No fonts configured")
        nothing = Path(folder) / "fonts.conf"
        nothing.write_text(_NO_FONTS, encoding="utf-8")
        with fontconfig_reads(nothing), found_at_once():
            import briefbook.render.quicker  # noqa: F401, PLC0415  # for whoever asks later


_import()
