"""The rules of the house: who may import whom, and what must not be loaded to begin with."""

from __future__ import annotations

import ast
import functools
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT

PACKAGE = PROJECT / "generator"
HEAVY = (
    "typst", "PIL", "qrcode", "jinja2", "markdown", "pikepdf", "pypdfium2", "zxingcpp",
)  # fmt: skip


def name_of(path: Path) -> str:
    parts = path.relative_to(PROJECT).with_suffix("").parts
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


def at_import(body: list[ast.stmt]) -> set[str]:
    """Return what is imported while a module is loaded: not in functions, not for types alone."""
    found: set[str] = set()
    for node in body:
        found |= named(node)
        if isinstance(node, ast.If):
            for_types = isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
            found |= at_import(node.orelse if for_types else node.body + node.orelse)
        elif isinstance(node, ast.Try | ast.With | ast.ClassDef):
            found |= at_import(node.body)
    return found


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


def within(module: str, *packages: str) -> bool:
    return any(module == p or module.startswith(f"{p}.") for p in packages)


def breaches(package: str, *forbidden: str) -> list[str]:
    """Return the imports in a package that lead into packages which it may not know."""
    return [
        f"{name} → {module}"
        for name, modules in all_imports().items()
        if within(name, f"generator.{package}")
        for module in sorted(modules)
        if within(module, *(f"generator.{f}" for f in forbidden))
    ]


def test_the_rules_see_the_imports():
    assert "generator.problems" in all_imports()["generator.source.links"]
    assert "generator.channels.press" in all_imports()["generator.channels"]


def test_reading_knows_nothing_of_what_comes_after():
    assert breaches("source", "engine", "channels", "checks", "printing", "web", "build") == []


def test_the_engine_knows_nothing_of_content_and_channels():
    assert breaches("engine", "source", "channels", "checks", "printing", "web", "build") == []


def test_printing_and_web_know_nothing_of_checks_and_build():
    assert breaches("printing", "checks", "channels", "build") == []
    assert breaches("web", "checks", "build") == []


def test_checks_know_nothing_of_channels():
    """They hold bytes to a promise, whoever made them."""
    assert breaches("checks", "channels", "build", "web") == []


def test_no_channel_knows_another():
    channels = [name for name in files() if name.startswith("generator.channels.")]
    assert len(channels) >= 2
    for channel in channels:
        others = {other for other in channels if other != channel}
        assert all_imports()[channel] & others == set()


@pytest.mark.parametrize("module", ["problems", "messages", "vietnamese", "promises", "texts"])
def test_what_all_share_knows_only_its_like(module):
    shared = {"problems", "messages", "vietnamese", "promises", "texts"}
    known = {m for m in all_imports()[f"generator.{module}"] if within(m, "generator")}
    assert known <= {"generator", *(f"generator.{name}" for name in shared)}


def test_no_module_imports_itself_by_a_detour():
    graph = {
        name: {
            module
            for module in at_import(ast.parse(path.read_text("utf-8")).body)
            if module in files() and module != name
        }
        for name, path in files().items()
    }
    done: set[str] = set()

    def follow(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " → ".join([*way[way.index(name) :], name])
        if name not in done:
            for module in sorted(graph[name]):
                follow(module, (*way, name))
            done.add(name)

    for name in graph:
        follow(name, ())
    assert done == set(files())


@pytest.mark.parametrize("module", ["generator.build", "generator.cli", "generator.source.site"])
def test_what_only_makers_need_is_not_loaded_to_begin_with(module):
    """A build that finds everything in the store, or bad input, should cost no imports."""
    code = f"import sys, {module}; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", sorted(files()))
def test_every_module_says_what_it_is_for(name):
    assert ast.get_docstring(ast.parse(files()[name].read_text("utf-8")))


def test_nothing_is_run_through_a_shell_or_read_as_code():
    forbidden = {"eval", "exec", "system", "popen", "loads_unsafe", "__import__"}
    found = [
        f"{name}:{node.lineno}"
        for name, path in files().items()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id in forbidden)
            or (
                isinstance(node.func, ast.Attribute)
                and node.func.attr in forbidden
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id in ("os", "builtins", "pickle")
            )
            or any(k.arg == "shell" for k in node.keywords)
        )
    ]
    assert found == []
