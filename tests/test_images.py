"""Pictures in a text: on the portal no wider than shown, in print sharp enough, and described."""

from __future__ import annotations

import io

import pikepdf
import pytest
from PIL import Image

from tests.conftest import MakeSite, Sandbox, page, places

A = "content/huong-dan/a.md"


def picture(width: int = 2000, height: int = 1000, form: str = "PNG") -> bytes:
    output = io.BytesIO()
    Image.new("RGB", (width, height), "#c8102e").save(output, form)
    return output.getvalue()


def leaflet(body: str) -> str:
    return page(
        f"## Các bước\n\n1. **Một.** Hai.\n\n## Hình\n\n{body}\n",
        code="HA",
        step_icons="[quet-ma]",
        publish="\n  - {format: to-roi-a5, qr: bluezone, sections: [Hình]}",
    )


@pytest.fixture
def site(make_site: MakeSite) -> Sandbox:
    return make_site(
        {A: leaflet("![Hai bàn tay](anh/tay.png)"), "content/huong-dan/anh/tay.png": picture()}
    )


def test_a_picture_is_published_smaller_with_its_size_and_description(site: Sandbox) -> None:
    result = site.build()

    assert places(result.problems) == []
    (name,) = [p for p in site.tree() if p.startswith("hinh/")]
    with Image.open(io.BytesIO(site.tree()[name])) as published:
        assert (published.format, published.size) == ("WEBP", (1400, 700))
    html = site.read("huong-dan/a/index.html")
    assert f"src=../../{name}" in html
    assert 'alt="Hai bàn tay"' in html
    assert "height=700" in html
    assert "width=1400" in html


def test_a_picture_is_printed_in_both_editions_in_the_inks_of_each(site: Sandbox) -> None:
    site.build()

    spaces = {}
    for edition in ("", "-nha-in"):
        pdf = site.public / f"an-pham/a-to-roi-a5/a-to-roi-a5{edition}.pdf"
        with pikepdf.open(pdf) as document:
            images = [o for page in document.pages for o in page.images.values()]
            assert len(images) == 1
            spaces[edition] = str(images[0].ColorSpace)
    assert spaces["-nha-in"] == "/DeviceCMYK"
    assert spaces[""] != "/DeviceCMYK"


def test_a_picture_too_coarse_for_its_sheet_is_refused(site: Sandbox) -> None:
    site.write({"content/huong-dan/anh/tay.png": picture(300, 150)})

    assert places(site.build().problems) == [f"{A}:8 picture-coarse"]


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("![tay](anh/tai.png)", "picture-missing-meant"),
        ("![tay](xa/xoi.png)", "picture-missing"),
        ("![tay](../../../site.png)", "picture-missing"),
        ("![](anh/tay.png)", "picture-without-alt"),
        ("![tay](https://tokhaiyte.vn/a.png)", "picture-elsewhere"),
        ("![tay](anh/ghi-chu.txt)", "picture-kind"),
        ("![tay](anh/hong.png)", "picture-unreadable"),
        ("![tay](anh/to.png)", "picture-too-large"),
    ],
)
def test_a_picture_that_can_t_be_used_is_named_with_its_line(
    site: Sandbox, body: str, key: str
) -> None:
    large = io.BytesIO()
    Image.new("1", (8000, 6000)).save(large, "PNG")
    site.write(
        {
            A: page(f"Một.\n\n{body}"),
            "content/huong-dan/anh/ghi-chu.txt": "không phải hình",
            "content/huong-dan/anh/hong.png": b"not a picture",
            "content/huong-dan/anh/to.png": large.getvalue(),
        }
    )

    assert places(site.build().problems) == [f"{A}:9 {key}"]


def test_two_pages_with_one_picture_publish_it_once(site: Sandbox) -> None:
    site.write({"content/b.md": page("![Tay](/content/huong-dan/anh/tay.png)")})

    site.build()

    assert len([p for p in site.tree() if p.startswith("hinh/")]) == 1
    assert "src=../hinh/" in site.read("b/index.html")
