"""A new channel is its own module and one line in the registry, also where it reads page text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from bangtin import channels
from bangtin.engine.builders import builder
from bangtin.engine.task import Artifact, Task
from bangtin.markdown import document
from bangtin.problems import Place
from bangtin.site import page_text, pages
from bangtin.site.site import Site

from tests.conftest import MakeSite, Sandbox, clean, page, places

PUBLISH = """
  - format: to-roi-a5
    qr: bluezone
    title: Cài Bluezone
"""
FILES: dict[str, str | bytes] = {
    "content/huong-dan/a.md": page("Câu một."),
    "content/huong-dan/b.md": page("Câu hai."),
    "content/huong-dan/in.md": page(
        "Câu ba.\n\n1. **Mở CH Play.** Tìm Bluezone.\n2. **Cài đặt.** Bấm nút.",
        code="BZ",
        step_icons="[mo-ung-dung, khai-bao]",
        publish=PUBLISH,
    ),
}


class Wish(msgspec.Struct, frozen=True):
    """The inputs of the toy: what stands before each text."""

    greeting: str


def plan(site: Site) -> Iterator[Artifact]:
    """Plan a text file for each page, and one that has all of them."""
    texts = []
    for number, one in enumerate(site.pages):
        path = f"toy/{number}.txt"
        task = Task.of(read_aloud, Wish("Nghe đây:"), Place(one.file), path, (page_text.of(one),))
        texts.append(task)
        yield Artifact(path, "toy", task)
    book = Task.of(bind, Wish("Hết."), Place("site.yaml"), "toy/all", tuple(texts))
    yield Artifact("toy/all", "toy", book, is_folder=True)


@builder
def read_aloud(wish: Wish, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Return a page's text after a greeting."""
    return f"{wish.greeting} {document.words(pages.body(data[0]).blocks)}\n".encode()


@builder
def bind(wish: Wish, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Return a folder of one file that has all texts."""
    return msgspec.msgpack.encode({"book.txt": b"".join((*data, wish.greeting.encode()))})


@pytest.fixture
def site(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    monkeypatch.setitem(channels.CHANNELS, "toy", plan)
    built = make_site(FILES)
    assert places(built.build().problems) == []
    return built


def aloud(site: Sandbox) -> str:
    return site.read("toy/all/book.txt")


def test_what_it_plans_is_made_and_published(site: Sandbox) -> None:
    assert "Nghe đây: Câu một.\n" in aloud(site)
    assert aloud(site).endswith("Hết.")


def test_an_edit_of_text_reaches_it_by_the_kept_plan(site: Sandbox, tmp_path: Path) -> None:
    site.edit("content/huong-dan/a.md", "Câu một.", "Câu khác.")
    result = site.build()
    assert not result.is_planned_anew
    assert {path for path in result.made if path.startswith("toy")} == {"toy/0.txt", "toy/all"}
    assert "Câu khác." in aloud(site)
    assert site.tree() == clean(site, tmp_path)


def test_a_printed_page_and_a_new_page_reach_it_as_well(site: Sandbox, tmp_path: Path) -> None:
    site.edit("content/huong-dan/in.md", "Câu ba.", "Câu bốn.")
    site.build()
    assert "Câu bốn." in aloud(site)
    site.write({"content/huong-dan/moi.md": page("Câu mới.")})
    site.build()
    assert "Câu mới." in aloud(site)
    assert site.tree() == clean(site, tmp_path)


def test_with_nothing_changed_it_makes_nothing(site: Sandbox) -> None:
    assert site.build().made == ()
    assert site.build().published is not None


def test_when_it_is_taken_out_its_files_go(
    site: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delitem(channels.CHANNELS, "toy")
    site.edit("content/huong-dan/a.md", "Một trang", "Trang khác")
    site.build()
    assert not (site.public / "toy").exists()
    assert site.tree() == clean(site, tmp_path)
