"""Which grammar speaks for a language.

Stage: localize (dataset → plan → localize → compose → render → publish → record).
Languages are BCP 47 tags (https://www.rfc-editor.org/info/bcp47): all regions of a
language share its grammar and keep their own CLDR figures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from briefbook.localize.formats import locale_of
from briefbook.localize.grammar.base import Grammar
from briefbook.localize.grammar.english import EnglishGrammar
from briefbook.localize.grammar.inflected import InflectedGrammar
from briefbook.localize.grammar.neutral import NeutralGrammar
from briefbook.plan.language import Language
from briefbook.plan.languages import Spoken, language_of

__all__ = ["GRAMMARS", "grammar_of"]

#: The classes that a language's file may name.
GRAMMARS: Mapping[str, Callable[[Language], Grammar]] = MappingProxyType(
    {"english": EnglishGrammar, "figures": NeutralGrammar, "inflected": InflectedGrammar}
)


def grammar_of(language: Spoken) -> Grammar:
    """Return the grammar of a language, the neutral one where nothing is known of it.

    Raises :class:`~briefbook.errors.InvalidConfig` when CLDR does not know the
    language.
    """
    spoken = language_of(language)
    locale_of(spoken)
    return GRAMMARS[spoken.grammar](spoken)
