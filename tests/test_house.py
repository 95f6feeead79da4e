"""The house: which package may import which, and what must not be loaded to begin with."""

from __future__ import annotations

import ast
import functools
import graphlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT

PACKAGE = PROJECT / "generator/bangtin"
HEAVY = (
    "typst", "PIL", "qrcode", "jinja2", "markdown", "pikepdf", "pypdfium2", "zxingcpp",
    "openpyxl", "xlsxwriter", "babel", "pyuca",
)  # fmt: skip


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@functools.cache
def files() -> dict[str, Path]:
    return {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def named(node: ast.stmt) -> set[str]:
    """Return the modules of the project that an import statement names."""
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        inner = {f"{node.module}.{alias.name}" for alias in node.names}
        return {name for name in inner if name in files()} or {node.module}
    return set()


@functools.cache
def all_imports() -> dict[str, set[str]]:
    """Return every import of every module, wherever it stands."""
    return {
        name: {
            module
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.stmt)
            for module in named(node)
        }
        for name, path in files().items()
    }


ROOT_MODULES = {"locales", "problems", "spelling"}
"""Modules at the package's root that others import."""
LEADING = {"cli", "__main__", "build", "stages", "commands"}
"""What stands above the stages: it may import all of them."""
ALLOWED: dict[str, set[str]] = {
    "messages": {"spelling"},
    "locales": set(),
    "spelling": {"locales"},
    "problems": {"messages"},
    "qr": set(),
    "lamps": set(),
    "files": {"problems", "spelling"},
    "config": {"files", "locales", "problems", "spelling"},
    "markdown": {"locales", "problems", "spelling"},
    "speech": {"locales", "spelling"},
    "engine": {"files", "problems"},
    "typesetting": {"files", "problems", "qr"},
    "checks": {"engine", "problems", "qr", "spelling"},
    "charts": set(),
    "site": {
        "config", "engine", "files", "lamps", "locales", "markdown", "problems", "qr", "speech",
        "spelling",
    },
    "publishing": {"config", "files", "problems", "spelling"},
    "channels": {
        "charts", "checks", "config", "engine", "files", "lamps", "locales", "markdown", "problems",
        "qr", "site", "speech", "spelling", "typesetting",
    },
}  # fmt: skip
"""What each package may import of the others, from the lowest up."""


def part_of(module: str) -> str:
    """Return the package, or the module at the root, that a module belongs to."""
    return module.split(".")[1] if "." in module else "__init__"


@pytest.mark.parametrize("package", sorted(ALLOWED))
def test_a_package_imports_only_what_it_may(package: str) -> None:
    breaches = [
        f"{name} → {module}"
        for name, modules in all_imports().items()
        if part_of(name) == package
        for module in sorted(modules)
        if module.startswith("bangtin.") and part_of(module) not in ALLOWED[package] | {package}
    ]
    assert breaches == []


def test_every_package_has_its_place_in_the_list() -> None:
    assert {part_of(name) for name in files()} - {"__init__"} == set(ALLOWED) | LEADING


def test_the_list_is_the_table_of_contributing() -> None:
    text = (PROJECT / "CONTRIBUTING.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)(?:/|\.py)` \|[^|]*\|([^|]*)\|$", text, re.MULTILINE)
    told = {name: set(re.findall(r"`(\w+)`", allowed)) for name, allowed in rows}
    assert {name: told.get(name) for name in ALLOWED} == ALLOWED


def test_the_rules_see_the_imports():
    assert "bangtin.problems" in all_imports()["bangtin.site.links"]
    assert "bangtin.channels.press" in all_imports()["bangtin.channels"]


def test_no_channel_knows_another():
    def channel_of(module: str) -> str:
        return module.split(".")[2] if module.startswith("bangtin.channels.") else ""

    channels = {channel_of(name) for name in files()} - {""}
    assert len(channels) > 3
    for name, modules in all_imports().items():
        if own := channel_of(name):
            assert {channel_of(module) for module in modules} <= {own, ""}, name


def test_no_module_imports_itself_by_a_detour_not_in_functions_nor_for_types():
    graph = {
        name: {module for module in modules if module in files() and module != name}
        for name, modules in all_imports().items()
    }
    order = graphlib.TopologicalSorter(graph).static_order()  # raises CycleError, with the circle
    assert set(order) == set(files())


@pytest.mark.parametrize("module", ["bangtin.build", "bangtin.cli", "bangtin.site.reading"])
def test_what_only_makers_need_is_not_loaded_to_begin_with(module):
    """A build that finds everything in the cache, or bad input, should cost no imports."""
    code = f"import sys, {module}; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", sorted(files()))
def test_every_module_says_what_it_is_for(name):
    assert ast.get_docstring(ast.parse(files()[name].read_text("utf-8")))


BUILTINS_THAT_RUN = ("eval", "exec", "compile", "__import__")
RUNS_TEXT = {
    *BUILTINS_THAT_RUN,
    "runpy", "code", "marshal", "shelve", "cloudpickle",
    "pickle.load", "pickle.loads", "pickle.Unpickler",
    "yaml.load", "yaml.load_all", "yaml.full_load", "yaml.full_load_all", "yaml.unsafe_load",
    "yaml.unsafe_load_all",
    "os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput",
    "asyncio.create_subprocess_shell",
}  # fmt: skip
"""Functions and whole modules that turn what somebody wrote into something that runs."""
ALLOWED_TO_RUN: set[tuple[str, str]] = set()
"""Modules that may use one of these all the same; none does."""


def dotted(node: ast.expr, names: dict[str, str]) -> str:
    """Return what a name or attribute stands for, by a module's imports: ``pickle.loads``."""
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value, names)
        return f"{owner}.{node.attr}" if owner else ""
    return names.get(node.id, "") if isinstance(node, ast.Name) else ""


def runs_text(source: str) -> list[tuple[int, str]]:
    """Return the line and the name of all in a module that goes through a shell or reads code."""
    nodes = list(ast.walk(ast.parse(source)))
    names = {name: name for name in BUILTINS_THAT_RUN}
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {
                a.name.split(".")[0]: a.name.split(".")[0] for a in node.names if not a.asname
            }
            names |= {a.asname: a.name for a in node.names if a.asname}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
    for node in nodes:
        if isinstance(node, ast.Name | ast.Attribute):
            name = dotted(node, names).removeprefix("builtins.")
            # A module that is all of this kind counts with whatever is taken from it.
            if name in RUNS_TEXT or name.split(".")[0] in RUNS_TEXT:
                found.add((node.lineno, name))
        elif isinstance(node, ast.Call):
            keywords = {keyword.arg: keyword.value for keyword in node.keywords}
            shell = keywords.get("shell")
            if shell is not None and not (isinstance(shell, ast.Constant) and shell.value is False):
                found.add((node.lineno, "shell"))
    return sorted(found)


def test_nothing_is_run_through_a_shell_or_read_as_code():
    found = [
        (name, what, line)
        for name, path in files().items()
        for line, what in runs_text(path.read_text("utf-8"))
    ]
    assert [f"{name}:{line} {what}" for name, what, line in found
            if (name, what) not in ALLOWED_TO_RUN] == []  # fmt: skip
    assert {(name, what) for name, what, _ in found} >= ALLOWED_TO_RUN


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import pickle\npickle.loads(b'')", "pickle.loads"),
        ("import pickle as p\nlist(map(p.loads, []))", "pickle.loads"),
        ("from pickle import loads as read\nread(b'')", "pickle.loads"),
        ("def f():\n    from os import system\n    system('ls')", "os.system"),
        ("import builtins\nbuiltins.eval('1')", "eval"),
        ("exec('1')", "exec"),
        ("import marshal\nmarshal.loads(b'')", "marshal.loads"),
        ("import yaml\nyaml.load('')", "yaml.load"),
        ("import subprocess\nsubprocess.run('ls', shell=True)", "shell"),
        ("import subprocess\nsubprocess.getoutput('ls')", "subprocess.getoutput"),
    ],
)
def test_what_runs_through_a_shell_or_reads_code_is_seen(source: str, name: str) -> None:
    assert name in {what for _, what in runs_text(source)}


@pytest.mark.parametrize(
    "source",
    [
        "import re\nre.compile('a')",
        "import subprocess\nsubprocess.run(['ls'], shell=False)",
        "import json\njson.loads('1')",
        "database.execute('SELECT 1')",
    ],
)
def test_what_only_looks_like_it_is_let_be(source: str) -> None:
    assert runs_text(source) == []
