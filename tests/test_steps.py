"""What feeds a print: the list that is named, the line for help; and what is told when it isn't."""

from __future__ import annotations

import pypdfium2
import pytest
from bangtin.commands.preview import Preview
from bangtin.config import contrast
from bangtin.problems import Fault, FaultAt, Place

from tests.conftest import MakeSite, Sandbox, page, places
from tests.small import SITE

TWO = "## Một\n\n1. Đầu\n2. Sau\n\n## Hai\n\n1. Trái\n2. Phải\n"
ICONS = "[quet-ma, tai-ve]"


def printed(site: Sandbox) -> str:
    file = next(p for p in site.public.rglob("*.pdf") if "nha-in" not in p.name)
    with pypdfium2.PdfDocument(file) as pdf:
        return "\n".join(side.get_textpage().get_text_bounded() for side in pdf)


def one(entry: str, body: str, **header: object) -> dict[str, str | bytes]:
    return {"content/a.md": page(body, code="MT", publish=f"\n  - {{{entry}}}", **header)}


def test_a_print_shows_the_steps_below_the_heading_that_it_names(make_site: MakeSite) -> None:
    entry = "format: poster-a4, slogan: Chào, qr: bluezone, steps_from: Hai"
    site = make_site(one(entry, TWO, step_icons=ICONS))

    assert places(site.build().problems) == []

    assert {"1", "Trái", "2", "Phải"} <= set(printed(site).split())
    assert "Đầu" not in printed(site)


def test_a_banner_shows_the_steps_of_its_page_only_when_asked(make_site: MakeSite) -> None:
    entry = "format: bang-ron-5x0.7, slogan: Chào, qr: bluezone"
    body = "## Một\n\n1. Đầu\n2. Sau\n"
    silent = make_site(one(entry, body, step_icons=ICONS))
    asked = make_site(one(f"{entry}, steps_from: Một", body, step_icons=ICONS))

    assert places(silent.build().problems) == places(asked.build().problems) == []

    assert "Đầu" not in printed(silent)
    assert "Đầu" in printed(asked)


def test_a_list_that_a_chosen_section_prints_is_no_second_list_of_steps(
    make_site: MakeSite,
) -> None:
    entry = "format: to-roi-a5, qr: bluezone, sections: [Hai]"
    assert places(make_site(one(entry, TWO, step_icons=ICONS)).build().problems) == []


@pytest.mark.parametrize(
    ("entry", "header", "site", "shown"),
    [
        ("", {}, "", ""),
        ("", {}, "help: Hỏi huyện\n", "Hỏi huyện"),
        ("", {"help": "Hỏi trang"}, "help: Hỏi huyện\n", "Hỏi trang"),
        (", help: Hỏi tờ này", {"help": "Hỏi trang"}, "help: Hỏi huyện\n", "Hỏi tờ này"),
    ],
)
def test_the_help_line_is_the_entry_s_the_page_s_or_the_site_s(
    make_site: MakeSite, entry: str, header: dict[str, str], site: str, shown: str
) -> None:
    keys = f"format: poster-a4, slogan: Chào, qr: bluezone{entry}"
    built = make_site(one(keys, "1. a\n2. b\n", step_icons=ICONS, **header), site=SITE + site)

    assert places(built.build().problems) == []

    lines = {
        line.strip() for line in printed(built).splitlines() if "Hỏi" in line and "?" not in line
    }
    assert lines == ({shown} if shown else set())
    assert "điện thoại" not in printed(built)


def test_headings_that_skip_a_level_are_set(make_site: MakeSite) -> None:
    entry = "format: to-roi-a5, qr: bluezone, sections: [A, B]"
    steps = "1. a\n\n    #### Trong bước\n\n2. b\n\n"
    body = steps + "## A\n\n#### Sâu\n\n- ###### Rất sâu\n\n### B\n\n###### C\n"
    assert places(make_site(one(entry, body, step_icons=ICONS)).build().problems) == []


def test_a_step_too_long_is_told_at_its_own_line_with_what_to_write(make_site: MakeSite) -> None:
    entry = "format: poster-a4, slogan: Chào, qr: bluezone"
    site = make_site(one(entry, f"1. a\n2. {'Bước này dài lắm, ' * 20}\n", step_icons=ICONS))

    result = site.build()

    assert places(result.problems) == ["content/a.md:12 step-too-long"]
    assert "**" in result.problems[0].hint("vi")


def test_a_table_too_wide_is_told_at_its_head(make_site: MakeSite) -> None:
    head = "| " + " | ".join(["Nghiêngnghiêng"] * 14) + " |\n" + "|---" * 14 + "|\n"
    row = "| " + " | ".join(["khuỷukhuỷu"] * 14) + " |\n"
    entry = "format: to-roi-a5, qr: bluezone, sections: [A]"
    site = make_site(one(entry, f"1. a\n2. b\n\n## A\n\n{head}{row}", step_icons=ICONS))

    assert places(site.build().problems) == ["content/a.md:16 table-too-wide"]


def test_a_long_title_is_never_smaller_than_its_summary(make_site: MakeSite) -> None:
    title = "Hướng dẫn bà con các thôn, bản trong huyện khai báo y tế và quét mã QR mỗi khi vào, ra"
    entry = "format: to-roi-a5-mot-mat, qr: bluezone"
    site = make_site(one(entry, "1. a\n2. b\n", title=title, step_icons=ICONS))

    assert places(site.build().problems) == []

    file = next(p for p in site.public.rglob("*.pdf") if "nha-in" not in p.name)
    with pypdfium2.PdfDocument(file) as pdf:
        text = pdf[0].get_textpage()
        sizes = [_size(text, word) for word in ("Hướng", "Tóm")]
    assert sizes[0] > sizes[1]


def _size(text: pypdfium2.PdfTextPage, word: str) -> float:
    """Return the height of a word's first letter."""
    found = text.search(word).get_next()
    assert found is not None
    _, bottom, _, top = text.get_charbox(found[0])
    return float(top - bottom)


@pytest.mark.parametrize(
    ("rgb", "cmyk"),
    [
        ("#00ff00", (100, 0, 100, 0)), ("#0000ff", (100, 100, 0, 0)), ("#00ffff", (100, 0, 0, 0)),
        ("#ff00ff", (0, 100, 0, 0)), ("#000000", (0, 0, 0, 100)), ("#ffffff", (0, 0, 0, 0)),
        ("#008000", (80, 20, 100, 10)), ("#ff7f00", (0, 60, 100, 0)),
    ],
)  # fmt: skip
def test_a_colour_that_inks_reach_less_of_is_the_same_colour(
    rgb: str, cmyk: tuple[int, ...]
) -> None:
    assert not contrast.shows_otherwise(rgb, cmyk)


def test_a_fault_says_print_page_and_section_and_the_panel_shows_it(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = make_site({})
    details = str(FaultAt("Câu hỏi", "error: x"))
    fault = Fault("an-pham/a/a.pdf", details, Place("content/a.md", 8))

    def fail(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr("bangtin.commands.preview.build", fail)
    preview = Preview(site.root, "vi")
    preview.rebuild()

    panel = preview.panel()
    assert all(word in panel for word in ("an-pham/a/a.pdf", "content/a.md:8", "Câu hỏi"))
    assert "không sai" not in panel
