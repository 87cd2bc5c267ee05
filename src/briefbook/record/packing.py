"""What an attempt rested on, as the ledger keeps it: the stage *record*.

It is written where the output was made: the objects are there, several workers do it at
once, and only bytes travel to the one who records them.
"""

from __future__ import annotations

from dataclasses import dataclass

from briefbook.record.accounts import decode_account, encode_account
from briefbook.record.codec import ReachTexts, encode_basis, encode_reach
from briefbook.record.rows import Basis
from briefbook.tracking.account import Account

__all__ = ["Packed", "pack"]


@dataclass(frozen=True, slots=True)
class Packed:
    """A basis in the columns of the ledger; None where it has no such part."""

    basis: bytes
    reach: ReachTexts | None = None
    account: bytes | None = None

    def said(self) -> Account | None:
        """Return what the document says, None where that is not known."""
        return None if self.account is None else decode_account(self.account)


def pack(basis: Basis) -> Packed:
    """Write a basis as the ledger keeps it."""
    reach = None if basis.reach is None else encode_reach(basis.reach)
    account = None if basis.account is None else encode_account(basis.account)
    return Packed(encode_basis(basis), reach, account)
