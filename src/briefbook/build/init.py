"""A new book: the starter that briefbook carries, laid into a folder.

Stage *dataset*, before there is any. An installed briefbook carries the starter
beside its code; in a checkout the starter is the repository's own book.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from briefbook.build.book import CONFIG_FILE, TEMPLATES
from briefbook.dataset.files import FOLDER as DATA
from briefbook.errors import FolderNotEmpty, InternalError, OutputFolder
from briefbook.plan.outputs import OUTPUT_FOLDER
from briefbook.wording import _, reason_of

__all__ = ["init_book", "starter_folder"]

_PACKAGE = Path(__file__).resolve().parents[1]
_PARTS = (CONFIG_FILE, DATA, TEMPLATES)

_IGNORE_FILE = ".gitignore"
_README_FILE = "README.md"
_IGNORED = f"/{OUTPUT_FOLDER}/\n"

_README = f"""\
# A book of facts

Each fact stands once under `{DATA}/`; briefbook writes it into every document,
in every language.

- `{CONFIG_FILE}` says which documents there are, in which languages and formats.
- `{DATA}/` holds the facts: one folder per register, one YAML file per record.
  Begin with the records in `{DATA}/organizations/`.
- `{TEMPLATES}/` holds the documents (`brief.html.jinja`, `memo.html.jinja`), the
  sentences of each language (`phrases/`) and the layouts (`profiles/`).
- `{OUTPUT_FOLDER}/` holds what is made; nothing in it needs to be kept.

Say `briefbook check` after editing, and `briefbook build` to make the documents.
"""


def init_book(folder: Path) -> Path:
    """Lay a new book into ``folder``, which must be empty or not exist; return it whole.

    Raises :class:`FolderNotEmpty` if something is there already and
    :class:`OutputFolder` if the folder cannot be written; nothing is left behind then.
    """
    starter = starter_folder()
    made = _first_missing(folder)
    try:
        _require_empty(folder)
    except OSError as error:
        raise _not_laid(folder, error) from error
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _lay(starter, folder)
    except BaseException as error:
        _clear(folder, made)
        if isinstance(error, OSError):
            raise _not_laid(folder, error) from error
        raise
    return folder.resolve()


def starter_folder() -> Path:
    """Return the folder of the starter: of a wheel, else of the checkout.

    Raises :class:`InternalError` where there is neither.
    """
    for folder in (_PACKAGE / "starter", _PACKAGE.parents[1]):
        if all((folder / part).exists() for part in _PARTS):
            return folder
    raise InternalError(_("this installation has no starter"), hint=_("install briefbook again"))


def _require_empty(folder: Path) -> None:
    """Refuse a folder with anything in it, and anything that is no folder."""
    if folder.is_symlink() or folder.exists():
        if not folder.is_dir():
            raise FolderNotEmpty(
                _("{folder} is no folder", folder=folder), hint=_("name a new folder")
            )
        if any(folder.iterdir()):
            raise FolderNotEmpty(
                _("the folder {folder} is not empty", folder=folder), hint=_("name a new folder")
            )


def _first_missing(folder: Path) -> Path | None:
    """Return the outermost folder that will have to be made, if any."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    return missing[-1] if missing else None


def _lay(starter: Path, folder: Path) -> None:
    """Copy the starter, as files of the user's own."""
    for source in _files(starter):
        target = folder / source.relative_to(starter)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    (folder / _IGNORE_FILE).write_text(_IGNORED, encoding="utf-8")
    (folder / _README_FILE).write_text(_README, encoding="utf-8")


def _files(starter: Path) -> Iterator[Path]:
    """Yield the files of a book; what editors and systems hide among them is left out."""
    yield starter / CONFIG_FILE
    for part in (DATA, TEMPLATES):
        for path in sorted((starter / part).rglob("*")):
            hidden = any(name.startswith(".") for name in path.relative_to(starter).parts)
            if path.is_file() and not hidden:
                yield path


def _clear(folder: Path, made: Path | None) -> None:
    """Take away what was laid: the folders that were made, or the parts in an old one."""
    laid = [made] if made else [folder / part for part in (*_PARTS, _IGNORE_FILE, _README_FILE)]
    for path in laid:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()


def _not_laid(folder: Path, error: OSError) -> OutputFolder:
    message = _(
        "the book cannot be laid into {folder}: {reason}", folder=folder, reason=reason_of(error)
    )
    return OutputFolder(message, hint=_("name another folder"))
