"""A function of WeasyPrint, and the one that stands in for it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any


@dataclass(frozen=True, slots=True)
class Twin:
    """``stand`` does what ``original`` does, which ``owner``, a class or module, calls ``name``."""

    owner: Any
    name: str
    original: Callable[..., Any]
    stand: Callable[..., Any]

    def stand_in(self) -> None:
        """Replace the original wherever WeasyPrint knows it by a name."""
        self._replace(self.original, self.stand)

    def stand_back(self) -> None:
        """Put the original back, as tests do that compare the two."""
        self._replace(self.stand, self.original)

    def _replace(self, old: Callable[..., Any], new: Callable[..., Any]) -> None:
        for names in self._places():
            for name, value in tuple(names.items()):
                if value is old and isinstance(names, dict):
                    names[name] = new
        if not isinstance(self.owner, ModuleType):
            setattr(self.owner, self.name, new)

    def _places(self) -> Iterator[Any]:
        """Yield the names of each module that may have imported a function, and its tables."""
        if not isinstance(self.owner, ModuleType):
            return
        for name, module in tuple(sys.modules.items()):
            if name.partition(".")[0] == "weasyprint":
                yield vars(module)
                yield getattr(module, "TAGS", {})


def twin(owner: Any, name: str, stand: Callable[..., Any]) -> Twin:
    """Return the twin of what ``owner`` calls ``name`` now."""
    return Twin(owner, name, getattr(owner, name), stand)
