"""Nothing is left behind: no process, no descriptor, no line on standard output."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.executors import jobs
from tests.executors.system import children, descriptors, gone_within, wait_for

from briefbook.executors.base import Completion, Limits, Task
from briefbook.executors.processes import ProcessExecutor

ROOT = Path(__file__).parents[2]


class Stop(BaseException):
    """Stands for anything that ends the caller."""


def stop_at_the_first(completions: Iterator[Completion[Any, Any]]) -> None:
    for _ in completions:
        raise Stop


@pytest.fixture
def two_tasks() -> list[Task[Any]]:
    return [Task("brief", "well"), Task("memo", "loop")]


@pytest.mark.parametrize("job", ["well", "exit", "segfault", "loop", "bytearray"])
def test_a_run_leaves_no_descriptor_and_no_child(job: str) -> None:
    executor = ProcessExecutor(2, Limits(seconds=0.5, memory=48 * 2**20))
    before, others = descriptors(), children()
    for _ in executor.run(jobs.same, None, jobs.misbehave, [Task("a", job), Task("b", "well")]):
        pass
    assert descriptors() == before
    assert children() == others


def test_closing_the_iterator_kills_the_workers(two_tasks: list[Task[Any]]) -> None:
    before, others = descriptors(), children()
    completions = ProcessExecutor(2, Limits()).run(jobs.same, None, jobs.misbehave, two_tasks)
    assert next(completions).result == "done"
    assert children() != others
    completions.close()  # type: ignore[attr-defined]  # an iterator that is a generator
    assert children() == others
    assert descriptors() == before


def test_an_exception_of_the_caller_kills_the_workers(two_tasks: list[Task[Any]]) -> None:
    others = children()
    executor = ProcessExecutor(2, Limits())
    with pytest.raises(Stop):
        stop_at_the_first(executor.run(jobs.same, None, jobs.misbehave, two_tasks))
    assert children() == others


def test_an_interrupt_while_waiting_kills_the_workers(tmp_path: Path) -> None:
    before, others = descriptors(), children()
    mark = tmp_path / "pid"

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    former = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 1.0)
    try:
        executor = ProcessExecutor(1, Limits())
        with pytest.raises(KeyboardInterrupt):
            list(executor.run(jobs.same, None, jobs.write_pid_and_loop, [Task("a", str(mark))]))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, former)
    assert children() == others
    assert descriptors() == before


@pytest.mark.parametrize("spare", range(10))
def test_running_out_of_descriptors_is_told_and_leaves_none(spare: int) -> None:
    before = descriptors()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    free = [number for number in range(200) if str(number) not in before]
    resource.setrlimit(resource.RLIMIT_NOFILE, (free[spare], hard))
    try:
        executor = ProcessExecutor(1, Limits())
        done = list(executor.run(jobs.same, None, jobs.misbehave, [Task("a", "well")]))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert descriptors() == before
    assert done[0].result == "done" or "too many open files" in str(done[0].error).lower()


PROGRAM = textwrap.dedent(
    """
    import sys
    sys.path[:0] = {paths!r}
    from briefbook.executors.base import Limits, Task
    from briefbook.executors.processes import ProcessExecutor
    from tests.executors import jobs

    def main():
        executor = ProcessExecutor(1, Limits())
        tasks = [Task(str(number), job) for number, job in enumerate(sys.argv[2:])]
        function = getattr(jobs, sys.argv[1])
        for completion in executor.run(jobs.same, None, function, tasks):
            print("result:", completion.result, completion.error)

    if __name__ == "__main__":
        main()
    """
).format(paths=[str(ROOT / "src"), str(ROOT)])


@pytest.fixture
def program(tmp_path: Path) -> list[str]:
    """The command of a program that has a worker do the jobs named after it."""
    script = tmp_path / "program.py"
    script.write_text(PROGRAM)
    return [sys.executable, str(script)]


@pytest.mark.parametrize("function", ["write_pid_and_loop", "write_pid_and_loop_in_c"])
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_workers_die_with_their_parent(
    program: list[str], tmp_path: Path, function: str, end: signal.Signals
) -> None:
    mark = tmp_path / "pid"
    with subprocess.Popen(
        [*program, function, str(mark)], stderr=subprocess.DEVNULL, start_new_session=True
    ) as parent:
        worker = wait_for(mark)
        parent.send_signal(end)
    assert gone_within([worker], 2)


def test_what_a_task_prints_does_not_reach_standard_output(program: list[str]) -> None:
    done = subprocess.run(
        [*program, "misbehave", "print", "read"], capture_output=True, text=True, check=True
    )
    assert done.stdout == "result: None None\nresult:  None\n"
    assert done.stderr == "a worker speaks\n"


def test_warnings_as_errors_find_nothing_at_exit(program: list[str]) -> None:
    strict = [program[0], "-W", "error", "-X", "dev", *program[1:]]
    done = subprocess.run(
        [*strict, "misbehave", "well", "exit", "well"], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""


@pytest.mark.parametrize("closed", ["<&-", "<&- 2>&-", "<&- >&- 2>&-", ">&-"])
def test_standard_streams_may_be_closed(program: list[str], tmp_path: Path, closed: str) -> None:
    result = tmp_path / "pid"
    command = f'"$@" {closed}'
    subprocess.run(
        ["sh", "-c", command, "sh", *program, "note_pid", str(result)], check=True, timeout=20
    )
    assert int(result.read_text()) > 0


def test_environment_and_folder_do_not_matter(program: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "pickle.py").write_text("raise SystemExit('the wrong module')")
    (folder / "briefbook.py").write_text("raise SystemExit('the wrong module')")
    done = subprocess.run(
        [*program, "misbehave", "well"],
        cwd=folder,
        env={"PYTHONSTARTUP": "/no/such", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "result: done None\n"


def test_the_current_folder_may_be_gone(program: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "short-lived"
    folder.mkdir()
    done = subprocess.run(
        ["sh", "-c", 'rmdir "$PWD" && "$@"', "sh", *program, "misbehave", "well"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "result: done None\n"


def test_an_ignored_child_signal_does_not_hang(program: list[str]) -> None:
    ignore = "import os, signal, sys; signal.signal(signal.SIGCHLD, signal.SIG_IGN); "
    start = [sys.executable, "-c", ignore + "os.execv(sys.argv[1], sys.argv[1:])"]
    done = subprocess.run(
        [*start, *program, "misbehave", "exit", "well"],
        capture_output=True,
        text=True,
        check=True,
        timeout=20,
    )
    assert "result: done None\n" in done.stdout
