"""The guides name everything that can be written: a key without a word is a key nobody finds."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import click
import jinja2
import msgspec
import pytest
import yaml
from bangtin import cli
from bangtin.build import Result
from bangtin.commands import recall, report
from bangtin.commands.orders import COLUMNS
from bangtin.config import formats, header, media, settings, strings
from bangtin.config.addresses import of_language
from bangtin.config.settings import SectionKind
from bangtin.config.yamltree import Mapping
from bangtin.engine.scheduler import Count
from bangtin.lamps import frames, planning
from bangtin.messages import catalogue as messages
from bangtin.site.counts import State

from tests.conftest import PROJECT, MakeSite, places
from tests.small import SITE

COUNT_UNITS = {
    "docs/guide.md": ("content/data/units.csv", "key,name\n1,North Ward\n2,South Ward\n"),
    "docs/huong-dan-su-dung.md": ("content/data/xa.csv", "ma,ten\n1,Nàn Sán\n2,Bản Mế\n"),
}
"""The units that the guides' example of a count is about."""
GUIDES = ("docs/guide.md", "docs/huong-dan-su-dung.md")
SITE_FILE = ("site.yaml", "Tệp site.yaml")
COUNT = ("The daily count", "Đếm hằng ngày")
LANGUAGES = ("Languages", "Ngôn ngữ")
PAGE = ("The header of a page", "Phần khai báo của một trang")
PRINT = ("An entry of publish", "Một ấn phẩm trong publish")
FORMATS = ("Formats", "Các khổ in")
TABLES = {
    settings.Settings: (SITE_FILE, ""),
    settings.Issuer: (SITE_FILE, "issuer"),
    settings.Hotline: (SITE_FILE, "hotlines"),
    settings.LinkEntry: (SITE_FILE, "links"),
    settings.Colour: (SITE_FILE, "palette"),
    settings.Goal: (SITE_FILE, "goal"),
    settings.Press: (SITE_FILE, "press"),
    settings.Section: (SITE_FILE, "sections"),
    settings.Units: (SITE_FILE, "units"),
    settings.Orders: (SITE_FILE, "orders"),
    settings.TextMessages: (SITE_FILE, "sms"),
    settings.Embed: (SITE_FILE, "embed"),
    settings.MenuEntry: (SITE_FILE, "menu"),
    settings.Broadcast: (SITE_FILE, "broadcast"),
    settings.Session: (SITE_FILE, "sessions"),
    settings.Count: (COUNT, ""),
    settings.CountColumns: (COUNT, "columns"),
    settings.Measure: (COUNT, "measures"),
    settings.Report: (COUNT, "report"),
    settings.Target: (SITE_FILE, "targets"),
    settings.Pack: (SITE_FILE, "packs"),
    settings.Language: (LANGUAGES, ""),
    header.Header: (PAGE, ""),
    header.PublishEntry: (PRINT, ""),
    header.PrintedStep: (PRINT, "steps"),
    header.Order: (PRINT, "order"),
    header.Slot: (PRINT, "slots"),
    formats.Format: (FORMATS, ""),
}
"""Where a record's keys stand: the section in each guide, and the key that its table is about."""
TOLD_IN_PASSING = {
    settings.Palette: (SITE_FILE, "palette"),
    header.SecondText: (PRINT, "second_text"),
    header.Audio: (PAGE, "audio"),
    header.IssuedDocument: (PAGE, "document"),
}
"""Small records without a table: the row, or else the sentence, that names their keys."""
READ_ELSEWHERE: dict[type[msgspec.Struct], set[str]] = {settings.Settings: {"formats"}}
"""Keys of the guide's table that no field of the record takes: another reader does."""


@functools.cache
def section(guide: str, heading: str) -> str:
    """Return the text of a guide below a heading, up to the next one."""
    text = (PROJECT / guide).read_text("utf-8")
    found = re.search(
        rf"^##+ {re.escape(heading)}\n(.*?)(?=^##+ |\Z)", text, re.MULTILINE | re.DOTALL
    )
    assert found, f"{guide} has no section {heading}"
    return found[1]


def tables(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each table of keys: the paragraph above it, and its rows by their key."""
    blocks = re.split(r"\n{2,}", text.strip())
    for before, block in zip(["", *blocks], blocks, strict=False):
        if re.match(r"\| (key|khóa) \|", block):
            rows = re.findall(r"^\| `([^`]+)` \|(.*)$", block, re.MULTILINE)
            yield before, dict(rows)


def table(guide: str, headings: tuple[str, ...], about: str) -> dict[str, str]:
    """Return the rows of a section's first table, or of the one whose paragraph is ``about``."""
    for before, rows in tables(section(guide, headings[GUIDES.index(guide)])):
        if not about or re.match(rf"[^`]*`{about}`", before):
            return rows
    raise AssertionError(f"{guide} has no table for {about or headings}")


def keys_of(record: type[msgspec.Struct]) -> set[str]:
    return {field.encode_name for field in msgspec.structs.fields(record)} - {"places"}


@pytest.mark.parametrize("guide", GUIDES)
@pytest.mark.parametrize("record", TABLES, ids=lambda r: r.__name__)
def test_every_key_stands_in_the_guide(guide: str, record: type[msgspec.Struct]) -> None:
    """A record's own table names its keys, each of them and no others."""
    assert set(table(guide, *TABLES[record])) - READ_ELSEWHERE.get(record, set()) == keys_of(record)


@pytest.mark.parametrize("guide", GUIDES)
@pytest.mark.parametrize("record", TOLD_IN_PASSING, ids=lambda r: r.__name__)
def test_every_key_of_a_small_record_stands_where_it_is_told(
    guide: str, record: type[msgspec.Struct]
) -> None:
    headings, key = TOLD_IN_PASSING[record]
    text = section(guide, headings[GUIDES.index(guide)])
    row = table(guide, headings, "").get(key, "")
    sentences = [b for b in re.split(r"\n{2,}", text) if re.match(rf"[^`|]*`{key}`", b)]
    told = set(re.findall(r"`(\w+)`", " ".join([row, *sentences])))
    assert keys_of(record) - told == set()


def test_every_record_that_an_author_writes_is_held_to_the_guides() -> None:
    written = {
        record
        for module in (settings, header, formats)
        for record in vars(module).values()
        if isinstance(record, type) and issubclass(record, settings.Record)
    } - {settings.Record}
    assert written == TABLES.keys() | TOLD_IN_PASSING.keys()


@pytest.mark.parametrize("guide", GUIDES)
def test_every_command_and_option_stands_in_the_guide(guide: str) -> None:
    text = (PROJECT / guide).read_text("utf-8")
    for name, command in cli.main.commands.items():
        assert f"`{name}`" in text or f"bangtin {name}" in text
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.opts[-1] in text, f"{name} {parameter.opts}"


@pytest.mark.parametrize(
    ("guide", "heading"), [*zip(GUIDES, ("Commands", "Các lệnh"), strict=True)]
)
def test_every_key_of_a_build_s_report_stands_in_the_guide(guide: str, heading: str) -> None:
    result = Result((), seconds_of={"read": 1.0}, counts={"read": {"": Count()}})
    told = set(re.findall(r"`(\w+)`", section(guide, heading)))

    def keys(data: Any) -> set[str]:
        if not isinstance(data, dict):
            return set()
        return data.keys() | {key for value in data.values() for key in keys(value)}

    assert keys(report.as_json(result, "en")) - told == {""}


@pytest.mark.parametrize("guide", GUIDES)
def test_every_list_that_a_menu_can_name_stands_in_the_guide(guide: str) -> None:
    text = (PROJECT / guide).read_text("utf-8")
    assert [
        name
        for name in (*of_language("vi").lists, *of_language("en").lists, "xa/")
        if name not in text
    ] == []


@pytest.mark.parametrize("guide", GUIDES)
def test_every_message_stands_in_the_guide(guide: str) -> None:
    named = set(re.findall(r"`([a-z0-9-]+)`", (PROJECT / guide).read_text("utf-8")))
    assert sorted(set(messages.read("en")["problems"]) - named) == []


DOCUMENTS = sorted(
    path.relative_to(PROJECT).as_posix()
    for pattern in ("*.md", "docs/**/*.md", "tests/**/*.md")
    for path in PROJECT.glob(pattern)
)


def without_blocks(text: str) -> str:
    return re.sub(r"^ *```.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL)


def without_code(text: str) -> str:
    return re.sub(r"`[^`\n]*`", "", without_blocks(text))


@functools.cache
def anchors(file: Path) -> set[str]:
    """Return the anchors that hosts of repositories make of a document's headings."""
    headings = re.findall(r"^#+ (.*)$", file.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_of_the_documents_leads_somewhere(document: str) -> None:
    file = PROJECT / document
    for target in re.findall(r"\]\(([^)\s]+)\)", without_code(file.read_text("utf-8"))):
        if not re.match(r"[a-z]+:", target):
            path, _, anchor = target.partition("#")
            there = (file.parent / path).resolve() if path else file
            assert there.exists(), target
            assert not anchor or anchor in anchors(there), target


def test_the_documents_that_are_held_to_their_links_are_all_there_are() -> None:
    assert {"README.md", "README.vi.md", "CONTRIBUTING.md", "SECURITY.md", *GUIDES} < set(DOCUMENTS)
    assert len([name for name in DOCUMENTS if name.startswith("docs/decisions/")]) > 10


PACKAGE = PROJECT / "generator/bangtin"
TOP = {".ci", ".github", "assets", "docs", "generator", "layouts", "tests"}
"""Folders of the repository whose files the documents name; ``content`` has examples of pages."""
PARTS = {path.name for path in PACKAGE.iterdir() if path.is_dir()}
OWN_FILES = {path.name for folder in TOP for path in (PROJECT / folder).rglob("*.*")}


def paths_named(text: str) -> set[str]:
    """Return what stands in backticks and is a path of the repository, of the package, or a module.

    ``NAME`` stands for a file that the reader writes. What begins with another
    folder is of another project, or a site's.
    """
    named = set(re.findall(r"`([\w./-]+)`", without_blocks(text)))
    return {
        name
        for name in named
        if "NAME" not in name
        and (name.split("/")[0] in TOP | PARTS if "/" in name else name.endswith((".py", ".typ")))
    }


def is_there(name: str) -> bool:
    """Whether a path exists: from the top, or from the package, there also ``module.function``."""
    if "/" not in name:
        return name in OWN_FILES
    if name.split("/", maxsplit=1)[0] in TOP:
        return (PROJECT / name).exists()
    if (PACKAGE / name).exists() or (PACKAGE / f"{name}.py").exists():
        return True
    module, _, inner = name.rpartition(".")
    file = PACKAGE / f"{module}.py"
    return file.exists() and bool(
        re.search(rf"^(def|class) {inner}\b", file.read_text("utf-8"), re.MULTILINE)
    )


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_that_the_documents_name_exists(document: str) -> None:
    named = paths_named((PROJECT / document).read_text("utf-8"))
    assert sorted(name for name in named if not is_there(name)) == []


def test_a_path_counts_as_named_only_where_it_is_the_repository_s() -> None:
    text = (
        "`layouts/press/NAME.typ` `layouts/press/lib.typ` `engine/cache` `pool.py` `dvc/cache.py` "
        "`content/a.md` `public/` `files/inventory.take` `bangtin build`\n```\n`tests/a.py`\n```\n"
    )
    named = {"layouts/press/lib.typ", "engine/cache", "pool.py", "files/inventory.take"}
    assert paths_named(text) == named
    assert all(is_there(name) for name in named)
    missing = ("frontmatter.py", "engine/store", "layouts/a.typ", "files/inventory.gone")
    assert not any(is_there(name) for name in missing)


STRINGS_ARE_CALLED = {"t", "labels", "words", "strings"}
"""The names under which code holds the strings of a language."""
LAYOUTS_OF_FORMATS = {
    layout
    for field in msgspec.structs.fields(formats.Format)
    if field.name == "layout"
    for layout in get_args(field.type)
} | set(media.KINDS)

FAMILIES: dict[str, set[str]] = {
    "section_": {*get_args(SectionKind), "other"},
    "kind_": LAYOUTS_OF_FORMATS,
    "hang_": LAYOUTS_OF_FORMATS,
    "correction_": {"again", "source", "true", "why", "wrong"},
    "contact_": {"address", "phone"},
    "tiles_how_": {"1", "2", "3", "4"},
    "order_": set(COLUMNS),
    "recall_": set(recall.COLUMNS),
    "led_mode_": set(planning.MODES),
    "led_colour_": set(frames.COLOURS),
    "run_": {"day", "at", "number", "item", "code", "length"},
    "weekday_": {str(day) for day in range(1, 8)},
    "count_state_": {str(state) for state in State},
}
"""The ends of strings that code asks for by a pattern, as ``t[f"kind_{layout}"]`` does."""


def asked_in_code(source: str) -> set[str]:
    """Return the strings that a module asks for; a pattern gives all of its family."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("counted"):
            texts = (one.value for one in ast.walk(node) if isinstance(one, ast.Constant))
            found |= {text for text in texts if isinstance(text, str)}
        if not isinstance(node, ast.Subscript):
            continue
        owner = node.value.value if isinstance(node.value, ast.Subscript) else node.value
        name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
        if name not in STRINGS_ARE_CALLED:
            continue
        if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
            found.add(node.slice.value)
        elif isinstance(node.slice, ast.JoinedStr):
            first = node.slice.values[0]
            assert isinstance(first, ast.Constant), ast.unparse(node)
            start = str(first.value)
            found |= {f"{start}{end}" for end in FAMILIES[start]}
    return found


def asked_in_template(source: str) -> set[str]:
    """Return the strings that a template of the portal asks for: ``t.NAME``."""
    return {
        node.attr
        for node in jinja2.Environment(autoescape=True).parse(source).find_all(jinja2.nodes.Getattr)
        if isinstance(node.node, jinja2.nodes.Name) and node.node.name == "t"
    }


def asked_in_layout(source: str, name: str) -> set[str]:
    """Return the strings that a layout of prints asks for, by what its data calls them."""
    found = set(re.findall(r"\bcommon\(\)\.labels\.(\w+)", source))
    if name == "board.typ":
        found |= {f"led_{end}" for end in re.findall(r"(?<![\w.])t\.(\w+)", source)}
    if name in (
        "order.typ",
        "pack.typ",
        "tiles.typ",
        "script.typ",
        "run-sheet.typ",
        "report.typ",
        "recall.typ",
    ):
        ends = re.findall(r"(?<![\w.])t\.(?!at\b|colon\b)(\w+)", source)
        found |= {f"{name.removesuffix('.typ').removesuffix('-sheet')}_{end}" for end in ends}
        if start := re.search(r't\.at\("(\w+)" \+ str\(n\)\)', source):
            found |= {f"order_{start[1]}{n}" for n in range(1, 6)}
    return found


def test_the_words_that_layouts_ask_for_are_the_ones_required() -> None:
    """What is required is what templates, layouts and channels use: no more, no less."""
    in_layouts: set[str] = set()
    for path in PROJECT.glob("layouts/portal/*.html"):
        in_layouts |= asked_in_template(path.read_text("utf-8"))
    for path in PROJECT.glob("layouts/press/*.typ"):
        in_layouts |= asked_in_layout(path.read_text("utf-8"), path.name)
    in_code: set[str] = set()
    for path in PROJECT.glob("generator/bangtin/**/*.py"):
        in_code |= asked_in_code(path.read_text("utf-8"))
    assert sorted(set(strings.REQUIRED) - in_layouts - in_code) == []
    assert sorted(in_layouts - set(strings.REQUIRED)) == []


def test_a_word_counts_as_asked_for_only_where_it_is() -> None:
    assert asked_in_code("# goal\nx = {'goal': 1}\nt['news'] + portal.t['home']") == {
        "news",
        "home",
    }
    assert "section_other" in asked_in_code("portal.t[f'section_{name}']")
    assert asked_in_template("{{ t.home }} {{ goal }} {# t.news #}") == {"home"}
    assert asked_in_layout("common().labels.steps // visitor", "card.typ") == {"steps"}


def test_the_shipped_words_are_complete() -> None:
    from bangtin.config import yamltree
    from bangtin.problems import Problems

    problems = Problems()
    file = "layouts/strings/vi.yaml"
    node = yamltree.parse((PROJECT / file).read_text("utf-8"), file, problems)
    assert isinstance(node, Mapping)
    assert strings.read(node, file, problems) is not None
    of_formats = {name for name in node.items if name.startswith(("format_", "material_"))}
    assert set(node.items) - of_formats == set(strings.REQUIRED)


def test_every_test_that_the_promises_name_exists() -> None:
    """A promise whose test was renamed or dropped is one that nobody holds any more."""
    named = re.findall(r"`(test_\w+)`", (PROJECT / "docs/reliability.md").read_text("utf-8"))
    tests = "\n".join(path.read_text("utf-8") for path in PROJECT.glob("tests/test_*.py"))
    assert len(named) > 30
    assert [name for name in named if f"def {name}(" not in tests] == []


# ── The commands that set up and test ──

WORKFLOW = ".github/workflows/tests.yml"


def block_with(document: str, line: str) -> list[str]:
    """Return the commands of a document's code block that has this one among them."""
    text = (PROJECT / document).read_text("utf-8")
    for block in re.findall(r"^ *```\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL):
        commands = [re.sub(r" +# .*", "", row.strip()) for row in block.splitlines()]
        if line in commands:
            return commands
    raise AssertionError(f"no block of {document} has: {line}")


def steps(job: str) -> list[list[str]]:
    """Return the commands of each step of a job in the workflow."""
    jobs = yaml.safe_load((PROJECT / WORKFLOW).read_text("utf-8"))["jobs"]
    assert jobs[job]["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13"]
    return [step["run"].strip().split("\n") for step in jobs[job]["steps"] if "run" in step]


@pytest.mark.parametrize("readme", ["README.md", "README.vi.md"])
def test_the_workflow_runs_the_commands_of_the_readmes(readme: str) -> None:
    if readme == "README.md":
        assert steps("linux")[:2] == [[one] for one in block_with(readme, "make site")]
    without_make = ".venv/bin/python -m pip install --require-hashes -r requirements.lock"
    assert steps("macos")[0] == block_with(readme, without_make)
    on_windows = block_with(readme, "py -3.11 -m venv .venv")
    if readme == "README.vi.md":
        # Building is a step of its own there.
        on_windows += block_with(readme, r".venv\Scripts\bangtin build")
    assert steps("windows")[0] == [one.replace("py -3.11", "python") for one in on_windows]


def test_the_workflow_runs_the_quick_tests_as_contributors_do() -> None:
    quick = block_with(
        "CONTRIBUTING.md",
        ".venv/bin/python -m pip install --require-hashes -r requirements-dev.lock",
    )
    assert steps("macos")[1] == quick
    windows = [one.replace(".venv/bin/", ".venv\\Scripts\\") for one in quick]
    assert steps("windows")[1] == windows


def test_every_make_command_of_the_documents_is_a_target() -> None:
    makefile = (PROJECT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    pattern = r"(?:^|`|run: )make ([a-z-]+)"
    named = {
        target
        for name in (*DOCUMENTS, WORKFLOW, ".ci/run")
        for target in re.findall(pattern, (PROJECT / name).read_text("utf-8"), re.MULTILINE)
    }
    assert {"site", "test", "test-quick", "check"} <= named
    assert named - targets == set()


def test_the_quick_tests_are_chosen_alike_with_and_without_make() -> None:
    makefile = (PROJECT / "Makefile").read_text("utf-8")
    recipe = re.search(r"^test-quick:.*\n\t\$\(RUN\)/(.*)", makefile, re.MULTILINE)
    assert recipe
    (command,) = [one for one in steps("macos")[1] if "pytest" in one]
    assert command == f".venv/bin/python -m {recipe[1]}"


@pytest.mark.parametrize(("guide", "heading"), tuple(zip(GUIDES, COUNT, strict=True)))
def test_the_example_of_a_count_builds(guide: str, heading: str, make_site: MakeSite) -> None:
    text = (PROJECT / guide).read_text("utf-8").split(f"\n### {heading}\n")[1].split("\n### ")[0]
    settings_, table_ = re.findall(r"```(?:yaml)?\n(.*?)```", text, re.DOTALL)[:2]
    file = re.search(r"content/data/(?!xa|units)[a-z-]+\.csv", text)
    assert file is not None
    units = dict([COUNT_UNITS[guide]])
    language = "language: en\n" if guide == GUIDES[0] else ""
    site = make_site({file.group(): table_, **units}, site=language + SITE + settings_)

    assert places(site.build().problems) == []
    name = "progress" if language else "tien-do"
    assert "77" in site.read(f"{name}/index.html")
