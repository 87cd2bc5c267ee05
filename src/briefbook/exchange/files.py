"""Translations as new contents of the book's files: data and phrases.

The files are those on the disk at the moment; nothing is written here. What the
edited files say is checked as a build would check it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from briefbook.build.snapshot import Snapshot, templates_of
from briefbook.compose.lint import lint
from briefbook.compose.passages import Passage, passages
from briefbook.compose.units import PHRASES, phrases_file
from briefbook.dataset.base import Context
from briefbook.dataset.marks import PathTuple
from briefbook.dataset.source import parse
from briefbook.dataset.validation import check
from briefbook.dataset.values import Dataset
from briefbook.errors import BriefbookError
from briefbook.exchange.comparing import Accepted
from briefbook.exchange.differences import Rewritten
from briefbook.exchange.segments import home_of
from briefbook.exchange.yaml_edit import edit_yaml
from briefbook.localize.units import Unit
from briefbook.plan.missing import stand_ins

__all__ = ["edit_phrases", "fact_path", "new_phrases", "problems_of", "record_of", "rewrite"]

_LINE_BREAK = re.compile(r"\r\n?")


def rewrite(
    folder: Path, snapshot: Snapshot, changes: Sequence[Accepted], languages: tuple[str, str]
) -> tuple[Rewritten, ...]:
    """Return the files that changed translations make, in the order of their names."""
    target = languages[1]
    edits: dict[str, dict[PathTuple, str]] = {}
    phrases: dict[str, str] = {}
    for change in changes:
        unit = change.segment.unit
        if change.segment.is_phrase:
            phrases[unit.id.removeprefix(f"{PHRASES}.")] = change.text
        else:
            file = snapshot.dataset.origins[record_of(unit)].file
            edits.setdefault(file, {})[fact_path(unit, snapshot.dataset, target)] = change.text
    files = [_data(folder, name, paths) for name, paths in edits.items()]
    if phrases:
        files.append(_phrases(folder, phrases, languages))
    return tuple(sorted(files, key=lambda file: file.name))


def record_of(unit: Unit) -> str:
    """Return the path of the record that a unit of the dataset belongs to."""
    return ".".join(unit.id.split(".")[:2])


def fact_path(unit: Unit, dataset: Dataset, language: str) -> PathTuple:
    """Return where the text of a unit stands in its record: ``("name", "en", "nominative")``."""
    path, inner = home_of(unit, dataset)
    nominative = ("nominative",) if unit.kind in {"name", "short"} else ()
    outer = (int(part) if part.isdigit() else part for part in path.split(".")[2:])
    return (*outer, language, *inner, *nominative)


def _data(folder: Path, name: str, edits: Mapping[PathTuple, str]) -> Rewritten:
    """Edit the file of a record."""
    old = (folder / name).read_bytes()
    return Rewritten(name, old, edit_yaml(old.decode("utf-8"), edits).encode("utf-8"))


def _phrases(folder: Path, texts: Mapping[str, str], languages: tuple[str, str]) -> Rewritten:
    """Edit the phrases of a language, or write them anew after those of the source."""
    source, target = (f"templates/{phrases_file(language)}" for language in languages)
    file = folder / target
    old = file.read_bytes() if file.exists() else None
    model = _LINE_BREAK.sub("\n", (folder / source).read_text(encoding="utf-8"))
    text = new_phrases(texts, model) if old is None else edit_phrases(old.decode(), texts, model)
    return Rewritten(target, old, text.encode("utf-8"))


def new_phrases(texts: Mapping[str, str], model: str) -> str:
    """Return the phrases file of a new language: that of the source with other words.

    Code without words is taken over, because phrases call it; what is not translated
    yet is left out.
    """
    text = model
    for passage in reversed(passages(model)):
        start, end = passage.whole
        if passage.name in texts:
            text = text[: passage.start] + texts[passage.name] + text[passage.end :]
        elif passage.has_words:
            text = text[:start] + text[_next_line(text, end) :]
    return text


def edit_phrases(text: str, texts: Mapping[str, str], model: str) -> str:
    """Return a phrases file with other macros and tables; all other characters stay.

    ``texts`` maps the name of a macro to its body and of a table to its tag. What is
    missing is added with the head that it has in ``model``, the phrases of the source
    language, behind the one that comes before it there.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    plain = text.replace("\r\n", "\n")
    known = {passage.name: passage for passage in passages(plain)}
    changes = [
        (known[name].start, known[name].end, new)
        for name, new in texts.items()
        if name in known and known[name].text != new
    ]
    changes += _additions(plain, texts, model, known)
    for start, end, new in sorted(changes, key=lambda change: change[0], reverse=True):
        plain = plain[:start] + new + plain[end:]
    return plain.replace("\n", newline) if newline != "\n" else plain


def _additions(
    text: str, texts: Mapping[str, str], model: str, known: Mapping[str, Passage]
) -> Iterator[tuple[int, int, str]]:
    """Yield the macros and tables that are to be added, by place."""
    place = 0
    added: dict[int, str] = {}
    for passage in passages(model):
        if passage.name in known:
            place = _next_line(text, known[passage.name].whole[1])
        elif passage.name in texts:
            head = model[passage.whole[0] : passage.start]
            tail = model[passage.end : passage.whole[1]].rstrip("\n")
            new = f"{head}{texts[passage.name]}{tail}\n"
            added[place] = added.get(place, "") + new
    for start, new in added.items():
        on_its_own_line = not start or text[start - 1] == "\n"
        yield start, start, new if on_its_own_line else f"\n{new}"


def _next_line(text: str, place: int) -> int:
    """Return the place behind the line break that follows directly, if one does."""
    follows = text[place : place + 1] == "\n" and text[place - 1 : place] != "\n"
    return place + 1 if follows else place


def problems_of(snapshot: Snapshot, files: Sequence[Rewritten]) -> tuple[BriefbookError, ...]:
    """Return what would be wrong with a book whose files are these, and is not so already."""
    found: list[BriefbookError] = []
    book = snapshot.config.book
    ids = {name: frozenset(records) for name, records in snapshot.dataset.registers.items()}
    others = stand_ins(book)
    context = Context(others or (book.source_language,), ids, partial=bool(others))
    templates = dict(snapshot.files)
    for file in files:
        if file.name.startswith("templates/"):
            templates[file.name.removeprefix("templates/")] = file.new
        else:
            register, record = file.name.removesuffix(".yaml").split("/")[1:]
            model = snapshot.schema.registers[register]
            source = parse(file.new, file.name)
            found += check(source, f"{register}.{record}", model, context).problems
    if templates != snapshot.files:
        before = {_said(one) for one in lint(templates_of(snapshot.files), book.languages)}
        after = lint(templates_of(templates), book.languages)
        found += [one for one in after if _said(one) not in before]
    return tuple(found)


def _said(problem: BriefbookError) -> tuple[str, tuple[str, ...]]:
    """Return a problem without its lines, which an edit may move."""
    return problem.message, tuple(span.file for span in problem.spans)
