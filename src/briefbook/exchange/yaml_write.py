"""Texts as YAML scalars: in the style that stands there already, where it will do.

The styles and what each can hold: https://yaml.org/spec/1.2.2/#73-flow-scalar-styles
and https://yaml.org/spec/1.2.2/#81-block-scalar-styles.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

from briefbook.dataset.source import parse
from briefbook.exchange.yaml_nodes import ScalarNode

__all__ = ["Branch", "block_lines", "inline", "rewritten"]

#: Texts by key, nested as they are to be written.
Branch: TypeAlias = "Mapping[str, str | Branch]"

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n"}
_LINE_WITH_SPACE = re.compile(r"^[ \t]|[ \t]$", re.MULTILINE)
_SHORTEST_WIDTH = 40


def inline(text: str, *, flow: bool, style: str = "plain") -> str:
    """Write a text on one line: plain if it can be read back so, else in quotes."""
    if style == "plain" and _reads_plain(text, flow=flow):
        return text
    if style != '"' and "\n" not in text:
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(_ESCAPES.get(character, character) for character in text) + '"'


def _reads_plain(text: str, *, flow: bool) -> bool:
    """Tell whether a text without quotes is read as that very text."""
    if "\n" in text or text != text.strip():
        return False
    read = parse(f"k: [{text}]" if flow else f"k: {text}", "")
    return not read.problems and read.value == {"k": [text] if flow else text}


def rewritten(source: str, node: ScalarNode, text: str, newline: str) -> str:
    """Write ``text`` in the place of a scalar, in its style.

    ``source`` is the whole file, ``newline`` its line break. A block scalar keeps its
    header, indentation and width; where it cannot hold the text, quotes do.
    """
    if node.style in {"|", ">"}:
        block = _block(source[node.start : node.end], text, newline, folded=node.style == ">")
        return inline(text, flow=node.flow, style='"') if block is None else block
    return inline(text, flow=node.flow, style=node.style)


def _block(old: str, text: str, newline: str, *, folded: bool) -> str | None:
    """Write a block scalar anew; None where its style cannot hold the text."""
    header, *lines = re.split(r"\r\n|\n", old)
    filled = [line for line in lines if line.strip()]
    explicit = re.match(r"[|>][+-]?[0-9]", header)
    if not filled or explicit or not text or _LINE_WITH_SPACE.search(text):
        return None
    indent = filled[0][: len(filled[0]) - len(filled[0].lstrip(" "))]
    width = max(_SHORTEST_WIDTH, *(len(line) - len(indent) for line in filled))
    new = _folded(text, width) if folded else text.split("\n")
    return newline.join([header, *(f"{indent}{line}" if line else "" for line in new)])


def _folded(text: str, width: int) -> list[str]:
    """Break a text into lines that fold back into it: k line breaks take k + 1."""
    lines: list[str] = []
    for stretch in re.split(r"(\n+)", text):
        if stretch.startswith("\n"):
            lines.extend([""] * len(stretch))
        else:
            lines.extend(_wrapped(stretch, width))
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    """Break a line at single spaces, where it is longer than ``width``."""
    lines = [""]
    for word in re.split(r"(?<=[^ \t]) (?=[^ \t])", text):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
    return lines


def block_lines(branch: Branch, indent: int, step: int) -> list[str]:
    """Write keys and texts as lines of a block mapping, ``indent`` columns in."""
    lines: list[str] = []
    margin = " " * indent
    for key, value in branch.items():
        if not isinstance(value, str):
            lines += [f"{margin}{key}:", *block_lines(value, indent + step, step)]
        elif "\n" in value and not _LINE_WITH_SPACE.search(value):
            inner = " " * (indent + step)
            text = [f"{inner}{line}" if line else "" for line in value.split("\n")]
            lines += [f"{margin}{key}: |", *text]
        else:
            lines.append(f"{margin}{key}: {inline(value, flow=False)}")
    return lines


def flow_mapping(branch: Branch) -> str:
    """Write keys and texts in braces, on one line."""
    return "{" + ", ".join(flow_entries(branch)) + "}"


def flow_entries(branch: Branch) -> list[str]:
    """Write each key with its text as it stands within braces."""
    return [
        f"{key}: {inline(value, flow=True) if isinstance(value, str) else flow_mapping(value)}"
        for key, value in branch.items()
    ]
