"""Which random input goes through which reader, and how much of it is tried."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bangtin.markdown import parsing
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.fuzz import properties, strategies
from tests.fuzz.properties import A
from tests.small import HOME, SITE


@dataclass(frozen=True)
class Run:
    """One kind of input and what must hold for it.

    ``few`` examples are part of the ordinary tests, ``many`` are for ``make fuzz``.
    """

    name: str
    input: st.SearchStrategy[Any]
    check: Callable[[Any, Path], None]
    few: int
    many: int

    def __call__(self, *, examples: int, layouts: Path) -> None:
        """Try so many examples, the same ones each time."""

        @settings(
            max_examples=examples,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(self.input)
        def attempt(value: Any) -> None:
            self.check(value, layouts)

        try:
            attempt()
        finally:
            # A parser that gave up in the middle of a page is not for the next test.
            parsing._engine.cache_clear()


def _page(raw: bytes, layouts: Path) -> None:
    properties.page_is_read(raw)


def _body(body: str, layouts: Path) -> None:
    properties.page_is_read(_with_header(body))
    properties.parser_is_harmless(body)


def _with_header(body: str) -> bytes:
    usual = (f"{key}: {value}" for key, value in strategies.USUAL.items())
    return "\n".join(("---", *usual, "---", "", body)).encode("utf-8", "replace")


def _table(raw: bytes, layouts: Path) -> None:
    properties.table_is_read(raw)


def _site(files: dict[str, bytes], layouts: Path) -> None:
    properties.site_is_read(files, layouts)


def _built(files: dict[str, bytes], layouts: Path) -> None:
    properties.site_is_built(files, layouts)


def _settings(lines: list[str]) -> dict[str, bytes]:
    return {"site.yaml": (SITE + "".join(lines)).encode("utf-8", "replace")}


page = strategies.encoded(strategies.whole_page)
table = strategies.encoded(strategies.table)
header_only = strategies.header.map(lambda x: f"---\n{x}\n---\n\n1. a\n".encode("utf-8", "replace"))
paths = st.dictionaries(
    strategies.path.map("content/{}".format),
    st.one_of(st.just(HOME.encode()), page),
    max_size=4,
)
several = st.fixed_dictionaries(
    {A: page}, optional={"content/b.md": page, "content/data/xa.csv": table}
)
bodies = strategies.body.map(lambda x: {A: _with_header(x)})

BODY = "1. **Một.** a\n2. b\n\n## Mục\n\nChữ.\n\n## Hỏi\n\n- a\n"


def _printed(entries: list[dict[str, str]], rows: str) -> dict[str, bytes]:
    """Return a page with steps, sections and such prints, and a table that they may be made by."""
    lines = [f"  - {{{', '.join(f'{k}: {v}' for k, v in entry.items())}}}" for entry in entries]
    keys = (*(f"{k}: {v}" for k, v in strategies.USUAL.items()), "step_icons: [quet-ma, tai-ve]")
    text = "\n".join(("---", *keys, "publish:", *lines, "---", "", BODY))
    return {A: text.encode("utf-8", "replace"), "content/data/xa.csv": rows.encode()}


prints = st.builds(
    _printed,
    st.lists(strategies.fitting, min_size=1, max_size=2),
    st.sampled_from((
        "ma,ten,qr\n1,Nàn Sán,\n2,Bản Mế,https://qr.tokhaiyte.vn/x\n", "ma,ten\n1,Nàn Sán\n2,\n",
        "ma,ten\n1,a b\n2,A-B\n3,…\n", "ma\n1\n",
    )),
)  # fmt: skip


def _sheets(
    steps: list[str], parts: list[str], icons: bool, entry: tuple[str, str]
) -> dict[str, bytes]:
    """Return a page with such steps and sections, printed in a format, and all pictures."""
    format_, sections = entry
    keys = {
        "format": format_, "slogan": "Chào bà con", "qr": "bluezone", "sections": "[A, B]",
        "panels": {"to-gap-a4": "[[A], [B], [A, B]]", "to-gap-a4-hai": "[[A], [B]]"}.get(format_),
        "steps_from": sections,
    }  # fmt: skip
    line = ", ".join(f"{key}: {value}" for key, value in keys.items() if value)
    shown = [f"step_icons: [{', '.join(['quet-ma'] * len(steps))}]"] if icons else []
    head = (*(f"{k}: {v}" for k, v in strategies.USUAL.items()), *shown)
    listed = "\n\n".join(f"{n}. {step}" for n, step in enumerate(steps, start=1))
    body = f"## Các bước\n\n{listed}\n\n## A\n\n{parts[0]}\n\n## B\n\n{parts[1]}\n"
    text = "\n".join(("---", *head, "publish:", f"  - {{{line}}}", "---", "", body))
    return {A: text.encode("utf-8", "replace")} | _pictures()


@functools.cache
def _pictures() -> dict[str, bytes]:
    """Return a picture of every mode and orientation, large enough for a leaflet."""
    found = {}
    for name in strategies.PICTURES:
        mode, turn = name.rsplit("-", 1)
        kind = {"CMYK": "JPEG", "YCbCr": "JPEG"}.get(mode, "PNG")
        exif = Image.Exif()
        exif[0x0112] = int(turn) or 1
        output = io.BytesIO()
        Image.new(mode, (1600, 900)).save(output, kind, exif=exif)
        found[f"content/{name.replace(';', '')}.png"] = output.getvalue()
    return found


sheets = st.builds(
    _sheets,
    strategies.printed_steps,
    st.lists(strategies.printed_blocks, min_size=2, max_size=2),
    st.sampled_from((True,) * 9 + (False,)),
    st.tuples(st.sampled_from(strategies.TEXT_FORMATS), st.sampled_from(("", "Các bước", "A"))),
)

RUNS = (
    Run("pages", page, _page, 50, 12_000),
    Run("headers", header_only, _page, 50, 12_000),
    Run("bodies", strategies.body.map(lambda x: x.encode("utf-8", "replace").decode()), _body,
        50, 12_000),
    Run("tables", table, _table, 50, 12_000),
    Run("settings", st.lists(strategies.setting, max_size=3).map(_settings), _site, 50, 1_200),
    Run("paths", paths, _site, 50, 1_200),
    Run("sites", several, _site, 50, 1_200),
    Run("built", bodies, _built, 10, 500),
    Run("prints", prints, _built, 15, 300),
    Run("sheets", sheets, _built, 20, 1_500),
)  # fmt: skip
