"""Approved grammatical forms: the only forms of a name that are ever printed.

Stage *localize*. Cases, genders and numbers bear CLDR's names
(https://www.unicode.org/reports/tr35/tr35-general.html#Grammatical_Features).
A form that nobody has approved is an error of the output that needs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast, get_args

from briefbook.dataset.values import Node
from briefbook.errors import TemplateFailed, UnapprovedForm
from briefbook.localize.grammar.base import Gender
from briefbook.localize.shown import ShownText, showing, standing_in
from briefbook.localize.view import Listing, View, fact, node_of, perspective_of
from briefbook.wording import Message, _, verbatim

_CASES: Mapping[str, Message] = {
    "nominative": _("nominative"),
    "genitive": _("genitive"),
    "dative": _("dative"),
    "accusative": _("accusative"),
    "instrumental": _("instrumental"),
    "prepositional": _("prepositional"),
}
_NOUNS = frozenset({"TermForms", "CaseForms"})


def case_name(case: str) -> Message:
    """Return how messages call a case."""
    return _CASES.get(case) or verbatim(case)


def is_noun(value: object) -> bool:
    """Tell whether a value of a template is a name with grammatical forms."""
    return isinstance(value, View) and node_of(value).type in _NOUNS


def is_person_name(value: object) -> bool:
    """Tell whether a value of a template is a person's name in one language."""
    return isinstance(value, View) and node_of(value).type == "NameForms"


def in_case(noun: object, case: str) -> str:
    """Return the approved form of a name in a case.

    A name that stands in for a missing translation is in its nominative, and marked.
    Raises :class:`UnapprovedForm` at the line of the name that lacks it, and
    :class:`TemplateFailed` for a value that is not a name.
    """
    return _marked(_form(noun, case), noun)


def _marked(text: str, name: object) -> str:
    """Mark what is written of a name that stands in for a missing translation."""
    foreign = perspective_of(name).foreign if isinstance(name, View) else ""
    return standing_in(text, foreign) if foreign else text


def _form(noun: object, case: str) -> str:
    """Return the approved form of a name in a case, without a mark."""
    if not isinstance(noun, View) or node_of(noun).type not in _NOUNS:
        raise TemplateFailed(
            _("only a name has a {case}, not {thing}", case=case_name(case), thing=_describe(noun)),
            hint=_("apply the filter to a term of the dataset, such as body.name"),
        )
    node = node_of(noun)
    wanted = case if _declines(noun) else "nominative"
    form = fact(noun, wanted)
    if isinstance(form, str):
        return ShownText(form, (f"{node.path}.{wanted}",))
    raise UnapprovedForm(
        _("{path} has no approved {case}", path=node.path, case=case_name(case)),
        spans=(perspective_of(noun).dataset.mark(node.path),),
        hint=_("add {key}: and the form to this name", key=case),
    )


def abbreviation(noun: object) -> str:
    """Return the abbreviation of a name; raise :class:`UnapprovedForm` without one."""
    if isinstance(noun, View):
        node = node_of(noun)
        form = fact(noun, "abbreviation") if "abbreviation" in node.fields else None
        if isinstance(form, str):
            return _marked(ShownText(form, (f"{node.path}.abbreviation",)), noun)
        raise UnapprovedForm(
            _("{path} has no abbreviation", path=node.path),
            spans=(perspective_of(noun).dataset.mark(node.path),),
            hint=_("add abbreviation: to this name"),
        )
    raise TemplateFailed(_("only a name has an abbreviation, not {thing}", thing=_describe(noun)))


def gender_and_number(noun: object) -> tuple[Gender | None, bool]:
    """Return the gender of a name or person, and whether it is plural.

    Several names are plural; one in a list counts as itself. Raises
    :class:`UnapprovedForm` for a singular name without a gender. Words agree with a name
    that stands in for a missing translation, and whose language has no gender, as with a
    masculine one.
    """
    if isinstance(noun, Listing | list | tuple):
        return gender_and_number(noun[0]) if len(noun) == 1 else (None, True)
    if not isinstance(noun, View):
        raise TemplateFailed(_("only a name has a gender, not {thing}", thing=_describe(noun)))
    node = node_of(noun)
    plural = "number" in node.fields and fact(noun, "number") == "plural"
    gender = fact(noun, "gender") if "gender" in node.fields else None
    if plural:
        return None, True
    if gender in get_args(Gender):
        return cast("Gender", gender), False
    if perspective_of(noun).foreign:
        return "masculine", False
    raise UnapprovedForm(
        _("{path} has no gender", path=node.path),
        spans=(perspective_of(noun).dataset.mark(node.path),),
        hint=_("add gender: masculine, feminine or neuter to this name"),
    )


def person_name(name: object, case: str, order: str, *, space: bool) -> str:
    """Return a person's name in a case.

    ``order`` is ``initials-first`` («Е.Н. Купчина», of signatures), ``surname-first``
    («Купчиной Е.Н.», of addressees) or ``given-first`` (“Alena Kupchyna”, «Елена
    Николаевна Купчина»); ``space`` stands between initials and surname where the
    initials come first.
    """
    if not isinstance(name, View) or not is_person_name(name):
        raise TemplateFailed(
            _("only a person's name is printed so, not {thing}", thing=_describe(name))
        )
    return _marked(_joined(name, case, order, space=space), name)


def _joined(name: View, case: str, order: str, *, space: bool) -> str:
    """Join the parts of a person's name."""
    node = node_of(name)
    surname = _part(name, "surname", case)
    initials = None if order == "given-first" else fact(name, "initials")
    if initials is None:
        if fact(name, "given") is None:
            return surname
        parts = [_part(name, "given", case)]
        if order == "given-first" and fact(name, "patronymic") is not None:
            parts.append(_part(name, "patronymic", case))
        return showing(" ".join([*parts, surname]), *parts, surname)
    written = ShownText(str(initials), (f"{node.path}.initials",))
    if order == "surname-first":
        return showing(f"{surname} {written}", surname, written)
    return showing(f"{written}{' ' if space else ''}{surname}", written, surname)


def _part(name: View, part: str, case: str) -> str:
    """Return the surname, given name or patronymic in a case."""
    forms = fact(name, part)
    assert isinstance(forms, Node)  # noqa: S101  # the base types say so
    case = case if _declines(name) else "nominative"
    return _form(View(forms, perspective_of(name)), case)


def _declines(name: View) -> bool:
    """Tell whether a name has other forms than its nominative, here."""
    if perspective_of(name).foreign:
        return False
    return "declines" not in node_of(name).fields or bool(fact(name, "declines"))


def _describe(value: object) -> Message:
    """Name a value for a message."""
    if isinstance(value, View):
        return _("the record {path}", path=node_of(value).path)
    return _("“{text}”", text=value) if isinstance(value, str) else verbatim(type(value).__name__)
