"""The documentation and the program say the same, in both directions."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, get_args

import click
import pytest
from tests.pages import (
    CLI,
    ERRORS,
    PAGES,
    ROOT,
    TODAY,
    anchors,
    blocks,
    code,
    first_cells,
    rows,
    section,
    text,
)

from briefbook.build.builder import Built, Failed, Kept, Report
from briefbook.build.problems import CheckReport, Problem
from briefbook.build.reasons import Reason, ReasonKind
from briefbook.build.status import Cleaned, Explanation, Fact
from briefbook.build.toolchain import toolchain
from briefbook.build.verdicts import State, Verdict
from briefbook.cli.approved import forms_json, propose_json
from briefbook.cli.exchanged import import_json
from briefbook.cli.exit_codes import ExitCode
from briefbook.cli.json_report import build_json, check_json, error_json
from briefbook.cli.program import program
from briefbook.cli.scheduled import export_json, list_json
from briefbook.cli.scheduled import run_json as run_due_json
from briefbook.cli.scheduled import status_json as status_of_schedules_json
from briefbook.cli.standing import (
    clean_json,
    explain_json,
    history_json,
    run_json,
    status_json,
)
from briefbook.errors import Span, UnknownName, error_classes
from briefbook.exchange.comparing import Accepted
from briefbook.exchange.differences import Rewritten
from briefbook.exchange.forms.approval import FormsChecked, Proposal, Proposals
from briefbook.exchange.forms.nouns import Traits
from briefbook.exchange.forms.stored import StoredName
from briefbook.exchange.segments import Segment
from briefbook.exchange.translations import Imported
from briefbook.localize.units import Unit
from briefbook.plan.outputs import Output as JobOutput
from briefbook.plan.schedules import Schedule
from briefbook.record.deliveries import DeliveryRecord
from briefbook.record.rows import RunOutcome, RunRecord
from briefbook.record.slots import Slot
from briefbook.schedule.attempt import Attempted
from briefbook.schedule.export import Exported
from briefbook.schedule.heartbeat import Heartbeat
from briefbook.schedule.listing import Listed
from briefbook.schedule.status import ScheduleStatus, Standing
from briefbook.wording import NOTHING, verbatim

#: Options of the programs of Dask, which docs/distributed.md explains.
OF_OTHERS = {"--dashboard-address", "--memory-limit", "--nthreads", "--nworkers"}
#: Files that exist in a book that was built, or that a page tells a reader to write.
ELSEWHERE = re.compile(r"[A-Z]{2,}|^output/|^\.schema/|^\.vscode/|example|my-book|\.kept-")


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


def options_below(command: click.Command) -> set[str]:
    """Return the options of a command and of the commands that it has."""
    below = command.commands.values() if isinstance(command, click.Group) else ()
    return options(command).union(*map(options, below))


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_is_documented_with_its_options(name: str) -> None:
    part = section(CLI, f"briefbook {name}")
    documented = {
        word for cell in first_cells(part) for word in re.findall(r"--?[a-z][a-z-]*", cell)
    }
    assert documented == options_below(commands()[name])


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
        *(o for one in commands().values() for o in options_below(one)),
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
    grounds = {"error", "book", "output", "exchange"}  # never raised themselves
    known = {kind.code for kind in error_classes()} - grounds
    documented = re.findall(r"^### ([a-z-]+)$", text(ERRORS), re.MULTILINE)
    assert sorted(documented) == sorted(known)


def test_no_page_names_an_error_code_that_does_not_exist() -> None:
    known = {kind.code for kind in error_classes()}
    printed = {
        found for page in PAGES for found in re.findall(r"\[([a-z]+-[a-z-]+)\]$", text(page), re.M)
    }
    assert printed - known == set()


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
REASON = Reason("fact", verbatim("it changed"), "organizations.unodc.site", "data/x.yaml", 30)
VERDICT = Verdict(OUTPUT, "stale", (REASON,), rebuild=True)
FACT = Fact("a.b.c", "1", "page", TODAY, "data/x.yaml", 1, changed=False)
ERROR = UnknownName(
    verbatim("there is no such document"), spans=[Span("x", 1, 1)], hint=verbatim("name another")
)
RUN = RunRecord(1, datetime(2026, 11, 22, tzinfo=UTC), "build", TODAY, "0" * 64)
SENT = DeliveryRecord("key", "registry", "North", "documents", "x", (), "delivered", RUN.started)
OUTCOME = RunOutcome("output/x.pdf", "failed", verbatim("it is new"), 0.1, ERROR)
CHANGE = Accepted(
    Segment(Unit("a.b.c", "text", {}, {}), (), None, Span("x", 1), Span("x", 1)),
    "text",
    Span("en.xlf", 1),
    changed=True,
    confirmed=True,
)
SCHEDULE = Schedule("morning", "0 6 * * 1-5", "UTC")
SLOT = Slot("morning", datetime(2026, 11, 25, 3, tzinfo=UTC), "completed", datetime.now(UTC))
NAME = StoredName("a.b.name", "ru", ("name", "ru"), {"nominative": "x"}, Span("x", 1), Traits())
JSON_REPORTS = {
    "build": build_json(
        Report(
            run=1,
            built=[Built("output/x.pdf", verbatim("it is new"), 0.1)],
            kept=[Kept("output/x.pdf", verbatim("altered"), stale=False)],
            failed=[Failed("output/x.pdf", ERROR)],
        )
    ),
    "status and build --dry-run": status_json([VERDICT]),
    "explain": explain_json(Explanation("output/x.pdf", (FACT,), VERDICT)),
    "check": check_json(CheckReport((Problem(ERROR, ("output/x.pdf",)),))),
    "history": {
        **history_json([RUN]),
        **run_json(replace(RUN, outcomes=(OUTCOME,), deliveries=(SENT,))),
    },
    "clean": clean_json(Cleaned(("output/x.pdf",), ())),
    "schedule status": status_of_schedules_json(
        ScheduleStatus(
            (Standing(SCHEDULE, "on_time", NOTHING, SLOT, None, SLOT.planned),),
            (Heartbeat(1, SLOT.planned, SLOT.planned, alive=True),),
        )
    ),
    "schedule run --once": run_due_json([Attempted(SLOT.planned, slot=SLOT)]),
    "schedule export": export_json([Exported("x.timer", "[Timer]")]),
    "schedule list": list_json([Listed(SCHEDULE, ())]),
    "translations import": import_json(
        Imported("en", (CHANGE,), (Rewritten("data/x.yaml", b"", b"x"),), 1), dry_run=False
    ),
    "forms propose": propose_json(Proposals((Proposal(NAME, "genitive", "x"),), (), ())),
    "forms check": forms_json(FormsChecked(1, 0, ())),
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


@pytest.mark.parametrize(("kind", "read"), [("toml", tomllib.loads), ("json", json.loads)])
def test_examples_of_toml_and_json_can_be_read(
    kind: str, read: Callable[[str], dict[str, Any]]
) -> None:
    examples = [(page, block) for page in PAGES for block in blocks(page, kind)]
    assert examples
    for page, block in examples:
        assert read(block), page


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
