"""What documents say, kept in the ledger."""

from __future__ import annotations

import pytest

from briefbook.record.accounts import decode_account, decode_gist, encode_account
from briefbook.tracking.account import Account, Exemption, Figure, Gist, Place, Statement, Use

RU = "templates/phrases/ru.html.jinja"
MEMO = "templates/memo.html.jinja"
ACCOUNT = Account(
    "ru",
    (
        Statement("", (), Place(MEMO, 1), (Use("organizations.a", Place(MEMO, 3)),)),
        Statement(
            "since",
            ("organizations.a", "'о-\udcff'"),
            Place(RU, 7),
            (Use("organizations.a.since", Place(RU, 8), told=True, exemption=0),),
            (Figure("year", "1997", Place(RU, 8)), Figure("number", "5", Place(MEMO, 9), 0)),
        ),
    ),
    (Exemption(Place(RU, 8), "так принято"),),
)


@pytest.mark.parametrize("account", [ACCOUNT, Account("en")])
def test_an_account_comes_back_as_it_was(account: Account) -> None:
    assert decode_account(encode_account(account)) == account


def test_the_gist_of_an_account_names_its_facts_and_statements() -> None:
    assert decode_gist(encode_account(ACCOUNT)) == Gist(
        "ru",
        frozenset({"organizations.a", "organizations.a.since"}),
        frozenset({"", "since"}),
    )


@pytest.mark.parametrize("account", [ACCOUNT, Account("en")])
def test_the_gist_is_the_same_from_the_ledger_and_from_the_account(account: Account) -> None:
    assert decode_gist(encode_account(account)) == account.gist()


@pytest.mark.parametrize("damage", [b"", b"x", encode_account(ACCOUNT)[:-3]])
def test_damaged_bytes_are_no_account(damage: bytes) -> None:
    assert decode_account(damage) is None
    assert decode_gist(damage) is None
