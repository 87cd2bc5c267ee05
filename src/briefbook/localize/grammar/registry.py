"""Which grammar speaks for a language.

Stage: localize (dataset → plan → localize → compose → render → publish → record).
Languages are BCP 47 tags (https://www.rfc-editor.org/info/bcp47): all regions of a
language share its grammar and keep their own CLDR figures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from briefbook.localize.formats import locale_of, primary_language
from briefbook.localize.grammar.base import Grammar
from briefbook.localize.grammar.english import EnglishGrammar
from briefbook.localize.grammar.neutral import NeutralGrammar
from briefbook.localize.grammar.russian import RussianGrammar

__all__ = ["GRAMMARS", "grammar_of"]

#: The grammar of each language that has its own module.
GRAMMARS: Mapping[str, Callable[[str], Grammar]] = MappingProxyType(
    {"en": EnglishGrammar, "ru": RussianGrammar}
)


def grammar_of(language: str) -> Grammar:
    """Return the grammar of a language tag, the neutral one where none is written.

    Raises :class:`~briefbook.errors.InvalidConfig` when CLDR does not know the
    language.
    """
    locale_of(language)
    return GRAMMARS.get(primary_language(language), NeutralGrammar)(language)
