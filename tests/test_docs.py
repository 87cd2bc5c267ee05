"""The documentation and the program say the same, in both directions."""

from __future__ import annotations

import dataclasses
import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin

import click
import pytest
from markupsafe import Markup
from pydantic import BaseModel

from briefbook.build.book import read_book
from briefbook.build.builder import Built, Failed, Kept, Report
from briefbook.build.problems import CheckReport, Problem
from briefbook.build.reasons import Reason, ReasonKind
from briefbook.build.snapshot import Snapshot
from briefbook.build.status import Cleaned, Explanation, Fact
from briefbook.build.toolchain import toolchain
from briefbook.build.verdicts import State, Verdict
from briefbook.cli.exit_codes import ExitCode
from briefbook.cli.json_report import build_json, check_json, error_json
from briefbook.cli.program import program
from briefbook.cli.standing import (
    clean_json,
    explain_json,
    history_json,
    run_json,
    status_json,
)
from briefbook.compose.environment import make_environment
from briefbook.compose.typography.engine import typeset
from briefbook.compose.typography.runs import Run
from briefbook.dataset.json_schema import json_schema
from briefbook.dataset.shape import reachable_models
from briefbook.dataset.values import META_KEYS, Node
from briefbook.errors import Span, UnknownName, error_classes
from briefbook.localize.shown import take_marks
from briefbook.localize.view import Perspective, Registers, View
from briefbook.plan.config import Book as BookSettings
from briefbook.plan.config import DocumentType, Limits
from briefbook.plan.outputs import Output as JobOutput
from briefbook.plan.profile import Profile
from briefbook.record.rows import RunOutcome, RunRecord
from briefbook.render.subset import ELEMENTS, GLOBAL_ATTRIBUTES, META_NAMES, Rule
from briefbook.schemas.organizations import SCHEMA

ROOT = Path(__file__).parent.parent
PAGES = (
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")),
)
TEMPLATES, DATASET, ERRORS, CLI = (
    f"docs/{name}.md" for name in ("templates", "dataset", "errors", "cli")
)
TODAY = date(2026, 11, 22)
#: Options of the programs of Dask, which docs/distributed.md explains.
OF_OTHERS = {"--dashboard-address", "--memory-limit", "--nthreads", "--nworkers"}
#: Files that exist in a book that was built, or that a page tells a reader to write.
ELSEWHERE = re.compile(r"[A-Z]{2,}|^output/|^\.schema/|^\.vscode/|example|my-book|\.kept-")


# --- Reading the pages ---


@cache
def text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def code(cell: str) -> list[str]:
    """Return what stands in backquotes within a line of prose."""
    cell = re.sub(r"```.*?```", "", cell, flags=re.DOTALL)
    return [found.replace("\\|", "|") for found in re.findall(r"`([^`]+)`", cell)]


def section(page: str, heading: str) -> str:
    """Return a section with the sections below it."""
    found = re.search(rf"^(#+) {re.escape(heading)}$", text(page), re.MULTILINE)
    assert found, f"{page} has no section “{heading}”"
    depth = len(found[1])
    rest = re.sub(r"```.*?```", lambda block: block[0].replace("#", "\0"), text(page), flags=re.S)
    rest = rest[found.end() :]
    end = re.search(rf"^#{{1,{depth}}} ", rest, re.MULTILINE)
    return rest[: end.start() if end else None].replace("\0", "#")


def rows(part: str) -> Iterator[list[str]]:
    """Yield the cells of the tables of a section, without heads."""
    lines = part.split("\n")
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if line.startswith("|") and not line.startswith("|---") and "|---" not in following[:5]:
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def first_cells(part: str) -> list[str]:
    return [name for row in rows(part) for name in code(row[0])]


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text(page), re.MULTILINE | re.DOTALL)


def anchors(page: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", text(page), flags=re.S), re.M)
    return {re.sub(r"[^\w\- ]", "", name).strip().lower().replace(" ", "-") for name in headings}


# --- Links, paths, commands ---


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    wrong = []
    prose = re.sub(r"```.*?```|`[^`]+`", "", text(page), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"", prose):
        path, _, anchor = "".join(target).partition("#")
        if path.startswith(("http:", "https:", "mailto:")):
            continue
        file = (ROOT / page).parent / path if path else ROOT / page
        if not file.exists():
            wrong.append(path)
        elif anchor and anchor not in anchors(str(file.resolve().relative_to(ROOT.resolve()))):
            wrong.append("".join(target))
    assert wrong == []


@pytest.mark.parametrize("page", PAGES)
def test_files_that_a_page_names_exist(page: str) -> None:
    prose = re.sub(r"```.*?```", "", text(page), flags=re.DOTALL)
    named = [name for name in code(prose) if re.fullmatch(r"[\w.-]+(/[\w.-]+)*/[\w.-]*", name)]
    folders = ("data/", "docs/", "src/", "templates/", "tests/", "bench/", "scripts/")
    wrong = [
        name
        for name in named
        if name.startswith(folders) and not ELSEWHERE.search(name) and not (ROOT / name).exists()
    ]
    assert wrong == []


def shell_commands() -> list[tuple[str, str]]:
    """Every line of a shell example that calls briefbook, on every page."""
    return [
        (page, line.strip().removeprefix("$ "))
        for page in PAGES
        for block in blocks(page, "sh")
        for line in block.replace("\\\n", " ").split("\n")
        if line.strip().removeprefix("$ ").startswith("briefbook ")
    ]


@pytest.mark.parametrize(("page", "line"), shell_commands())
def test_every_shell_example_is_a_command_of_briefbook(page: str, line: str) -> None:
    words = shlex.split(line.partition(" >")[0].partition(" | ")[0], comments=True)[1:]
    assert parses(words), f"{page}: {line}"


def parses(words: list[str]) -> bool:
    """Let click read a command line, and run nothing."""
    with program.make_context("briefbook", list(words), resilient_parsing=False) as ctx:
        name, command, rest = program.resolve_command(ctx, ctx._protected_args + ctx.args)
        assert command is not None, name
        command.make_context(name, list(rest), parent=ctx).close()
    return True


def test_the_commands_of_the_readme_are_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    named = {
        word
        for page in PAGES
        for span in [*code(text(page)), *blocks(page, "sh")]
        for word in re.findall(r"\bmake ([a-z]+)", span)
    }
    assert {"build", "test"} <= named <= targets


# --- The command line ---


def commands() -> dict[str, click.Command]:
    return dict(program.commands)


def options(command: click.Command) -> set[str]:
    named = [one for one in command.params if isinstance(one, click.Option)]
    return {name for one in named for name in [*one.opts, *one.secondary_opts]}


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_is_documented_with_its_options(name: str) -> None:
    part = section(CLI, f"briefbook {name}")
    documented = {
        word for cell in first_cells(part) for word in re.findall(r"--?[a-z][a-z-]*", cell)
    }
    assert documented == options(commands()[name])


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_argument_is_in_the_usage_of_its_command(name: str) -> None:
    usage = code(section(CLI, f"briefbook {name}"))[0]
    for one in commands()[name].params:
        if isinstance(one, click.Argument):
            assert (one.metavar or one.name or "").strip("[].").upper() in usage


def test_the_page_of_commands_has_no_command_that_does_not_exist() -> None:
    headings = re.findall(r"^## briefbook ([a-z]+)$", text(CLI), re.MULTILINE)
    assert sorted(headings) == sorted(commands())


def test_the_options_before_a_command_are_documented() -> None:
    documented = {
        word
        for cell in first_cells(section(CLI, "Before the command"))
        for word in re.findall(r"--?[a-z][a-z-]*", cell)
    }
    assert documented - {"-h", "--help"} == options(program)


@pytest.mark.parametrize("page", PAGES)
def test_no_page_names_an_option_that_does_not_exist(page: str) -> None:
    known = {
        "--help",
        *OF_OTHERS,
        *options(program),
        *(o for one in commands().values() for o in options(one)),
    }
    named = {
        word
        for span in code(re.sub(r"```.*?```", "", text(page), flags=re.DOTALL))
        if span.startswith(("--", "briefbook "))
        for word in re.findall(r"(?<![\w-])--[a-z][a-z-]*", span)
    }
    assert named - known == set()


@pytest.mark.parametrize("page", [CLI, ERRORS])
def test_the_exit_codes_are_documented(page: str) -> None:
    named = {
        int(number)
        for row in rows(text(page))
        if re.match(r"\d", row[0])
        for number in re.findall(r"\d+", row[0])
    }
    assert named == {int(one) for one in ExitCode}


# --- Errors ---


def test_every_error_code_is_documented_and_back() -> None:
    grounds = {"error", "book", "output"}  # never raised themselves
    known = {kind.code for kind in error_classes()} - grounds
    documented = re.findall(r"^### ([a-z-]+)$", text(ERRORS), re.MULTILINE)
    assert sorted(documented) == sorted(known)


def test_no_page_names_an_error_code_that_does_not_exist() -> None:
    known = {kind.code for kind in error_classes()}
    printed = {
        found for page in PAGES for found in re.findall(r"\[([a-z]+-[a-z-]+)\]$", text(page), re.M)
    }
    assert printed - known == set()


# --- The dataset ---


def models() -> dict[str, type[BaseModel]]:
    found = [one for model in SCHEMA.registers.values() for one in reachable_models(model)]
    return {one.__name__: one for one in found if one.__module__.startswith("briefbook.schemas")}


def test_every_register_is_documented_with_its_record() -> None:
    part = section(DATASET, "The registers of the schema organizations").partition("\n### ")[0]
    documented = {row[0].strip("`"): re.findall(r"\[(\w+)\]", row[1])[0] for row in rows(part)}
    assert documented == {name: model.__name__ for name, model in SCHEMA.registers.items()}


@pytest.mark.parametrize("name", sorted(models()))
def test_every_field_is_documented_and_whether_it_is_needed(name: str) -> None:
    documented = {
        field: row[1] == "yes" for row in rows(section(DATASET, name)) for field in code(row[0])
    }
    fields = models()[name].model_fields.items()
    assert documented == {
        field: info.is_required() for field, info in fields if field not in META_KEYS
    }


def test_the_page_of_the_dataset_has_no_record_that_does_not_exist() -> None:
    part = section(DATASET, "The registers of the schema organizations")
    assert sorted(re.findall(r"^### (\w+)$", part, re.MULTILINE)) == sorted(models())


def test_every_word_of_a_vocabulary_is_documented() -> None:
    for name, model in models().items():
        table = {field: row[2] for row in rows(section(DATASET, name)) for field in code(row[0])}
        for field, info in model.model_fields.items():
            if field not in META_KEYS:
                words = {str(word).lower() for word in literals(info.annotation)}
                assert words <= set(code(table[field])), f"{name}.{field}"


def literals(annotation: Any) -> Iterator[object]:
    for argument in get_args(annotation):
        if str(get_origin(annotation)) == "typing.Literal":
            yield argument
        else:
            yield from literals(argument)


def test_the_keys_of_names_are_documented() -> None:
    definitions = json_schema(SCHEMA)["$defs"]
    part = section(DATASET, "Names and their forms")
    wanted = {
        *definitions["TermForms"]["anyOf"][1]["properties"],
        *definitions["NameForms"]["properties"],
    }
    assert set(first_cells(part)) == wanted


def test_the_meta_keys_are_documented() -> None:
    part = section(DATASET, "Source, date, review, privacy")
    assert tuple(first_cells(part)) == META_KEYS


def test_what_is_derived_is_documented() -> None:
    part = section(DATASET, "What is derived")
    documented = {(row[0], name) for row in rows(part) for name in code(row[1])}
    assert documented == set(SCHEMA.derived)


# --- Templates ---


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
    renamed = {"profiles": "profile", "stylesheets": "styles"}
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


# --- Tracking ---


def test_every_kind_of_reason_and_every_state_is_documented() -> None:
    part = section("docs/tracking.md", "Reasons")
    assert set(first_cells(part)) == set(get_args(ReasonKind))
    assert set(get_args(State)) <= set(code(part))
    assert set(get_args(State)) <= set(code(section(CLI, "JSON")))


def test_every_part_of_the_toolchain_is_documented() -> None:
    part = section("docs/tracking.md", "What is written down").lower()
    named = {name.partition("-subset")[0] for name in toolchain()}
    assert {name for name in named if name not in part} == set()


# --- JSON ---

OUTPUT = JobOutput("brief", "unodc", "en", "pdf")
REASON = Reason("fact", "it changed", "organizations.unodc.site", "data/x.yaml", 30)
VERDICT = Verdict(OUTPUT, "stale", (REASON,), rebuild=True)
FACT = Fact("a.b.c", "1", "page", TODAY, "data/x.yaml", 1, changed=False)
ERROR = UnknownName("there is no such document", spans=[Span("x", 1, 1)], hint="name another")
RUN = RunRecord(1, datetime(2026, 11, 22, tzinfo=UTC), "build", TODAY, "0" * 64)
OUTCOME = RunOutcome("output/x.pdf", "failed", "it is new", 0.1, ERROR)
JSON_REPORTS = {
    "build": build_json(
        Report(
            run=1,
            built=[Built("output/x.pdf", "it is new", 0.1)],
            kept=[Kept("output/x.pdf", "altered", stale=False)],
            failed=[Failed("output/x.pdf", ERROR)],
        )
    ),
    "status and build --dry-run": status_json([VERDICT]),
    "explain": explain_json(Explanation("output/x.pdf", (FACT,), VERDICT)),
    "check": check_json(CheckReport((Problem(ERROR, ("output/x.pdf",)),))),
    "history": {**history_json([RUN]), **run_json(replace(RUN, outcomes=(OUTCOME,)))},
    "clean": clean_json(Cleaned(("output/x.pdf",), ())),
    "Errors": error_json(ERROR),
}


def keys_of(report: object) -> set[str]:
    """Return all keys of an object and of the objects within it."""
    if isinstance(report, dict):
        return set(report).union(*(keys_of(value) for value in report.values()))
    return set().union(*(keys_of(item) for item in report)) if isinstance(report, list) else set()


@pytest.mark.parametrize("heading", sorted(JSON_REPORTS))
def test_every_key_of_a_report_is_documented(heading: str) -> None:
    named = set(code(section(CLI, heading))) | set(code(section(CLI, "Errors")))
    if heading == "explain":
        named |= set(code(section(CLI, "status and build --dry-run")))
    assert keys_of(JSON_REPORTS[heading]) - named == set()


@pytest.mark.parametrize("heading", sorted(JSON_REPORTS))
def test_the_example_of_a_report_has_no_key_that_does_not_exist(heading: str) -> None:
    for example in re.findall(r"^```json\n(.*?)^```", section(CLI, heading), re.M | re.S):
        assert keys_of(json.loads(example)) <= keys_of(JSON_REPORTS[heading])
        assert json.loads(example).keys() == JSON_REPORTS[heading].keys()


# --- Examples in other languages ---


@pytest.mark.parametrize("page", PAGES)
def test_examples_of_toml_and_json_can_be_read(page: str) -> None:
    for block in blocks(page, "toml"):
        tomllib.loads(block)
    for block in blocks(page, "json"):
        json.loads(block)


def test_the_example_of_a_schema_is_one() -> None:
    example = next(block for block in blocks(DATASET, "python") if "SCHEMA" in block)
    names: dict[str, Any] = {"__name__": "rivers"}
    exec(compile(example, DATASET, "exec"), names)
    assert set(names["SCHEMA"].registers) == {"rivers"}


def test_the_names_of_the_python_interface_exist() -> None:
    import briefbook

    used = {
        name.strip()
        for page in PAGES
        for block in blocks(page, "python")
        for found in re.findall(r"^from briefbook import (.+)$", block, re.MULTILINE)
        for name in found.split(",")
    }
    assert used <= set(briefbook.__all__)
