"""The repository's book in a third language: a file of phrases, translations, and a tag.

``python -m tests.belarusian.lay FOLDER`` lays it for looking at.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from tests.books import copy_own_book, edit

HERE = Path(__file__).parent
TAG = "be"


def lay_belarusian_book(folder: Path) -> Path:
    """Copy the repository's book, and add Belarusian as docs/templates.md says."""
    copy_own_book(folder)
    edit(
        folder / "briefbook.toml", 'languages = ["ru", "en"]', f'languages = ["ru", "en", "{TAG}"]'
    )
    edit(
        folder / "briefbook.toml",
        'profile = { ru = "by-stb-2016", en = "un-memo" }',
        f'profile = {{ ru = "by-stb-2016", en = "un-memo", {TAG} = "by-stb-2016" }}',
    )
    phrases = (HERE / "phrases.html.jinja").read_text(encoding="utf-8")
    (folder / f"templates/phrases/{TAG}.html.jinja").write_text(phrases, encoding="utf-8")
    for name, texts in translations().items():
        _translate(folder / "data" / name, texts)
    return folder


def translations() -> Mapping[str, Any]:
    """Return the Belarusian texts by file of ``data/`` and place in it."""
    text = (HERE / "translations.yaml").read_text(encoding="utf-8")
    translated: Mapping[str, Any] = yaml.safe_load(text)
    return translated


def _translate(file: Path, texts: Mapping[Any, Any]) -> None:
    """Write texts into a file of the dataset, each beside those of the other languages."""
    record = yaml.safe_load(file.read_text(encoding="utf-8"))
    _add(record, texts)
    text = yaml.safe_dump(record, allow_unicode=True, sort_keys=False, width=10_000)
    file.write_text(text, encoding="utf-8")


def _add(record: Any, texts: Any) -> None:
    """Go down to where the languages stand, and add one."""
    for place, text in texts.items():
        if isinstance(record[place], dict) and "ru" in record[place]:
            record[place][TAG] = text
        else:
            _add(record[place], text)


if __name__ == "__main__":
    lay_belarusian_book(Path(sys.argv[1]))
