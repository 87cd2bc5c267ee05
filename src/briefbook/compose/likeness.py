"""Which facts are one and the same in every language.

Stage *compose*, for the comparison of languages (``docs/parity.md``). What a name or
text says in one language stands for the fact itself; the grammar that one language
needs stands for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from markupsafe import Markup

from briefbook.dataset.values import Dataset, Node, Value
from briefbook.localize.shown import ShownNumber, ShownText, ShownValue
from briefbook.localize.view import PER_LANGUAGE, Absent, Listing, View, node_of, path_of
from briefbook.plan.outputs import OUTPUT_FOLDER
from briefbook.tracking.questions import Answer, Question

_K = TypeVar("_K")
_V = TypeVar("_V")

#: Fields that only grammar reads, on whatever record they stand.
GRAMMATICAL = frozenset({"animacy", "gender"})


#: How many answers are kept at most: those of some ten documents.
_MOST = 4096


class _Cut(NamedTuple):
    """A path cut off at a text in several languages, if it is ``within`` one; else its value."""

    path: str
    within: bool = False
    value: Value = None


@dataclass(slots=True)
class Likeness:
    """Finds for a path of a dataset the path that stands for it in every language.

    What it found it keeps: documents read many facts in common.
    """

    dataset: Dataset
    _cuts: dict[str, _Cut] = field(default_factory=dict)
    _facts: dict[Question, tuple[str | None, bool]] = field(default_factory=dict)

    def fact(self, question: Question, given: Answer) -> str | None:
        """Return the fact that an answered question uses; None for grammar alone.

        Within a text in several languages only the words count: its forms,
        abbreviation and parts, and not whether they are there.
        """
        known = self._facts.get(question)
        if known is None:
            known = self._kept(self._facts, question, self._fact(question))
        fact, of_words = known
        if not of_words or fact is None or (type(given) is tuple and given[0] == "str"):
            return fact
        return None

    def _fact(self, question: Question) -> tuple[str | None, bool]:
        """Return what a question asks about; tell whether only the words of it count."""
        if question.kind == "pages":
            return self.shown(question.path), False
        if question.kind != "fact":
            return question.path, False
        fact, within, _value = self._cut(question.path)
        return _unless_grammar(fact, question.path, within=within), within

    def shown(self, path: str) -> str | None:
        """Return the fact that a printed or compared value shows; None for grammar."""
        fact, within, _value = self._cut(path)
        return _unless_grammar(fact, path, within=within)

    def _cut(self, path: str) -> _Cut:
        """Cut a path off at a text in several languages."""
        known = self._cuts.get(path)
        return known or self._kept(self._cuts, path, self._followed(path))

    def _followed(self, path: str) -> _Cut:
        """Follow a path from what is known of the path around it.

        The path of an output, ``output/LANGUAGE/…``, stands for the output in each language.
        """
        if path.startswith(_OUTPUTS):
            return _Cut(path.split("/", 2)[2])
        around, dot, part = path.rpartition(".")
        if not dot:
            return _Cut(path)
        if "." not in around:
            return _Cut(path, value=self.dataset.registers.get(around, {}).get(part))
        cut = self._cut(around)
        if cut.within:
            return cut
        value = _step(cut.value, part)
        return _Cut(path, isinstance(value, Node) and value.type in PER_LANGUAGE, value)

    @staticmethod
    def _kept(answers: dict[_K, _V], asked: _K, found: _V) -> _V:
        """Keep an answer; make room first, if there are too many."""
        if len(answers) >= _MOST:
            answers.clear()
        answers[asked] = found
        return found


_OUTPUTS = f"{OUTPUT_FOLDER}/"

#: Fields of a name in one language that say how it behaves, not what it is.
_OF_A_NAME = GRAMMATICAL | {"article", "declines", "number"}


def _unless_grammar(fact: str, path: str, *, within: bool) -> str | None:
    """Return the fact that a path shows; None for words about a name that nobody reads."""
    grammar = _OF_A_NAME if within else GRAMMATICAL
    return None if path[path.rfind(".") + 1 :] in grammar else fact


def _step(value: Value, part: str) -> Value:
    """Go one part down a path; None where nothing is there."""
    if isinstance(value, Node):
        return value.fields.get(part)
    if isinstance(value, tuple) and part.isdecimal() and int(part) < len(value):
        return value[int(part)]
    return None


def named(argument: object, likeness: Likeness) -> str:
    """Name the argument of a macro, alike in every language: a fact by its path."""
    if isinstance(argument, View):
        return node_of(argument).path
    if isinstance(argument, Absent | Listing):
        return path_of(argument)
    if isinstance(argument, ShownText | ShownNumber | ShownValue):
        facts = (likeness.shown(path) for path in argument.paths if path[0] != "=")
        return " ".join(dict.fromkeys(filter(None, facts)))
    if isinstance(argument, str | int) and not isinstance(argument, Markup):
        return repr(argument)
    return type(argument).__name__
