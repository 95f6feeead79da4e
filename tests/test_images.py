"""Pictures in a text: on the portal no wider than shown, in print sharp enough, and described."""

from __future__ import annotations

import contextlib
import io
import struct
from pathlib import Path
from random import Random

import pikepdf
import pypdfium2
import pytest
from bangtin.files import pictures
from PIL import Image, ImageColor

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

    # What no page shows then is told as well.
    told = [problem for problem in site.build().problems if "used" not in problem.key]
    assert places(tuple(told)) == [f"{A}:9 {key}"]


def test_two_pages_with_one_picture_publish_it_once(site: Sandbox) -> None:
    site.write({"content/b.md": page("![Tay](/content/huong-dan/anh/tay.png)")})

    site.build()

    assert len([p for p in site.tree() if p.startswith("hinh/")]) == 1
    assert "src=../hinh/" in site.read("b/index.html")


COLOURS = {"top left": "#c8102e", "top right": "#1a7f37", "bottom left": "#1a3fa8",
           "bottom right": "#ffc72c"}  # fmt: skip


def corners(width: int = 1500, height: int = 1000) -> Image.Image:
    """Return a picture with a colour in each corner, as it is meant to be seen."""
    found = Image.new("RGB", (width, height))
    for number, colour in enumerate(COLOURS.values()):
        box = (number % 2 * width // 2, number // 2 * height // 2)
        found.paste(Image.new("RGB", (width // 2, height // 2), colour), box)
    return found


def seen(picture: Image.Image, box: tuple[float, float, float, float] | None = None) -> list[str]:
    """Return which of COLOURS is nearest in each corner of a picture, or of a part of it."""
    left, top, right, bottom = box or (0, 0, picture.width, picture.height)
    found = []
    for down in (0.25, 0.75):
        for across in (0.25, 0.75):
            x, y = left + (right - left) * across, top + (bottom - top) * down
            pixel = at(picture, int(x), int(y))
            found.append(min(COLOURS, key=lambda name: apart(pixel, COLOURS[name])))
    return found


def at(picture: Image.Image, x: int, y: int) -> tuple[int, ...]:
    found = picture.convert("RGB").getpixel((x, y))
    assert isinstance(found, tuple)
    return found


def apart(pixel: tuple[int, ...], colour: str) -> int:
    return max(abs(a - b) for a, b in zip(pixel, ImageColor.getrgb(colour), strict=True))


HELD = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How a camera keeps an upright picture under each of its notes (EXIF 0x0112)."""


def saved(picture: Image.Image, form: str = "PNG", **options) -> bytes:
    output = io.BytesIO()
    picture.save(output, form, **options)
    return output.getvalue()


def held(number: int, form: str = "JPEG") -> bytes:
    """Return the corners as a camera keeps them that was held in a way."""
    turn = HELD[number]
    kept = corners() if turn is None else corners().transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = number
    return saved(kept, form, exif=exif)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("number", HELD)
def test_a_picture_is_measured_and_shown_upright_however_the_camera_was_held(
    number: int, form: str
) -> None:
    raw = held(number, form)

    facts = pictures.examine(raw)
    shown = pictures.upright(raw)
    assert (facts.width, facts.height) == shown.size == (1500, 1000)
    assert seen(shown) == list(COLOURS)
    assert shown.info == {}


def test_portal_and_both_editions_show_every_orientation_upright(make_site: MakeSite) -> None:
    lines = [f"## Hình {n}\n\n![Bốn góc](anh/h{n}.jpg)\n" for n in HELD]
    pages = {
        f"content/huong-dan/h{n}.md": page(
            f"1. **Một.** Hai.\n\n{line}",
            code=f"HA{n}",
            step_icons="[quet-ma]",
            publish=f"\n  - {{format: to-roi-a5, qr: bluezone, sections: [Hình {n}]}}",
        )
        for n, line in zip(HELD, lines, strict=True)
    }
    photos = {f"content/huong-dan/anh/h{n}.jpg": held(n) for n in HELD}
    site = make_site({**pages, **photos})

    assert places(site.build().problems) == []
    published = [p for p in site.tree() if p.startswith("hinh/")]
    assert len(published) == len(HELD)
    for name in published:
        with Image.open(io.BytesIO(site.tree()[name])) as shown:
            assert (shown.size, seen(shown)) == ((1400, 933), list(COLOURS)), name
    for n in HELD:
        for edition in ("", "-nha-in"):
            name = f"an-pham/h{n}-to-roi-a5/h{n}-to-roi-a5{edition}.pdf"
            assert printed(site.public / name) == list(COLOURS), name


def printed(file: Path) -> list[str]:
    """Return the corners of the one picture in a PDF, as its page is drawn."""
    document = pypdfium2.PdfDocument(file)
    try:
        for sheet in document:
            for item in sheet.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
                left, bottom, right, top = item.get_bounds()
                _, height = sheet.get_size()
                return seen(sheet.render().to_pil(), (left, height - top, right, height - bottom))
    finally:
        document.close()
    raise AssertionError(file)


@pytest.mark.parametrize(
    "mode",
    ["1", "L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr", "HSV", "I",
     "I;16", "I;16B"],
)  # fmt: skip
def test_every_mode_comes_out_in_its_own_colours(mode: str) -> None:
    grey = mode[0] in "1LI"
    meant = Image.new("RGB", (4, 4), "#fff" if mode == "1" else "#808080" if grey else "#c8102e")
    if mode.startswith("I"):
        picture = Image.new("I", (4, 4), 0x8080)
        picture = picture if mode == "I" else picture.convert("I;16")
        if mode == "I;16B":
            picture = Image.frombytes("I;16B", (4, 4), b"\x80\x80" * 16)
    elif mode in ("La", "RGBa"):
        picture = meant.convert({"La": "LA", "RGBa": "RGBA"}[mode]).convert(mode)
    elif mode == "PA":
        picture = meant.convert("RGBA").quantize(4).convert("PA")
    elif mode == "P":
        picture = meant.quantize(4)
    elif mode == "LA":
        picture = meant.convert("L").convert("LA")
    else:
        picture = meant.convert(mode)

    shown = pictures.shown(picture)
    assert shown.mode == "RGB"
    assert max(abs(a - b) for a, b in zip(at(shown, 1, 1), at(meant, 1, 1),
                                          strict=True)) <= 3  # fmt: skip


def test_measured_values_are_refused_and_not_guessed() -> None:
    for picture in (Image.new("F", (2, 2), 0.5), Image.new("I", (2, 2), 70_000)):
        with pytest.raises(pictures.NotShown, match="picture-unreadable"):
            pictures.shown(picture)


def test_sixteen_bits_are_scaled_and_not_cut_off() -> None:
    values = [0, 0x1000, 0x8000, 0xFFFF]
    deep = Image.frombytes("I;16", (4, 1), b"".join(v.to_bytes(2, "little") for v in values))

    shown = pictures.upright(saved(deep))
    assert [at(shown, x, 0)[0] for x in range(4)] == [v >> 8 for v in values]


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_is_white_on_the_portal_as_in_print(mode: str) -> None:
    clear = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), (0, 0, 4, 8))
    picture = clear.quantize(4) if mode == "P" else clear.convert(mode)

    shown = pictures.upright(saved(picture))
    assert at(shown, 1, 4) == (0, 0, 0)
    assert at(shown, 6, 4) == (255, 255, 255)


@pytest.mark.parametrize("value", [0, 85, 255])
def test_the_one_transparent_grey_of_a_png_is_white(value: int) -> None:
    """Named in the file's own depth: 1 of 3 is 85 of 255."""
    picture = Image.new("L", (4, 4), 170)
    picture.putpixel((0, 0), value)
    for bits in (2, 8):
        key = value * 3 // 255 if bits == 2 else value
        raw = saved(picture.point(lambda v: v * 3 // 255) if bits == 2 else picture,
                    transparency=key, bits=bits)  # fmt: skip
        if raw[24] != bits:
            continue
        assert at(pictures.upright(raw), 0, 0) == (255, 255, 255)
        assert at(pictures.upright(raw), 3, 3) == (170, 170, 170)


def profile(red, green, blue, gamma: float) -> bytes:
    """Return a display's colour profile (ICC.1:2001, matrix and gamma) of three primaries."""

    def fixed(*values: float) -> bytes:
        return b"".join(struct.pack(">i", round(v * 65536)) for v in values)

    tags = {
        b"wtpt": b"XYZ \0\0\0\0" + fixed(0.9642, 1, 0.8249),
        b"rXYZ": b"XYZ \0\0\0\0" + fixed(*red),
        b"gXYZ": b"XYZ \0\0\0\0" + fixed(*green),
        b"bXYZ": b"XYZ \0\0\0\0" + fixed(*blue),
        **{
            name: b"curv\0\0\0\0" + struct.pack(">IHH", 1, round(gamma * 256), 0)
            for name in (b"rTRC", b"gTRC", b"bTRC")
        },
    }
    start = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, data in tags.items():
        table += struct.pack(">4sII", name, start + len(body), len(data))
        body += data
    size = start + len(body)
    head = struct.pack(">I4sI4s4s4s12s4s", size, b"test", 0x02400000, b"mntr", b"RGB ", b"XYZ ",
                       bytes(12), b"acsp")  # fmt: skip
    head = head.ljust(68, b"\0") + fixed(0.9642, 1, 0.8249)
    return head.ljust(128, b"\0") + table + body


ADOBE = profile((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087),
                (0.14919, 0.06322, 0.74457), 2.2)  # fmt: skip
P3 = profile((0.51512, 0.2412, -0.00105), (0.29198, 0.69225, 0.04189),
             (0.1571, 0.06657, 0.78407), 2.2)  # fmt: skip


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize(
    ("given", "numbers", "meant"),
    [(ADOBE, (100, 150, 100), (62, 151, 97)), (P3, (200, 60, 60), (219, 37, 49))],
)
def test_colours_of_another_profile_are_converted_to_srgb(
    given: bytes, numbers: tuple[int, int, int], meant: tuple[int, int, int], form: str
) -> None:
    raw = saved(Image.new("RGB", (16, 16), numbers), form, icc_profile=given)

    assert pictures.examine(raw).told == ()
    pixel = at(pictures.upright(raw), 8, 8)
    assert max(abs(a - b) for a, b in zip(pixel, meant, strict=True)) <= 6, pixel


def test_inks_without_a_profile_are_shown_and_told() -> None:
    raw = saved(Image.new("CMYK", (16, 16), (0, 255, 255, 0)), "JPEG")

    assert pictures.examine(raw).told == ("picture-colours-guessed",)
    assert apart(at(pictures.upright(raw), 8, 8), "#ff0000") <= 3


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize("ending", ["png", "jpg", "webp", "gif"])
def test_what_a_file_holds_counts_and_not_its_name(
    make_site: MakeSite, form: str, ending: str
) -> None:
    site = make_site({"content/b.md": page(f"![a](a.{ending})"),
                      f"content/a.{ending}": saved(corners(), form)})  # fmt: skip

    assert places(site.build().problems) == []
    (name,) = [p for p in site.tree() if p.startswith("hinh/")]
    with Image.open(io.BytesIO(site.tree()[name])) as shown:
        assert seen(shown) == list(COLOURS)


def test_a_damaged_picture_is_refused_and_never_a_fault() -> None:
    random = Random(14)
    for form in ("PNG", "JPEG", "WEBP", "GIF"):
        whole = saved(corners(60, 40), form)
        for _ in range(150):
            data = bytearray(whole[: random.randrange(len(whole))] if random.random() < 0.3
                             else whole)  # fmt: skip
            for _ in range(random.randrange(1, 6)):
                if data:
                    data[random.randrange(len(data))] = random.randrange(256)
            with contextlib.suppress(pictures.NotShown):
                pictures.examine(bytes(data))
                pictures.upright(bytes(data))
