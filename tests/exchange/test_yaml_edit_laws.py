"""What holds of every edit, in YAML of every shape: nothing else changes, nothing is lost."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from briefbook.dataset.facts import unwrap
from briefbook.dataset.marks import PathTuple
from briefbook.dataset.source import parse
from briefbook.exchange.yaml_edit import edit_yaml

WORDS = (
    "Ока",
    "river",
    "no",
    "5",
    "a: b",
    "# x",
    "it's",
    'say "so"',
    "- y",
    "{z}",
    "в\u00a0году",
    "😀",
)
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
LONG_TEXTS = st.lists(TEXTS, min_size=1, max_size=3).map("\n".join)
KEYS = ("name", "note", "title", "place")
LANGUAGES = ("ru", "en", "be")


@dataclass
class Writer:
    """Writes a record in whatever styles it is told to, remembering where each text stands."""

    draw: st.DrawFn
    pieces: list[tuple[str, PathTuple | None]] = field(default_factory=list)
    texts: dict[PathTuple, str] = field(default_factory=dict)
    mappings: list[PathTuple] = field(default_factory=list)

    def put(self, raw: str, path: PathTuple | None = None) -> None:
        self.pieces.append((raw, path))

    def choose(self, *options: str) -> str:
        return self.draw(st.sampled_from(options))

    def comment(self, indent: str) -> None:
        if self.draw(st.booleans()):
            self.put(f"{indent}# {self.choose('note', 'до: свидания', '{[')}\n")

    def scalar(self, path: PathTuple, indent: str, *, flow: bool) -> None:
        """Write a text in a style that can hold it; it ends its line outside of braces."""
        text = self.draw(TEXTS if flow else LONG_TEXTS)
        self.texts[path] = text
        style = "'" if flow else self.choose("'", '"', "|", ">", "plain")
        if style == "plain" and re.fullmatch(r"[a-zа-я]+", text, re.IGNORECASE):
            self.put(text, path)
        elif style in {"|", ">"}:
            gap = "\n\n" if style == ">" else "\n"
            lines = text.replace("\n", gap).split("\n")
            body = "\n".join(f"{indent}  {line}" if line else "" for line in lines)
            self.put(f"{style}{self.choose('', '-')}\n{body}", path)
            self.put("\n" * self.draw(st.integers(0, 2)))
        elif style == "'" and "\n" not in text:
            self.put("'" + text.replace("'", "''") + "'", path)
        else:
            escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            self.put(f'"{escaped}"', path)

    def languages(self, path: PathTuple, indent: str) -> None:
        """Write a text in some languages, in braces or on lines; it begins behind its key."""
        chosen = self.draw(st.lists(st.sampled_from(LANGUAGES), min_size=1, unique=True))
        self.mappings.append(path)
        if self.draw(st.booleans()):
            self.put(" {")
            for number, language in enumerate(chosen):
                self.put((", " if number else "") + f"{language}: ")
                self.scalar((*path, language), indent, flow=True)
            self.put("}" + self.choose("", "  # end") + "\n")
            return
        self.put("\n")
        for language in chosen:
            self.comment(indent)
            self.put(f"{indent}{language}: ")
            self.scalar((*path, language), indent, flow=False)
            self.put("\n")

    def record(self) -> None:
        """Write keys with texts, with lists of texts, and with texts that bear a source."""
        step = " " * self.draw(st.sampled_from((2, 3, 4)))
        for key in self.draw(st.lists(st.sampled_from(KEYS), min_size=1, unique=True)):
            self.comment("")
            kind = self.choose("texts", "list", "meta")
            self.put(f"{key}:")
            if kind == "texts":
                self.languages((key,), step)
            elif kind == "meta":
                self.put(f"\n{step}source: page\n{step}value:")
                self.languages((key,), step * 2)
            else:
                self.put("\n")
                for number in range(self.draw(st.integers(1, 3))):
                    self.put(f"- part: {number}\n  text:")
                    self.languages((key, number, "text"), "  " + step)


@st.composite
def records(draw: st.DrawFn) -> Writer:
    writer = Writer(draw)
    writer.record()
    if draw(st.booleans()):
        writer.pieces = [(raw.replace("\n", "\r\n"), path) for raw, path in writer.pieces]
    return writer


def text_of(writer: Writer) -> str:
    return "".join(raw for raw, _ in writer.pieces)


def said(text: str) -> dict[PathTuple, str]:
    """Read the texts of a file as the dataset does."""
    source = parse(text.encode(), "x.yaml")
    assert source.problems == ()
    found: dict[PathTuple, str] = {}

    def walk(value: object, path: PathTuple) -> None:
        if isinstance(value, dict):
            for key, below in value.items():
                walk(below, (*path, key))
        elif isinstance(value, list):
            for number, below in enumerate(value):
                walk(below, (*path, number))
        elif isinstance(value, str):
            found[path] = value.strip()

    walk(unwrap(source).value, ())
    return found


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_replacing_texts_changes_them_and_no_other_character(data: st.DataObject) -> None:
    writer = data.draw(records())
    text = text_of(writer)
    chosen = data.draw(st.lists(st.sampled_from(sorted(writer.texts, key=str)), unique=True))
    edits = {path: data.draw(LONG_TEXTS) for path in chosen}

    result = edit_yaml(text, edits)

    assert said(result) == {**said(text), **edits}
    around = "".join("(.*?)" if path in edits else re.escape(raw) for raw, path in writer.pieces)
    assert re.fullmatch(around, result, re.DOTALL), (text, result)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_adding_a_language_adds_characters_and_takes_none(data: st.DataObject) -> None:
    writer = data.draw(records())
    text = text_of(writer)
    chosen = data.draw(st.lists(st.sampled_from(writer.mappings), min_size=1, unique=True))
    edits: dict[PathTuple, str] = {(*path, "uk"): data.draw(LONG_TEXTS) for path in chosen}

    result = edit_yaml(text, edits)

    assert said(result) == {**said(text), **edits}
    rest = iter(result)
    assert all(character in rest for character in text)
    assert ("\r\n" in text) == ("\r\n" in result)
    assert "\r" not in result.replace("\r\n", "")


@settings(max_examples=25, deadline=None)
@given(records())
def test_writing_what_stands_there_changes_nothing(writer: Writer) -> None:
    text = text_of(writer)
    assert edit_yaml(text, writer.texts) == text
