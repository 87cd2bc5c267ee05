"""The errors of briefbook: one tree, one stable code each.

::

    BriefbookError
    ├── UsageError                      the command line asks for what is not there (exit 2)
    │   ├── UnknownName                 unknown-name
    │   ├── FolderNotEmpty              folder-not-empty
    │   ├── ExecutorUnavailable         executor-unavailable
    │   ├── ExtraMissing                extra-missing         a library is not installed
    │   └── PageUnavailable             page-unavailable      the address of the preview
    ├── BookError                       the book is wrong; nothing is composed (exit 3)
    │   ├── InvalidBook                 invalid-book          all problems found, together
    │   ├── UnreadableFile              unreadable-file
    │   ├── YamlSyntax                  yaml-syntax
    │   ├── YamlRefused                 yaml-refused          anchors, tags, depth, size
    │   ├── DuplicateKey                duplicate-key
    │   ├── UnknownKey                  unknown-key
    │   ├── WrongValue                  wrong-value
    │   ├── MissingValue                missing-value
    │   ├── MissingTranslation          missing-translation
    │   ├── ForbiddenCharacter          forbidden-character
    │   ├── ReservedName                reserved-name
    │   ├── DanglingReference           dangling-reference
    │   ├── EndBeforeStart              end-before-start
    │   ├── OverlappingTerms            overlapping-terms
    │   ├── TermLength                  term-length
    │   ├── PastReview                  past-review           a warning
    │   ├── StaleTranslation            stale-translation     a warning, unless strict
    │   ├── LetterheadLacksStyle        letterhead-lacks-style  a warning
    │   ├── InvalidConfig               invalid-config        briefbook.toml
    │   ├── InvalidProfile              invalid-profile
    │   ├── InvalidLanguage             invalid-language      languages/TAG.toml
    │   ├── UnknownTemplate             unknown-template
    │   ├── MissingFont                 missing-font
    │   ├── InvalidForms                invalid-forms         forms.toml
    │   ├── DoubtfulForm                doubtful-form         told by forms check
    │   ├── StaleException              stale-exception       told by forms check
    │   ├── OutputCollision             output-collision
    │   └── OutputFolder                output-folder         it cannot be written
    ├── OutputError                     one output failed, the others went on (exit 1)
    │   ├── TemplateSyntax              template-syntax
    │   ├── UndefinedName               undefined-name
    │   ├── TemplateFailed              template-failed
    │   ├── UnapprovedForm              unapproved-form
    │   ├── MalformedMarkup             malformed-markup
    │   ├── UnknownElement              unknown-element
    │   ├── RefusedAddress              refused-address
    │   ├── UnusablePicture             unusable-picture
    │   ├── MissingGlyph                missing-glyph
    │   ├── LetterheadRefused           letterhead-refused
    │   ├── ParityBreach                parity-breach         a warning, unless strict
    │   ├── NeedlessDifference          needless-difference   a warning
    │   ├── RenderFailed                render-failed
    │   ├── TimeLimit                   time-limit
    │   ├── MemoryLimit                 memory-limit
    │   ├── WorkerDied                  worker-died
    │   ├── PublishFailed               publish-failed
    │   └── DeliveryFailed              delivery-failed
    ├── ExchangeError                   translators' files; the book is as it was (exit 1)
    │   ├── TranslationsRefused         translations-refused  all problems found, together
    │   ├── UnreadableTranslations      unreadable-translations
    │   ├── WrongTranslations           wrong-translations    of another book, or language
    │   ├── WrongUnit                   wrong-unit
    │   ├── WrongPlaceholder            wrong-placeholder
    │   └── WrongTranslation            wrong-translation
    └── InternalError                   internal-error        a defect of briefbook (exit 1)

Every error survives pickling, because it crosses process borders. The core
knows nothing of the command line: exit codes are given in :mod:`briefbook.cli`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from briefbook.wording import NOTHING, Message, ngettext

__all__ = [
    "BookError",
    "BriefbookError",
    "DanglingReference",
    "DeliveryFailed",
    "DoubtfulForm",
    "DuplicateKey",
    "EndBeforeStart",
    "ExchangeError",
    "ExecutorUnavailable",
    "ExtraMissing",
    "FolderNotEmpty",
    "ForbiddenCharacter",
    "InternalError",
    "InvalidBook",
    "InvalidConfig",
    "InvalidForms",
    "InvalidLanguage",
    "InvalidProfile",
    "LetterheadLacksStyle",
    "LetterheadRefused",
    "MalformedMarkup",
    "MemoryLimit",
    "MissingFont",
    "MissingGlyph",
    "MissingTranslation",
    "MissingValue",
    "NeedlessDifference",
    "OutputCollision",
    "OutputError",
    "OutputFolder",
    "OverlappingTerms",
    "PageUnavailable",
    "ParityBreach",
    "PastReview",
    "PublishFailed",
    "RefusedAddress",
    "RenderFailed",
    "ReservedName",
    "Severity",
    "Span",
    "StaleException",
    "StaleTranslation",
    "TemplateFailed",
    "TemplateSyntax",
    "TermLength",
    "TimeLimit",
    "TranslationsRefused",
    "UnapprovedForm",
    "UndefinedName",
    "UnknownElement",
    "UnknownKey",
    "UnknownName",
    "UnknownTemplate",
    "UnreadableFile",
    "UnreadableTranslations",
    "UnusablePicture",
    "UsageError",
    "WorkerDied",
    "WrongPlaceholder",
    "WrongTranslation",
    "WrongTranslations",
    "WrongUnit",
    "WrongValue",
    "YamlRefused",
    "YamlSyntax",
    "error_classes",
]

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a file of the book.

    ``file`` is relative to the book, with forward slashes; ``line`` and
    ``column`` count from 1 and are ``None`` where the whole file is meant;
    ``excerpt`` is the line's text, without its line break.
    """

    file: str
    line: int | None = None
    column: int | None = None
    excerpt: str = ""

    def __str__(self) -> str:
        parts = [self.file]
        if self.line is not None:
            parts.append(str(self.line))
            if self.column is not None:
                parts.append(str(self.column))
        return ":".join(parts)


class BriefbookError(Exception):
    """Something that a user can put right, said in one sentence.

    ``message`` is the sentence; ``spans`` are the places it concerns, the most
    telling first; ``hint`` says what to do, or is empty. ``severity`` is that of the
    class, unless a strict command took a warning for an error.
    """

    code: ClassVar[str] = "error"
    severity: Severity = "error"

    def __init__(
        self, message: Message, *, spans: Sequence[Span] = (), hint: Message = NOTHING
    ) -> None:
        super().__init__(message)
        self.message = message
        self.spans = tuple(spans)
        self.hint = hint

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), dict(self.__dict__))

    def __str__(self) -> str:
        place = f"{self.spans[0]}: " if self.spans else ""
        return f"{place}{self.message}"


def _restore(kind: type[BriefbookError], state: dict[str, Any]) -> BriefbookError:
    """Rebuild an error from its attributes, whatever its constructor asks for."""
    error = kind.__new__(kind, state["message"])
    error.__dict__.update(state)
    return error


class UsageError(BriefbookError):
    """The command line asks for something that is not there."""

    code = "usage"


class UnknownName(UsageError):
    """A document, subject, language or format that the book does not have."""

    code = "unknown-name"


class FolderNotEmpty(UsageError):
    """A new book is to be laid into a folder that already holds one."""

    code = "folder-not-empty"


class ExecutorUnavailable(UsageError):
    """The executor asked for cannot be reached, or none of its workers can be used."""

    code = "executor-unavailable"


class ExtraMissing(UsageError):
    """A command needs a library that only an extra of the package brings."""

    code = "extra-missing"


class PageUnavailable(UsageError):
    """The page of the preview cannot be served at the address asked for."""

    code = "page-unavailable"


class BookError(BriefbookError):
    """Something is wrong with the book itself; nothing is composed."""

    code = "book"


class InvalidBook(BookError):
    """All the problems of a book at once.

    ``problems`` holds them in the order of their files and lines.
    """

    code = "invalid-book"

    def __init__(self, problems: Sequence[BriefbookError]) -> None:
        count = len(problems)
        super().__init__(
            ngettext("the book has {count} problem", "the book has {count} problems", count)
        )
        self.problems = tuple(problems)


class UnreadableFile(BookError):
    """A file that is missing, cannot be opened or is not UTF-8."""

    code = "unreadable-file"


class YamlSyntax(BookError):
    """A file that is not YAML: a tab, a missing colon, an unclosed quote."""

    code = "yaml-syntax"


class YamlRefused(BookError):
    """YAML that a dataset may not use: anchors, aliases, tags, depth, size."""

    code = "yaml-refused"


class DuplicateKey(BookError):
    """A key written twice in one mapping."""

    code = "duplicate-key"


class UnknownKey(BookError):
    """A key that the schema does not know."""

    code = "unknown-key"


class WrongValue(BookError):
    """A value of the wrong type, or outside what its field allows."""

    code = "wrong-value"


class MissingValue(BookError):
    """A required value is not there."""

    code = "missing-value"


class MissingTranslation(BookError):
    """A text lacks one of the languages of the book."""

    code = "missing-translation"


class ForbiddenCharacter(BookError):
    """A control character, lone surrogate or bidirectional override in a text."""

    code = "forbidden-character"


class ReservedName(BookError):
    """A key or id that templates could not tell from the program's own names."""

    code = "reserved-name"


class DanglingReference(BookError):
    """An id that no record of its register has."""

    code = "dangling-reference"


class EndBeforeStart(BookError):
    """A period that ends before it starts."""

    code = "end-before-start"


class OverlappingTerms(BookError):
    """Two terms of one member in one body share a day."""

    code = "overlapping-terms"


class TermLength(BookError):
    """A term of another length than its body's terms have."""

    code = "term-length"


class StaleTranslation(BookError):
    """A translation that is older than its source text, or that nobody has confirmed."""

    code = "stale-translation"
    severity = "warning"


class PastReview(BookError):
    """A fact was due for review before the date of the book's clock."""

    code = "past-review"
    severity = "warning"


class LetterheadLacksStyle(BookError):
    """A letterhead lacks styles that documents need; they are added."""

    code = "letterhead-lacks-style"
    severity = "warning"


class InvalidConfig(BookError):
    """``briefbook.toml`` cannot be used as it stands."""

    code = "invalid-config"


class InvalidProfile(BookError):
    """A layout profile cannot be used as it stands."""

    code = "invalid-profile"


class InvalidLanguage(BookError):
    """What a book says of a language cannot be used, or documents cannot be set in its script."""

    code = "invalid-language"


class UnknownTemplate(BookError):
    """A document or a language has no template file."""

    code = "unknown-template"


class MissingFont(BookError):
    """A profile names a font that the book does not carry."""

    code = "missing-font"


class InvalidForms(BookError):
    """The list of reviewed forms, ``forms.toml``, cannot be used as it stands."""

    code = "invalid-forms"


class DoubtfulForm(BookError):
    """A stored form that the libraries do not confirm and nobody has put on the list."""

    code = "doubtful-form"


class StaleException(BookError):
    """An entry of the list of reviewed forms that excuses no form of the book."""

    code = "stale-exception"


class OutputCollision(BookError):
    """Two outputs would be written to one file."""

    code = "output-collision"


class OutputFolder(BookError):
    """The folder for the outputs cannot be written."""

    code = "output-folder"


class OutputError(BriefbookError):
    """One output could not be made; the others go on."""

    code = "output"


class TemplateSyntax(OutputError):
    """A template that Jinja cannot parse, or that breaks a rule of ours."""

    code = "template-syntax"


class UndefinedName(OutputError):
    """A template reads a name or a fact that does not exist."""

    code = "undefined-name"


class TemplateFailed(OutputError):
    """A template stopped with an error of its own."""

    code = "template-failed"


class UnapprovedForm(OutputError):
    """A template needs a grammatical form that nobody has approved."""

    code = "unapproved-form"


class MalformedMarkup(OutputError):
    """An element that is left open, closed twice or wrongly nested."""

    code = "malformed-markup"


class UnknownElement(OutputError):
    """An element, attribute or role outside the documented subset of HTML."""

    code = "unknown-element"


class RefusedAddress(OutputError):
    """An address on a network, or a file outside the book."""

    code = "refused-address"


class UnusablePicture(OutputError):
    """A picture that is huge, damaged, or of a kind that no document can show."""

    code = "unusable-picture"


class MissingGlyph(OutputError):
    """A character that the embedded font cannot show."""

    code = "missing-glyph"


class LetterheadRefused(OutputError):
    """A letterhead that is no DOCX, or one that cannot or must not be used."""

    code = "letterhead-refused"


class ParityBreach(OutputError):
    """A document says in one language what it does not say in another.

    A warning; a strict build publishes no such document, and then it is an error.
    """

    code = "parity-breach"
    severity = "warning"


class NeedlessDifference(OutputError):
    """A difference between languages is declared where there is none."""

    code = "needless-difference"
    severity = "warning"


class RenderFailed(OutputError):
    """A renderer could not make the file."""

    code = "render-failed"


class TimeLimit(OutputError):
    """An output took longer than its limit and was stopped."""

    code = "time-limit"


class MemoryLimit(OutputError):
    """An output asked for more memory than its limit and was stopped."""

    code = "memory-limit"


class WorkerDied(OutputError):
    """The process that made an output ended without an answer."""

    code = "worker-died"


class PublishFailed(OutputError):
    """A finished output could not be written; the old file is as it was."""

    code = "publish-failed"


class DeliveryFailed(OutputError):
    """Finished outputs did not reach one of their recipients; the next delivery takes them."""

    code = "delivery-failed"


class UnreadableDocument(OutputError):
    """A file to be verified that is no sound PDF or DOCX."""

    code = "unreadable-document"


class ExchangeError(BriefbookError):
    """A translator's file cannot be taken over; the book is as it was."""

    code = "exchange"


class TranslationsRefused(ExchangeError):
    """All the problems of a translator's file at once, in the order of its lines."""

    code = "translations-refused"

    def __init__(self, problems: Sequence[BriefbookError]) -> None:
        count = len(problems)
        super().__init__(
            ngettext(
                "the translations have {count} problem",
                "the translations have {count} problems",
                count,
            )
        )
        self.problems = tuple(problems)


class UnreadableTranslations(ExchangeError):
    """A file that is neither XLIFF 1.2 nor PO, is broken, or brings entities along."""

    code = "unreadable-translations"


class WrongTranslations(ExchangeError):
    """A file of another book, or between other languages."""

    code = "wrong-translations"


class WrongUnit(ExchangeError):
    """A unit that is missing, unknown, there twice, or of another source text."""

    code = "wrong-unit"


class WrongPlaceholder(ExchangeError):
    """A placeholder that was changed, lost, doubled or moved out of its place."""

    code = "wrong-placeholder"


class WrongTranslation(ExchangeError):
    """A translation that the book cannot hold."""

    code = "wrong-translation"


class InternalError(BriefbookError):
    """A defect of briefbook, reported with the exception that showed it.

    ``traceback`` is the text of its traceback, which itself cannot be pickled.
    """

    code = "internal-error"
    traceback: str = ""


def error_classes(root: type[BriefbookError] = BriefbookError) -> Iterator[type[BriefbookError]]:
    """Yield ``root`` and every error below it, each once, parents first."""
    yield root
    for child in root.__subclasses__():
        yield from error_classes(child)
