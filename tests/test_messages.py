"""The catalogue: every message that can be shown exists, in both languages, with its details."""

from __future__ import annotations

import ast
import functools
import itertools
import re
import string
from pathlib import Path

import pytest
from bangtin.messages import catalogue, ui
from bangtin.problems import Level, Place, Problem, as_data, as_text, ordered

from tests.conftest import PROJECT

LANGUAGES = ("vi", "en")
CATALOGUES = ("catalogue.py", "ui.py")
ANY = ".+"
"""Stands, in a pattern of keys, for what only the running program knows."""

Function = ast.FunctionDef | None


class Use:
    """One place where the code names a message: the keys it can be, and the details it gives."""

    def __init__(self, where: str, keys: set[str], details: set[str] | None) -> None:
        self.where = where
        self.keys = keys
        self.details = details


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def of_key(key: str) -> set[str]:
    """Return all details that the messages and hints of a key name."""
    found = catalogue.MESSAGES[key].values()
    return {name for text in found for part in text for name in placeholders(part)}


# ── What the code names ──


@functools.cache
def modules() -> dict[Path, ast.Module]:
    return {
        path: ast.parse(path.read_text("utf-8"))
        for path in sorted((PROJECT / "generator").rglob("*.py"))
        if path.name not in CATALOGUES
    }


@functools.cache
def strings() -> frozenset[str]:
    """Return every text constant of the code."""
    return frozenset(
        node.value
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


class Finder(ast.NodeVisitor):
    """Finds where problems are made, and follows names to the texts that they can hold."""

    def __init__(self, path: Path, tree: ast.Module) -> None:
        self._name = path.name
        self._calls: dict[str, list[tuple[ast.Call, Function]]] = {}
        self._gather(tree, None)
        self._inside: list[ast.FunctionDef] = []
        self.uses: list[Use] = []
        self.visit(tree)

    def _gather(self, node: ast.AST, inside: Function) -> None:
        """Note each call by the name that is called, with the function that it stands in."""
        if isinstance(node, ast.FunctionDef):
            inside = node
        if isinstance(node, ast.Call):
            self._calls.setdefault(_name_of(node.func), []).append((node, inside))
        for child in ast.iter_child_nodes(node):
            self._gather(child, inside)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Know in which function a call stands."""
        self._inside.append(node)
        self.generic_visit(node)
        self._inside.pop()

    def visit_Call(self, node: ast.Call) -> None:
        """Note a call that makes a problem."""
        name = _name_of(node.func)
        key: ast.expr | None = None
        details: set[str] | None = {k.arg for k in node.keywords if k.arg}
        if (name in ("error", "warning") and len(node.args) == 2) or (
            name in ("Refused", "ChangedFile") and node.args
        ):
            key = node.args[0]
        elif name == "Problem" and len(node.args) > 2:
            key, details = node.args[1], None
        for keyword in node.keywords:
            if keyword.arg is None:
                details = None
            elif keyword.arg == "problem" and isinstance(keyword.value, ast.Constant):
                key, details = keyword.value, None
        if key is not None:
            inside = self._inside[-1] if self._inside else None
            keys = {k for k in self._texts(key, inside, ()) if k not in ("", ANY)}
            self.uses.append(Use(f"{self._name}:{node.lineno}", keys, details))
        self.generic_visit(node)

    def _texts(self, node: ast.expr, inside: Function, seen: tuple[str, ...]) -> set[str]:
        """Return the texts that an expression can be; ANY where that can't be told."""
        match node:
            case ast.Constant(value=str(text)):
                return {text}
            case ast.IfExp(body=body, orelse=orelse):
                return self._texts(body, inside, seen) | self._texts(orelse, inside, seen)
            case ast.JoinedStr(values=parts):
                choices = [self._texts(part, inside, seen) for part in parts]
                return {"".join(found) for found in itertools.product(*choices)}
            case ast.FormattedValue(value=value):
                return self._texts(value, inside, seen)
            case ast.Name(id=name) if inside is not None:
                return self._values(name, inside, seen)
        return {ANY}

    def _values(self, name: str, inside: ast.FunctionDef, seen: tuple[str, ...]) -> set[str]:
        """Return what a local name can hold: what it is set to, or what callers pass for it."""
        mark = f"{inside.name}.{name}"
        if mark in seen:
            return {ANY}
        seen = (*seen, mark)
        found: set[str] = set()
        for node in ast.walk(inside):
            if isinstance(node, ast.Assign) and any(
                isinstance(target, ast.Name) and target.id == name for target in node.targets
            ):
                found |= self._texts(node.value, inside, seen)
        parameters = [argument.arg for argument in inside.args.args]
        if name in parameters:
            position = parameters.index(name) - (parameters[0] == "self")
            for call, caller in self._calls.get(inside.name, []):
                if position < len(call.args):
                    found |= self._texts(call.args[position], caller, seen)
        return found or {ANY}


def _name_of(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


REFUSAL = re.compile(r"\brefuse\(\s*\"([a-z0-9-]+)\"(.*?)\n\s*\)", re.DOTALL)


@functools.cache
def uses() -> tuple[Use, ...]:
    """Return every place in code and layouts where a message is named."""
    found = [use for path, tree in modules().items() for use in Finder(path, tree).uses]
    for path in sorted((PROJECT / "layouts/press").glob("*.typ")):
        for match in REFUSAL.finditer(path.read_text("utf-8")):
            details = set(re.findall(r"(\w+):", match.group(2)))
            found.append(Use(path.name, {match.group(1)}, details))
    return tuple(found)


def test_the_finder_sees_the_ways_in_which_the_code_names_messages():
    found = {key for use in uses() for key in use.keys}
    assert {"unknown-key", "unknown-key-meant", "publication-doubled", "file-changed"} <= found
    assert {"not-a-list", "not-a-date", "not-a-scalar", "text-too-long", "dead-link"} <= found


def test_every_message_that_the_code_names_exists():
    missing = [
        f"{use.where}: {key}"
        for use in uses()
        for key in sorted(use.keys)
        if not any(re.fullmatch(key, known) for known in catalogue.MESSAGES)
    ]
    assert missing == []


def test_every_message_is_given_the_details_that_it_names():
    lacking = [
        f"{use.where}: {key} lacks {sorted(of_key(key) - use.details)}"
        for use in uses()
        for pattern in sorted(use.keys)
        for key in sorted(catalogue.MESSAGES)
        if re.fullmatch(pattern, key) and use.details is not None
        if ANY not in pattern and of_key(key) - use.details
    ]
    assert lacking == []


def test_every_message_of_the_catalogue_is_used():
    patterns = {key for use in uses() for key in use.keys if ANY in key}
    unused = [
        key
        for key in catalogue.MESSAGES
        if key not in strings()
        and not any(key in use.keys for use in uses())
        and not any(re.fullmatch(pattern, key) for pattern in patterns)
    ]
    assert unused == []


@pytest.mark.parametrize("need", ["slogan", "qr", "steps", "step-icons", "panels"])
def test_whatever_a_layout_needs_has_a_message_for_its_lack(need):
    from bangtin.site.print_entries import NEEDS

    needs = {name for names in NEEDS.values() for name in names}
    assert need in needs
    assert {f"{name}-missing" for name in needs} <= set(catalogue.MESSAGES)


# ── What the catalogues hold ──


@pytest.mark.parametrize("key", catalogue.MESSAGES)
def test_a_message_says_the_same_in_both_languages(key):
    entry = catalogue.MESSAGES[key]
    assert set(entry) == set(LANGUAGES)
    vietnamese, english = entry["vi"], entry["en"]
    assert vietnamese.message
    assert english.message
    assert placeholders(vietnamese.message) == placeholders(english.message)
    assert placeholders(vietnamese.hint) == placeholders(english.hint)
    assert bool(vietnamese.hint) == bool(english.hint)
    assert vietnamese != english


@pytest.mark.parametrize("key", ui.TEXTS)
def test_a_text_of_the_command_line_says_the_same_in_both_languages(key):
    entry = ui.TEXTS[key]
    assert set(entry) == set(LANGUAGES)
    assert placeholders(entry["vi"]) == placeholders(entry["en"])
    assert entry["vi"] != entry["en"]


def test_keys_are_short_names():
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key) for key in catalogue.MESSAGES)


def test_details_are_filled_in_and_never_read_as_placeholders():
    problem = Problem(
        Level.ERROR, "unknown-link-meant", Place("a.md", 1),
        (("name", "{known}"), ("meant", "b {0} {x!r}"), ("known", "{")),
    )  # fmt: skip
    assert problem.message("en") == "the link register has no {known}"
    assert problem.hint("en") == "Did you mean b {0} {x!r}? Names in site.yaml: {."


# ── Reports ──


def problem(
    line: int, column: int = 0, key: str = "raw-html", level: Level = Level.ERROR
) -> Problem:
    return Problem(level, key, Place("content/a.md", line, column), (("tag", "<b>"),))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    return tmp_path


def test_a_report_shows_place_line_caret_and_what_to_do(root):
    (root / "content/a.md").write_text("một\nhai <b>ba</b>\n", "utf-8")
    assert as_text([problem(2, 5)], "vi", root).splitlines() == [
        "lỗi: content/a.md:2:5: không dùng được mã HTML: <b>",
        "    2 | hai <b>ba</b>",
        "            ^",
        "    → Viết bằng Markdown: **đậm**, *nghiêng*, [chữ](liên kết).",
    ]
    assert as_text([problem(2, 5)], "en", root).startswith("error: content/a.md:2:5: HTML can't be")


@pytest.mark.parametrize("column", [1, 59, 60, 61, 200, 399])
def test_the_caret_stands_under_its_column_in_a_long_line(root, column):
    line = "x" * (column - 1) + "<" + "y" * (400 - column)
    (root / "content/a.md").write_text(line, "utf-8")
    _, shown, caret, _ = as_text([problem(1, column)], "vi", root).splitlines()
    assert shown[caret.index("^")] == "<"


def test_a_tab_does_not_shift_the_caret(root):
    (root / "content/a.md").write_text("\tx <b>", "utf-8")
    _, shown, caret, _ = as_text([problem(1, 4)], "vi", root).splitlines()
    assert shown[caret.index("^")] == "<"


@pytest.mark.parametrize("sign", ["\x0b", "\x0c", "\x85", "\u2028", "\x1c"])
def test_the_line_shown_is_the_line_meant(root, sign):
    """Problems count line feeds; so must the excerpt."""
    (root / "content/a.md").write_text(f"một{sign}một\nhai\nba\n", "utf-8")
    assert as_text([problem(2)], "vi", root).splitlines()[1] == "    2 | hai"


@pytest.mark.parametrize("line", [0, 9])
def test_a_report_without_its_line_is_still_a_report(root, line):
    (root / "content/a.md").write_text("một\n", "utf-8")
    shown = as_text([problem(line)], "vi", root).splitlines()
    assert len(shown) == 2
    assert shown[0].startswith("lỗi: content/a.md:9: " if line else "lỗi: content/a.md: ")


def test_a_report_of_a_file_that_is_gone_or_no_text_is_still_a_report(root):
    assert len(as_text([problem(1, 1)], "vi", root).splitlines()) == 2
    (root / "content/a.md").write_bytes(b"\xff\xfe\n")
    assert "content/a.md:1:1" in as_text([problem(1, 1)], "vi", root)


def test_problems_are_read_in_order_and_each_once():
    found = [
        problem(9, level=Level.WARNING), problem(2, 7), problem(2, 3), problem(1), problem(2, 3),
        Problem(Level.ERROR, "not-utf8", Place("content/A.md", 5)),
    ]  # fmt: skip
    assert [(p.place.file, p.place.line, p.place.column) for p in ordered(found)] == [
        ("content/A.md", 5, 0),
        ("content/a.md", 1, 0),
        ("content/a.md", 2, 3),
        ("content/a.md", 2, 7),
        ("content/a.md", 9, 0),
    ]


def test_problems_as_data_hold_all_that_a_report_shows():
    assert as_data([problem(2, 5)], "en") == [
        {
            "level": "error",
            "key": "raw-html",
            "file": "content/a.md",
            "line": 2,
            "column": 5,
            "message": "HTML can't be used: <b>",
            "hint": "Write Markdown: **bold**, *italic*, [words](target).",
        }
    ]
