"""All the units of translation of a book: the texts of its dataset and its phrases.

Stage *compose*. Translators' files are made of them, and a translation is stale by
the source text of its unit. A macro of the phrases is one unit with all that stands
in it, because its sentences are chosen and joined by its code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from jinja2 import TemplateSyntaxError, nodes

from briefbook.compose.environment import make_environment
from briefbook.compose.faults import span_of
from briefbook.compose.passages import Passage, code_names, passages
from briefbook.dataset.values import Dataset, FrozenMap
from briefbook.errors import Span
from briefbook.localize.units import Unit, dataset_units

__all__ = ["PHRASES", "book_units", "phrase_units", "phrases_file"]

#: What the ids of phrases begin with; no register may bear this name.
PHRASES = "phrases"
_LINE_BREAK = re.compile(r"\r\n?")


def phrases_file(language: str) -> str:
    """Return the name of a language's phrases file under ``templates/``."""
    return f"phrases/{language}.html.jinja"


def book_units(
    dataset: Dataset, sources: Mapping[str, str], languages: Sequence[str]
) -> tuple[Unit, ...]:
    """Return the units of a book, those of the dataset first, each in its order.

    ``sources`` maps each template's name under ``templates/`` to its text;
    ``languages`` are those of the book, the first of them the one that decides the
    order of the phrases. A phrases file that Jinja cannot read has no units: lint
    says what is wrong with it.
    """
    return (*dataset_units(dataset, languages), *phrase_units(sources, languages))


def phrase_units(sources: Mapping[str, str], languages: Sequence[str]) -> tuple[Unit, ...]:
    """Return the macros and tables of the phrases files that hold words."""
    read = {language: _read(sources, language) for language in languages}
    needed = _macros_that_documents_call(sources)
    names = dict.fromkeys(name for found in read.values() for name in found)
    units = (_unit(name, read, sources, required=name in needed) for name in names)
    return tuple(unit for unit in units if unit is not None)


def _read(sources: Mapping[str, str], language: str) -> dict[str, Passage]:
    """Return the passages of a language's phrases file, by name."""
    source = sources.get(phrases_file(language))
    if source is None:
        return {}
    try:
        found = passages(_LINE_BREAK.sub("\n", source))
    except TemplateSyntaxError:
        return {}
    return {passage.name: passage for passage in found}


def _unit(
    name: str,
    read: Mapping[str, Mapping[str, Passage]],
    sources: Mapping[str, str],
    *,
    required: bool,
) -> Unit | None:
    """Make the unit of a macro or table; None if there are no words in any language."""
    found = {language: known[name] for language, known in read.items() if name in known}
    if not any(passage.has_words for passage in found.values()):
        return None
    note = next((passage.note for passage in found.values() if passage.note), "")
    kind = next(iter(found.values())).kind
    return Unit(
        f"{PHRASES}.{name}",
        "phrase",
        FrozenMap({language: passage.text for language, passage in found.items()}),
        FrozenMap({language: _place(language, read, name, sources) for language in read}),
        required=required,
        note="; ".join(part for part in (f"a {kind} of the phrases: {name}", note) if part),
        placeholders=FrozenMap(
            {language: code_names(passage.pieces) for language, passage in found.items()}
        ),
    )


def _place(
    language: str,
    read: Mapping[str, Mapping[str, Passage]],
    name: str,
    sources: Mapping[str, str],
) -> Span:
    """Return where a language has a phrase, or its file if it does not."""
    file, passage = phrases_file(language), read[language].get(name)
    if passage is None:
        return Span(f"templates/{file}")
    return span_of(file, passage.line, sources)


def _macros_that_documents_call(sources: Mapping[str, str]) -> frozenset[str]:
    """Return what documents and partials read of ``phrases``."""
    return frozenset(name for name, source in sources.items() for name in _called(name, source))


def _called(name: str, source: str) -> Iterator[str]:
    try:
        tree = make_environment({}).parse(source, name)
    except TemplateSyntaxError:
        return
    for node in tree.find_all(nodes.Getattr):
        if isinstance(node.node, nodes.Name) and node.node.name == PHRASES:
            yield node.attr
