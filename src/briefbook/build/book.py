"""A book as it stands on the disk, read whole and checked.

Stages *dataset* and *plan*: everything that a rendering may read is taken into one
frozen :class:`Snapshot`. Jobs are functions of it and of nothing else, so they can
run in any process. What is wrong with the book is told all at once, before
anything is composed.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import briefbook.schemas
from briefbook.build.keys import Keys
from briefbook.build.toolchain import toolchain
from briefbook.dataset.base import Schema
from briefbook.dataset.cache import Cache
from briefbook.dataset.loader import load
from briefbook.dataset.manifest import Manifest, scan
from briefbook.dataset.values import Dataset, FrozenMap
from briefbook.errors import (
    BriefbookError,
    InvalidBook,
    InvalidConfig,
    InvalidProfile,
    Span,
    UnreadableFile,
)
from briefbook.plan.config import Book, Config, read_config
from briefbook.plan.outputs import Output, plan_outputs
from briefbook.plan.profile import Profile
from briefbook.plan.profiles import read_profile, with_paper
from briefbook.record.digests import FileDigests, digest
from briefbook.render.fonts import FontLibrary
from briefbook.tracking.questions import World

CONFIG_FILE = "briefbook.toml"
TEMPLATES = "templates"
CACHE = "output/.briefbook/cache"

#: How often the dataset is read again when it changes under the reader's eyes.
_PATIENCE = 5

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that the outputs of a book are made from.

    ``files`` maps each path under ``templates/`` to its bytes, ``digests`` to their
    digests; ``profiles`` are the layouts by name; ``today`` is the date of the book's
    clock; ``dataset_digest`` stands for all files of the dataset.
    """

    config: Config
    dataset: Dataset
    profiles: Mapping[str, Profile]
    files: Mapping[str, bytes]
    digests: Mapping[str, str]
    toolchain: Mapping[str, str]
    dataset_digest: str
    today: date

    def keys(self) -> Keys:
        """Return what computes the keys of the outputs."""
        return Keys(self.config, self.profiles, self.digests, self.toolchain)

    def world(self) -> World:
        """Return what the traces of the outputs are asked of."""
        return World(self.dataset, self.schema.derived, self.today)

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
    schema = import_module(f"{briefbook.schemas.__name__}.{name}").SCHEMA
    assert isinstance(schema, Schema)  # noqa: S101  # what every schema module defines
    return schema


def read_book(
    folder: Path, as_of: date | None = None, known: FileDigests | None = None
) -> Snapshot:
    """Read the book in a folder; ``as_of`` sets its clock, which is else today's date.

    ``known`` spares the reading of files that did not change. Raises
    :class:`InvalidBook` with all problems of settings, layouts, fonts, templates and
    dataset, in the order of files and lines.
    """
    files = _read_templates(folder / TEMPLATES)
    schemas = {name: tuple(schema_named(name).registers) for name in schema_names()}
    config = read_config(read_settings(folder), CONFIG_FILE, schemas=schemas, templates=files)
    problems: list[BriefbookError] = []
    profiles = _read_profiles(config, files, problems)
    problems.extend(_missing_fonts(files, profiles.values()))
    book = config.book
    tools = toolchain()
    program = digest(repr(sorted(tools.items())).encode())
    cache = None if problems else Cache(folder / CACHE, program)
    loader = partial(_load, folder, book, known or FileDigests({}), cache)
    loaded = _gather(problems, loader)
    if problems or loaded is None:
        raise InvalidBook(problems)
    dataset, manifest = loaded
    today = as_of or datetime.now(ZoneInfo(book.timezone)).date()
    snapshot = Snapshot(
        config=config,
        dataset=dataset,
        profiles=FrozenMap(profiles),
        files=FrozenMap(files),
        digests=FrozenMap({name: digest(data) for name, data in files.items()}),
        toolchain=tools,
        dataset_digest=manifest.digest,
        today=today,
    )
    snapshot.outputs()
    return snapshot


def _load(
    folder: Path, book: Book, known: FileDigests, cache: Cache | None
) -> tuple[Dataset, Manifest]:
    """Load the dataset, and say by the digests of which files.

    A file that is saved meanwhile would make the two disagree: then both are read
    again.
    """
    schema = schema_named(book.schema)
    manifest = _scan(folder, known)
    for _ in range(_PATIENCE):
        dataset = load(folder, schema, book.languages, cache=cache, manifest=manifest)
        again = _scan(folder, known)
        if again.digest == manifest.digest:
            break
        manifest = again
    else:
        raise InvalidBook(
            [
                UnreadableFile(
                    "the dataset changes faster than it can be read",
                    spans=[Span("data")],
                    hint="wait until nothing writes to it, then try again",
                )
            ]
        )
    return dataset, manifest


def _scan(folder: Path, known: FileDigests) -> Manifest:
    """List the files of the dataset with their digests."""
    return scan(folder, lambda path: known.digest(path.relative_to(folder).as_posix(), path))


def _gather(problems: list[BriefbookError], read: Callable[[], _T]) -> _T | None:
    """Read one part of a book, adding its problems to those of the others."""
    try:
        return read()
    except InvalidBook as error:
        problems.extend(error.problems)
        return None


def read_settings(folder: Path) -> str:
    """Read ``briefbook.toml`` as text.

    Raises :class:`InvalidBook` where there is none, or it is no text.
    """
    try:
        return (folder / CONFIG_FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        message, hint = f"there is no {CONFIG_FILE} here", "name the book's folder with --book"
    except (OSError, UnicodeDecodeError) as error:
        message, hint = f"{CONFIG_FILE} cannot be read: {error}", "save it as UTF-8 text"
    raise InvalidBook([InvalidConfig(message, spans=[Span(CONFIG_FILE)], hint=hint)])


def _read_templates(folder: Path) -> dict[str, bytes]:
    """Read every file under ``templates/``; hidden files are left out."""
    files: dict[str, bytes] = {}
    problems: list[BriefbookError] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if any(part.startswith(".") for part in name.split("/")) or path.is_dir():
            continue
        try:
            files[name] = path.read_bytes()
            if path.suffix in {".jinja", ".css", ".toml"}:
                files[name].decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            span = Span(f"{TEMPLATES}/{name}")
            hint = "save it as UTF-8 text, readable by you"
            problems.append(
                UnreadableFile(f"{name} cannot be read: {error}", spans=[span], hint=hint)
            )
    if problems:
        raise InvalidBook(problems)
    return files


def _read_profiles(
    config: Config, files: Mapping[str, bytes], problems: list[BriefbookError]
) -> dict[str, Profile]:
    """Read the layouts that the documents use, on the paper of the book."""
    profiles: dict[str, Profile] = {}
    paper = config.book.paper
    for name in config.profiles:
        path = f"profiles/{name}.toml"
        try:
            profile = read_profile(files[path].decode("utf-8"), f"{TEMPLATES}/{path}", name)
            profiles[name] = with_paper(profile, paper) if paper else profile
        except InvalidBook as error:
            problems.extend(error.problems)
        except InvalidProfile as error:
            problems.append(error)
    return profiles


def _missing_fonts(
    files: Mapping[str, bytes], profiles: Iterable[Profile]
) -> Iterator[BriefbookError]:
    """Yield an error for each font that a layout names and the book does not carry."""
    library = FontLibrary.from_assets(files)
    for profile in profiles:
        yield from library.require(profile)


def templates_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the texts of the Jinja templates among the files under ``templates/``."""
    return {name: data.decode("utf-8") for name, data in files.items() if name.endswith(".jinja")}
