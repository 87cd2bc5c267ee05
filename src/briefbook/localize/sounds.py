"""Words whose form depends on the sound after them: «с» and «со», «о» and «об», “a” and “an”.

Stage: localize (dataset → plan → localize → compose → render → publish → record).
The rules are those of the language's file (``sounds``, docs/languages.md); a word that no rule
knows stays as it is.
"""

from __future__ import annotations

import re

from briefbook.localize.shown import take_marks
from briefbook.plan.languages import Spoken, language_of

__all__ = ["form_before"]

#: What may stand before the first letter of the next word: marks, brackets, tags.
_OPENING = re.compile(r"(?:<[^>]*>|[«„“‘\"'(\[\s\u00a0])*")


def form_before(word: str, following: str, language: Spoken) -> str:
    """Return the form of ``word`` before a text; a capital stays one."""
    text = take_marks(following)[0]
    start = text[_OPENING.match(text).end() :]  # type: ignore[union-attr]  # it matches nothing too
    for rule in language_of(language).sounds:
        if rule.word == word.lower():
            fitting = (form for form, pattern in rule.forms if _fits(pattern, start))
            form = next(fitting, rule.word)
            return form[:1].upper() + form[1:] if word[:1].isupper() else form
    return word


def _fits(pattern: str, start: str) -> bool:
    return re.match(f"(?i:{pattern})", start) is not None
