"""Letters that follow the sound before them, a step of *compose*: «у» and «ў».

Правілы беларускай арфаграфіі і пунктуацыі (2008): «ў» stands at the start of a word after a
vowel, where no sign parts the two and the word is not stressed on that letter.
"""

from __future__ import annotations

from collections.abc import Iterable

from briefbook.compose.typography.rules import BLANK, TextRule, any_of, rule
from briefbook.plan.language import Typography


def after_vowels(lists: Typography) -> Iterable[TextRule]:
    """Make the rules that choose the first letter of a word by the last sound before it."""
    plain, short = lists.after_vowels
    stressed = any_of(lists.stressed) or r"(?!)"
    word = rf"(?=\w|{BLANK})"
    vowel = rf"[{lists.vowels}]"
    yield rule(
        "after a vowel", rf"(?<={vowel}){BLANK}(?!(?:{stressed})\b)(?P<edit>{plain}){word}", short
    )
    yield rule("after a consonant", rf"(?<!{vowel}){BLANK}(?P<edit>{short}){word}", plain)
    yield rule("at the start", rf"^(?P<edit>{short}){word}", plain)
