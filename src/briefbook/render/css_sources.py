"""The book's stylesheets, read for what WeasyPrint would pass over in silence.

Stage *render*. Syntax: https://www.w3.org/TR/css-syntax-3/, through tinycss2,
which keeps the line of every token. A font that the book does not carry would be
replaced, and a picture that is refused would be left out: both are errors here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

import tinycss2  # type: ignore[import-untyped]  # it ships no types

from briefbook.errors import BriefbookError, MissingFont, RefusedAddress, RenderFailed, Span
from briefbook.render.checking_content import refused_path
from briefbook.wording import Message, _

_FONT_PROPERTIES = frozenset({"font-family", "font"})
#: Rules that would have no effect, or one that is not tracked; with what to do instead.
_REFUSED: Mapping[str, Message] = {
    "import": _("name the further stylesheet in briefbook.toml"),
    "font-face": _("put the font under templates/fonts"),
    "counter-style": _("give the marker as a string in list-style-type"),
    "color-profile": _("give colours in sRGB"),
}
_KEYWORDS = frozenset({"inherit", "initial", "unset", "revert"})


def check_stylesheet(path: str, source: str, families: frozenset[str]) -> list[BriefbookError]:
    """Return the faults of a stylesheet (``path`` under ``templates/``), in order of lines.

    ``families`` are the fonts that it may name. A stylesheet may not import
    another (name both in the book) and not bring fonts of its own.
    """
    rules = tinycss2.parse_stylesheet(source, skip_comments=True, skip_whitespace=True)
    return list(_check_rules(path, rules, families))


def _check_rules(
    path: str, rules: Iterable[Any], families: frozenset[str]
) -> Iterator[BriefbookError]:
    for rule in rules:
        span = _span(path, rule)
        if rule.type == "error":
            yield RenderFailed(
                _("the stylesheet cannot be read: {reason}", reason=rule.message), spans=span
            )
        elif rule.type == "at-rule" and rule.lower_at_keyword in _REFUSED:
            yield RefusedAddress(
                _("@{rule} is refused", rule=rule.lower_at_keyword),
                spans=span,
                hint=_REFUSED[rule.lower_at_keyword],
            )
        else:
            yield from _check_addresses(path, rule.content or ())
            yield from _check_fonts(path, rule, families)


def _check_fonts(path: str, rule: Any, families: frozenset[str]) -> Iterator[BriefbookError]:
    """Check the fonts that a rule and the rules within it name."""
    content = rule.content or ()
    for item in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if item.type == "declaration" and item.lower_name in _FONT_PROPERTIES:
            yield from _check_families(path, item, families)
        elif item.type in ("at-rule", "qualified-rule"):
            yield from _check_fonts(path, item, families)


def _check_families(
    path: str, declaration: Any, families: frozenset[str]
) -> Iterator[BriefbookError]:
    """A family is a string, or all words between commas; ``font`` names it as a string."""
    words: list[str] = []
    for token in (*declaration.value, None):  # None: the end of the declaration
        kind = "end" if token is None else token.type
        if kind == "string":
            yield from _check_family(path, token, token.value, families)
        elif kind == "ident" and declaration.lower_name == "font-family":
            words.append(token.value)
        elif kind in ("end", "literal") and words:
            yield from _check_family(path, declaration, " ".join(words), families)
            words.clear()
        elif kind == "function":
            for part in token.arguments:
                if part.type == "string":
                    yield from _check_family(path, part, part.value, families)


def _check_family(
    path: str, token: Any, family: str, families: frozenset[str]
) -> Iterator[BriefbookError]:
    if family in families or family.lower() in _KEYWORDS:
        return
    near = get_close_matches(family, sorted(families), n=1)
    hint = (
        _("did you mean {word}?", word=near[0])
        if near
        else _("known are: {names}", names=", ".join(sorted(families)))
    )
    yield MissingFont(
        _("the font {family} is not in the book", family=family),
        spans=_span(path, token),
        hint=hint,
    )


def _check_addresses(path: str, tokens: Iterable[Any]) -> Iterator[BriefbookError]:
    for token in tokens:
        address = _address(token)
        if address is not None and (reason := refused_path(address.removeprefix("/"))):
            yield RefusedAddress(
                _("the address {address} is refused: {reason}", address=address, reason=reason),
                spans=_span(path, token),
                hint=_("give a path from templates/, such as /pictures/river.svg"),
            )
        elif address is None:
            yield from _check_addresses(path, getattr(token, "content", None) or ())
            yield from _check_addresses(path, getattr(token, "arguments", None) or ())


def _address(token: Any) -> str | None:
    if token.type == "url":
        return str(token.value)
    if token.type == "function" and token.lower_name == "url":
        return "".join(str(each.value) for each in token.arguments if each.type == "string")
    return None


def _span(path: str, token: Any) -> tuple[Span, ...]:
    return (Span(f"templates/{path}", token.source_line, token.source_column),)
