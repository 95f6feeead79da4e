"""The guides name everything that can be written: a key without a word is a key nobody finds."""

from __future__ import annotations

import re

import click
import msgspec
import pytest
from bangtin import cli
from bangtin.config import formats, header, settings, strings
from bangtin.config.yamltree import Mapping
from bangtin.messages import catalogue as messages
from bangtin.site.cross_checks import MENU_LISTS

from tests.conftest import PROJECT

GUIDES = ("docs/guide.md", "docs/huong-dan-su-dung.md")
RECORDS = (
    settings.Settings, settings.Issuer, settings.Hotline, settings.LinkEntry, settings.Colour,
    settings.Palette, settings.Goal, settings.MenuEntry, header.Header,
    header.PublishEntry, header.PrintedStep, header.Order, formats.Format,
)  # fmt: skip


@pytest.mark.parametrize("guide", GUIDES)
@pytest.mark.parametrize("record", RECORDS, ids=lambda r: r.__name__)
def test_every_key_stands_in_the_guide(guide: str, record: type[msgspec.Struct]) -> None:
    named = set(re.findall(r"`([^`\n]+)`", (PROJECT / guide).read_text("utf-8")))
    named |= {word for text in named for word in re.split(r"[^\w-]+", text)}

    keys = {field.encode_name for field in msgspec.structs.fields(record)} - {"places"}

    assert keys - named == set()


@pytest.mark.parametrize("guide", GUIDES)
def test_every_command_and_option_stands_in_the_guide(guide: str) -> None:
    text = (PROJECT / guide).read_text("utf-8")
    for name, command in cli.main.commands.items():
        assert f"`{name}`" in text or f"bangtin {name}" in text
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.opts[-1] in text, f"{name} {parameter.opts}"


@pytest.mark.parametrize("guide", GUIDES)
def test_every_list_that_a_menu_can_name_stands_in_the_guide(guide: str) -> None:
    text = (PROJECT / guide).read_text("utf-8")
    assert [name for name in MENU_LISTS if name not in text] == []


@pytest.mark.parametrize("guide", GUIDES)
def test_every_message_stands_in_the_guide(guide: str) -> None:
    named = set(re.findall(r"`([a-z0-9-]+)`", (PROJECT / guide).read_text("utf-8")))
    assert sorted(set(messages.MESSAGES) - named) == []


@pytest.mark.parametrize(
    "readme", ["README.md", "README.vi.md", *GUIDES, "CONTRIBUTING.md", "docs/reliability.md"]
)
def test_every_link_of_the_documents_leads_somewhere(readme: str) -> None:
    file = PROJECT / readme
    text = re.sub(r"`[^`]*`", "", file.read_text("utf-8"))
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        if not re.match(r"[a-z]+:", target):
            assert (file.parent / target).exists(), target


def test_the_words_that_layouts_ask_for_are_the_ones_required() -> None:
    """What is required is what templates, layouts and channels use: no more, no less."""
    sources = [*PROJECT.glob("layouts/portal/*.html"), *PROJECT.glob("layouts/press/*.typ"),
               *PROJECT.glob("generator/**/*.py")]  # fmt: skip
    text = "\n".join(p.read_text("utf-8") for p in sources if p.name != "strings.py")
    unused = [
        name
        for name in strings.REQUIRED
        if not re.search(rf"\b{re.escape(name)}\b", text)
        and not name.startswith(("sections_", "tiles_", "order_", "kind_", "contact_"))
    ]
    assert unused == []
    used = set(re.findall(r"\bt\.([a-z_]+)", "".join(
        p.read_text("utf-8") for p in PROJECT.glob("layouts/portal/*.html"))))  # fmt: skip
    assert used <= set(strings.REQUIRED)


def test_the_shipped_words_are_complete() -> None:
    from bangtin.config import yamltree
    from bangtin.problems import Problems

    problems = Problems()
    file = "layouts/strings/vi.yaml"
    node = yamltree.parse((PROJECT / file).read_text("utf-8"), file, problems)
    assert isinstance(node, Mapping)
    assert strings.read(node, file, problems) is not None
    assert set(node.items) == set(strings.REQUIRED)


def test_every_test_that_the_promises_name_exists() -> None:
    """A expectations whose test was renamed or dropped is one that nobody holds any more."""
    named = re.findall(r"`(test_\w+)`", (PROJECT / "docs/reliability.md").read_text("utf-8"))
    tests = "\n".join(path.read_text("utf-8") for path in PROJECT.glob("tests/test_*.py"))
    assert len(named) > 30
    assert [name for name in named if f"def {name}(" not in tests] == []
