"""The trace of a rendering: the questions it asked, in order, with their answers.

A trace *replays* on another dataset: the questions are asked again in the same
order until an answer differs. Since what a template asks next depends only on the
answers so far, a trace without a difference means an equal rendering.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from briefbook.tracking.questions import Answer, Question, World, answer


class Read(NamedTuple):
    """A question with the answer it got."""

    question: Question
    answer: Answer


#: Makes a read of a pair, in a third of the time that ``Read`` takes with two arguments.
_read = partial(tuple.__new__, Read)


@dataclass(frozen=True, slots=True)
class Trace:
    """All reads of one rendering, each question once, in the order first asked.

    ``rests`` are the places that its derived values rest on, as
    :func:`~briefbook.dataset.derivation.derive` names them; of a trace that was kept they
    are not known.
    """

    reads: tuple[Read, ...] = ()
    rests: frozenset[str] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True)
class Difference:
    """A question that is answered otherwise now."""

    question: Question
    before: Answer
    now: Answer


class Recorder:
    """Writes down what one rendering reads; each question once.

    Beside another recorder it writes into the same notes.
    """

    def __init__(self, beside: Recorder | None = None) -> None:
        self._reads: dict[Question, Answer] = {} if beside is None else beside._reads  # noqa: SLF001  # one of its own
        self._rests: set[str] = set() if beside is None else beside._rests  # noqa: SLF001  # as above

    def record(self, question: Question, given: Answer, rests: Iterable[str] = ()) -> None:
        """Note a question and its answer, and the places that a derived value rests on."""
        self._reads.setdefault(question, given)
        if rests:
            self._rests.update(rests)

    def trace(self) -> Trace:
        """Return what has been read so far."""
        return Trace(tuple(map(_read, self._reads.items())), frozenset(self._rests))


@dataclass(slots=True)
class Replayer:
    """Asks the questions of traces again of one world, each question once.

    Many outputs ask the same questions; the answers are kept between traces.
    """

    world: World
    _answers: dict[Question, Answer] = field(default_factory=dict)
    _rests: dict[Question, frozenset[str]] = field(default_factory=dict)

    def ask(self, question: Question) -> Answer:
        """Return today's answer to a question."""
        if question not in self._answers:
            rests: set[str] = set()
            self._answers[question] = answer(question, self.world, rests)
            self._rests[question] = frozenset(rests)
        return self._answers[question]

    def rests(self, reads: Iterable[Read]) -> frozenset[str]:
        """Return the places that the derived values among some reads rest on today."""
        asked = [read.question for read in reads if read.question.kind == "derived"]
        for question in asked:
            self.ask(question)
        return frozenset().union(*(self._rests[question] for question in asked))

    def differences(self, trace: Trace) -> Iterator[Difference]:
        """Yield every read of a trace that differs now; the first one decides.

        After it the rendering may ask other questions than it did, so the later ones
        explain to a person, and are asked only if somebody goes on to them.
        """
        known = self._answers
        for question, before in trace.reads:
            now = known[question] if question in known else self.ask(question)
            if now != before:
                yield Difference(question, before, now)
