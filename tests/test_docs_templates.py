"""``docs/templates.md`` and what templates can use say the same, in both directions."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_args

import pytest
from markupsafe import Markup
from tests.pages import (
    ROOT,
    TEMPLATES,
    TODAY,
    code,
    first_cells,
    rows,
    section,
)

from briefbook.build.book import read_book
from briefbook.build.snapshot import Snapshot
from briefbook.compose.environment import make_environment
from briefbook.compose.typography.engine import typeset
from briefbook.compose.typography.runs import Run
from briefbook.dataset.values import Node
from briefbook.localize.enclosures import Enclosures
from briefbook.localize.shown import take_marks
from briefbook.localize.view import Perspective, Registers, View
from briefbook.plan.config import Book as BookSettings
from briefbook.plan.config import DocumentType, Limits
from briefbook.plan.profile import Profile
from briefbook.render.subset import ELEMENTS, GLOBAL_ATTRIBUTES, META_NAMES, Rule


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return read_book(ROOT, TODAY)


def written(snapshot: Snapshot, expression: str, language: str) -> str:
    """Print an expression as a template of this book would."""
    perspective = Perspective(snapshot.dataset, snapshot.schema.derived, language, snapshot.today)

    def record(path: str) -> View:
        node = snapshot.dataset.get(path)
        assert isinstance(node, Node)
        return View(node, perspective)

    context = {
        "language": language,
        "enclosures": Enclosures(
            {"brief": "output/ru/unodc/brief.pdf"},
            replace(perspective, pages={"output/ru/unodc/brief.pdf": 2}),
        ),
        "layout": snapshot.profiles["house"],
        "subject": record("organizations.unodc"),
        "details": record("memos.unodc"),
        "registers": Registers(perspective),
    }
    template = make_environment({"x": f"{{{{ {expression} }}}}"}).get_template("x")
    return Markup(take_marks(template.render(context))[0]).unescape().replace("\u00a0", " ")


def filter_examples() -> list[tuple[str, str, str]]:
    return [
        (code(row[1])[0], language, shown)
        for row in rows(section(TEMPLATES, "Filters"))
        for language, shown in (("ru", row[2]), ("en", row[3]))
        if shown != "–"
    ]


@pytest.mark.parametrize(("expression", "language", "shown"), filter_examples())
def test_every_example_of_a_filter_prints_what_the_page_says(
    snapshot: Snapshot, expression: str, language: str, shown: str
) -> None:
    assert written(snapshot, expression, language) == shown


@pytest.mark.parametrize("expression", [code(r[1])[0] for r in rows(section(TEMPLATES, "Tests"))])
def test_every_example_of_a_test_holds(snapshot: Snapshot, expression: str) -> None:
    assert written(snapshot, f"'yes' if {expression} else 'no'", "en") == "yes"


def test_every_filter_and_test_is_documented_with_an_example() -> None:
    environment = make_environment({})
    filters = list(rows(section(TEMPLATES, "Filters")))
    assert {row[0].strip("`") for row in filters} == set(environment.filters)
    assert all(row[0].strip("`") in row[1] for row in filters)
    assert set(first_cells(section(TEMPLATES, "Tests"))) == set(environment.tests)


def test_every_element_is_documented_with_its_content_attributes_and_roles() -> None:
    documented = {row[0].strip("`"): row for row in rows(section(TEMPLATES, "Elements"))}
    assert documented.keys() == ELEMENTS.keys()
    for name, rule in ELEMENTS.items():
        _, holds, attributes, roles = documented[name]
        wanted = (rule.allowed - GLOBAL_ATTRIBUTES - {"data-role"}) | rule.required
        assert set(code(attributes)) == wanted, name
        assert set(re.findall(r"\*\*`([^`]+)`\*\*", attributes)) == rule.required, name
        assert set(code(roles)) == rule.roles, name
        assert ("needed" in roles) == rule.needs_role, name
        assert_holds(name, rule, holds)


def assert_holds(name: str, rule: Rule, holds: str) -> None:
    """Compare the second column with what an element may hold; groups have their own sentence."""
    groups = group_names()
    listed = set(code(holds))
    if "but" in holds:
        listed = groups["Inline elements"] - listed
    elif "inline" in holds:
        listed |= groups["Inline elements"]
    elif "blocks" in holds:
        listed |= groups["Blocks"]
    assert listed == rule.children, name
    assert ("text" in holds) == rule.text, name


def group_names() -> dict[str, set[str]]:
    part = section(TEMPLATES, "Elements")
    return {
        name: set(code(found))
        for name, found in re.findall(r"(Blocks|Inline elements) are ([^.]+)\.", part)
    }


def test_every_role_is_explained_beside_its_element() -> None:
    documented = {
        (element, role)
        for row in rows(section(TEMPLATES, "Roles"))
        for role in code(row[0])
        for element in code(row[1])
    }
    assert documented == {(name, role) for name, rule in ELEMENTS.items() for role in rule.roles}


def test_the_names_of_meta_are_documented() -> None:
    found = re.search(r"Names of `meta` are ([^;]+);", section(TEMPLATES, "Elements"))
    assert found
    assert set(code(found[1])) == META_NAMES


def profile_keys(kind: Any, prefix: str = "") -> Iterator[str]:
    hints = {field.name: field for field in dataclasses.fields(kind)}
    for name in hints:
        inner = resolved(kind, name)
        if name == "headings":
            for level in "123":
                yield from profile_keys(get_args(inner)[0], f"{prefix}headings.{level}.")
        elif name == "line_spacing":
            yield from (f"{prefix}line_spacing", f"{prefix}line_spacing.exactly")
        elif dataclasses.is_dataclass(inner):
            yield from profile_keys(inner, f"{prefix}{name}.")
        elif not (kind is Profile and name == "name"):
            yield f"{prefix}{name}"


def resolved(kind: Any, name: str) -> Any:
    from typing import get_type_hints

    return get_type_hints(kind)[name]


def test_every_key_of_a_profile_is_documented() -> None:
    part = section(TEMPLATES, "Profiles")
    named = [name for row in rows(part) for name in code(f"{row[0]} {row[1]}")]
    documented = {name for name in named if name in first_cells(part) or "exactly" in name}
    documented.discard("{ exactly = POINTS }")
    documented |= {"text.line_spacing.exactly"} & set(code(part))
    assert documented == set(profile_keys(Profile))


def test_every_key_of_the_settings_is_documented() -> None:
    part = section(TEMPLATES, "Adding a document")
    keys = {field.name for field in dataclasses.fields(DocumentType)} - {"name", "span"}
    renamed = {"profiles": "profile", "stylesheets": "styles", "letterheads": "letterhead"}
    assert set(first_cells(part)) == {renamed.get(key, key) for key in keys}
    for kind in (BookSettings, Limits):
        assert {field.name for field in dataclasses.fields(kind)} <= set(code(part))


def typed_examples() -> list[tuple[str, str, str]]:
    return [
        (code(row[0])[0], code(row[1])[0], code(row[2])[0])
        for row in rows(section(TEMPLATES, "Typography"))
        if code(row[1]) in (["ru"], ["en"])
    ]


@pytest.mark.parametrize(("typed", "language", "printed"), typed_examples())
def test_every_example_of_typography_is_set_as_the_page_says(
    typed: str, language: str, printed: str
) -> None:
    (set_text,) = typeset([Run(typed, protected=False)], language)
    assert set_text.replace("\u00a0", "␣") == printed
