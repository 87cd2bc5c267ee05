"""How a validator of a schema says what is wrong.

Stage: dataset (dataset → plan → localize → compose → render → publish → record).
Pydantic carries custom errors with a type and a context
(https://docs.pydantic.dev/latest/errors/errors/); the type is one of our codes.
"""

from __future__ import annotations

from pydantic_core import PydanticCustomError

from briefbook.wording import NOTHING, Message

__all__ = ["problem"]


def problem(
    code: str,
    message: Message = NOTHING,
    hint: Message = NOTHING,
    *,
    wanted: Message = NOTHING,
    **more: str,
) -> PydanticCustomError:
    """Make an exception for a validator of a schema to raise.

    ``code`` is the stable code of a :class:`briefbook.errors.BookError`
    (``"wrong-value"``); the loader raises that error at the value's line. The
    message is the whole sentence, or begins with "must" and is put after the
    value's name. Instead of it, ``wanted`` says what belongs there ("a date").
    """
    context = {"message": message, "hint": hint, "wanted": wanted, **more}
    return PydanticCustomError(code, "{message}", context)
