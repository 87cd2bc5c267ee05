"""``python -m tests.render.growth PDFS``: by how many KiB a process grows with each PDF."""

from __future__ import annotations

import sys

from tests.render.samples import assets, document, manuscript

from briefbook.executors.limits import usage
from briefbook.render.pdf import PdfRenderer

WARM_UP = 60
ROWS = "".join(f"<tr><th>A river</th><td>{number} km</td></tr>" for number in range(20))
BODY = f"<h1>Rivers</h1><p>Two of them.</p><table><tbody>{ROWS}</tbody></table>"


def main(pdfs: int) -> None:
    """Print the growth per PDF, once all that is kept on purpose is there."""
    renderer = PdfRenderer(assets())
    asked = manuscript(document(BODY))
    for _ in range(WARM_UP):
        renderer.render(asked)
    before = _resident()
    for _ in range(pdfs):
        renderer.render(asked)
    print((_resident() - before) / pdfs)  # noqa: T201 - read by the test


def _resident() -> float:
    now = usage()
    assert now is not None
    return now.resident / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]))
