"""The shape of a book's dataset, for editors: stage *dataset*, asked from outside."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefbook.build.book import CONFIG_FILE, read_settings
from briefbook.build.snapshot import schema_named, schema_names
from briefbook.errors import UnknownName
from briefbook.plan.config import read_config
from briefbook.plan.naming import choices_hint, quoted
from briefbook.wording import _

if TYPE_CHECKING:
    from briefbook.dataset.base import Schema

__all__ = ["dataset_schema"]

#: The shape of a dataset where no book says otherwise.
DEFAULT_SCHEMA = "organizations"


def dataset_schema(
    path: str | os.PathLike[str] | None = None, *, register: str | None = None
) -> dict[str, Any]:
    """Return JSON Schema (2020-12) of the YAML files of a dataset.

    With ``path`` the schema and languages are those of the book there, whose data may
    be invalid. Without, they are those of a dataset of organizations, and no language
    is required. ``register`` narrows the schema to the files of one register.

    Raises :class:`~briefbook.errors.InvalidBook` for settings that cannot be read and
    :class:`~briefbook.errors.UnknownName` for a register that does not exist.
    """
    schema, languages, partial = _shape_of(None if path is None else Path(path))
    if register is not None and register not in schema.registers:
        hint = choices_hint(register, list(schema.registers), _("registers"))
        raise UnknownName(
            _("the schema has no register {register}", register=quoted(register)), hint=hint
        )
    from briefbook.dataset.json_schema import json_schema  # noqa: PLC0415  # heavy, only here

    return json_schema(schema, languages, register=register, partial=partial)


def _shape_of(folder: Path | None) -> tuple[Schema, tuple[str, ...], bool]:
    """Return the schema and languages that a book names, and whether one of these is enough."""
    if folder is None:
        return schema_named(DEFAULT_SCHEMA), (), False
    schemas = {name: tuple(schema_named(name).registers) for name in schema_names()}
    book = read_config(read_settings(folder), CONFIG_FILE, schemas=schemas).book
    return schema_named(book.schema), book.languages, book.missing_translations == "marked"
