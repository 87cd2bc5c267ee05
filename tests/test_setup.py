"""Set-up and packaging: what a fresh clone needs before the first command works."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
LIBRARIES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")

INTERPRETER = """\
#!/bin/sh
# Stands in for Python {version}: answers what the set-up asks, logs what it is to do.
case "$*" in
    *"version_info[:2]"*) echo {version} ;;
    *ensurepip*) echo "$0" ;;
    *"-m venv"*) echo venv >>"$LOG"; mkdir -p .venv/bin .venv/lib; cp "$0" .venv/bin/python ;;
    *"-m pip"*--requirement*) sleep "${{SLOW:-0}}"; echo locked >>"$LOG"; exit "${{PIP_EXIT:-0}}" ;;
    *"-m pip"*--editable*) echo project >>"$LOG" ;;
    *"-m briefbook.compiled"*) echo compiled >>"$LOG"; exit "${{CYTHON_EXIT:-0}}" ;;
    *"-m babel"*) echo catalogues >>"$LOG" ;;
esac
"""

APT_GET = """\
#!/bin/sh
# Stands in for apt-get on a machine without package lists.
echo "$*" >>"$APT_LOG"
case $1 in
    update) touch "$APT_LOG.lists" ;;
    install) [ -e "$APT_LOG.lists" ] ;;
esac
"""


def executable(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


@dataclass
class Machine:
    """A checkout in a folder with an awkward name, on a machine made of stand-ins."""

    place: Path
    checkout: Path

    @classmethod
    def make(cls, place: Path) -> Machine:
        checkout = place / "Книга фактов (1)"
        (checkout / "scripts").mkdir(parents=True)
        shutil.copy(ROOT / "scripts" / "setup", checkout / "scripts" / "setup")
        for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml"):
            (checkout / name).write_text("first\n", encoding="utf-8")
        executable(place / "bin" / "apt-get", APT_GET)
        machine = cls(place, checkout)
        machine.becomes(root=False)
        machine.has_packages(*LIBRARIES)
        machine.python("3.12")
        return machine

    def becomes(self, *, root: bool) -> None:
        executable(self.place / "bin" / "id", f"#!/bin/sh\necho {0 if root else 1000}\n")

    def has_packages(self, *names: str) -> None:
        found = "".join(f"{name}=installed " for name in names)
        executable(self.place / "bin" / "dpkg-query", f"#!/bin/sh\nprintf '%s' '{found}'\n")

    def python(self, version: str) -> Path:
        text = INTERPRETER.format(version=version)
        return executable(self.place / f"python{version}", text)

    def start(self, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [self.checkout / "scripts" / "setup"],
            cwd="/",
            env={
                "PATH": f"{self.place / 'bin'}:/usr/bin:/bin",
                "PYTHON": str(self.place / "python3.12"),
                "LOG": str(self.place / "log"),
                "APT_LOG": str(self.place / "apt.log"),
                **environment,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def set_up(self, **environment: str) -> tuple[int, str, list[str]]:
        """Run the set-up; give its exit code, what it said, and what it did."""
        log = self.place / "log"
        log.write_text("", encoding="utf-8")
        process = self.start(**environment)
        out, err = process.communicate(timeout=20)
        assert out == ""
        return process.returncode, err, log.read_text(encoding="utf-8").split()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine.make(tmp_path)


EVERYTHING = ["venv", "locked", "project", "compiled"]


def test_the_first_run_sets_everything_up_and_the_second_does_nothing(machine: Machine) -> None:
    code, _, done = machine.set_up()
    assert (code, done) == (0, EVERYTHING)
    assert machine.set_up() == (0, "", [])


def test_a_catalogue_that_has_changed_is_compiled(machine: Machine) -> None:
    source = machine.checkout / "src/briefbook/locales/ru/LC_MESSAGES/briefbook.po"
    source.parent.mkdir(parents=True)
    source.touch()
    assert machine.set_up()[2] == [*EVERYTHING, "catalogues"]
    compiled = source.with_suffix(".mo")
    compiled.touch()
    os.utime(source, (1, 1))
    assert machine.set_up() == (0, "", [])
    os.utime(compiled, (0, 0))
    assert machine.set_up() == (0, "", ["catalogues"])


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_changed_lock_makes_the_environment_anew(machine: Machine, lock: str) -> None:
    machine.set_up()
    (machine.checkout / lock).write_text("second\n", encoding="utf-8")
    assert machine.set_up()[2] == EVERYTHING


def test_a_changed_pyproject_installs_only_the_project_again(machine: Machine) -> None:
    machine.set_up()
    (machine.checkout / "pyproject.toml").write_text("second\n", encoding="utf-8")
    assert machine.set_up()[2] == ["project"]
    assert machine.set_up()[2] == []


def test_a_set_up_that_failed_half_way_is_repeated(machine: Machine) -> None:
    code, _, done = machine.set_up(PIP_EXIT="1")
    assert (code, done) == (1, ["venv", "locked"])
    assert machine.set_up()[::2] == (0, EVERYTHING)


def test_a_failed_renewal_does_not_pass_for_the_old_environment(machine: Machine) -> None:
    machine.set_up()
    lock = machine.checkout / "requirements-dev.lock"
    lock.write_text("second\n", encoding="utf-8")
    machine.set_up(PIP_EXIT="1")
    lock.write_text("first\n", encoding="utf-8")
    assert machine.set_up()[2] == EVERYTHING


def test_a_moved_checkout_gets_an_environment_of_its_own(machine: Machine) -> None:
    machine.set_up()
    machine.checkout = machine.checkout.rename(machine.place / "elsewhere")
    assert machine.set_up()[2] == EVERYTHING


def test_another_python_is_taken_when_it_is_asked_for(machine: Machine) -> None:
    machine.set_up()
    other = machine.python("3.13")
    assert machine.set_up(PYTHON=str(other))[2] == EVERYTHING
    assert machine.set_up(PYTHON="")[2] == []


def test_an_environment_whose_python_is_gone_is_made_anew(machine: Machine) -> None:
    machine.set_up()
    (machine.checkout / ".venv" / "bin" / "python").unlink()
    assert machine.set_up()[2] == EVERYTHING


def test_a_python_that_cannot_be_used_is_refused(machine: Machine) -> None:
    code, said, done = machine.set_up(PYTHON="/nonexistent/python")
    assert (code, done) == (1, [])
    assert "PYTHON=/nonexistent/python is not a Python 3.11 or newer" in said


def test_of_two_set_ups_at_once_one_works_and_one_waits(machine: Machine) -> None:
    processes = [machine.start(SLOW="1") for _ in range(2)]
    said = [process.communicate(timeout=20)[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert (machine.place / "log").read_text(encoding="utf-8").split() == EVERYTHING
    assert sum("waiting for another set-up" in text for text in said) == 1


def test_who_is_not_root_gets_the_exact_command_on_one_line(machine: Machine) -> None:
    machine.has_packages("libpango-1.0-0")
    code, said, done = machine.set_up()
    assert said == "sudo apt-get install --yes libpangoft2-1.0-0 libharfbuzz-subset0\n"
    assert (code, done) == (1, [])
    assert not (machine.place / "apt.log").exists()


def test_a_library_removed_later_is_noticed(machine: Machine) -> None:
    machine.set_up()
    machine.has_packages("libpango-1.0-0", "libpangoft2-1.0-0")
    code, said, _ = machine.set_up()
    assert (code, said) == (1, "sudo apt-get install --yes libharfbuzz-subset0\n")


def test_root_has_them_installed_after_fetching_the_package_lists(machine: Machine) -> None:
    machine.has_packages()
    machine.becomes(root=True)
    code, _, done = machine.set_up()
    assert (code, done) == (0, EVERYTHING)
    calls = (machine.place / "apt.log").read_text(encoding="utf-8").splitlines()
    assert [call.split()[0] for call in calls] == ["install", "update", "install"]
    assert calls[-1].endswith(" ".join(LIBRARIES))
    assert "--no-install-recommends" in calls[-1]


def make(*arguments: str) -> str:
    command = ["make", "--no-print-directory", *arguments]
    # A `make test` that runs these tests would hand its own flags down.
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    ).stdout


def test_make_alone_sets_up_and_builds() -> None:
    assert make("--dry-run") == "scripts/setup\n.venv/bin/briefbook build \n"


def test_make_test_checks_format_style_and_types_before_it_tests() -> None:
    steps = make("--dry-run", "test").splitlines()
    names = [Path(step.split()[0]).name for step in steps]
    assert names == ["setup", "setup-outsiders", "ruff", "ruff", "mypy", "pytest"]


def test_make_help_names_every_command() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony is not None
    shown = {line.split()[0] for line in make("help").splitlines()}
    assert shown == set(phony[1].split()) - {"setup", "outsiders"}


def test_continuous_integration_runs_make_test() -> None:
    run = ROOT / ".ci" / "run"
    assert os.access(run, os.X_OK)
    assert "\nmake test\n" in run.read_text(encoding="utf-8")


def pins(name: str) -> dict[str, str]:
    lock = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ]+)", lock, re.MULTILINE))


def declared(*, development: bool) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    if development:
        return [Requirement(text) for text in [*wanted, *project["dependency-groups"]["dev"]]]
    return [Requirement(text) for text in project["project"]["dependencies"]]


@pytest.mark.parametrize(
    ("lock", "development"), [("requirements.lock", False), ("requirements-dev.lock", True)]
)
def test_the_lock_fits_what_the_project_declares(lock: str, development: bool) -> None:
    pinned = pins(lock)
    for requirement in declared(development=development):
        assert requirement.specifier.contains(pinned[requirement.name.lower()]), requirement


def test_running_and_developing_use_the_same_versions() -> None:
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_pin_has_hashes_and_no_place_is_named(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^--(?:extra-)?(?:index|find)", text, re.MULTILINE)
    for entry in re.split(r"^(?=[a-z0-9-]+==)", text, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in entry, entry


FONTS = ROOT / "templates" / "fonts"
FACES = sorted(FONTS.glob("*/*.ttf"))
NEEDED = "".join(
    [
        *(chr(code) for code in range(0x20, 0x7F)),
        *(chr(code) for code in range(0x410, 0x450)),
        "Ёё\u00a0«»„“”‘’–—№…§°×",
    ]
)


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.stem)
def test_a_face_has_the_letters_and_signs_of_both_languages(face: Path) -> None:
    with TTFont(face) as font:
        known = font.getBestCmap()
        assert [char for char in NEEDED if ord(char) not in known] == []


def test_each_family_has_four_faces_and_its_licence() -> None:
    families = {folder.name: folder for folder in FONTS.iterdir() if folder.is_dir()}
    assert set(families) >= {"pt-serif", "pt-sans", "liberation-serif"}
    for folder in families.values():
        assert len(list(folder.glob("*.ttf"))) == 4
        assert len(list(folder.glob("*.txt"))) == 1


def test_catalogues_that_are_current_are_left_alone_by_a_wheel(tmp_path: Path) -> None:
    """They lie within the program, which a build at rest looks at."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    times = []
    for _ in range(2):
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        catalogues = (ROOT / "src/briefbook/locales").rglob("*.mo")
        times.append({file.name: file.stat().st_mtime_ns for file in catalogues})
    assert times[0] == times[1] != {}


def test_the_wheel_carries_the_book_as_its_starter(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {"briefbook/errors.py", "briefbook/py.typed"} <= names
    assert "briefbook/locales/ru/LC_MESSAGES/briefbook.mo" in names
    assert "briefbook/cli/check.html.jinja" in names
    assert "briefbook/starter/briefbook.toml" in names
    for folder in ("data", "templates"):
        for file in (ROOT / folder).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                assert f"briefbook/starter/{file.relative_to(ROOT).as_posix()}" in names
    assert not any(name.startswith(("tests/", "output/", "bench/")) for name in names)
