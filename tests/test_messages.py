"""The catalogues: whatever can be said exists, in every language, with its details."""

from __future__ import annotations

import ast
import functools
import itertools
import json
import re
import string
import subprocess
import sys
from pathlib import Path

import click
import msgspec
import pytest
from bangtin.messages import catalogue, click_texts
from bangtin.problems import Level, Place, Problem, as_data, as_text, ordered

from tests.conftest import PROJECT

LANGUAGES = catalogue.languages()
MESSAGES = catalogue.read("en")["problems"]
TEXTS = catalogue.read("en")["commands"]
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
    found = [catalogue.read(language)["problems"][key] for language in LANGUAGES]
    return {
        name
        for entry in found
        for part in (entry["message"], entry.get("hint", ""))
        for name in placeholders(part)
    }


# ── What the code names ──


@functools.cache
def modules() -> dict[Path, ast.Module]:
    return {
        path: ast.parse(path.read_text("utf-8"))
        for path in sorted((PROJECT / "generator").rglob("*.py"))
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


TEXT_CALLS = {"say": 1, "text": 2, "ExecutorFailed": 1}
"""Functions that say a text of the command line, with how many arguments are no details."""


class TextFinder(ast.NodeVisitor):
    """Finds where texts of the command line are said, and with what."""

    def __init__(self, name: str, tree: ast.Module) -> None:
        self._name = name
        self.uses: list[Use] = []
        self.visit(tree)

    def visit_Call(self, node: ast.Call) -> None:
        """Note a call that says a text; a key made of parts stands as a pattern."""
        if (name := _name_of(node.func)) in TEXT_CALLS and len(node.args) == TEXT_CALLS[name]:
            keys = self._keys(node.args[0])
            given = {keyword.arg for keyword in node.keywords}
            details = None if None in given else {name for name in given if name}
            self.uses.append(Use(f"{self._name}:{node.lineno}", keys, details))
        self.generic_visit(node)

    def _keys(self, node: ast.expr) -> set[str]:
        match node:
            case ast.Constant(value=str(text)):
                return {text}
            case ast.JoinedStr(values=parts):
                texts = [p.value if isinstance(p, ast.Constant) else ANY for p in parts]
                return {"".join(map(str, texts))}
        return set()  # a key that is a value: it is one of the code's own texts


@functools.cache
def text_uses() -> tuple[Use, ...]:
    """Return every place in the code where a text of the command line is said."""
    return tuple(
        use for path, tree in modules().items() for use in TextFinder(path.name, tree).uses
    )


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
        if not any(re.fullmatch(key, known) for known in MESSAGES)
    ]
    assert missing == []


def test_every_message_is_given_the_details_that_it_names():
    lacking = [
        f"{use.where}: {key} lacks {sorted(of_key(key) - use.details)}"
        for use in uses()
        for pattern in sorted(use.keys)
        for key in sorted(MESSAGES)
        if re.fullmatch(pattern, key) and use.details is not None
        if ANY not in pattern and of_key(key) - use.details
    ]
    assert lacking == []


def test_every_message_of_the_catalogue_is_used():
    patterns = {key for use in uses() for key in use.keys if ANY in key}
    unused = [
        key
        for key in MESSAGES
        if key not in strings()
        and not any(key in use.keys for use in uses())
        and not any(re.fullmatch(pattern, key) for pattern in patterns)
    ]
    assert unused == []


def test_every_text_of_the_command_line_that_the_code_names_exists():
    found = {key for use in text_uses() for key in use.keys}
    assert {"about", "wrote", "serving", "executor-no-dask", f"stage-{ANY}"} <= found
    missing = [
        f"{use.where}: {key}"
        for use in text_uses()
        for key in sorted(use.keys)
        if not any(re.fullmatch(key, known) for known in TEXTS)
    ]
    assert missing == []


def test_every_text_of_the_command_line_is_given_the_details_that_it_names():
    lacking = [
        f"{use.where}: {key} lacks {sorted(placeholders(TEXTS[key]) - use.details)}"
        for use in text_uses()
        for key in sorted(use.keys & TEXTS.keys())
        if use.details is not None and placeholders(TEXTS[key]) - use.details
    ]
    assert lacking == []


def test_every_text_of_the_command_line_is_said():
    patterns = {key for use in text_uses() for key in use.keys}
    unsaid = [
        key
        for key in TEXTS
        if key not in strings() and not any(re.fullmatch(pattern, key) for pattern in patterns)
    ]
    assert unsaid == []


@pytest.mark.parametrize("need", ["slogan", "qr", "steps", "step-icons", "panels"])
def test_whatever_a_layout_needs_has_a_message_for_its_lack(need):
    from bangtin.site.print_entries import NEEDS

    needs = {name for names in NEEDS.values() for name in names}
    assert need in needs
    assert {f"{name}-missing" for name in needs} <= set(MESSAGES)


# ── What the catalogues hold ──


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_has_all_that_the_others_have_in_the_same_order(language):
    found = catalogue.read(language)
    assert list(found["levels"]) == [level.name.lower() for level in reversed(Level)]
    assert list(found["problems"]) == list(MESSAGES)
    assert list(found["commands"]) == list(TEXTS)
    assert found.keys() - {"click"} == {"levels", "problems", "commands"}
    assert ("click" in found) == (language != "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_is_of_the_right_types_and_in_one_form(language):
    written = (catalogue.FOLDER / f"{language}.json").read_text("utf-8")
    found = msgspec.json.decode(written, type=catalogue.Catalogue, strict=True)
    assert found == catalogue.read(language)
    # A blank line stands between groups.
    assert re.sub(r"\n\n+", "\n", written) == (
        json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", MESSAGES)
def test_a_message_says_the_same_in_every_language(key, language):
    english, other = MESSAGES[key], catalogue.read(language)["problems"][key]
    assert other["message"]
    assert placeholders(other["message"]) == placeholders(english["message"])
    assert placeholders(other.get("hint", "")) == placeholders(english.get("hint", ""))
    assert ("hint" in other) == ("hint" in english)
    assert other.get("hint") != ""
    assert (other == english) == (language == "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", TEXTS)
def test_a_text_of_the_command_line_says_the_same_in_every_language(key, language):
    text = catalogue.read(language)["commands"][key]
    assert text
    assert placeholders(text) == placeholders(TEXTS[key])
    assert (text == TEXTS[key]) == (language == "en")


def test_a_catalogue_is_read_when_something_is_said_and_only_that_of_the_language():
    program = (
        "from bangtin import problems\n"
        "from bangtin.messages import catalogue\n"
        "assert catalogue.read.cache_info().currsize == 0\n"
        "assert catalogue.label('error', 'en') == 'error'\n"
        "assert catalogue.label('warning', 'en') == 'warning'\n"
        "assert catalogue.read.cache_info().misses == 1\n"
    )
    subprocess.run([sys.executable, "-c", program], cwd=PROJECT, check=True)


# ── What click says ──

OF_PROGRAMMERS = {
    "Arguments take exactly one parameter declaration, got {length}: {decls}.",
    "Boolean option {decl!r} cannot use the same flag for true/false.",
    "Choice({choices})",
    "Could not determine name for option with declarations {decls!r}",
    "Invalid start character for option ({option})",
    "Name '{name}' defined twice",
    (
        "No options defined but a name was passed ({name}). Did you mean to declare an argument "
        "instead? Did you mean to pass '--{name}'?"
    ),
    "Value must be an iterable.",
}
"""What click says to the one who writes a command: nobody who runs it ever reads it."""
TRANSLATED = [language for language in LANGUAGES if language != "en"]


def said_by_click() -> dict[str, str]:
    """Return the texts that click asks gettext for, and the one for several things if any."""
    # Named where it is translated: _(extra["required"]).
    found = {"required": ""}
    for name in ("core", "decorators", "exceptions", "formatting", "parser", "types"):
        source = (Path(click.__file__).parent / f"{name}.py").read_text("utf-8")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and _name_of(node.func) in ("_", "ngettext"):
                texts = [str(a.value) for a in node.args if isinstance(a, ast.Constant)]
                if texts:
                    found[texts[0]] = "".join(texts[1:])
    return found


@pytest.mark.parametrize("language", TRANSLATED)
def test_whatever_click_says_to_people_is_in_the_catalogue(language):
    said = {text: other for text, other in said_by_click().items() if text not in OF_PROGRAMMERS}
    written = catalogue.read(language)["click"]
    assert {
        text: "" if isinstance(entry, str) else entry["several"] for text, entry in written.items()
    } == said


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_click_says_names_only_what_click_fills_in(language):
    for english, entry in catalogue.read(language)["click"].items():
        text = entry if isinstance(entry, str) else entry["text"]
        given = english if isinstance(entry, str) else english + entry["several"]
        assert placeholders(text) <= placeholders(given), text
        assert re.findall(r"%\(\w+\)s", text) == re.findall(r"%\(\w+\)s", english)
        assert text != english


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_gettext_reads_is_compiled_from_the_catalogue(language):
    """Else: make messages."""
    assert click_texts.compiled_file(language).read_bytes() == click_texts.compiled(language)


def test_nothing_else_is_there_for_gettext_to_read():
    found = {
        path.relative_to(click_texts.LOCALE).parts[0] for path in click_texts.LOCALE.rglob("*.mo")
    }
    assert found == set(TRANSLATED)


def test_keys_are_short_names():
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key) for key in [*MESSAGES, *TEXTS])


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
        f"    → {catalogue.hint('raw-html', 'vi', {})}",
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
            "hint": catalogue.hint("raw-html", "en", {}),
        }
    ]


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("en", 0, "0 errors, 0 warnings"),
        ("en", 1, "1 error, 1 warning"),
        ("en", 2, "2 errors, 2 warnings"),
        ("vi", 1, "1 lỗi, 1 cảnh báo"),
        ("vi", 2, "2 lỗi, 2 cảnh báo"),
    ],
)
def test_what_is_counted_stands_in_the_form_of_its_number(
    language: str, count: int, said: str
) -> None:
    summary = catalogue.text(
        "summary", language, pages=1, prints=1, codes=1, errors=count, warnings=count
    )

    assert summary.endswith(f" · {said}")
    assert language == "vi" or summary.startswith("1 page · 1 print · 1 code read back right")


def test_many_warnings_of_a_kind_are_the_first_ones_and_the_places_of_the_others() -> None:
    found = [
        Problem(Level.WARNING, "hotline-empty", Place("site.yaml", n), (("name", f"N{n}"),))
        for n in range(1, 21)
    ]
    error = Problem(Level.ERROR, "hotline-missing", Place("site.yaml"))
    lines = as_text([*found, error], "en", Path("none")).splitlines()
    assert sum(line.startswith("warning: ") for line in lines) == 3
    (others,) = [line for line in lines if line.startswith("…")]
    assert others.startswith("… and 17 such warnings more, at: site.yaml:4, site.yaml:5, ")
    assert others.endswith("site.yaml:15 … (+5)")
    assert lines[-2].startswith("error: site.yaml: ")
    assert as_text(found[:5], "en", Path("none")).count("warning: ") == 5
