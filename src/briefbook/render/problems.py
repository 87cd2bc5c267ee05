"""Several faults of one rendering, told as one error.

Stage *render*. An output fails with one error; a reader wants all of its faults
at once, so the first speaks for the others and shows their places.
"""

from __future__ import annotations

from collections.abc import Sequence

from briefbook.errors import BriefbookError
from briefbook.wording import joined, ngettext

#: How many faults are told in full.
_TOLD = 12


def combined(problems: Sequence[BriefbookError]) -> BriefbookError:
    """Return one error for one or more faults: of the first one's class, with all places.

    Raises ``ValueError`` where there is no fault.
    """
    if not problems:
        raise ValueError("there is no problem to tell")
    first = problems[0]
    distinct = list(dict.fromkeys(problem.message for problem in problems))
    if len(distinct) == 1 and len(problems) == 1:
        return first
    told = joined(distinct[:_TOLD], "; ")
    if (more := len(distinct) - _TOLD) > 0:
        told = ngettext("{told}; and {count} more", "{told}; and {count} more", more, told=told)
    spans = dict.fromkeys(span for problem in problems for span in problem.spans)
    return type(first)(told, spans=tuple(spans), hint=first.hint)
