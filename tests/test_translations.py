"""Everything that briefbook says exists in every language that it speaks."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Message

from briefbook.catalogue import LANGUAGES, LOCALES, Catalogue
from briefbook.errors import error_classes

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "briefbook"
DOMAINS = ("briefbook", "click")


@cache
def script() -> ModuleType:
    """Load scripts/messages, which has no ending."""
    loader = SourceFileLoader("messages", str(ROOT / "scripts" / "messages"))
    spec = spec_from_loader("messages", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def translated() -> Iterator[tuple[str, Message]]:
    """Yield each sentence of each catalogue with its translation."""
    for language in LANGUAGES[1:]:
        for domain in DOMAINS:
            for message in script().translated(domain, language):
                if message.id:
                    yield f"{language} {domain}", message


def strings(message: Message) -> tuple[str, ...]:
    found = message.string if message.pluralizable else (message.string,)
    return tuple(str(one or "") for one in found)


def ids(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, tuple | list) else (str(message.id),)


@pytest.mark.parametrize("language", LANGUAGES[1:])
@pytest.mark.parametrize("domain", DOMAINS)
def test_a_catalogue_has_the_sentences_of_the_sources_and_no_others(
    domain: str, language: str
) -> None:
    known = {ids(one) for one in script().translated(domain, language) if one.id}
    said = {ids(one) for one in script().gathered(domain) if one.id}
    assert (said - known, known - said) == (set(), set()), "run scripts/messages"
    assert list(script().translated(domain, language).obsolete) == []


def gaps(sentence: str) -> frozenset[str]:
    try:
        parsed = list(string.Formatter().parse(sentence))
    except ValueError:  # a text of the help, which has no gaps
        return frozenset()
    return frozenset(name for _text, name, _form, _how in parsed if name is not None)


def test_a_translation_has_the_gaps_of_its_sentence() -> None:
    wrong = [
        (place, text)
        for place, message in translated()
        for text in strings(message)
        if text and gaps(text) not in {gaps(one) for one in ids(message)}
    ]
    assert wrong == []


def test_every_sentence_is_translated() -> None:
    missing = [(place, ids(one)) for place, one in translated() if not all(strings(one))]
    assert missing == []


def test_a_number_has_as_many_forms_as_its_language() -> None:
    forms = {"ru": 3}
    wrong = [
        ids(one)
        for place, one in translated()
        if one.pluralizable and len(strings(one)) != forms[place.split()[0]]
    ]
    assert wrong == []


def test_russian_is_written_as_the_house_writes_it() -> None:
    """See docs/wording.md: no ё, no Latin letter in a Russian word, «ёлочки»."""
    odd = re.compile(r"[ёЁ]|[а-я][a-z]|[a-z][а-я]| - ")
    wrong = [text for _place, one in translated() for text in strings(one) if odd.search(text)]
    straight = [
        text
        for _place, one in translated()
        for text in strings(one)
        if "“" in text and "“" in ids(one)[0] and "«" not in text
    ]
    assert (wrong, straight) == ([], [])


def test_nothing_is_fuzzy() -> None:
    assert [message.id for _place, message in translated() if message.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_the_compiled_catalogue_is_the_one_of_the_sources(language: str) -> None:
    catalogue = Catalogue.of(language)
    for message in script().translated("briefbook", language):
        if message.id and not message.pluralizable and message.string:
            assert catalogue.sentence(message.id) == message.string, "run scripts/setup"


# --- Sentences are written as messages ---

#: They are said to people: what errors, reasons, events and the console are given.
SPOKEN = {"hint", "message", "reason"}
CALLS = {kind.__name__ for kind in error_classes()} | {"UsageError", "tell"}


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py"))


def package_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)


def calls(path: Path) -> Iterator[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def is_mere_text(node: ast.expr) -> bool:
    """Tell whether a text is written out here and is not a message."""
    if isinstance(node, ast.BoolOp):
        return any(map(is_mere_text, node.values))
    if isinstance(node, ast.IfExp):
        return is_mere_text(node.body) or is_mere_text(node.orelse)
    if isinstance(node, ast.BinOp):
        return is_mere_text(node.left) or is_mere_text(node.right)
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def test_whatever_is_told_is_written_as_a_message() -> None:
    wrong = []
    for path in modules():
        for call in calls(path):
            if name_of(call) == "version_option":  # names and numbers only
                continue
            told = [one.value for one in call.keywords if one.arg in SPOKEN]
            told += call.args[:1] if name_of(call) in CALLS else []
            wrong += [f"{path}:{one.lineno}" for one in told if is_mere_text(one)]
    assert wrong == []


def test_a_message_is_written_out_where_it_is_said() -> None:
    """What is put together elsewhere cannot be gathered."""
    wrong = []
    for path in modules():
        if package_of(path) in {"wording", "catalogue"}:  # the mechanism itself
            continue
        for call in calls(path):
            number = {"_": 1, "ngettext": 2}.get(name_of(call), 0)
            texts = call.args[:number]
            literal = all(isinstance(one, ast.Constant) for one in texts)
            if not literal or (name_of(call) in {"_", "ngettext"} and len(texts) != number):
                wrong.append(f"{path}:{call.lineno}")
    assert wrong == []


def test_the_folder_of_catalogues_has_those_of_all_languages_and_no_others() -> None:
    assert {path.name for path in LOCALES.iterdir()} == set(LANGUAGES[1:])


def test_what_fills_a_gap_is_no_word_of_ours() -> None:
    """Words that people read are messages wherever they stand; names and commands are not."""
    wrong = [
        f"{path}:{call.lineno} {word.value!r}"
        for path in modules()
        for call in calls(path)
        if name_of(call) in {"_", "ngettext"}
        for filling in call.keywords
        for word in mere_words(filling.value)
        if not str(word.value).startswith("pip install")
    ]
    assert wrong == []


def mere_words(node: ast.AST) -> Iterator[ast.Constant]:
    """Yield the texts of several words within an expression that are no messages."""
    if isinstance(node, ast.Call) and name_of(node) in {"_", "ngettext"}:
        return
    if isinstance(node, ast.Constant) and re.search(r"[a-z]{2} [a-z]{2}", str(node.value)):
        yield node
    for child in ast.iter_child_nodes(node):
        yield from mere_words(child)
