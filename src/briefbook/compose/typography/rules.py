"""Rules, a step of *compose*: what a typographic rule is, and the rules of every language.

Only U+00A0 is ever put in as a no-break space: the faces that official documents are set in often
lack U+202F, U+2009 and U+2011. Line breaking: https://www.unicode.org/reports/tr14/.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from briefbook.compose.typography.conventions import Conventions
from briefbook.compose.typography.runs import HELD, Edit

NBSP = "\u00a0"
"""U+00A0 NO-BREAK SPACE."""

BLANK = f"[ {NBSP}]"
"""Pattern: one space, whether a line may break there or not."""

EN_DASH = "\u2013"
EM_DASH = "\u2014"

Need: TypeAlias = "tuple[str, ...] | re.Pattern[str]"
"""What a text holds, wherever a rule has something to change: one of some signs, or a pattern.

Most rules find nothing in most blocks; to look for a sign first takes a tenth of the time.
"""

FIGURE = re.compile(r"\d")
"""Need: a figure, of whatever script."""

DASHES = ("-", EN_DASH, EM_DASH)
"""Need: a hyphen or a dash."""

_WORD_BEFORE = re.compile(r"[^\W\d_]+\.?$")
_LONGEST_WORD = 16


def always(_conventions: Conventions) -> bool:
    """Let a rule apply whatever the office has chosen."""
    return True


class TextRule(Protocol):
    """Anything that proposes edits to the joined text of a block."""

    @property
    def name(self) -> str:
        """The name that tests and reports know the rule by."""

    @property
    def when(self) -> Callable[[Conventions], bool]:
        """Says whether the rule applies under these conventions."""

    @property
    def needs(self) -> tuple[Need, ...]:
        """What a text holds, all of it, wherever the rule has something to change."""

    def edits(self, text: str) -> Iterable[Edit]:
        """Give the edits to ``text`` in order, none overlapping another."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule written as a pattern.

    The group ``edit`` of each match is replaced; the rest of the match is context. A match in
    which the group took no part is an exception to the rule: it is passed over.
    """

    name: str
    pattern: re.Pattern[str]
    replacement: str | Callable[[re.Match[str]], str]
    when: Callable[[Conventions], bool] = always
    needs: tuple[Need, ...] = ()

    def edits(self, text: str) -> Iterator[Edit]:
        """Give the edits to ``text`` that change something."""
        replacement = self.replacement
        for match in self.pattern.finditer(text):
            old = match["edit"]
            if old is None:
                continue
            new = replacement if isinstance(replacement, str) else replacement(match)
            if new != old:
                yield Edit(*match.span("edit"), new)


@dataclass(frozen=True, slots=True)
class ScanRule:
    """A rule that has to read the text as a whole, such as the nesting of quotations."""

    name: str
    scan: Callable[[str], Iterable[Edit]]
    when: Callable[[Conventions], bool] = always
    needs: tuple[Need, ...] = ()

    def edits(self, text: str) -> Iterable[Edit]:
        """Give the edits to ``text`` that change something."""
        return self.scan(text)


def any_of(words: Iterable[str]) -> str:
    """Return the pattern of any of some words, the longest first; nothing for none."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def bind(name: str, pattern: str, needs: tuple[Need, ...] = ()) -> Rule:
    """Make a rule that forbids a line break at the space written ``~`` in ``pattern``."""
    return rule(name, pattern.replace("~", "(?P<edit> )"), NBSP, needs=needs)


def bind_after(name: str, words: Iterable[str], after: str) -> Rule:
    """Make a rule that forbids a line break between one of ``words`` and the pattern ``after``.

    The words are in small letters, with the full stop of an abbreviation; case does not count.
    """
    known = frozenset(words)

    def replacement(match: re.Match[str]) -> str:
        start = match.start()
        word = _WORD_BEFORE.search(match.string, max(0, start - _LONGEST_WORD), start)
        return NBSP if word and word[0].lower() in known else match["edit"]

    return rule(name, rf"(?P<edit> )(?={after})", replacement)


def rule(
    name: str,
    pattern: str,
    replacement: str | Callable[[re.Match[str]], str],
    when: Callable[[Conventions], bool] = always,
    needs: tuple[Need, ...] = (),
) -> Rule:
    """Make a rule from the text of its pattern."""
    return Rule(name, re.compile(pattern), replacement, when, needs)


def _unbroken(match: re.Match[str]) -> str:
    return match["edit"].replace(" ", NBSP)


def space_before_sign(closing_marks: str) -> Rule:
    """Make the rule that a sign of punctuation stands close to the word before it.

    ``closing_marks`` are the quotation marks that close in the language. What only looks like
    punctuation (« . . .», «:-)», « .5») is left as it was typed.
    """
    return rule(
        "space before a sign",
        rf"(?P<edit>{BLANK}(?<=[\w{closing_marks}\"')\]%{HELD}]{BLANK}){BLANK}*)"
        rf"(?!\.{BLANK}\.)(?=[.,;:!?]+(?:[\s)\]{closing_marks}\"']|$))",
        "",
        needs=(tuple(f"{blank}{sign}" for blank in (" ", NBSP) for sign in ".,;:!?"),),
    )


_NUMERO = ("№", "§")
#: What stands before the first space in a number, that space included.
_FIRST_GROUP = r"(?<=(?<!\d)\d )|(?<=(?<!\d)\d\d )|(?<=(?<!\d)\d\d\d )"

START: tuple[TextRule, ...] = (
    # Faces lack these: CLDR writes U+202F in dates, other typesetters write U+2009.
    rule(
        "narrow spaces",
        "(?P<edit>[\u2007\u2009\u200a\u202f])",
        NBSP,
        needs=(("\u2007", "\u2009", "\u200a", "\u202f"),),
    ),
    rule("no-break hyphen", "(?P<edit>\u2011)", "-", needs=(("\u2011",),)),
    # One space between words (ГОСТ Р 7.0.97); a no-break space that was typed stays one.
    rule(
        "one space",
        r"(?P<edit> [ \t\n\r\f\v]+|[\t\n\r\f\v][ \t\n\r\f\v]*)",
        " ",
        needs=(("  ", "\t", "\n", "\r", "\f", "\v"),),
    ),
    rule(
        "space beside a no-break space",
        rf"(?P<edit> (?:(?={NBSP})|(?<={NBSP} )))",
        "",
        needs=((NBSP,),),
    ),
    rule(
        "space inside a bracket", rf"[(\[](?P<edit>{BLANK}+)(?=[^\s)\]])", "", needs=(("(", "["),)
    ),
    rule(
        "space before a closing bracket",
        rf"(?P<edit>{BLANK}+(?<=[^\s(\[]{BLANK}))(?=[)\]])",
        "",
        needs=((")", "]"),),
    ),
    rule("ellipsis", r"(?<!\.)(?P<edit>\.{3})(?!\.)", "\u2026", needs=(("...",),)),
)
"""What every language begins with."""

FINISH: tuple[TextRule, ...] = (
    # The sign is never torn from its figures: https://docs.cntd.ru/document/428590822.
    rule("numero sign", rf"[№§](?P<edit>{BLANK}?)(?=[\d{HELD}])", NBSP, needs=(_NUMERO,)),
    bind("numero sign before letters", r"(?<=[№§])~(?=\w)", needs=(_NUMERO,)),
    rule("telephone", rf"(?P<edit>\+\d(?:[\d()\-]|{BLANK})*\d)", _unbroken, needs=(("+",), FIGURE)),
    # Groups of three figures: https://www.bipm.org/en/publications/si-brochure, section 5.4.4.
    bind(
        "groups of figures",
        rf"~(?=\d{{3}}(?!\d))(?:{_FIRST_GROUP})",
        needs=(FIGURE,),
    ),
    bind(
        "further groups of figures",
        rf"(?<={NBSP}\d\d\d)~(?=\d{{3}}(?!\d))",
        needs=((NBSP,), FIGURE),
    ),
)
"""What every language ends with."""
