"""A compiled module is imported in the place of its source, while it was made from it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from briefbook.compiled.loading import hash_of, library, read_index
from briefbook.compiled.making import hindrance, make

pytestmark = pytest.mark.skipif(
    hindrance() is not None, reason=f"nothing can be compiled: {hindrance()}"
)

SOURCE = '''"""An invented module."""


class Stamp:
    """Says how often it was used."""

    uses = 0

    def __call__(self) -> int:
        self.uses += 1
        return self.uses


def failing() -> None:
    raise ValueError("as the source says")
'''


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a module, a package, and the libraries made of both."""
    place = tmp_path_factory.mktemp("compiled")
    (place / "invented").mkdir()
    (place / "invented" / "__init__.py").write_text(SOURCE, "utf-8")
    (place / "invented" / "beside.txt").write_text("a file of the package", "utf-8")
    (place / "invented" / "inner.py").write_text(SOURCE, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(place)
        made = make(place / "made", ["invented", "invented.inner"])
    assert made.made == ("invented", "invented.inner")
    return place


def run(shelf: Path, program: str) -> str:
    """Run a program with the finder of the shelf's libraries in place; return what it printed."""
    start = (
        "import sys\n"
        "from briefbook.compiled.loading import CompiledFinder, read_index\n"
        f"folder = {str(shelf / 'made')!r}\n"
        "sys.meta_path.insert(0, CompiledFinder(folder, read_index(folder)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", start + program],
        env={**os.environ, "PYTHONPATH": str(shelf), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout.strip()


def test_a_module_comes_from_its_library(shelf: Path) -> None:
    kind = "import invented.inner as made\nprint(type(made.failing).__name__, made.__file__)"
    assert run(shelf, kind) == (f"cython_function_or_method {shelf / 'invented' / 'inner.py'}")


def test_it_does_what_its_source_says(shelf: Path) -> None:
    program = (
        "from invented.inner import Stamp\nstamp = Stamp()\nprint(stamp(), stamp(), Stamp.uses)"
    )
    assert run(shelf, program) == "1 2 0"


def test_an_error_shows_the_line_of_the_source(shelf: Path) -> None:
    program = (
        "import traceback\nfrom invented.inner import failing\n"
        "try:\n    failing()\nexcept ValueError:\n    print(traceback.format_exc())\n"
    )
    line = SOURCE.splitlines().index('    raise ValueError("as the source says")') + 1
    assert f"line {line}, in invented.inner.failing" in run(shelf, program)


def test_a_package_keeps_its_modules_and_its_files(shelf: Path) -> None:
    program = (
        "import invented, invented.inner\nfrom importlib.resources import files\n"
        "print(type(invented.failing).__name__, invented.inner.__name__)\n"
        "print(files('invented').joinpath('beside.txt').read_text())"
    )
    assert run(shelf, program) == (
        "cython_function_or_method invented.inner\na file of the package"
    )


def test_an_edited_source_is_imported_itself(shelf: Path) -> None:
    source = shelf / "invented" / "inner.py"
    source.write_text(SOURCE.replace("uses = 0", "uses = 7"), "utf-8")
    try:
        program = (
            "import invented, invented.inner as made\n"
            "print(made.Stamp()(), type(made.failing).__name__, type(invented.failing).__name__)"
        )
        assert run(shelf, program) == "8 function cython_function_or_method"
    finally:
        source.write_text(SOURCE, "utf-8")


def test_what_was_not_compiled_is_left_to_python(shelf: Path) -> None:
    assert run(shelf, "import colorsys\nprint(type(colorsys.rgb_to_hls).__name__)") == "function"


def test_an_index_that_is_broken_or_missing_names_nothing(tmp_path: Path) -> None:
    assert read_index(str(tmp_path)) == {}
    (tmp_path / "index").write_text("three words here\n", "utf-8")
    assert read_index(str(tmp_path)) == {}


def test_the_switch_keeps_compiled_modules_out(shelf: Path) -> None:
    program = "import briefbook, sys; print([type(f).__name__ for f in sys.meta_path])"
    for switch, found in (("no", False), ("yes", True)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("BRIEFBOOK_COMPILED", switch)
            patch.setenv("PYTHONPATH", str(Path(__file__).parents[2] / "src"))
            place = f"import sys; sys.prefix = {str(shelf / 'prefix')!r}\n"
            _lend(shelf)
            done = subprocess.run(
                [sys.executable, "-c", place + program],
                capture_output=True,
                text=True,
                timeout=60,
                check=True,
            )
        assert ("CompiledFinder" in done.stdout) == found


def _lend(shelf: Path) -> None:
    """Put the index where an environment of that prefix has it."""
    from briefbook.compiled import loading

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "prefix", str(shelf / "prefix"))
        place = Path(loading.place())
    place.mkdir(parents=True, exist_ok=True)
    (place / "index").write_bytes((shelf / "made" / "index").read_bytes())


def test_a_library_is_named_after_its_source(shelf: Path) -> None:
    known = read_index(str(shelf / "made"))
    source = shelf / "invented" / "inner.py"
    assert known["invented.inner"] == hash_of(str(source))
    assert Path(library(str(shelf / "made"), "invented.inner", known["invented.inner"])).is_file()
