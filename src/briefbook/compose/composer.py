"""From a view and the templates to the semantic tree of one document.

Stage *compose*: Jinja → HTML → the checked tree, typography applied to each block
across its inline elements.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from briefbook.compose.environment import make_environment
from briefbook.compose.evidence import take_facts
from briefbook.compose.faults import fault, span_of
from briefbook.compose.likeness import Likeness
from briefbook.compose.scribe import Lines, Scribe
from briefbook.compose.speaking import ENCLOSURES, SPEECH
from briefbook.compose.stand_ins import set_stand_ins
from briefbook.compose.typography.engine import Conventions, typeset
from briefbook.compose.typography.runs import Run
from briefbook.dataset.values import Dataset
from briefbook.errors import BriefbookError, OutputError, Span
from briefbook.localize.enclosures import Enclosures
from briefbook.localize.shown import has_stand_ins, without_notes
from briefbook.localize.view import Absent, Perspective, Registers, View
from briefbook.plan.language import Language
from briefbook.plan.languages import files_of, language_of
from briefbook.plan.profile import Profile
from briefbook.render import checking, markup, runs
from briefbook.render.filling import filled
from briefbook.render.tree import Element
from briefbook.tracking.account import Account
from briefbook.tracking.questions import MISSING, Question, shallow
from briefbook.wording import Message, _, joined

_DATE_META = "dcterms.date"
#: How many set blocks of a layout are kept at most: some hundred KiB.
_MOST_SET = 512


@dataclass(frozen=True, slots=True)
class Commission:
    """What is to be composed: a document about a subject, for one layout.

    ``template`` is a name under ``templates/``; ``subject`` and ``details`` are
    paths of records (``organizations.unodc``) or None. ``encloses`` maps the documents
    that go with it to the paths of their outputs.
    """

    document: str
    template: str
    subject: str | None
    details: str | None
    format: str
    layout: Profile
    encloses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a document: its text, and the paths of the facts that it shows."""

    text: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Composition:
    """A composed document: its tree, its blocks, and the date it bears, if it bears one.

    ``account`` is what it says, for a comparison with other languages.
    """

    root: Element
    blocks: tuple[Block, ...]
    dated: date | None
    account: Account


class Composer:
    """Composes documents from the templates of one book.

    ``sources`` maps each template's name under ``templates/`` to its text;
    ``languages`` are those that the book brings, by their tags. The compiled
    templates serve every language: what depends on the language is read from the
    context of each rendering.
    """

    def __init__(
        self, sources: Mapping[str, str], languages: Mapping[str, Language] | None = None
    ) -> None:
        self._sources = sources
        self._languages = languages or {}
        self._spoken: dict[str, None] = {}
        self._environment = make_environment(sources)
        self._lines = Lines()
        self._likeness: Likeness | None = None
        self._set: dict[Conventions, dict[tuple[runs.TextRun, ...], tuple[str, ...]]] = {}

    def compose(self, commission: Commission, perspective: Perspective) -> Composition:
        """Compose one document.

        Raises an :class:`OutputError` with the template's line, and the dataset's
        where there is one; the first of several carries the others in its hint.
        """
        likeness = self._likeness_in(perspective.dataset)
        here = self._environment.here
        scribe = Scribe(perspective.recorder, likeness, commission.template, here, self._lines)
        html = self._render(commission, replace(perspective, recorder=scribe), scribe)
        account = scribe.account(perspective.language, html)
        problems: Sequence[BriefbookError] = ()
        try:
            root = filled(markup.parse(without_notes(html)))
            if has_stand_ins(html):
                root = set_stand_ins(root)
            root, facts = take_facts(root)
            root = markup.normalize(root)
            problems = checking.check(root)
        except OutputError as error:
            problems = [error]
        if problems:
            raise _first([self._with_excerpts(problem) for problem in problems])
        root = self._typeset(root, commission.layout)
        blocks = zip(markup.blocks(root), facts, strict=True)
        shown = tuple(Block(markup.words_of(block), paths) for block, paths in blocks)
        return Composition(root, shown, _dated(root), account)

    def get_ready(self, template: str) -> None:
        """Compile a template before it is needed; what is wrong with it is raised as Jinja does."""
        self._environment.get_template(template)

    @property
    def templates(self) -> tuple[str, ...]:
        """The templates that the last rendering asked for, found or not, in order.

        The files of the languages that it was set in are among them.
        """
        asked = [*self._environment.asked_for, *(f for tag in self._spoken for f in files_of(tag))]
        return tuple(dict.fromkeys(asked))

    def _likeness_in(self, dataset: Dataset) -> Likeness:
        """Return what is found out of a dataset, as far as it is: a worker has only one."""
        known = self._likeness
        if known is None or known.dataset is not dataset:
            known = self._likeness = Likeness(dataset)
        return known

    def _render(self, commission: Commission, perspective: Perspective, scribe: Scribe) -> str:
        """Run the template; any failure becomes an error with its line."""
        self._environment.asked_for = {}
        self._spoken = {perspective.language: None}
        self._environment.scribe = scribe
        speech = language_of(perspective.language, self._languages)
        try:
            template = self._environment.get_template(commission.template)
            return template.render(_context(commission, perspective, speech))
        except MemoryError:
            raise
        except Exception as error:  # a template can raise anything
            raise fault(error, self._sources) from error
        finally:
            self._environment.scribe = None
            self._environment.here.at = None
            self._environment.clear_contexts()

    def _typeset(self, root: Element, layout: Profile) -> Element:
        """Apply the typography of each language to the blocks of a tree."""
        usage = layout.usage
        conventions = Conventions(
            initials_space=usage.initials_space, percent_space=usage.percent_space, yo=usage.yo
        )
        known = self._set.setdefault(conventions, {})

        def typeset_block(texts: tuple[runs.TextRun, ...]) -> Sequence[str]:
            tag = texts[0][2]
            self._spoken[tag] = None
            found = known.get(texts)
            if found is None:
                found = self._typeset_texts(texts, tag, conventions)
                if len(known) >= _MOST_SET:
                    known.clear()
                known[texts] = found
            return found

        return runs.map_block_texts(root, typeset_block)

    def _typeset_texts(
        self, texts: tuple[runs.TextRun, ...], tag: str, conventions: Conventions
    ) -> tuple[str, ...]:
        """Set the texts of a block; documents have headings, labels and names in common."""
        language = language_of(tag, self._languages)
        return typeset([Run(text, fixed) for text, fixed, _ in texts], language, conventions)

    def _with_excerpts(self, error: BriefbookError) -> BriefbookError:
        """Add the text of the template's lines to an error of the markup."""
        spans = [self._with_excerpt(span) for span in error.spans]
        return type(error)(error.message, spans=spans, hint=error.hint)

    def _with_excerpt(self, span: Span) -> Span:
        name = span.file.removeprefix("templates/")
        if span.excerpt or name not in self._sources:
            return span
        return span_of(name, span.line, self._sources)


def _context(
    commission: Commission, perspective: Perspective, speech: Language
) -> dict[str, object]:
    """Return the names that a template finds; ``speech`` is for filters."""
    return {
        SPEECH: speech,
        ENCLOSURES: Enclosures(commission.encloses, perspective),
        "language": perspective.language,
        "document": commission.document,
        "format": commission.format,
        "layout": commission.layout,
        "subject": _record(commission.subject, perspective),
        "details": _record(commission.details, perspective),
        "registers": Registers(perspective),
    }


def _record(path: str | None, perspective: Perspective) -> View | Absent | None:
    """Show the record at a path, and write down whether it is there."""
    if path is None:
        return None
    register, _dot, name = path.partition(".")
    node = perspective.dataset.registers[register].get(name)
    found = shallow(node, perspective.dataset.meta(path)) if node else MISSING
    perspective.recorder.record(Question("fact", path), found)
    return View(node, perspective) if node else Absent(path, perspective)


def _first(problems: Sequence[BriefbookError]) -> BriefbookError:
    """Return the first problem, with the others told in its hint."""
    first, *others = problems
    if not others:
        return first
    told = joined((_placed(other) for other in others), "; ")
    hint = _("{hint}; also: {told}", hint=first.hint, told=told)
    return type(first)(first.message, spans=first.spans, hint=hint)


def _placed(problem: BriefbookError) -> Message:
    """Return what a problem says, after its place."""
    if not problem.spans:
        return problem.message
    return _("{place}: {message}", place=problem.spans[0], message=problem.message)


def _dated(root: Element) -> date | None:
    """Return the date in the head of a document."""
    for element in root.elements():
        if element.tag == "meta" and element.attributes.get("name") == _DATE_META:
            return date.fromisoformat(element.attributes["content"])
    return None
