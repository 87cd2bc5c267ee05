"""The seal of a PDF: any later change of the bytes is noticed."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.render.samples import assets, document, manuscript

from briefbook.render.pdf import PdfRenderer
from briefbook.render.seal import identified, is_sealed, seal


@pytest.fixture(scope="module")
def sealed() -> bytes:
    return PdfRenderer(assets()).render(manuscript(document("<h1>The river</h1>")))


def test_the_second_string_is_the_digest_of_the_file_without_it(sealed):
    start = sealed.rindex(b"> <") + 3
    digits = sealed[start : start + 32]
    blank = sealed.replace(digits, b"0" * 32)
    assert sha256(blank).hexdigest()[:32].encode() == digits
    assert is_sealed(sealed)


@given(data=st.data())
def test_a_change_of_any_byte_is_noticed(sealed, data):
    place = data.draw(st.integers(0, len(sealed) - 1))
    other = data.draw(st.integers(1, 255))
    changed = bytearray(sealed)
    changed[place] ^= other
    assert not is_sealed(bytes(changed))


@pytest.mark.parametrize("tail", [b"\n", b"% a remark\n"])
def test_bytes_added_or_taken_away_are_noticed(sealed, tail):
    assert not is_sealed(sealed + tail)
    assert not is_sealed(tail + sealed)
    assert not is_sealed(sealed[: -len(tail)])


def test_a_later_update_with_an_identifier_of_its_own_is_noticed(sealed):
    update = b"trailer <</ID [<%b> <%b>]>>\nstartxref\n0\n%%%%EOF\n" % (b"a" * 32, b"b" * 32)
    assert not is_sealed(sealed + update)
    assert is_sealed(seal(sealed + update))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n%%EOF\n", b"\x00" * 99, b"/ID [<00> <00>]"])
def test_what_has_no_identifier_is_not_sealed(data):
    assert not is_sealed(data)
    with pytest.raises(ValueError, match="no file identifier"):
        seal(data)
    with pytest.raises(ValueError, match="no PDF"):
        identified(data, bytes(16))


def test_the_permanent_string_has_sixteen_bytes(sealed):
    with pytest.raises(ValueError, match="16 bytes"):
        identified(sealed, b"short")
