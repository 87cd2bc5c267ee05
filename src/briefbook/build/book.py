"""A book as it stands on the disk, read whole and checked.

Stages *dataset* and *plan*. What is wrong with the book is told all at once, before
anything is composed. What was found sound before, and has not changed since, is not
examined again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from briefbook.build.sight import Viewpoint
from briefbook.build.snapshot import Groundwork, Snapshot, schema_named, schema_names
from briefbook.build.toolchain import toolchain
from briefbook.build.workers import equip
from briefbook.dataset.cache import Cache
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
from briefbook.executors.head_start import HeadStart
from briefbook.plan.config import Book, Config, read_config
from briefbook.plan.languages import read_languages
from briefbook.plan.missing import stand_ins
from briefbook.plan.naming import choices_hint, quoted
from briefbook.plan.notices import notice_problems
from briefbook.plan.profile import Profile
from briefbook.plan.profiles import read_profile, with_paper
from briefbook.record.digests import FileDigests, digest
from briefbook.wording import _

CONFIG_FILE = "briefbook.toml"
TEMPLATES = "templates"
CACHE = "output/.briefbook/cache"

#: How often the dataset is read again when it changes under the reader's eyes.
_PATIENCE = 5

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a book from an earlier run.

    ``files`` are the digests of its files, ``soundness`` is the digest of the settings
    and templates that were last found sound; None if there is none. ``remember`` says
    that what is learned may be kept under ``output/``; ``view`` is what may have looked at
    the book already. The worker ``ahead`` starts when the book is seen not to be the one
    that was read before, and gets ready when its settings and templates are read.
    """

    files: FileDigests = field(default_factory=lambda: FileDigests({}))
    soundness: str | None = None
    remember: bool = False
    view: Viewpoint | None = None
    ahead: HeadStart | None = None

    def on_news(self) -> None:
        """Let the worker start: there will be something to do."""
        if self.ahead is not None:
            self.ahead.begin()

    def on_ground(self, ground: Groundwork) -> None:
        """Let the worker get ready with what is known before the dataset is."""
        if self.ahead is not None:
            equip(self.ahead, ground)


def read_book(folder: Path, as_of: date | None = None, known: Known | None = None) -> Snapshot:
    """Read the book in a folder; ``as_of`` sets its clock, which is else today's date.

    ``known`` spares the examination of what did not change. Raises
    :class:`InvalidBook` with all problems of settings, layouts, fonts, templates and
    dataset, in the order of files and lines.
    """
    known = known or Known()
    sight = (known.view or Viewpoint(folder)).sight if known.remember else None
    files = _read_templates(folder / TEMPLATES)
    digests = {name: digest(data) for name, data in files.items()}
    settings = read_settings(folder)
    tools = toolchain()
    soundness = digest(repr((settings, sorted(digests.items()), sorted(tools.items()))).encode())
    sound = soundness == known.soundness
    config = read_config(
        settings, CONFIG_FILE, schemas=None if sound else _registers(), templates=files
    )
    problems: list[BriefbookError] = []
    profiles = _read_profiles(config, files, problems)
    languages = read_languages(files, problems)
    if not sound:
        known.on_news()
        problems.extend(_missing_fonts(files, profiles.values()))
        problems.extend(notice_problems(config.deliveries, files))
    if not problems:
        known.on_ground(Groundwork(config, FrozenMap(profiles), languages, FrozenMap(files)))
    reading = (sorted(tools.items()), config.book.missing_translations)
    program = digest(repr(reading).encode())
    cache = None if problems else Cache(folder / CACHE, program, read_only=not known.remember)
    loaded = _gather(problems, partial(_load, folder, config.book, known, cache))
    if loaded is not None:
        problems.extend(_unknown_subjects(config, loaded[0]))
    if problems or loaded is None:
        raise InvalidBook(problems)
    dataset, manifest = loaded
    return Snapshot(
        config=config,
        dataset=dataset,
        profiles=FrozenMap(profiles),
        languages=languages,
        files=FrozenMap(files),
        digests=FrozenMap(digests),
        toolchain=tools,
        manifest=manifest,
        soundness=soundness,
        today=as_of or datetime.now(ZoneInfo(config.book.timezone)).date(),
        sight=sight,
    )


def read_bare(folder: Path, today: date) -> Snapshot:
    """Read the settings and templates of a book whose dataset may be invalid.

    The dataset of the snapshot is empty: nothing can be made of it, but people can be
    told what is wrong. Raises :class:`InvalidBook` where that much cannot be read.
    """
    files = _read_templates(folder / TEMPLATES)
    return Snapshot(
        config=read_config(read_settings(folder), CONFIG_FILE),
        dataset=Dataset(FrozenMap({})),
        profiles=FrozenMap({}),
        languages=read_languages(files, []),
        files=FrozenMap(files),
        digests=FrozenMap({name: digest(data) for name, data in files.items()}),
        toolchain=toolchain(),
        manifest=Manifest(FrozenMap({})),
        soundness="",
        today=today,
    )


def _registers() -> dict[str, tuple[str, ...]]:
    """Return the registers of each schema that a book may name."""
    return {name: tuple(schema_named(name).registers) for name in schema_names()}


def _load(folder: Path, book: Book, known: Known, cache: Cache | None) -> tuple[Dataset, Manifest]:
    """Load the dataset, and say by the digests of which files.

    A file that is saved before it is parsed would make the two disagree: then both are
    read again.
    """
    manifest = _scan(folder, known.files)
    languages = stand_ins(book) or book.languages
    kept = cache.dataset(manifest, book.schema, languages) if cache else None
    if kept is not None:
        return kept, manifest
    known.on_news()
    from briefbook.dataset.loader import load_listed  # noqa: PLC0415  # heavy, often not needed

    schema, some = schema_named(book.schema), bool(stand_ins(book))
    for _attempt in range(_PATIENCE):
        dataset = load_listed(folder, schema, languages, cache, manifest, partial=some)
        if dataset is not None:
            return dataset, manifest
        manifest = _scan(folder, known.files)
    message = _("the dataset changes faster than it can be read")
    hint = _("wait until nothing writes to it, then try again")
    raise InvalidBook([UnreadableFile(message, spans=[Span("data")], hint=hint)])


def _scan(folder: Path, known: FileDigests) -> Manifest:
    """List the files of the dataset with their digests; they lie in ``data/REGISTER/``."""
    return scan(folder, lambda path: known.digest("/".join(path.parts[-3:]), path))


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
        message, hint = (
            _("there is no {config_file} here", config_file=CONFIG_FILE),
            _("name the book's folder with --book"),
        )
    except (OSError, UnicodeDecodeError) as error:
        message, hint = (
            _("{config_file} cannot be read: {error}", config_file=CONFIG_FILE, error=error),
            _("save it as UTF-8 text"),
        )
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
            hint = _("save it as UTF-8 text, readable by you")
            problems.append(
                UnreadableFile(
                    _("{name} cannot be read: {error}", name=name, error=error),
                    spans=[span],
                    hint=hint,
                )
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


def _unknown_subjects(config: Config, dataset: Dataset) -> Iterator[BriefbookError]:
    """Yield an error for each subject that a schedule names and no document is about."""
    for schedule in config.schedules:
        wanted = schedule.documents or [document.name for document in config.documents]
        abouts = {config.document(name).about for name in wanted}
        known = [one for about in sorted(abouts) for one in dataset.registers.get(about, ())]
        for subject, span in zip(schedule.subjects, schedule.subject_spans, strict=True):
            if subject not in known:
                message = _(
                    "'subjects' in [schedules.{name}] names {subject}, which none of its "
                    "documents is about",
                    name=schedule.name,
                    subject=quoted(subject),
                )
                hint = choices_hint(subject, known, _("subjects"))
                yield InvalidConfig(message, spans=[span], hint=hint)


def _missing_fonts(
    files: Mapping[str, bytes], profiles: Iterable[Profile]
) -> Iterator[BriefbookError]:
    """Yield an error for each font that a layout names and the book does not carry."""
    from briefbook.render.fonts import FontLibrary  # noqa: PLC0415  # heavy, and often not needed

    library = FontLibrary.from_assets(files)
    for profile in profiles:
        yield from library.require(profile)
