"""Everything that the outputs of a book are made from, as one frozen value.

Stages *dataset* and *plan*. Jobs are functions of a snapshot and of nothing else, so
they can run in any process.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING

import briefbook.schemas
from briefbook.build.keys import Keys
from briefbook.build.sight import Sight
from briefbook.dataset.manifest import Manifest
from briefbook.dataset.values import Dataset
from briefbook.plan.config import Config
from briefbook.plan.language import Language
from briefbook.plan.outputs import Output, plan_outputs
from briefbook.plan.profile import Profile
from briefbook.tracking.questions import World
from briefbook.tracking.reach import Surroundings

if TYPE_CHECKING:  # pydantic is heavy, and a build that makes nothing does without
    from briefbook.dataset.base import Schema


@dataclass(frozen=True, slots=True)
class Groundwork:
    """What of a book is known before its dataset is read: its settings and templates.

    The fields are those of a :class:`Snapshot`.
    """

    config: Config
    profiles: Mapping[str, Profile]
    languages: Mapping[str, Language]
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A book as it stood when it was read.

    ``files`` maps each path under ``templates/`` to its bytes, ``digests`` to their
    digests; ``profiles`` are the layouts by name, ``languages`` what the book says of
    languages by their tags; ``today`` is the date of the book's clock; ``manifest``
    lists the files of the dataset, ``soundness`` stands for the settings and templates
    that were found to be sound; ``sight`` is what the file system said of it all before
    it was read, where that was looked at.
    """

    config: Config
    dataset: Dataset
    profiles: Mapping[str, Profile]
    languages: Mapping[str, Language]
    files: Mapping[str, bytes]
    digests: Mapping[str, str]
    toolchain: Mapping[str, str]
    manifest: Manifest
    soundness: str
    today: date
    sight: Sight | None = None

    def keys(self) -> Keys:
        """Return what computes the keys of the outputs."""
        return Keys(self.config, self.profiles, self.digests, self.toolchain)

    def surroundings(self) -> Surroundings:
        """Return what tells whether the places where traces have been are as they were.

        The languages belong to every place: a record has the texts of those.
        """
        book = self.config.book
        languages = " ".join((book.schema, *book.languages))
        digest_of = self.manifest.digest_of
        return Surroundings(lambda place: f"{languages} {digest_of(place)}", self.today)

    def world(self, pages: Mapping[str, int] | None = None) -> World:
        """Return what the traces of the outputs are asked of.

        ``pages`` counts those of finished files, by the paths of their outputs.
        """
        return World(self.dataset, self.schema.derived, self.today, pages=pages or {})

    @property
    def dataset_digest(self) -> str:
        """What stands for all files of the dataset."""
        return self.manifest.digest

    @property
    def schema(self) -> Schema:
        """The schema of the dataset; its functions do not travel, its name does."""
        return schema_named(self.config.book.schema)

    @property
    def subjects(self) -> dict[str, list[str]]:
        """The ids of the records of each register, in their order."""
        return {name: list(records) for name, records in self.dataset.registers.items()}

    def outputs(self) -> tuple[Output, ...]:
        """Return every output of the book; raises :class:`InvalidBook` on collisions."""
        return plan_outputs(self.config, self.subjects)


def schema_names() -> tuple[str, ...]:
    """Return the names that ``[book] schema`` may have."""
    modules = pkgutil.iter_modules(briefbook.schemas.__path__)
    return tuple(module.name for module in modules if not module.name.startswith("_"))


def schema_named(name: str) -> Schema:
    """Return the schema of that name; raises :class:`ModuleNotFoundError` if there is none."""
    schema: Schema = import_module(f"{briefbook.schemas.__name__}.{name}").SCHEMA
    return schema


def templates_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the texts of the Jinja templates among the files under ``templates/``."""
    return {name: data.decode("utf-8") for name, data in files.items() if name.endswith(".jinja")}
