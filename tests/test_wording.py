"""Messages: English texts that can be said again in another language."""

from __future__ import annotations

import copy
import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbook.errors import UnknownName
from briefbook.wording import (
    Message,
    _,
    decimal,
    from_data,
    joined,
    ngettext,
    to_data,
    verbatim,
)

INNER = ngettext("{count} output", "{count} outputs", 3)
SAMPLES = (
    _("nothing changed"),
    _("there is no format {name}", name="'dox'"),
    _("write {{name}}, not {name}", name="{x}"),
    ngettext("{count} output in {where}", "{count} outputs in {where}", 1, where="ru"),
    _("built {outputs} in {time}", outputs=INNER, time=decimal(1.25)),
    joined([INNER, "plain", verbatim("{braces}")]),
    verbatim("it's {as} it is"),
)


def test_a_message_is_its_english_text() -> None:
    assert _("there is no format {name}", name="'dox'") == "there is no format 'dox'"
    assert f"{SAMPLES[4]}" == "built 3 outputs in 1.2 s".removesuffix(" s")
    assert ngettext("{count} output", "{count} outputs", 1) == "1 output"
    assert ngettext("{count} output", "{count} outputs", 0) == "0 outputs"


def test_a_brace_that_is_no_gap_is_written_twice() -> None:
    assert _("write {{name}}, not {name}", name="{x}") == "write {name}, not {x}"


def test_what_fills_a_gap_is_kept_as_it_can_be_said_again() -> None:
    fillings = dict(_("{a} {b} {c}", a=INNER, b=2, c=UnknownName(verbatim("x"))).fillings)
    assert fillings == {"a": "3 outputs", "b": 2, "c": "x"}
    assert [type(value) for value in fillings.values()] == [Message, int, str]


def test_a_gap_that_stays_empty_is_a_defect() -> None:
    with pytest.raises(KeyError):
        _("there is no format {name}")


@pytest.mark.parametrize("text", ["", "{", "}}", "{0}", "a {b} c", "«кавычки»"])
def test_words_of_others_are_taken_as_they_are(text: str) -> None:
    assert verbatim(text) == text


def test_parts_are_joined_by_any_text() -> None:
    assert joined(["a", "b", "c"], " {} ") == "a {} b {} c"
    assert joined([]) == ""


@pytest.mark.parametrize(("number", "digits", "said"), [(1.26, 1, "1.3"), (7.5, 2, "7.50")])
def test_a_number_has_so_many_digits_after_the_point(number: float, digits: int, said: str) -> None:
    assert decimal(number, digits) == said
    assert decimal(12.4, 0) == "12"


def same(one: Message, other: Message) -> bool:
    return (one, one.msgid, one.plural, one.number, one.fillings) == (
        other,
        other.msgid,
        other.plural,
        other.number,
        other.fillings,
    )


@pytest.mark.parametrize("message", SAMPLES)
def test_a_message_survives_copying_and_crossing_processes(message: Message) -> None:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert same(pickle.loads(pickle.dumps(message, protocol)), message)
    assert same(copy.deepcopy(message), message)
    error = pickle.loads(pickle.dumps(UnknownName(message, hint=message)))
    assert same(error.message, message)
    assert same(error.hint, message)


@pytest.mark.parametrize("message", SAMPLES)
def test_a_message_survives_json(message: Message) -> None:
    read = from_data(json.loads(json.dumps(to_data(message))))
    assert read == message
    assert read.fillings == message.fillings
    assert [type(value) for _name, value in read.fillings] == [
        Message if isinstance(value, str) else int for _name, value in message.fillings
    ]


def test_a_message_without_gaps_is_a_mere_text_in_json() -> None:
    assert to_data(_("nothing changed")) == "nothing changed"


@given(st.text())
def test_any_text_survives_json(text: str) -> None:
    assert from_data(to_data(text)) == text


@pytest.mark.parametrize("data", [None, 3, {}, {"msgid": "{x}", "fillings": {}}, ["a"]])
def test_what_is_no_message_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match="no message"):
        from_data(data)
