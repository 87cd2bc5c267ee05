"""What goes into the ledger comes out of it as it was."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.record.samples import BASIS, TRACE

from briefbook.dataset.values import FrozenMap
from briefbook.errors import (
    BriefbookError,
    InternalError,
    InvalidBook,
    OutputError,
    Span,
    TranslationsRefused,
    WrongValue,
    error_classes,
)
from briefbook.record.codec import (
    BasisDecoder,
    DamagedBasis,
    decode_error,
    encode_basis,
    encode_error,
)
from briefbook.record.rows import Basis
from briefbook.tracking.questions import Question
from briefbook.tracking.trace import Read, Trace
from briefbook.wording import verbatim

texts = st.text(st.characters(exclude_categories=()), max_size=20)
scalars = texts | st.integers() | st.floats(allow_nan=False) | st.booleans() | st.none()
answers = st.recursive(scalars, lambda items: st.lists(items, max_size=4).map(tuple), max_leaves=9)
questions = st.builds(Question, st.sampled_from(["fact", "derived", "register"]), texts)
traces = st.lists(st.builds(Read, questions, answers), max_size=6).map(tuple).map(Trace)
key_parts = st.dictionaries(texts, texts, max_size=4).map(FrozenMap)


class TestBasis:
    @settings(max_examples=60, deadline=None)
    @given(key_parts, traces)
    def test_comes_back_equal(self, parts: FrozenMap[str, str], trace: Trace) -> None:
        basis = Basis(parts, trace)
        assert BasisDecoder().decode(encode_basis(basis)) == basis

    def test_keeps_the_order_of_the_reads(self) -> None:
        backwards = Basis(BASIS.key_parts, Trace(TRACE.reads[::-1]))
        found = BasisDecoder().decode(encode_basis(backwards))
        assert found.trace.reads == TRACE.reads[::-1]

    def test_tells_a_number_from_a_truth_value_and_a_text(self) -> None:
        reads = tuple(Read(Question("fact", "a"), (value,)) for value in (1, True, 1.0, "1", None))
        found = BasisDecoder().decode(encode_basis(Basis({}, Trace(reads)))).trace.reads
        assert [repr(read.answer) for read in found] == [
            "(1,)",
            "(True,)",
            "(1.0,)",
            "('1',)",
            "(None,)",
        ]

    def test_shares_equal_reads_between_outputs(self) -> None:
        decoder = BasisDecoder()
        data = encode_basis(BASIS)
        one, other = decoder.decode(data), decoder.decode(data)
        assert all(a is b for a, b in zip(one.trace.reads, other.trace.reads, strict=True))

    def test_is_smaller_than_its_text(self) -> None:
        reads = tuple(Read(Question("fact", f"a.b{n}.name"), ("str", "x", None)) for n in range(99))
        assert len(encode_basis(Basis({}, Trace(reads)))) < 1500

    @pytest.mark.parametrize("place", range(0, len(encode_basis(BASIS)), 7))
    def test_with_a_bit_flipped_is_refused(self, place: int) -> None:
        data = bytearray(encode_basis(BASIS))
        data[place] ^= 4
        try:
            found = BasisDecoder().decode(bytes(data))
        except DamagedBasis:
            return
        assert found == BASIS  # a bit of zlib's header that means nothing here

    @pytest.mark.parametrize("data", [b"", b"nonsense", encode_basis(BASIS)[:-1]])
    def test_of_other_bytes_is_refused(self, data: bytes) -> None:
        with pytest.raises(DamagedBasis):
            BasisDecoder().decode(data)


def look(error: BriefbookError) -> dict[str, Any]:
    return {**vars(error), "type": type(error), "text": str(error), "args": error.args}


#: Made of other errors: of a book, tested below; of a translator's file, which no ledger keeps.
_OF_PROBLEMS = (InvalidBook, TranslationsRefused)


class TestError:
    @pytest.mark.parametrize(
        "kind", [kind for kind in error_classes() if kind not in _OF_PROBLEMS], ids=lambda k: k.code
    )
    def test_of_each_class_comes_back(self, kind: type[BriefbookError]) -> None:
        spans = (Span("data/реки.yaml", 3, 7, "  name: «Ока»"), Span("templates/a.jinja"))
        error = kind(
            verbatim("it went wrong: \ud800 & «так»"), spans=spans, hint=verbatim("mend it")
        )
        assert look(decode_error(encode_error(error))) == look(error)

    def test_of_a_whole_book_keeps_its_problems(self) -> None:
        problem = WrongValue(verbatim("a number is needed"), spans=[Span("data/a.yaml", 1)])
        error = decode_error(encode_error(InvalidBook([problem])))
        assert isinstance(error, InvalidBook)
        assert [look(found) for found in error.problems] == [look(problem)]
        assert error.message == "the book has 1 problem"

    def test_within_briefbook_keeps_its_traceback(self) -> None:
        error = InternalError(verbatim("a defect"))
        error.traceback = "Traceback (most recent call last): …"
        assert look(decode_error(encode_error(error))) == look(error)

    def test_with_a_code_of_another_version_keeps_its_message(self) -> None:
        text = encode_error(WrongValue(verbatim("it is odd"))).replace("wrong-value", "odd-value")
        error = decode_error(text)
        assert (type(error), error.message) == (OutputError, "it is odd")
