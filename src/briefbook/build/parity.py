"""Whether the languages of a document say the same, told to people.

Stage *compose*, seen from the builder. What is compared and how is in
:mod:`briefbook.tracking.parity` and ``docs/parity.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from briefbook.build.outcome import Result
from briefbook.errors import BriefbookError, NeedlessDifference, ParityBreach, Span
from briefbook.plan.config import Book, Format
from briefbook.plan.outputs import Output
from briefbook.tracking.account import STRUCTURE, Account, Exemption, Figure, Place
from briefbook.tracking.parity import Breach, breaches, needless
from briefbook.wording import Message, _, joined

_FOLDER = "templates/"
_HINT = _(
    "say it in both languages, or declare the difference where it is: "
    '{{% differs "reason" %}} … {{% enddiffers %}}'
)


class Family(NamedTuple):
    """A document of a subject in a format: its languages must say the same."""

    document: str
    subject: str | None
    format: Format

    @classmethod
    def of(cls, output: Output) -> Family:
        """Return the family of an output."""
        return cls(output.document, output.subject, output.format)

    def outputs(self, languages: Iterable[str]) -> tuple[Output, ...]:
        """Return its outputs in the order of the languages."""
        return tuple(Output(self.document, self.subject, each, self.format) for each in languages)


def families(outputs: Iterable[Output]) -> dict[Family, list[Output]]:
    """Return the families of outputs, each with those of its outputs that are given."""
    found: dict[Family, list[Output]] = {}
    for output in outputs:
        found.setdefault(Family.of(output), []).append(output)
    return found


@dataclass(frozen=True, slots=True)
class Comparer:
    """Compares the languages of documents, and names the lines of the templates.

    ``files`` are those under ``templates/``. The languages are compared with the one
    that translations are made from.
    """

    book: Book
    files: Mapping[str, bytes]

    def breaches(self, accounts: Iterable[Account]) -> tuple[ParityBreach, ...]:
        """Return what the languages of one document say differently, both places named."""
        return tuple(map(self._told, breaches(self._in_order(accounts))))

    def differences(self, accounts: Iterable[Account]) -> tuple[tuple[Exemption, bool], ...]:
        """Return the declared differences of one document, and whether they are needless."""
        return needless(self._in_order(accounts))

    def needless(self, exemption: Exemption) -> NeedlessDifference:
        """Make the warning for a declared difference that is none."""
        return NeedlessDifference(
            _("a difference is declared where the languages say the same"),
            spans=[self._span(exemption.place)],
            hint=_("remove differs and enddiffers, and leave what is between them"),
        )

    def _in_order(self, accounts: Iterable[Account]) -> Sequence[Account]:
        """Put the language that the others are compared with first."""
        languages = [self.book.source_language, *self.book.languages]
        return sorted(accounts, key=lambda account: languages.index(account.language))

    def _told(self, breach: Breach) -> ParityBreach:
        """Say a breach in a sentence, with the place in each language."""
        spans = [self._span(breach.said.place), self._counterpart(breach)]
        return ParityBreach(_sentence(breach), spans=list(dict.fromkeys(spans)), hint=_HINT)

    def _counterpart(self, breach: Breach) -> Span:
        """Return where the other language would say it: its macro of the same name."""
        if breach.instead is not None:
            return self._span(breach.instead.place)
        if breach.place is not None:
            return self._span(breach.place)
        if breach.macro == STRUCTURE:
            return Span(breach.said.place.file)
        file = f"phrases/{breach.other}.html.jinja"
        found = re.search(rf"\bmacro\s+{re.escape(breach.macro)}\s*\(", self._text(file))
        if found is None:
            return Span(_FOLDER + file)
        line = self._text(file).count("\n", 0, found.start()) + 1
        return self._span(Place(_FOLDER + file, line))

    def _span(self, place: Place) -> Span:
        """Return the place in a template with its line."""
        lines = self._text(place.file.removeprefix(_FOLDER)).split("\n")
        excerpt = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
        column = len(excerpt) - len(excerpt.lstrip()) + 1 if excerpt.strip() else None
        return Span(place.file, place.line, column, excerpt)

    def _text(self, name: str) -> str:
        return self.files.get(name, b"").decode("utf-8")


def _sentence(breach: Breach) -> Message:
    """Say what one language says and another does not."""
    said = breach.said
    gaps = {"macro": breach.macro, "language": breach.language, "other": breach.other}
    if isinstance(said, Figure):
        if breach.macro == STRUCTURE:
            return _(
                "the document prints {figure} in {language} and not in {other}",
                figure=_figure(said),
                **gaps,
            )
        if breach.instead is not None:
            return _(
                "“{macro}” prints {figure} in {language} and {instead} in {other}",
                figure=_figure(said),
                instead=_figure(breach.instead),
                **gaps,
            )
        return _(
            "“{macro}” prints {figure} in {language} and not in {other}",
            figure=_figure(said),
            **gaps,
        )
    if breach.macro == STRUCTURE:
        return _(
            "the document uses {fact} in {language} and not in {other}", fact=said.fact, **gaps
        )
    return _("“{macro}” uses {fact} in {language} and not in {other}", fact=said.fact, **gaps)


def _figure(figure: Figure) -> Message:
    """Name a figure by its kind and value."""
    value = figure.value
    if figure.kind == "ordinal":
        return _("the ordinal {value}", value=value)
    if figure.kind == "count":
        return _("the count {value}", value=value)
    if figure.kind == "year":
        return _("the year {value}", value=value)
    if figure.kind == "date":
        return _("the date {value}", value=value)
    return _("the number {value}", value=value)


def unknown(results: Iterable[Result]) -> ParityBreach | None:
    """Make the error for a document that cannot be composed in each of its languages."""
    for result in results:
        if result.account is None:
            error = result.error
            return ParityBreach(
                _(
                    "whether the languages say the same is not known without {output}",
                    output=result.piece.output,
                ),
                spans=error.spans if error else (),
                hint=_("put right what keeps that output from being made"),
            )
    return None


def refusal(errors: Sequence[BriefbookError]) -> BriefbookError:
    """Return the error of an output that is not published because of warnings.

    It is the first of them, no longer a warning, and tells the others in its hint.
    """
    first, *others = errors
    told = [first.hint]
    if others:
        told.append(_("also: {others}", others=joined(map(_placed, others), "; ")))
    refused = type(first)(first.message, spans=first.spans, hint=joined(filter(None, told), "; "))
    refused.severity = "error"
    return refused


def _placed(error: BriefbookError) -> Message:
    """Say an error with its first place."""
    if not error.spans:
        return joined([error.message])
    return joined([str(error.spans[0]), error.message], ": ")
