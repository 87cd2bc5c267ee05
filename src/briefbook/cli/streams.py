"""Standard streams that may be closed, broken, full or in a narrow encoding."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TextIO

from briefbook.errors import InternalError
from briefbook.wording import _, reason_of

__all__ = ["prepare_streams", "silence", "write_output"]


def prepare_streams() -> None:
    """Make sure that writing to the standard streams cannot fail for want of them.

    A stream that was closed by the caller is opened on nothing, so that no file of
    ours takes its number. A character that an encoding lacks is written by its number.
    """
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115  # lives as long as we
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115  # lives as long as we
    for stream in (sys.stdout, sys.stderr):
        # What stands in their place in a test has no such method.
        with suppress(AttributeError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a TextIOWrapper


def write_output(text: str) -> None:
    """Write the one thing that a command prints to standard output.

    A reader that has gone away is no failure. Raises :class:`InternalError` where the
    text cannot be written for another reason, such as a full disk.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        silence(sys.stdout)
    except OSError as error:
        silence(sys.stdout)
        message = _("the report cannot be written: {reason}", reason=reason_of(error))
        raise InternalError(message, hint=_("see to where standard output leads")) from error


def silence(stream: TextIO) -> None:
    """Let a stream lead nowhere, so that nothing fails when it is flushed at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with suppress(OSError, ValueError):
        os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
