"""The walls of ``docs/architecture.md``, read from the import graph of the sources."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "src"
PACKAGE = SOURCES / "briefbook"

#: The layers of docs/architecture.md, the lowest first; a package stands in one of them.
LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"collector", "disk", "frames", "version", "wording"}),
    frozenset({"catalogue", "errors"}),
    frozenset({"events"}),
    frozenset({"dataset", "executors"}),
    frozenset({"tracking", "plan"}),
    frozenset({"localize", "render", "publish", "record"}),
    frozenset({"compose"}),
    frozenset({"build"}),
    frozenset({"verify", "exchange", "deliver"}),
    frozenset({"schedule"}),
    frozenset({"preview"}),
    frozenset({"api", "live"}),
    frozenset({"cli"}),
    frozenset({"__main__"}),
)
#: They stand beside the layers: the shapes of datasets, what compiles, and the package itself.
BESIDE = frozenset({"compiled", "schemas", "__init__"})
MUTABLE = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
CHANGES = frozenset(
    {"add", "append", "clear", "discard", "extend", "insert", "pop", "popitem", "remove"}
    | {"reverse", "setdefault", "sort", "update"}
)


class Import(NamedTuple):
    """One module of ours importing another, at a line; ``deferred`` inside a function."""

    importer: str
    imported: str
    line: int
    deferred: bool

    def __str__(self) -> str:
        return f"{self.importer}:{self.line} imports {self.imported}"


@cache
def modules() -> dict[str, Path]:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(SOURCES).with_suffix("").parts
        found[".".join(part for part in parts if part != "__init__")] = path
    return found


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(modules()[module].read_text(encoding="utf-8"))


def package_of(module: str) -> str:
    return module.split(".")[1] if "." in module else "__init__"


def layer_of(module: str) -> int | None:
    name = package_of(module)
    return next((number for number, layer in enumerate(LAYERS) if name in layer), None)


def only_for_types(body: ast.Module) -> set[ast.AST]:
    """What stands under ``if TYPE_CHECKING`` never runs."""
    return {
        inner
        for node in ast.walk(body)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for statement in node.body
        for inner in ast.walk(statement)
    }


def inside_functions(body: ast.Module) -> set[ast.AST]:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        inner for node in ast.walk(body) if isinstance(node, functions) for inner in ast.walk(node)
    }


def names_imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        for alias in node.names:
            inner = f"{node.module}.{alias.name}"
            yield inner if inner in modules() else node.module


@cache
def imports(*, with_types: bool = True) -> tuple[Import, ...]:
    found = []
    for module in modules():
        types, functions = only_for_types(tree(module)), inside_functions(tree(module))
        for node in ast.walk(tree(module)):
            if node in types and not with_types:
                continue
            found += [
                Import(module, name, getattr(node, "lineno", 0), node in functions)
                for name in names_imported(node)
            ]
    return tuple(found)


def own_imports(*, with_types: bool = True) -> list[Import]:
    return [
        one for one in imports(with_types=with_types) if one.imported.split(".")[0] == "briefbook"
    ]


def test_every_module_has_a_layer() -> None:
    strays = [
        module
        for module in modules()
        if layer_of(module) is None and package_of(module) not in BESIDE
    ]
    assert strays == []


def test_a_package_imports_only_from_lower_layers() -> None:
    wrong = []
    for one in own_imports():
        here, there = layer_of(one.importer), layer_of(one.imported)
        same_package = package_of(one.importer) == package_of(one.imported)
        if here is not None and there is not None and there >= here and not same_package:
            wrong.append(str(one))
    assert wrong == []


def test_a_schema_knows_the_dataset_errors_and_messages_and_nothing_else() -> None:
    known = {"schemas", "dataset", "errors", "wording"}
    wrong = [
        str(one)
        for one in own_imports()
        if package_of(one.importer) == "schemas" and package_of(one.imported) not in known
    ]
    assert wrong == []


def test_a_schema_is_found_by_its_name_and_imported_by_no_module() -> None:
    wrong = [
        str(one)
        for one in own_imports()
        if one.imported.startswith("briefbook.schemas.") and package_of(one.importer) != "schemas"
    ]
    assert wrong == []
    naming = {one.importer for one in own_imports() if one.imported == "briefbook.schemas"}
    assert naming == {"briefbook.build.snapshot"}


def test_nothing_imports_the_package_itself() -> None:
    wrong = [str(one) for one in own_imports() if one.imported == "briefbook"]
    assert wrong == []


def test_only_the_command_line_knows_click() -> None:
    wrong = [
        str(one)
        for one in imports()
        if one.imported.split(".")[0] == "click" and package_of(one.importer) != "cli"
    ]
    assert wrong == []


def test_only_the_command_line_prints_or_asks() -> None:
    wrong = [
        f"{module}:{node.lineno} calls {node.func.id}"
        for module in modules()
        if package_of(module) != "cli"
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"print", "input"}
    ]
    assert wrong == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph: dict[str, set[str]] = {module: set() for module in modules()}
    for one in own_imports(with_types=False):
        if one.imported in graph and not one.deferred:
            graph[one.importer].add(one.imported)
    while free := {module for module, others in graph.items() if not others & graph.keys()}:
        for module in free:
            del graph[module]
    circles = {module for module in graph if any(module in others for others in graph.values())}
    assert circles == set()


def test_every_module_can_be_imported_first() -> None:
    """Each is the first of ours in an interpreter in which nothing of ours is loaded."""
    names = [module for module in modules() if module != "briefbook.__main__"]
    heavy = "weasyprint, docx, pydantic, babel, rich, click, yaml, jinja2, lxml, filelock"
    program = (
        f"import sys, importlib, {heavy}\n"
        "for name in sys.argv[1:]:\n"
        "    for loaded in [m for m in sys.modules if m.split('.')[0] == 'briefbook']:\n"
        "        del sys.modules[loaded]\n"
        "    importlib.import_module(name)\n"
    )
    shares = [names[start::2] for start in range(2)]

    def load(share: list[str]) -> str:
        command = [sys.executable, "-W", "error", "-c", program, *share]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        return done.stderr if done.returncode else ""

    with ThreadPoolExecutor(len(shares)) as pool:
        assert list(pool.map(load, shares)) == ["", ""]


@pytest.mark.parametrize(
    "heavy",
    ["weasyprint", "docx", "jinja2", "pydantic", "babel", "rich", "briefbook.events"],
)
def test_help_waits_for_nothing_heavy(heavy: str) -> None:
    program = (
        "import sys, briefbook.cli; briefbook.cli.main(['--ui', 'ru', '--help'])\n"
        f"sys.exit({heavy!r} in sys.modules)"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, timeout=60, check=False)
    assert done.returncode == 0


def test_modules_stay_under_four_hundred_lines() -> None:
    lengths = {
        module: len(path.read_text(encoding="utf-8").splitlines())
        for module, path in modules().items()
        if module != "briefbook.errors"  # one tree of many small classes
    }
    assert {module: length for module, length in lengths.items() if length > 400} == {}


def test_functions_stay_under_sixty_lines() -> None:
    long = [
        f"{module}:{node.lineno} {node.name}"
        for module in modules()
        for node in ast.walk(tree(module))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 60
    ]
    assert long == []


def test_every_module_says_what_it_is() -> None:
    assert [module for module in modules() if not ast.get_docstring(tree(module))] == []


def public_definitions(body: list[ast.stmt]) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public_definitions(node.body)


def test_every_public_function_and_class_says_what_it_is() -> None:
    silent = [
        f"{module}:{node.lineno} {node.name}"
        for module in modules()
        for node in public_definitions(tree(module).body)
        if not ast.get_docstring(node) and not overrides(node)
    ]
    assert silent == []


def overrides(node: ast.FunctionDef | ast.ClassDef) -> bool:
    """Tell whether a method is documented where its base class declares it."""
    return any("override" in ast.unparse(decorator) for decorator in node.decorator_list)


def mutable_names(module: str) -> set[str]:
    names = set()
    for node in tree(module).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, MUTABLE):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


def changed_names(module: str) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree(module)):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign | ast.Delete):
            targets = node.targets
        elif isinstance(node, ast.AugAssign):
            targets = [node.target]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            targets = [node.func] if node.func.attr in CHANGES else []
        for target in targets:
            if isinstance(target, ast.Subscript | ast.Attribute):
                yield ast.unparse(target.value), getattr(node, "lineno", 0)


def test_no_module_changes_a_list_or_mapping_of_its_own() -> None:
    wrong = [
        f"{module}:{line} changes {name}"
        for module in modules()
        for name, line in changed_names(module)
        if name in mutable_names(module)
    ]
    assert wrong == []


def test_no_function_changes_a_name_of_its_module() -> None:
    wrong = [
        f"{module}:{node.lineno} global {', '.join(node.names)}"
        for module in modules()
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Global)
    ]
    assert wrong == []
