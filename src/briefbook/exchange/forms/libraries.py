"""The libraries that propose and check forms: pymorphy3 and pytrovich, of the extra ``forms``.

They are loaded when they are first needed; whoever prints documents does without.
"""

from __future__ import annotations

from dataclasses import dataclass

from briefbook.errors import ExtraMissing
from briefbook.exchange.forms.names import NameInflector
from briefbook.exchange.forms.nouns import NounInflector
from briefbook.wording import _

__all__ = ["LANGUAGES", "Libraries", "libraries"]

#: The languages whose forms the libraries know.
LANGUAGES = ("ru",)


@dataclass(frozen=True, slots=True)
class Libraries:
    """What inflects common nouns, and what inflects names."""

    nouns: NounInflector
    names: NameInflector


def libraries() -> Libraries:
    """Load the libraries; raises :class:`ExtraMissing` where the extra is not installed."""
    try:
        import pymorphy3  # noqa: PLC0415  # of an extra
        from pytrovich import enums  # noqa: PLC0415  # of an extra
        from pytrovich.maker import PetrovichDeclinationMaker  # noqa: PLC0415  # of an extra
    except ImportError as error:
        raise ExtraMissing(
            _("proposing and checking forms needs libraries that are not installed"),
            hint=_("install them with `pip install 'briefbook[forms]'`"),
        ) from error
    nouns = NounInflector(pymorphy3.MorphAnalyzer(lang="ru"))
    return Libraries(nouns, NameInflector(PetrovichDeclinationMaker(), enums))
