"""Delivery into a folder, also of a network share: each file whole or not at all.

Exactly once: a file that is there already, byte for byte, is not written again, and the
change note is named after the key of the delivery.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from briefbook.deliver.carrying import Unsent
from briefbook.deliver.message import message_for
from briefbook.deliver.parcel import Parcel
from briefbook.errors import PublishFailed
from briefbook.plan.notices import Notice
from briefbook.publish import publish
from briefbook.wording import _, ngettext

#: Where the change notes are, below the folder of a delivery.
NOTES = "changes"


@dataclass(frozen=True, slots=True)
class FolderCarrier:
    """Copies files into the folder ``root``, which must be there."""

    root: Path
    notice: Notice

    def send(self, parcel: Parcel) -> str:
        """Copy the files of a parcel, then its change note.

        Raises :class:`Unsent` if the folder is not there (a share that is not mounted is
        not made) or cannot be written.
        """
        if not self.root.is_dir():
            hint = _("mount the share, or make the folder")
            raise Unsent(_("there is no folder {folder}", folder=self.root), hint)
        try:
            for edition in parcel.editions:
                self._put(self.root / edition.path, edition.data)
            message = message_for(parcel, self.notice, attached=False, links=None)
            self._put(self.root / NOTES / note_name(parcel), message.html.encode())
        except PublishFailed as error:
            raise Unsent(error.message, error.hint) from error
        return ngettext("{count} file", "{count} files", len(parcel.editions))

    def _put(self, target: Path, data: bytes) -> None:
        try:
            if target.read_bytes() == data:
                return
        except OSError:
            pass  # not there, or not readable: publishing tells
        publish(data, target, inside=self.root)


def note_name(parcel: Parcel) -> str:
    """Name the change note of a parcel: its day and the beginning of its key."""
    return f"{parcel.intended:%Y-%m-%d}-{parcel.key[:12]}.html"
