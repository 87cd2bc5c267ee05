"""Files that somebody edited: they are kept, never overwritten in silence.

Stage *publish*. A file that must make room is kept beside as
``NAME.kept-DIGEST.EXT``; no command of briefbook ever removes such a copy.
"""

from __future__ import annotations

import os
from pathlib import Path

from briefbook.errors import PublishFailed
from briefbook.record.digests import digest
from briefbook.wording import _, reason_of

_DIGITS = 12


def set_aside(path: Path, unless: str) -> Path | None:
    """Keep a copy of the file at ``path`` beside it; return where, or None.

    Nothing is kept of a file whose digest is ``unless``: it is what comes in its
    place. The file itself stays until it is replaced. Raises :class:`PublishFailed`
    when the copy cannot be made.
    """
    try:
        found = digest(path.read_bytes())
        if found == unless:
            return None
        kept = kept_name(path, found)
        if not (kept.exists() and digest(kept.read_bytes()) == found):
            _link(path, kept)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise PublishFailed(
            _(
                "{name} was edited and a copy could not be kept: {reason}",
                name=path.name,
                reason=reason_of(error),
            ),
            hint=_("move the edited file away, then build again"),
        ) from error
    return kept


def kept_name(path: Path, found: str) -> Path:
    """Return the name under which a file with this digest is kept."""
    return path.with_name(f"{path.stem}.kept-{found[:_DIGITS]}{path.suffix}")


def _link(path: Path, kept: Path) -> None:
    """Give the file a second name; where there are no links, move it."""
    try:
        os.link(path, kept)
    except FileExistsError:
        raise
    except OSError:
        path.replace(kept)
