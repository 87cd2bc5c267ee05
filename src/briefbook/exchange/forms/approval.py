"""Forms proposed for approval, and approved forms beside what the libraries say.

A proposal is a patch to the YAML: nobody but a person approves a form, by applying it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from briefbook.dataset.marks import PathTuple
from briefbook.dataset.values import Dataset
from briefbook.errors import BookError, DoubtfulForm, Span, StaleException, UnknownName
from briefbook.exchange.differences import Rewritten
from briefbook.exchange.forms.exceptions import FormException
from briefbook.exchange.forms.libraries import LANGUAGES, Libraries
from briefbook.exchange.forms.stored import StoredName, expected_forms, stored_names
from briefbook.exchange.yaml_edit import edit_yaml
from briefbook.localize.grammar.base import CASES, Case
from briefbook.plan.naming import did_you_mean, quoted
from briefbook.wording import NOTHING, _

__all__ = ["FormsChecked", "Proposal", "Proposals", "check_forms", "propose_forms"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A form, or a trait of grammar, that a name lacks: ``key`` is a case, gender or animacy."""

    name: StoredName
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Proposals:
    """What the libraries propose, the names that they do not know, and the edited files."""

    proposals: tuple[Proposal, ...]
    unknown: tuple[StoredName, ...]
    files: tuple[Rewritten, ...]

    @property
    def diff(self) -> str:
        """The patch that approves all proposals."""
        return "".join(file.diff for file in self.files)


@dataclass(frozen=True, slots=True)
class FormsChecked:
    """How many stored forms were compared, how many stand on the list, what is in doubt."""

    compared: int
    excepted: int
    problems: tuple[BookError, ...]

    @property
    def ok(self) -> bool:
        """Whether every form agrees with the libraries or was reviewed."""
        return not self.problems


def propose_forms(
    folder: Path, dataset: Dataset, libraries: Libraries, wanted: Sequence[str] = ()
) -> Proposals:
    """Propose the forms that names lack, as new contents of their files; nothing is written.

    ``wanted`` narrows the names to those at or below these paths, such as ``persons``
    or ``bodies.cnd``. Raises :class:`UnknownName` for a path without names.
    """
    names = _selected(tuple(stored_names(dataset, LANGUAGES)), wanted)
    proposals: list[Proposal] = []
    unknown: list[StoredName] = []
    for name in names:
        missing = [case for case in CASES[1:] if case not in name.forms]
        if not name.declines or not (missing or name.is_term):
            continue
        expected = expected_forms(name, libraries)
        if expected is None:
            unknown += [name] if missing else []
            continue
        found = ((case, expected[case]) for case in missing)
        proposals += [Proposal(name, case, form) for case, form in found if form is not None]
        proposals += _traits(name, libraries)
    return Proposals(tuple(proposals), tuple(unknown), _files(folder, dataset, proposals))


def _selected(names: tuple[StoredName, ...], wanted: Sequence[str]) -> tuple[StoredName, ...]:
    """Return the names at or below paths; all of them where no path is given."""
    for path in wanted:
        if not any(_is_below(name.id, path) for name in names):
            known = sorted({name.record for name in names})
            hint = did_you_mean(path, known) or NOTHING
            raise UnknownName(_("there is no name at {path}", path=quoted(path)), hint=hint)
    return tuple(name for name in names if not wanted or _below_any(name.id, wanted))


def _below_any(name: str, wanted: Sequence[str]) -> bool:
    return any(_is_below(name, path) for path in wanted)


def _is_below(name: str, path: str) -> bool:
    return f"{name}.".startswith(f"{path}.")


def _traits(name: StoredName, libraries: Libraries) -> Iterator[Proposal]:
    """Propose gender and animacy of a term, where the data say neither."""
    phrase = libraries.nouns.read(name.nominative, name.traits) if name.is_term else None
    if phrase is None:
        return
    if name.traits.gender is None and not name.traits.plural and phrase.traits.gender:
        yield Proposal(name, "gender", phrase.traits.gender)
    if name.traits.animacy is None and phrase.traits.animacy:
        yield Proposal(name, "animacy", phrase.traits.animacy)


def _files(folder: Path, dataset: Dataset, proposals: Sequence[Proposal]) -> tuple[Rewritten, ...]:
    """Put proposals into the files of their names."""
    edits: dict[str, dict[PathTuple, str]] = {}
    for proposal in proposals:
        file = dataset.origins[proposal.name.record].file
        edits.setdefault(file, {})[(*proposal.name.place, proposal.key)] = proposal.text
    files = []
    for name in sorted(edits):
        old = (folder / name).read_bytes()
        files.append(Rewritten(name, old, edit_yaml(old.decode("utf-8"), edits[name]).encode()))
    return tuple(files)


def check_forms(
    dataset: Dataset, libraries: Libraries, exceptions: Sequence[FormException] = ()
) -> FormsChecked:
    """Compare all stored forms with what the libraries say.

    A form that differs, or of a word that they do not know, is in doubt unless it
    stands on the reviewed list; an entry of the list that excuses nothing is told.
    """
    reviewed = {
        (entry.name, entry.language, case): (form, entry.spans[case])
        for entry in exceptions
        for case, form in entry.forms.items()
    }
    compared, used = 0, set[tuple[str, str, Case]]()
    problems: list[BookError] = []
    for name in stored_names(dataset, LANGUAGES):
        expected = expected_forms(name, libraries)
        for case, form in name.forms.items():
            if case == "nominative":
                continue
            compared += 1
            said = None if expected is None else expected[case]
            key = (name.id, name.language, case)
            if form == said:
                continue
            if key in reviewed and reviewed[key][0] == form:
                used.add(key)
            else:
                problems.append(_doubt(dataset, name, case, said))
    problems += _stale(reviewed, used, dataset)
    return FormsChecked(compared, len(used), tuple(sorted(problems, key=_place)))


def _place(problem: BookError) -> tuple[str, int]:
    return problem.spans[0].file, problem.spans[0].line or 0


def _doubt(dataset: Dataset, name: StoredName, case: Case, said: str | None) -> DoubtfulForm:
    """Make the error for a form that nobody has reviewed and the libraries do not confirm."""
    parts = (*name.record.split("."), *map(str, name.place), case)
    span = dataset.mark(".".join(parts))
    form = name.forms[case]
    message = (
        _("the {case} of {name} is “{form}”; the libraries do not know it",
          case=case, name=name.id, form=form)
        if said is None
        else _("the {case} of {name} is “{form}”; the libraries say “{said}”",
               case=case, name=name.id, form=form, said=said)
    )  # fmt: skip
    hint = _("correct the form, or put it on the list in forms.toml with the reason")
    return DoubtfulForm(message, spans=[span], hint=hint)


def _stale(
    reviewed: Mapping[tuple[str, str, Case], tuple[str, Span]],
    used: set[tuple[str, str, Case]],
    dataset: Dataset,
) -> Iterator[StaleException]:
    """Yield an error for each entry of the list that excuses no form of the book."""
    stored = {
        (name.id, name.language, case): form
        for name in stored_names(dataset, LANGUAGES)
        for case, form in name.forms.items()
    }
    for key, (form, span) in reviewed.items():
        if key in used:
            continue
        name, _language, case = key
        if key not in stored:
            message = _("the book has no {case} of {name}", case=case, name=name)
        elif stored[key] != form:
            message = _(
                "the {case} of {name} is now “{now}”, not “{form}”",
                case=case, name=name, now=stored[key], form=form,
            )  # fmt: skip
        else:
            message = _("the libraries agree with the {case} of {name}", case=case, name=name)
        yield StaleException(message, spans=[span], hint=_("take it off the list, or review it"))
