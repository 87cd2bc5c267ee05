"""What filters ask of the context: the language of the document, its grammar, its layout.

Stage *compose*. The composer puts what is known of the language into the context.
"""

from __future__ import annotations

from jinja2.runtime import Context

from briefbook.localize.enclosures import Enclosures
from briefbook.localize.grammar.base import Grammar
from briefbook.localize.grammar.registry import grammar_of
from briefbook.plan.language import Language
from briefbook.plan.languages import language_of
from briefbook.plan.profile import Profile

#: The names under which filters find what is known of the language, and of enclosures.
SPEECH = "speech"
ENCLOSURES = "enclosures"


def language_in(context: Context) -> Language:
    """Return what is known of the language of a document."""
    speech = context.get(SPEECH)
    return speech if isinstance(speech, Language) else language_of(str(context["language"]))


def grammar_in(context: Context) -> Grammar:
    """Return the grammar of the language of a document."""
    return grammar_of(language_in(context))


def enclosures_in(context: Context) -> Enclosures:
    """Return the documents that go with a document."""
    enclosures = context[ENCLOSURES]
    assert isinstance(enclosures, Enclosures)  # noqa: S101  # set by the composer
    return enclosures


def layout_in(context: Context) -> Profile:
    """Return the layout of a document."""
    layout = context["layout"]
    assert isinstance(layout, Profile)  # noqa: S101  # set by the composer
    return layout
