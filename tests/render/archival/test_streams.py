"""No stream ends with a carriage return, which would seem to be part of the line break."""

from __future__ import annotations

import zlib

import pydyf
import pytest
from tests.pdf_gate import faults
from tests.render.samples import document, manuscript

from briefbook.render.archival.streams import is_ambiguous, settle


def ending_with_a_return() -> bytes:
    """Data whose compressed form ends with a carriage return."""
    return next(
        data
        for data in (b"a" * number for number in range(999))
        if zlib.compress(data, 9).endswith(b"\r")
    )


@pytest.mark.parametrize("compressed", [True, False])
def test_such_a_stream_is_given_one_more_byte_that_nobody_reads(compressed):
    raw = ending_with_a_return()
    pdf = pydyf.PDF()
    if compressed:
        stream = pydyf.Stream([zlib.compress(raw, 9)], {"Filter": "/FlateDecode"})
    else:
        stream = pydyf.Stream([raw], compress=True)
    pdf.add_object(stream)
    assert is_ambiguous(stream.data)
    settle(pdf)
    assert not is_ambiguous(stream.data)
    decoder = zlib.decompressobj()
    assert decoder.decompress(stream.stream[0]) == raw
    assert decoder.unused_data == b"\n"


def test_other_streams_are_left_as_they_are():
    pdf = pydyf.PDF()
    pdf.add_object(pydyf.Stream([b"plain\r"]))
    pdf.add_object(pydyf.Stream([b"one", b"two"], {"Type": "/X"}, compress=True))
    settle(pdf)
    plain, compressed = pdf.objects[-2:]
    assert plain.stream == [b"plain\r"]
    assert zlib.decompress(compressed.stream[0]) == b"one\ntwo"
    assert compressed.extra == {"Type": "/X", "Filter": "/FlateDecode"}


def test_documents_are_valid_whatever_their_streams_happen_to_end_with(renderer):
    # About one of six would not be, and one of a hundred not but for a second attempt.
    for number in range(60):
        data = renderer.render(manuscript(document(f"<h1>{number}</h1><p>{number * 7}</p>")))
        assert not is_ambiguous(data)
        if number < 6:
            assert faults(data) == []
