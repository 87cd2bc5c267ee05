"""The settings of a book: the stage *plan* turns ``briefbook.toml`` into values.

Languages are BCP 47 tags (https://www.rfc-editor.org/info/bcp47) that CLDR knows
(https://cldr.unicode.org/); time zones are those of the IANA database
(https://www.iana.org/time-zones).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Literal
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError

from briefbook.errors import (
    BookError,
    InvalidBook,
    InvalidConfig,
    InvalidLanguage,
    Span,
    UnknownTemplate,
)
from briefbook.plan.deliveries import Delivery, read_deliveries
from briefbook.plan.enclosures import read_enclosures
from briefbook.plan.languages import unsettable
from briefbook.plan.letterheads import read_letterheads
from briefbook.plan.missing import MissingTranslations, read_missing
from briefbook.plan.naming import choices_hint, did_you_mean, quoted
from briefbook.plan.profiles import PAPER_SIZES, PaperSize
from briefbook.plan.reading import TableReader, in_order
from briefbook.plan.schedules import Names, Schedule, is_timezone, read_schedules
from briefbook.plan.toml_source import read_toml
from briefbook.wording import Message, _

Format = Literal["pdf", "docx"]

#: The formats that documents can be made in, in the order of their outputs.
FORMATS: tuple[Format, ...] = ("pdf", "docx")

#: What ``about`` says of a document that has no subject: one for the whole book.
WHOLE_BOOK = "book"

_DOCUMENT = r"[a-z][a-z0-9_-]{0,63}"
_REGISTER = r"[a-z][a-z0-9_]{0,63}"
_PROFILE = r"[a-z0-9][a-z0-9_-]{0,63}"
_LANGUAGE = r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?"
_FILE = r"(?:[\w-][\w.-]*/)*[\w-][\w.-]*"
_ANY = r"(?s).*"

_DOCUMENT_HINT = _("use small Latin letters, digits, hyphens and underscores, a letter first")
_REGISTER_HINT = _("name a register of the dataset, such as organizations")
_PROFILE_HINT = _("name a file under templates/profiles without .toml, such as house")
_SCRIPT_HINT = _("languages in Latin, Cyrillic and Greek letters can be set")
_LANGUAGE_HINT = _("write a BCP 47 tag such as ru, en or en-GB")
_FILE_HINT = _("name a file by its path, with forward slashes and without ..")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one output may use: ``seconds`` of time and ``memory`` in MiB."""

    seconds: float = 60.0
    memory: int = 1024


@dataclass(frozen=True, slots=True)
class Book:
    """The table ``[book]``.

    ``schema`` names the shape of the dataset; ``source_language`` is the one of
    ``languages`` that translations are made from; ``timezone`` is a key of the IANA
    database; ``paper`` replaces the sheet of every profile, unless it is None;
    ``missing_translations`` says what a text is that a language lacks.
    """

    schema: str
    languages: tuple[str, ...]
    source_language: str
    timezone: str
    paper: PaperSize | None = None
    missing_translations: MissingTranslations = "error"
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A table ``[documents.NAME]``: one kind of document.

    ``about`` is the register with one output per record, or :data:`WHOLE_BOOK`;
    ``profiles`` maps each language of the book to a layout; ``details`` is the
    register whose record with the subject's id holds what the office says in this
    document; ``template`` and ``stylesheets`` are paths under ``templates/``, and so are
    ``letterheads``, by the languages whose DOCX has one;
    ``encloses`` names documents of the book that go with this one, and whose pages it
    counts; ``span`` is the place of the table.
    """

    name: str
    about: str
    formats: tuple[Format, ...]
    profiles: Mapping[str, str]
    details: str | None
    template: str
    stylesheets: tuple[str, ...]
    letterheads: Mapping[str, str]
    encloses: tuple[str, ...] = ()
    span: Span = field(default=Span("briefbook.toml"), compare=False)


@dataclass(frozen=True, slots=True)
class Config:
    """A whole ``briefbook.toml``; all tables stand in the order of the file."""

    book: Book
    documents: tuple[DocumentType, ...]
    deliveries: tuple[Delivery, ...] = ()
    schedules: tuple[Schedule, ...] = ()

    @property
    def profiles(self) -> tuple[str, ...]:
        """The names of all profiles in use, each once, in the order of the file."""
        used = (name for document in self.documents for name in document.profiles.values())
        return tuple(dict.fromkeys(used))

    def document(self, name: str) -> DocumentType:
        """Return the document called ``name``; raises ``KeyError`` if there is none."""
        for document in self.documents:
            if document.name == name:
                return document
        raise KeyError(name)


def read_config(
    text: str,
    file: str = "briefbook.toml",
    *,
    schemas: Mapping[str, Collection[str]] | None = None,
    templates: Collection[str] | None = None,
) -> Config:
    """Read the settings of a book from TOML.

    ``schemas`` maps the name of each schema to its registers, ``templates`` are the
    paths of all files under ``templates/``: with them, the names in the settings are
    checked too; without, they are taken as they are.

    Raises :class:`~briefbook.errors.InvalidBook` with every problem, in the order of
    their lines: :class:`~briefbook.errors.InvalidConfig`, or
    :class:`~briefbook.errors.UnknownTemplate` for a template that does not exist.
    """
    source = read_toml(text, file, InvalidConfig)
    problems: list[BookError] = []
    reader = TableReader(source, problems, InvalidConfig)
    files = None if templates is None else frozenset(templates)
    book = _book(reader.table("book"), schemas, files)
    registers = None if schemas is None else schemas.get(book.schema)
    known = _Known(book.languages, registers, files)
    documents = _documents(reader.table("documents"), known)
    deliveries = _deliveries(reader, book)
    schedules = _schedules(reader, book)
    reader.finish()
    if problems:
        raise InvalidBook(in_order(problems))
    return Config(book, documents, deliveries, schedules)


def _schedules(reader: TableReader, book: Book) -> tuple[Schedule, ...]:
    if not reader.has("schedules"):
        return ()
    declared = [reader.values.get(key) for key in ("documents", "deliveries")]
    documents, deliveries = (tuple(one) if isinstance(one, dict) else () for one in declared)
    names = Names(documents, book.languages, deliveries, book.timezone)
    return read_schedules(reader.table("schedules"), names)


@dataclass(frozen=True, slots=True)
class _Known:
    """What documents may name; None where it is not known and not checked."""

    languages: tuple[str, ...]
    registers: Collection[str] | None
    files: frozenset[str] | None


def _book(
    reader: TableReader,
    schemas: Mapping[str, Collection[str]] | None,
    files: frozenset[str] | None,
) -> Book:
    languages = _languages(reader, files)
    book = Book(
        schema=_one_of(reader, "schema", schemas, _("schemas")),
        languages=languages,
        source_language=_one_of(reader, "source_language", languages or None, _("languages")),
        timezone=_timezone(reader),
        paper=reader.choice("paper", PAPER_SIZES) if reader.has("paper") else None,
        missing_translations=read_missing(reader),
        limits=_limits(reader.table("limits")) if reader.has("limits") else Limits(),
    )
    reader.finish()
    return book


def _deliveries(reader: TableReader, book: Book) -> tuple[Delivery, ...]:
    if not reader.has("deliveries"):
        return ()
    return read_deliveries(reader.table("deliveries"), book.languages, book.source_language)


def _one_of(reader: TableReader, key: str, known: Collection[str] | None, what: Message) -> str:
    """Read a required text that must be one of ``known``, unless that is None."""
    value = reader.text(key)
    if value and known is not None and value not in known:
        message = _(
            "{key} in {name} names {value}, which the book does not have",
            key=repr(key),
            name=reader.name,
            value=quoted(value),
        )
        reader.report(message, key, hint=choices_hint(value, known, what))
    return value


def _languages(reader: TableReader, files: frozenset[str] | None) -> tuple[str, ...]:
    languages = reader.texts("languages", _LANGUAGE, _LANGUAGE_HINT)
    for language in languages:
        place = reader.position("languages", language)
        if not _in_cldr(language):
            message = _("CLDR knows no language {language}", language=quoted(language))
            reader.report(message, *place, hint=_LANGUAGE_HINT)
        elif refusal := unsettable(language):
            reader.report(refusal, *place, hint=_SCRIPT_HINT, problem=InvalidLanguage)
            continue
        _require_file(reader, f"phrases/{language}.html.jinja", files, place)
    return languages


def _in_cldr(language: str) -> bool:
    try:
        Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return False
    return True


def _timezone(reader: TableReader) -> str:
    key = reader.text("timezone")
    if key and not is_timezone(key):
        message = _("{key} is no time zone of the IANA database", key=quoted(key))
        hint = did_you_mean(key, available_timezones()) or _("write it like Europe/Minsk, or UTC")
        reader.report(message, "timezone", hint=hint)
    return key


def _limits(reader: TableReader) -> Limits:
    limits = Limits(
        seconds=reader.number("seconds", 1, 86_400, _("seconds"), Limits().seconds),
        memory=int(reader.number("memory", 64, 1_048_576, _("MiB"), Limits().memory)),
    )
    reader.finish()
    return limits


def _documents(reader: TableReader, known: _Known) -> tuple[DocumentType, ...]:
    if not reader.values:
        reader.report(
            _("the book declares no document"), hint=_("add a table such as [documents.brief]")
        )
    return tuple(_document(reader, name, known) for name in reader.values)


def _document(documents: TableReader, name: str, known: _Known) -> DocumentType:
    reader = documents.table(name)
    if not re.fullmatch(_DOCUMENT, name):
        message = _("{name} cannot be the name of a document", name=quoted(name))
        documents.report(message, name, hint=_DOCUMENT_HINT)
    about = _about(reader, known)
    document = DocumentType(
        name=name,
        about=about,
        formats=_formats(reader),
        profiles=_profiles(reader, known),
        details=_details(reader, about, known),
        template=_template(reader, name, known),
        stylesheets=_stylesheets(reader, name, known),
        letterheads=read_letterheads(reader, known.languages, known.files),
        encloses=read_enclosures(reader, documents, name),
        span=reader.source.span(*reader.path),
    )
    reader.finish()
    return document


def _about(reader: TableReader, known: _Known) -> str:
    about = reader.text("about", _REGISTER, _REGISTER_HINT)
    _require_register(reader, "about", about, known, WHOLE_BOOK)
    return about


def _details(reader: TableReader, about: str, known: _Known) -> str | None:
    details = reader.optional_text("details", _REGISTER, _REGISTER_HINT)
    if details and about == WHOLE_BOOK:
        message = _("a document about the whole book has no subject whose details could be read")
        reader.report(message, "details", hint=_("remove the key"))
    elif details:
        _require_register(reader, "details", details, known)
    return details


def _require_register(
    reader: TableReader, key: str, value: str, known: _Known, *others: str
) -> None:
    """Report ``value`` unless it is a register, one of ``others``, or empty."""
    if known.registers is None or not value or value in {*known.registers, *others}:
        return
    hint = choices_hint(value, [*known.registers, *others], _("registers"))
    message = _(
        "{key} in {name} names {value}, which is no register",
        key=repr(key),
        name=reader.name,
        value=quoted(value),
    )
    reader.report(message, key, hint=hint)


def _formats(reader: TableReader) -> tuple[Format, ...]:
    wanted = reader.texts("formats", _ANY, _("formats: {names}", names=", ".join(FORMATS)))
    for name in wanted:
        if name not in FORMATS:
            message = _("there is no format {name}", name=quoted(name))
            hint = choices_hint(name, FORMATS, _("formats"))
            reader.report(message, *reader.position("formats", name), hint=hint)
    return tuple(known for name in wanted for known in FORMATS if known == name)


def _profiles(reader: TableReader, known: _Known) -> dict[str, str]:
    """Read ``profile``: one name for all languages, or a table from language to name."""
    if isinstance(reader.values.get("profile"), dict):
        return _profile_table(reader.table("profile"), known)
    name = reader.text("profile", _PROFILE, _PROFILE_HINT)
    _require_profile(reader, "profile", name, known)
    return dict.fromkeys(known.languages, name)


def _profile_table(table: TableReader, known: _Known) -> dict[str, str]:
    profiles = {}
    for language in known.languages or table.values:
        profiles[language] = table.text(language, _PROFILE, _PROFILE_HINT)
        _require_profile(table, language, profiles[language], known)
    table.finish()
    return profiles


def _require_profile(reader: TableReader, key: str, name: str, known: _Known) -> None:
    """Report a profile that has no file under ``templates/profiles``."""
    if not name or known.files is None or f"profiles/{name}.toml" in known.files:
        return
    folder = [PurePosixPath(file) for file in sorted(known.files)]
    existing = [file.stem for file in folder if file.match("profiles/*.toml")]
    message = _("there is no profile {name}", name=quoted(name))
    reader.report(message, key, hint=choices_hint(name, existing, _("profiles")))


def _template(reader: TableReader, name: str, known: _Known) -> str:
    chosen = reader.optional_text("template", _FILE, _FILE_HINT)
    template = chosen or f"{name}.html.jinja"
    _require_file(reader, template, known.files, ("template",) if chosen else ())
    return template


def _stylesheets(reader: TableReader, name: str, known: _Known) -> tuple[str, ...]:
    """Read ``styles``; by default ``styles/NAME.css`` where the book has it."""
    if not reader.has("styles"):
        usual = f"styles/{name}.css"
        return (usual,) if known.files and usual in known.files else ()
    names = reader.texts("styles", _FILE, _("name files under templates/styles, such as brief.css"))
    for style in names:
        place = reader.position("styles", style)
        _require_file(reader, f"styles/{style}", known.files, place)
    return tuple(f"styles/{style}" for style in names)


def _require_file(
    reader: TableReader,
    path: str,
    files: frozenset[str] | None,
    place: tuple[str | int, ...],
) -> None:
    """Report a file that is not under ``templates/``."""
    if files is None or path in files:
        return
    hint = did_you_mean(path, files) or _("write the file, or name another")
    message = _("there is no file templates/{path}", path=path)
    reader.report(message, *place, hint=hint, problem=UnknownTemplate)
