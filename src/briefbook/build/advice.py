"""What to do about a problem whose error says no more than what is wrong.

Most errors bring a hint made for their case. A reader who does not program is never left
without one: for the others there is one for each code of
:mod:`briefbook.errors`, as ``docs/errors.md`` tells it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from briefbook.errors import BriefbookError
from briefbook.wording import Message, _

__all__ = ["ADVICE", "what_to_do"]

_TEMPLATE = _("show this line to whoever keeps the templates of the book")

#: The code of an error → what to do about it.
ADVICE: Mapping[str, Message] = MappingProxyType(
    {
        "unknown-name": _("correct the name"),
        "unreadable-file": _("see that the file is there and that you may read it"),
        "yaml-syntax": _("compare the line with its neighbours: indentation, colons, quotes"),
        "yaml-refused": _("write the values out, as in the other files of the register"),
        "duplicate-key": _("keep one of the two lines"),
        "unknown-key": _("correct the key, or remove the line"),
        "wrong-value": _("correct the value"),
        "missing-value": _("fill in the value"),
        "missing-translation": _("write the text in the language that is missing"),
        "stale-translation": _("translate the text anew, or confirm the translation"),
        "forbidden-character": _("delete the character and type the word anew"),
        "reserved-name": _("choose another name"),
        "dangling-reference": _("correct the id, or add the record"),
        "end-before-start": _("correct the dates"),
        "overlapping-terms": _("correct the years of one of them"),
        "term-length": _("correct the years"),
        "past-review": _("check the fact, then set review_by to a later day"),
        "invalid-config": _("correct this line of briefbook.toml"),
        "invalid-profile": _("correct this line of the profile"),
        "invalid-language": _("correct this line of the language's settings"),
        "invalid-forms": _("correct this line of the list of exceptions"),
        "doubtful-form": _("correct the form, or list it among the exceptions"),
        "stale-exception": _("remove the line from the list of exceptions"),
        "letterhead-lacks-style": _("nothing, or add the style to the letterhead in Word"),
        "letterhead-refused": _("save the letterhead anew in Word as .docx, without macros"),
        "unknown-template": _("write the file, or name another"),
        "missing-font": _("put the font under templates/fonts, or name another"),
        "output-collision": _("rename a document or a subject"),
        "output-folder": _("see that you may write to the folder"),
        "template-syntax": _TEMPLATE,
        "undefined-name": _TEMPLATE,
        "template-failed": _TEMPLATE,
        "unapproved-form": _("add the form to the name"),
        "malformed-markup": _TEMPLATE,
        "unknown-element": _TEMPLATE,
        "refused-address": _("put the file under templates/, or remove the reference"),
        "parity-breach": _("let both languages say the same, or declare the difference"),
        "needless-difference": _("remove differs and enddiffers, and leave what is between them"),
        "unusable-picture": _("export the picture again as PNG or JPEG"),
        "missing-glyph": _("replace the character, or choose a font that has it"),
        "render-failed": _TEMPLATE,
        "time-limit": _("look for a loop that does not end, or allow more time"),
        "memory-limit": _("look for a loop that keeps adding, or allow more memory"),
        "worker-died": _("check again; if it happens again, use fewer workers with --jobs"),
        "publish-failed": _("see to the disk, then build again"),
        "internal-error": _("this is a defect of the program; report it with its traceback"),
    }
)


def what_to_do(error: BriefbookError) -> Message:
    """Return the hint of an error, or else the advice for its code; never nothing."""
    return error.hint or ADVICE.get(error.code) or _("look the code up in docs/errors.md")
