"""Slogans on every format: fitted and whole, or refused; never cut.

Measured on the rasterised page, with the marks of the tallest Vietnamese letters.
"""

from __future__ import annotations

import datetime
import functools
import json
from pathlib import Path

import msgspec
import pypdfium2
import pytest
from bangtin.channels import press
from bangtin.config.formats import Format
from bangtin.engine import builders
from bangtin.engine.task import Task
from bangtin.files import inventory
from bangtin.problems import Refused
from bangtin.site import reading
from bangtin.site.site import Site
from bangtin.typesetting import compiler as typesetting
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import PROJECT

MM = 72 / 25.4
SYLLABLES = [
    "nghiêng", "nghuếch", "khuỷu", "ngoằn", "ngoèo", "ưỡn", "Ẩm", "Ắt", "Ễnh", "Ộc", "Ự",
    "ở", "ý", "Đường", "thương", "chống", "dịch", "Bluezone", "cộng", "đồng", "bảo", "vệ,",
    "mình", "–", "1900\u00a09095", "Covid-19", "5K", "31/7/2021", "gửi,", "quyết", "thắng!",
]  # fmt: skip


@functools.cache
def sample() -> Site:
    """Read the project's own site, which publishes every format."""

    def read_all(reader, sources):
        return [reader(s, PROJECT, ()) for s in sources]

    taken = inventory.take(PROJECT)
    found, problems = reading.read(PROJECT, taken, read_all, None, datetime.date(2021, 7, 20))
    assert found is not None, problems
    return found


@functools.cache
def sheets() -> dict[str, tuple[typesetting.Sheet, bytes]]:
    """Return one sheet with a slogan for each format, and its code."""
    found = {}
    for publication in sample().prints:
        if publication.entry.slogan and publication.format_name not in found:
            first = publication.file(publication.copies[0], "screen")
            artifact = next(a for a in press.plan(sample()) if a.path == first)
            code = b""
            for task in artifact.task.sources:
                assert isinstance(task, Task)
                code = builders.build(task.builder, task.encoded_inputs(), PROJECT, ())
            sheet = artifact.task.inputs
            assert isinstance(sheet, typesetting.Sheet)
            found[publication.format_name] = (sheet, code)
    return found


def formats_with_a_slogan() -> list[str]:
    return sorted(sheets())


def set_slogan(name: str, slogan: str) -> bytes:
    """Set a format's sheet with another slogan. Raises Refused when it does not fit."""
    sheet, code = sheets()[name]
    document = json.loads(sheet.document) | {"slogan": slogan}
    changed = msgspec.structs.replace(sheet, document=json.dumps(document, ensure_ascii=False))
    return typesetting.pdf(changed, PROJECT, code)


def set_or_refused(name: str, slogan: str) -> bytes | Refused:
    """Set a slogan, or return what refused it."""
    try:
        return set_slogan(name, slogan)
    except Refused as refused:
        return refused


@pytest.mark.parametrize("name", formats_with_a_slogan())
@given(words=st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=20), capitals=st.booleans())
@settings(max_examples=12, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.too_slow])  # fmt: skip
def test_a_slogan_is_whole_and_in_the_safe_area_or_refused(
    name: str, words: list[str], capitals: bool
) -> None:
    slogan = " ".join(words)
    slogan = slogan.upper() if capitals else slogan
    pdf = set_or_refused(name, slogan)
    if isinstance(pdf, Refused):
        assert pdf.key == "text-too-long"
        assert dict(pdf.details)["part"] == "slogan"
        return
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    format_ = sample().formats[name]
    assert isinstance(format_, Format)
    _assert_ink_is_inside(page, format_.safe / format_.scale)
    shown = " ".join(page.get_textpage().get_text_range().split()).casefold()
    for word in slogan.replace("\u00a0", " ").split():
        if word not in ("–", "-"):
            assert word.casefold() in shown, f"{word} is missing from {name}"
    document.close()


def _assert_ink_is_inside(page: pypdfium2.PdfPage, safe: float) -> None:
    """Every letter's box, as drawn, keeps the safe distance from the edge."""
    text = page.get_textpage()
    left, bottom, right, top = page.get_trimbox()
    edge = (safe - 0.1) * MM
    for index in range(text.count_chars()):
        x0, y0, x1, y1 = text.get_charbox(index)
        if x1 - x0 < 0.01:
            continue
        assert x0 >= left + edge
        assert y0 >= bottom + edge
        assert x1 <= right - edge
        assert y1 <= top - edge


@pytest.mark.parametrize("name", formats_with_a_slogan())
def test_no_mark_is_clipped_on_the_rasterised_page(name: str) -> None:
    """Ink reaches both ends of each marked letter's own box: nothing covers or cuts it."""
    document = pypdfium2.PdfDocument(set_slogan(name, "ẨẮỄỘỰ"))
    page = document[0]
    text = page.get_textpage()
    start = text.get_text_range().index("ẨẮỄỘỰ")
    scale = 2400 / page.get_width()
    image = page.render(scale=scale, grayscale=True).to_pil()
    for offset in range(5):
        x0, y0, x1, y1 = text.get_charbox(start + offset)
        height = page.get_height()
        box = (x0 * scale, (height - y1) * scale, x1 * scale, (height - y0) * scale)
        letter = image.crop(tuple(round(v) for v in box))
        edge = max(2, letter.height // 20)
        for y in (0, letter.height - edge):
            # Slogans are white on dark grounds, in every layout.
            brightest = letter.crop((0, y, letter.width, y + edge)).getextrema()[1]
            assert brightest > 200, f"a letter of {name} is cut at its edge"
    document.close()


@pytest.mark.parametrize("name", formats_with_a_slogan())
def test_cells_of_a_sheet_never_overlap_and_keep_the_safe_area(name: str) -> None:
    import typst

    sheet, code = sheets()[name]
    with typesetting.handed_over(sheet, PROJECT, code) as given:
        compiler = typst.Compiler(
            input=str(PROJECT / typesetting.FOLDER / f"{sheet.layout}.typ"),
            root=str(PROJECT), font_paths=typesetting._fonts(PROJECT, ()), ignore_system_fonts=True,
            sys_inputs=given,
        )  # fmt: skip
        cells = [c["value"] for c in json.loads(compiler.query("<cell>"))]
    format_ = sample().formats[name]
    assert isinstance(format_, Format)
    assert len(cells) > 2
    for cell in cells:
        assert cell["x"] >= format_.safe - 0.1, cell
        assert cell["y"] >= format_.safe - 0.1, cell
        assert cell["x"] + cell["w"] <= format_.width - format_.safe + 0.1, cell
        assert cell["y"] + cell["h"] <= format_.height - format_.safe + 0.1, cell
    for i, one in enumerate(cells):
        for other in cells[i + 1 :]:
            across = min(one["x"] + one["w"], other["x"] + other["w"]) - max(one["x"], other["x"])
            down = min(one["y"] + one["h"], other["y"] + other["h"]) - max(one["y"], other["y"])
            assert across < 0.1 or down < 0.1, f"{one['name']} and {other['name']} overlap"


def test_a_sheet_is_the_same_where_the_disk_refuses_to_hand_its_data_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = formats_with_a_slogan()[0]
    before = set_slogan(name, "Cài Bluezone")

    def refuse(self: Path, data: bytes) -> int:
        raise OSError(28, "full")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    assert set_slogan(name, "Cài Bluezone") == before
