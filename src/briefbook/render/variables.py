"""Variables of a layout written out, where stylesheets use them.

Stage *render*. The variables of CSS (https://www.w3.org/TR/css-variables-1/) are looked up
for each element, on every document; those of a layout have one value each, so that they can
be written into the stylesheet once. What stands in a string or a comment is no variable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_DECLARED = re.compile(r"--[\w-]+\s*:")
_USED = re.compile(
    r"""(?P<kept>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|/\*.*?\*/)|var\(\s*--(?P<name>[\w-]+)\s*\)""",
    re.DOTALL,
)


def declares(sources: Iterable[str]) -> bool:
    """Whether a stylesheet declares a variable, maybe one of the layout's anew."""
    return any(_DECLARED.search(source) for source in sources)


def written_out(source: str, values: Mapping[str, str]) -> str:
    """Return a stylesheet with the values of variables in their place; its lines stay.

    ``values`` are by their names, without the two hyphens. Other variables stay, and so
    do those with a value to fall back on.
    """

    def value(use: re.Match[str]) -> str:
        return use.group() if use["kept"] else values.get(use["name"], use.group())

    return _USED.sub(value, source)
