"""Documents that go with others are made first, so that their pages can be counted.

Stage *plan*, seen from those who make outputs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from briefbook.build.outcome import Piece
from briefbook.plan.config import Config
from briefbook.plan.outputs import Output, enclosed_by


def waves(outputs: Sequence[Output], config: Config) -> tuple[list[Output], list[Output]]:
    """Split outputs: those that enclose nothing, and after them those that do."""
    enclosing = {document.name for document in config.documents if document.encloses}
    first = [output for output in outputs if output.document not in enclosing]
    return first, [output for output in outputs if output.document in enclosing]


def piece_of(
    output: Output,
    config: Config,
    pages: Mapping[str, int],
    known_input: str | None = None,
    *,
    witness: bool = False,
) -> Piece:
    """Return an output as a part of a job, with the pages of what goes with it.

    ``pages`` counts those of finished files, by the paths of their outputs. A witness,
    which is never rendered, takes one that is not finished for one page.
    """
    names = [str(each) for each in enclosed_by(output, config)]
    known = dict.fromkeys(names, 1) | dict(pages) if witness else pages
    counted = tuple((name, known[name]) for name in names if name in known)
    return Piece(output, known_input, witness, counted)


def trial_of(output: Output, config: Config) -> Piece:
    """Return an output to be made on trial: each file that goes with it is taken for one page."""
    pages = {str(each): 1 for each in enclosed_by(output, config)}
    return piece_of(output, config, pages)
