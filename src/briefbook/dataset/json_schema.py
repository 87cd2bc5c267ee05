"""A schema of records → JSON Schema, so that an editor can help with the YAML files.

Stage: dataset (dataset → plan → localize → compose → render → publish → record).
The dialect is JSON Schema 2020-12 (https://json-schema.org/draft/2020-12/schema).
Editors find fragments of a local file unreliably, so each register can also be
printed as a document of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic.json_schema import models_json_schema

from briefbook.dataset.base import MetaKeys, PerLanguage, Record, Schema
from briefbook.dataset.shape import models_at, reachable_models
from briefbook.dataset.values import META_KEYS

__all__ = ["DIALECT", "json_schema"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_META = "MetaKeys"


def json_schema(
    schema: Schema,
    languages: Sequence[str] = (),
    *,
    register: str | None = None,
    partial: bool = False,
) -> dict[str, Any]:
    """Return the JSON Schema of the YAML files of a dataset.

    With ``register`` the document describes a file of that register. Without, it
    holds them all: a file of ``bodies`` is described at ``#/$defs/bodies``. Each
    of ``languages`` is required in every text; with ``partial``, one of them. Raises
    :class:`KeyError` for a register that the schema does not have.
    """
    registers = [register] if register else list(schema.registers)
    models = {name: schema.registers[name] for name in registers}
    definitions = _definitions(models.values(), _required(languages, partial=partial))
    document: dict[str, Any] = {"$schema": DIALECT, "title": register or schema.name}
    if register:
        document["$ref"] = f"#/$defs/{models[register].__name__}"
    else:
        definitions |= {name: {"$ref": f"#/$defs/{m.__name__}"} for name, m in models.items()}
    return {**document, "$defs": definitions}


def _required(languages: Sequence[str], *, partial: bool) -> dict[str, Any]:
    """Say which languages a text must be written in."""
    if partial:
        return {"anyOf": [{"required": [language]} for language in languages]}
    return {"required": list(languages)}


def _definitions(models: Iterable[type[Record]], required: Mapping[str, Any]) -> dict[str, Any]:
    """Return the definitions of all models, as the files may be written."""
    roots: list[type[MetaKeys]] = [*dict.fromkeys(models), MetaKeys]
    _, generated = models_json_schema([(model, "validation") for model in roots])
    definitions: dict[str, Any] = {name: _tidy(d) for name, d in generated["$defs"].items()}
    for model in {found for root in roots for found in reachable_models(root)}:
        definition = definitions[model.__name__]
        if issubclass(model, Record):
            _allow_meta(model, definition)
        elif issubclass(model, PerLanguage):
            definition |= {"additionalProperties": False, **required}
    _allow_plain_texts(definitions)
    return definitions


def _allow_meta(model: type[Record], definition: dict[str, Any]) -> None:
    """Let every value that carries no meta of its own be written with it."""
    for name, shape in definition["properties"].items():
        if name in META_KEYS:
            continue
        if not any(issubclass(found, Record) for found in models_at(model, [name, 0])):
            if "items" in shape:
                shape["items"] = _with_meta(shape["items"])
            if not any(issubclass(found, Record) for found in models_at(model, [name])):
                definition["properties"][name] = _with_meta(shape)


def _with_meta(shape: Mapping[str, Any]) -> dict[str, Any]:
    """Return the shape of a value written alone or as ``{value: …, source: …}``."""
    noted = {key: shape[key] for key in ("description", "default") if key in shape}
    meta = {key: {"$ref": f"#/$defs/{_META}/properties/{key}"} for key in META_KEYS}
    wrapped = {
        "type": "object",
        "properties": {"value": dict(shape), **meta},
        "required": ["value"],
        "additionalProperties": False,
    }
    return {"anyOf": [dict(shape), wrapped], **noted}


def _allow_plain_texts(definitions: dict[str, Any]) -> None:
    """Let a term or a noun be written as its nominative alone."""
    text = {"type": "string", "minLength": 1}
    for name in ("CaseForms", "TermForms"):
        if name in definitions:
            forms = definitions[name]
            definitions[name] = {
                "anyOf": [text, {key: v for key, v in forms.items() if key != "description"}],
                "description": forms.get("description", ""),
            }


def _tidy(value: Any, *, names: bool = False) -> Any:
    """Drop the titles that pydantic derives from names, and the markup of docstrings.

    ``names`` is true for a mapping whose keys are names of fields.
    """
    if isinstance(value, dict):
        kept = {key: v for key, v in value.items() if names or key != "title"}
        inner = {"properties", "patternProperties"}
        return {key: _tidy(v, names=not names and key in inner) for key, v in kept.items()}
    if isinstance(value, list):
        return [_tidy(item) for item in value]
    return value.replace("``", "`") if isinstance(value, str) else value
