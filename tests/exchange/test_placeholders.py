"""The code of a phrase comes back whole and in its place, or the file is refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.compose.workbench import ROOT

from briefbook.compose.environment import make_environment
from briefbook.compose.passages import Passage, passages, take_apart
from briefbook.exchange.placeholders import Slip, put_back
from briefbook.exchange.returned import Part
from briefbook.exchange.segments import text_of

SENTENCE = "On {{ day }} {% if x %}the <b>{{ body }}</b> of {{ state }}{% endif %} met."
CHOICE = '{{ s | agree("he", "she") }} and {{ t | agree("it", "they") }} {{ z }}.'


def parts(text: str) -> list[Part]:
    """Read a returned text in which placeholders stand in braces."""
    found = re.split(r"\{([^{}]+)\}", text)
    return [Part(one, "") if n % 2 == 0 else Part(None, one) for n, one in enumerate(found) if one]


def returned(original: str, text: str) -> str | list[str]:
    """Put a returned text back; return the phrase, or what is wrong."""
    wanted = [piece for piece in take_apart(original) if piece.is_code]
    found = put_back(parts(text), wanted)
    if isinstance(found, list):
        assert all(isinstance(slip, Slip) and slip.hint for slip in found)
        return [str(slip.message) for slip in found]
    return text_of(found)


@pytest.mark.parametrize(
    ("original", "text", "phrase"),
    [
        ("{{ day }}: met", "Met on {day}", "Met on {{ day }}"),
        (
            SENTENCE,
            "{day} on {if_x}{state}'s {b}{body}{end_b}{endif} met.",
            "{{ day }} on {% if x %}{{ state }}'s <b>{{ body }}</b>{% endif %} met.",
        ),
        (
            CHOICE,
            "{z} {t_agree}они{t_agree/2}оно{t_agree/3} и {s_agree}он{s_agree/2}она{s_agree/3}",
            '{{ z }} {{ t | agree("они", "оно") }} и {{ s | agree("он", "она") }}',
        ),
        (
            CHOICE.replace('"', "'"),
            "{s_agree}«a»{s_agree/2}b{s_agree/3}{t_agree}c{t_agree/2}d{t_agree/3}{z}",
            "{{ s | agree('«a»', 'b') }}{{ t | agree('c', 'd') }}{{ z }}",
        ),
        ("3 < {{ x }}", "{x} > 3, & so", "{{ x }} > 3, & so"),
    ],
)
def test_words_may_change_and_expressions_may_move_within_their_stretch(
    original: str, text: str, phrase: str
) -> None:
    assert returned(original, text) == phrase


@pytest.mark.parametrize(
    ("original", "text", "told"),
    [
        (SENTENCE, "On {day}", "the placeholder {if_x} is missing"),
        ("{{ day }}", "{day} {day}", "the placeholder {day} stands there more than once"),
        ("{{ day }}", "{day} {month}", "there is no placeholder {month} in this unit"),
        ("{{ day }}", "{Day}", "the placeholder {day} is missing"),
        (
            SENTENCE,
            "{if_x}On {day} the {b}{body}{end_b} of {state}{endif}",
            "the placeholder {day} stands in another place than before",
        ),
        (
            SENTENCE,
            "On {day} {endif}the {b}{body}{end_b} of {state}{if_x}",
            "the placeholder {endif} stands in another place than before",
        ),
        (
            SENTENCE,
            "On {day} {if_x}the {end_b}{body}{b} of {state}{endif}",
            "the placeholder {end_b} stands in another place than before",
        ),
        (
            CHOICE,
            "{s_agree}he{t_agree}it{t_agree/2}they{t_agree/3}{s_agree/2}she{s_agree/3}{z}",
            "the placeholder {s_agree} stands in another place than before",
        ),
        (
            CHOICE,
            "{s_agree/2}he{s_agree}she{s_agree/3}{t_agree}it{t_agree/2}they{t_agree/3}{z}",
            "the placeholder {s_agree/2} stands in another place than before",
        ),
    ],
)
def test_code_that_is_lost_doubled_strange_or_out_of_place_is_told(
    original: str, text: str, told: str
) -> None:
    found = returned(original, text)
    assert isinstance(found, list)
    assert found[0] == told


def test_code_that_was_altered_is_told_and_never_taken() -> None:
    wanted = [piece for piece in take_apart("{{ day }}") if piece.is_code]
    (slip,) = put_back([Part("{{ secret }}", "day")], wanted)
    assert isinstance(slip, Slip)
    assert slip.message == "the code of the placeholder {day} was changed"
    assert text_of(put_back([Part("{{  day\n}}", "day")], wanted)) == "{{ day }}"  # type: ignore[arg-type]  # it is right


def raw(original: str, *texts: str) -> str | list[str]:
    """Return the texts between the code of a phrase, as they are."""
    wanted = [piece for piece in take_apart(original) if piece.is_code]
    mixed: list[Part] = []
    for number, text in enumerate(texts):
        mixed.append(Part(text))
        mixed += [Part(None, piece.name) for piece in wanted[number : number + 1]]
    found = put_back([part for part in mixed if part.text != ""], wanted)
    return [str(slip.message) for slip in found] if isinstance(found, list) else text_of(found)


@pytest.mark.parametrize(
    ("original", "texts"),
    [
        ("a{{ x }}b", ("{{ secret }}", "b")),
        ("a{{ x }}b", ("{% include 'x' %}", "b")),
        ("a{{ x }}b", ("{# gone", "b")),
        ("a{{ x }}b", ("%}", "b")),
        ("a{{ x }}b", ("<script>", "b")),
        ("a{{ x }}b", ("</p>", "b")),
        ("a{{ x }}b", ("ends with {", "b")),
        ("a{{ x }}b", ("ends with <", "b")),
        ('{{ x | agree("a", "b") }}', ("", 'say "so"', "b", "")),
        ('{{ x | agree("a", "b") }}', ("", "back\\slash", "b", "")),
        ('{{ x | agree("a", "b") }}', ("", "two\nlines", "b", "")),
        ('<a title="x">y</a>', ("", 'say "so"', "y", "")),
        ('<a title="x">y</a>', ("", "<b>", "y", "")),
    ],
)
def test_a_text_that_would_be_read_as_code_is_refused(
    original: str, texts: tuple[str, ...]
) -> None:
    found = raw(original, *texts)
    assert isinstance(found, list)
    assert found[0].endswith("would be read as code")


def test_a_quotation_mark_is_only_refused_where_it_would_end_something() -> None:
    assert raw("a{{ x }}b", 'say "so" ', "b") == 'say "so" {{ x }}b'
    assert raw('<a title="x">y</a>', "", "z", 'say "so"', "") == '<a title="z">say "so"</a>'


def test_what_stands_in_an_attribute_stays_there() -> None:
    original = 'See {{ x }} <a href="{{ u }}" title="{{ y }}">here</a>'
    told = "the placeholder {y} stands in another place than before"
    assert returned(original, "{y} {x} {a_href_u_title}{markup}here{end_a}") == [told]
    assert returned(original, "{x}: {a_href_u_title}of {y}{markup}there{end_a}") == (
        '{{ x }}: <a href="{{ u }}" title="of {{ y }}">there</a>'
    )


def test_a_word_may_be_left_empty_and_be_written_again() -> None:
    original = '{{ x | agree("he", "she") }}'
    empty = '{{ x | agree("", "она") }}'
    assert returned(original, "{x_agree}{x_agree/2}она{x_agree/3}") == empty
    assert returned(empty, "{x_agree}он{x_agree/2}она{x_agree/3}") == (
        '{{ x | agree("он", "она") }}'
    )


@pytest.mark.parametrize("word", ["", "party"])
def test_a_word_that_would_be_a_code_word_is_refused(word: str) -> None:
    assert returned('{{ said(x, "в договоре") }}', f"{{said_x}}{word}{{said_x/2}}") == [
        "a word that stands within code is missing, or would be read as code"
    ]


@pytest.mark.parametrize("reason", ["", " "])
def test_the_reason_of_a_difference_cannot_be_left_empty(reason: str) -> None:
    original = '{% differs "named otherwise" %}{{ x }}{% enddiffers %}'
    parts = f"{{differs}}{reason}{{differs/2}}{{x}}{{enddiffers}}"
    assert returned(original, parts) == [
        "a word that stands within code is missing, or would be read as code"
    ]
    kept = "{differs}called otherwise{differs/2}{x}{enddiffers}"
    assert returned(original, kept) == ('{% differs "called otherwise" %}{{ x }}{% enddiffers %}')


OWN = [
    passage
    for language in ("ru", "en")
    for passage in passages((ROOT / f"templates/phrases/{language}.html.jinja").read_text("utf-8"))
]


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(OWN), st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=3)
)
def test_whatever_is_moved_and_accepted_is_a_phrase_with_the_same_code(
    passage: Passage, moves: list[tuple[int, int]]
) -> None:
    mixed = [Part(one.text, one.name) for one in passage.pieces]
    for old, new in moves:
        mixed.insert(new % len(mixed), mixed.pop(old % len(mixed)))
    code = [piece for piece in passage.pieces if piece.is_code]

    found = put_back(mixed, code)

    if not isinstance(found, list):
        make_environment({}).parse(text_of(found))
        # Jinja takes a line break that comes to stand behind a statement for its own.
        again = sorted(one.text.strip() for one in take_apart(text_of(found)) if one.is_code)
        assert again == sorted(piece.text.strip() for piece in code)
