"""What stands literally in templates, seen to as they are read: start tags and figures.

Stage *compose*. Two extensions of Jinja that change its stream of tokens
(https://jinja.palletsprojects.com/en/stable/extensions/).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from briefbook.compose.scribe import PHRASES

__all__ = ["LiteralFigures", "OriginMarks"]

_START_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9-]*)(?=[\s>/]|$)")
#: What matters for figures in markup: the ends of tags, references, digits.
_FIGURES = re.compile(r"</?(?=[A-Za-z])|>|&#?\w+;|\d+")
_TAG_BEGINS = ("<", "</")


class OriginMarks(Extension):
    """Writes into every start tag of a template the file and line it stands on.

    ``render.markup`` reads the mark and takes it out again, so that an error in
    the markup names its place in the template.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Pass the tokens of a template on, with its start tags marked."""
        for token in stream:
            if token.type == "data":
                yield Token(token.lineno, "data", _mark(token, stream.name or ""))
            else:
                yield token


class LiteralFigures(Extension):
    """Prints the figures that stand literally in phrases as a template prints a value.

    So the environment meets them, and they can be compared with those of another
    language. Figures within tags are no text and stay as they are.
    """

    #: After the marks of origin, which look at start tags as a whole.
    priority = OriginMarks.priority + 1

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Pass the tokens of a template on, with its literal figures set apart."""
        phrases = (stream.name or "").startswith(PHRASES)
        within_tag = False
        for token in stream:
            if token.type != "data" or not phrases:
                yield token
                continue
            for line, text, is_figure in _set_apart(token, within_tag=within_tag):
                if is_figure:
                    yield Token(line, "variable_begin", "{{")
                    yield Token(line, "string", text)
                    yield Token(line, "variable_end", "}}")
                else:
                    yield Token(line, "data", text)
            within_tag = _ends_within_tag(token.value, within_tag=within_tag)


def _set_apart(token: Token, *, within_tag: bool) -> Iterator[tuple[int, str, bool]]:
    """Yield the pieces of literal markup: line, text, and whether it is a figure."""
    text, start = token.value, 0
    for found in _FIGURES.finditer(text):
        if found[0] in _TAG_BEGINS:
            within_tag = True
        elif found[0] == ">":
            within_tag = False
        elif found[0].isdigit() and not within_tag:
            if start < found.start():
                yield token.lineno + text.count("\n", 0, start), text[start : found.start()], False
            yield token.lineno + text.count("\n", 0, found.start()), found[0], True
            start = found.end()
    if start < len(text):
        yield token.lineno + text.count("\n", 0, start), text[start:], False


def _ends_within_tag(text: str, *, within_tag: bool) -> bool:
    """Tell whether a stretch of markup ends in the midst of a tag."""
    signs = [sign for sign in _FIGURES.findall(text) if sign == ">" or sign in _TAG_BEGINS]
    return signs[-1] != ">" if signs else within_tag


def _mark(token: Token, template: str) -> str:
    """Mark the start tags in one stretch of literal markup."""

    def marked(found: re.Match[str]) -> str:
        line = token.lineno + token.value.count("\n", 0, found.start())
        return f'<{found[1]} data-origin="{template}:{line}"'

    return _START_TAG.sub(marked, token.value)
