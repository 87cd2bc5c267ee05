"""Documents that go with another one: ``encloses`` of a table ``[documents.NAME]``. Stage *plan*.

A memo says on how many sheets the brief comes that it sends along. The brief is made
first, and its finished file is counted.
"""

from __future__ import annotations

from typing import Literal

from briefbook.plan.naming import choices_hint, quoted
from briefbook.plan.reading import TableReader
from briefbook.wording import _

#: Pages are counted in this format: of a DOCX each program makes pages of its own.
COUNTED: Literal["pdf"] = "pdf"


def read_enclosures(reader: TableReader, documents: TableReader, name: str) -> tuple[str, ...]:
    """Read which documents one encloses, noting those that cannot be counted.

    They must be about the same records, be made as PDF, and enclose nothing themselves.
    """
    if not reader.has("encloses"):
        return ()
    wanted = reader.texts("encloses", r"\S+", _("name documents of the book, such as brief"))
    for one in wanted:
        place = reader.position("encloses", one)
        table = documents.values.get(one)
        others = [other for other in documents.values if other != name]
        if one not in others or not isinstance(table, dict):
            message = _("{document} is no other document of the book", document=quoted(one))
            reader.report(message, *place, hint=choices_hint(one, others, _("documents")))
        elif COUNTED not in _listed(table.get("formats")):
            message = _("the pages of {document} are not counted, for it is no PDF", document=one)
            reader.report(message, *place, hint=_('add "pdf" to its formats'))
        elif table.get("about") != reader.values.get("about"):
            message = _("{document} is about other records than this document", document=one)
            reader.report(message, *place, hint=_("enclose documents about the same register"))
        elif table.get("encloses"):
            message = _("{document} encloses documents itself", document=one)
            reader.report(message, *place, hint=_("enclose documents that enclose nothing"))
    return wanted


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
