"""Which modules are compiled, and what remains of a compilation."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefbook.compiled.loading import library, read_index
from briefbook.compiled.making import Made, hindrance, make

needs_compiler = pytest.mark.skipif(
    hindrance() is not None, reason=f"nothing can be compiled: {hindrance()}"
)
PLAIN = "def one() -> int:\n    return 1\n"


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for invented modules, on the way of imports."""
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def libraries(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.suffix == ".so"}


@needs_compiler
def test_what_is_compiled_already_is_kept(sources: Path) -> None:
    (sources / "first.py").write_text(PLAIN, "utf-8")
    (sources / "second.py").write_text(PLAIN, "utf-8")
    folder = sources / "made"
    assert make(folder, ["first"]) == Made(("first",), (), ())
    assert make(folder, ["first", "second"]) == Made(("second",), ("first",), ())


@needs_compiler
def test_an_edited_module_is_made_anew_and_its_old_library_removed(sources: Path) -> None:
    source, folder = sources / "edited.py", sources / "made"
    source.write_text(PLAIN, "utf-8")
    make(folder, ["edited"])
    old = libraries(folder)
    source.write_text(PLAIN.replace("1", "2"), "utf-8")
    assert make(folder, ["edited"]).made == ("edited",)
    (name,) = libraries(folder)
    assert name not in old
    known = read_index(str(folder))
    assert name == Path(library(str(folder), "edited", known["edited"])).name


@needs_compiler
def test_a_module_that_cannot_be_compiled_is_left_to_python(sources: Path) -> None:
    (sources / "broken.py").write_text("def one(:\n", "utf-8")
    (sources / "whole.py").write_text(PLAIN, "utf-8")
    made = make(sources / "made", ["broken", "whole"])
    assert made == Made(("whole",), (), ("broken",))
    assert list(read_index(str(sources / "made"))) == ["whole"]


@needs_compiler
def test_a_library_that_was_lost_is_made_again(sources: Path) -> None:
    (sources / "lost.py").write_text(PLAIN, "utf-8")
    folder = sources / "made"
    make(folder, ["lost"])
    (name,) = libraries(folder)
    (folder / name).unlink()
    assert make(folder, ["lost"]).made == ("lost",)
    assert libraries(folder) == {name}


def test_a_module_that_is_not_installed_is_passed_over(sources: Path) -> None:
    made = make(sources / "made", ["nowhere.to.be_found"])
    assert made == Made((), (), ())


def test_without_a_compiler_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "no-such-compiler -O9")
    assert hindrance() == "there is no C compiler (no-such-compiler)"


def test_without_the_headers_of_python_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cc").write_text("#!/bin/sh\n", "utf-8")
    (tmp_path / "cc").chmod(0o755)
    monkeypatch.setenv("CC", str(tmp_path / "cc"))
    monkeypatch.setattr("sysconfig.get_paths", lambda: {"include": str(tmp_path)})
    assert hindrance() == "the header files of Python are not installed"
