"""Base types from which a schema is built; they know no organization.

Stage: dataset (dataset → plan → localize → compose → render → publish → record).
A schema declares its records as subclasses of :class:`Record` with the types
below, and names its registers in a :class:`Schema`. Pydantic models live only at
this border (https://docs.pydantic.dev/latest/concepts/models/); the loader turns
them into the values of :mod:`briefbook.dataset.values`.

Languages are BCP 47 tags (https://www.rfc-editor.org/info/bcp47); grammatical
cases, genders and numbers bear the names of CLDR
(https://www.unicode.org/reports/tr35/tr35-general.html#Grammatical_Features).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, TypeAlias, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    RootModel,
    StringConstraints,
    ValidationInfo,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

from briefbook.dataset.dates import Day, PartialDateField, PeriodField
from briefbook.dataset.refusals import problem
from briefbook.dataset.shape import check_model
from briefbook.dataset.values import ID_PATTERN, Dataset, FrozenMap, Reference
from briefbook.errors import BriefbookError
from briefbook.wording import _

__all__ = [
    "ID_PATTERN",
    "LANGUAGE_PATTERN",
    "Animacy",
    "CaseForms",
    "Context",
    "Day",
    "Gender",
    "GrammaticalNumber",
    "Language",
    "Localized",
    "MetaKeys",
    "NameForms",
    "Part",
    "PartialDateField",
    "PerLanguage",
    "PeriodField",
    "Person",
    "PersonName",
    "Record",
    "RefersTo",
    "Rule",
    "Schema",
    "Term",
    "TermForms",
    "Text",
    "problem",
]

LANGUAGE_PATTERN = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"

Gender = Literal["masculine", "feminine", "neuter"]
GrammaticalNumber = Literal["singular", "plural"]
Animacy = Literal["animate", "inanimate"]
Language = Annotated[str, StringConstraints(pattern=LANGUAGE_PATTERN)]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Context:
    """What validation knows beside the value: the book's languages and all ids.

    ``ids`` maps each register to the ids of its records. ``asked``, if given, is
    filled with what :meth:`knows` was asked: the result of a validation holds as
    long as the answers do. A validator that looks into ``ids`` itself must not be
    combined with a cache. ``partial`` says that a text in one of the languages is enough.
    """

    languages: tuple[str, ...] = ()
    ids: Mapping[str, frozenset[str]] | None = None
    asked: set[Reference] | None = None
    partial: bool = False

    def knows(self, reference: Reference) -> bool:
        """Tell whether there is such a record; anything goes where ``ids`` are not known."""
        if self.asked is not None:
            self.asked.add(reference)
        if self.ids is None:
            return True
        return reference.id in self.ids.get(reference.register, frozenset())


@dataclass(frozen=True, slots=True)
class RefersTo:
    """Marks a field as the id of a record: ``Annotated[Reference, RefersTo("bodies")]``."""

    register: str

    def read(self, value: object, info: ValidationInfo) -> Reference:
        """Turn an id into a reference; refuse one that its register does not have."""
        if isinstance(value, Reference):
            return value
        if not isinstance(value, str):
            hint = _("write the name of its file without .yaml")
            raise problem(
                "wrong-value",
                wanted=_("the id of a record of {register}", register=self.register),
                hint=hint,
            )
        reference = Reference(self.register, value)
        if isinstance(info.context, Context) and not info.context.knows(reference):
            raise problem("dangling-reference", register=self.register, id=value)
        return reference

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.with_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {
            "type": "string",
            "pattern": ID_PATTERN,
            "description": f"the id of a record of {self.register}",
        }


class Part(BaseModel):
    """A part of a record that carries no meta of its own."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class MetaKeys(Part):
    """The meta keys: they hold for everything below until written anew."""

    source: Annotated[Reference, RefersTo("sources")] | None = None
    as_of: Day | None = None
    review_by: Day | None = None
    private: bool = False


class Record(MetaKeys):
    """A record of a register, or a part of one that may carry its own meta.

    A subclass declares fields; ``value`` is not a name for a field, because
    ``{value: 1997, source: …}`` is how a single value carries meta.
    """


def _translated(value: object) -> object:
    """Refuse a text that is not written yet."""
    if _is_blank(value):
        raise problem("missing-translation")
    return value


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


TranslatedText = Annotated[Text, BeforeValidator(_translated)]


class PerLanguage(RootModel[dict[Language, _T]]):
    """Something written once per language.

    Every language of the book is required, or one of them where the book is content with that.
    """

    model_config = ConfigDict(frozen=True, strict=True)

    @model_validator(mode="before")
    @classmethod
    def _require_languages(cls, value: Any, info: ValidationInfo) -> Any:
        if not isinstance(value, Mapping) or not isinstance(info.context, Context):
            return value
        required = info.context.languages
        if info.context.partial:
            value = {name: text for name, text in value.items() if not _is_blank(text)}
            required = () if any(name in value for name in required) else required[:1]
        return {**value, **{name: value.get(name) for name in required}}


class Localized(PerLanguage[TranslatedText]):
    """A text in several languages: ``{ru: …, en: …}``."""


class CaseForms(Part):
    """A noun by CLDR case; a plain text is its nominative.

    Only approved forms are written; a form that is not there is not guessed.
    """

    nominative: Text
    genitive: Text | None = None
    dative: Text | None = None
    accusative: Text | None = None
    instrumental: Text | None = None
    prepositional: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain_text(cls, value: Any) -> Any:
        value = _translated(value)
        return {"nominative": value} if isinstance(value, str) else value


class TermForms(CaseForms):
    """A term in one language, with its grammar.

    ``short`` is the name used after the first mention; ``declines`` is false for
    a name that is the same in every case; ``article`` says that English puts
    the definite article before it.
    """

    gender: Gender | None = None
    number: GrammaticalNumber = "singular"
    animacy: Animacy | None = None
    abbreviation: Text | None = None
    short: CaseForms | None = None
    declines: bool = True
    article: bool = False


class Term(PerLanguage[TermForms]):
    """A name with its forms, in several languages: a body, an instrument, a post."""


class NameForms(Part):
    """The parts of a person's name in one language; ``initials`` as printed, «А.Б.»."""

    surname: CaseForms
    given: CaseForms | None = None
    patronymic: CaseForms | None = None
    initials: Text | None = None
    declines: bool = True

    @model_validator(mode="before")
    @classmethod
    def _written(cls, value: Any) -> Any:
        return _translated(value)


class PersonName(PerLanguage[NameForms]):
    """A person's name in several languages."""


class Person(Record):
    """A person: the gender governs agreement, the honorific is printed as written."""

    gender: Literal["masculine", "feminine"]
    name: PersonName
    honorific: Localized | None = None


Rule: TypeAlias = Callable[[Dataset], Iterable[BriefbookError]]


@dataclass(frozen=True, slots=True)
class Schema:
    """The shape of a dataset: its registers, the rules among records, the derived values.

    ``rules`` are called with a dataset whose references all hold and yield what is
    wrong. So are ``record_rules``, which look at each record alone, with what it refers to:
    while nothing of that changes they are not asked again. ``derived`` maps (type of a
    node, name) to the function that computes the value; the loader carries it for the view.
    Raises :class:`TypeError` for a record that the loader could not read.
    """

    name: str
    registers: Mapping[str, type[Record]]
    rules: Sequence[Rule] = ()
    record_rules: Sequence[Rule] = ()
    derived: Mapping[tuple[str, str], Callable[..., Any]] = field(default_factory=FrozenMap)

    def __post_init__(self) -> None:
        for name, model in self.registers.items():
            check_model(name, model)
