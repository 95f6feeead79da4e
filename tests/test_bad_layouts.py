"""A gallery of bad layouts: codes as no sheet may have them, each refused for its own reason."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pikepdf
import pypdfium2
import pytest
import zxingcpp
from bangtin.checks import prints
from bangtin.checks.expectations import PrintExpectations
from bangtin.qr import encoding, reading, regions
from PIL import Image

from tests.conftest import MakeSite, page, places

MM = 72 / 25.4
WIDTH, HEIGHT = 210.0, 297.0
PAYLOAD = "https://qr.tokhaiyte.vn/d/123"
OTHER = "https://la.example/d"
EXPECTED = PrintExpectations(
    pages=1, width=WIDTH, height=HEIGHT, bleed=0, codes=(PAYLOAD,), smallest_code=58,
    fine_module=0.5,
)  # fmt: skip
SIDE = 58.0
MODULES = len(encoding.make(PAYLOAD).rows)
UNIT = SIDE / MODULES

Dark = list[list[bool]]


@functools.cache
def matrix(kind: str, text: str) -> Dark:
    """Return the modules of a code of any kind, without its quiet zone."""
    made = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind))
    drawn = Image.fromarray(made.to_image(scale=1, add_quiet_zones=False))
    return [[drawn.getpixel((x, y)) == 0 for x in range(drawn.width)] for y in range(drawn.height)]


def promised() -> Dark:
    symbol = encoding.make(PAYLOAD)
    return [[any(a <= x < a + n for a, n in row) for x in range(MODULES)] for row in symbol.rows]


def box(x: float, y: float, w: float, h: float, ink: str = "0 g") -> str:
    """Draw a box (mm, from the left and from the top)."""
    return f"{ink} {x * MM:.4f} {(HEIGHT - y - h) * MM:.4f} {w * MM:.4f} {h * MM:.4f} re f"


def shape(
    dark: Dark, x: float, y: float, unit: float, ink: str = "0 g", *, alone: bool = False
) -> str:
    """Draw modules (mm) as one shape, or each row's runs as shapes of their own."""
    boxes = []
    for row, modules in enumerate(dark):
        start = None
        for column, is_dark in enumerate([*modules, False]):
            if is_dark and start is None:
                start = column
            elif not is_dark and start is not None:
                left, bottom = (x + start * unit) * MM, (HEIGHT - y - (row + 1) * unit) * MM
                boxes.append(
                    f"{left:.4f} {bottom:.4f} {(column - start) * unit * MM:.4f} {unit * MM:.4f} re"
                )
                start = None
    return f"{ink} " + (" f ".join(boxes) if alone else " ".join(boxes)) + " f"


def good(x: float = 60, y: float = 60, unit: float = UNIT) -> str:
    return shape(promised(), x, y, unit)


def turned(drawn: str, degrees: float, x: float = 105, y: float = 148) -> str:
    """Turn what is drawn around a point (mm)."""
    import math

    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    a, b = x * MM, (HEIGHT - y) * MM
    return (
        f"q 1 0 0 1 {a:.3f} {b:.3f} cm {c:.5f} {s:.5f} {-s:.5f} {c:.5f} 0 0 cm "
        f"1 0 0 1 {-a:.3f} {-b:.3f} cm {drawn} Q"
    )


def sheet(
    *drawn: str,
    trim: float = 0,
    more: tuple[str, ...] = (),
    picture: Dark | None = None,
    picture_mm: float = 0,
) -> bytes:
    """Return a page with what is drawn on it, and ``more`` on a second; ``trim`` is in mm."""
    document = pikepdf.new()
    for content in (drawn, more):
        if not content:
            continue
        sheet_page = document.add_blank_page(page_size=(WIDTH * MM, HEIGHT * MM))
        parts = list(content)
        if trim:
            t = trim * MM
            sheet_page.trimbox = pikepdf.Array([t, t, WIDTH * MM - t, HEIGHT * MM - t])
            sheet_page.bleedbox = pikepdf.Array([0, 0, WIDTH * MM, HEIGHT * MM])
        if picture:
            wide, high = len(picture[0]), len(picture)
            stream = pikepdf.Stream(
                document, bytes(0 if dark else 255 for row in picture for dark in row),
                Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=wide, Height=high,
                ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8,
            )  # fmt: skip
            name = sheet_page.add_resource(stream, pikepdf.Name.XObject)
            across, down = picture_mm * MM * wide / high, picture_mm * MM
            parts.append(f"q {across} 0 0 {down} {20 * MM} {20 * MM} cm {name} Do Q")
        sheet_page.contents_add("\n".join(parts).encode())
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def found(pdf: bytes, expectations: PrintExpectations = EXPECTED) -> list[str]:
    """Return the keys of what an inspection finds."""
    result = prints.inspect(prints.Inspection("a.pdf", expectations), Path(), (pdf,))
    return [key for _, key, _ in msgspec.msgpack.decode(result, type=prints.Findings).problems]


def inverted() -> str:
    return (
        box(60 - 8, 60 - 8, SIDE + 16, SIDE + 16, "0 g")
        + " "
        + shape(promised(), 60, 60, UNIT, "1 g")
    )


def mirrored() -> str:
    return shape([row[::-1] for row in promised()], 60, 60, UNIT)


def small(kind: str, unit: float, *, alone: bool = False) -> str:
    text = "12345" if kind == "MicroQRCode" else OTHER
    return shape(matrix(kind, text), 150, 200, unit, alone=alone)


def on_ground(dark: Dark, side: int) -> Dark:
    """Return modules in the middle of a white square."""
    before = (side - len(dark)) // 2
    ground = [[False] * side for _ in range(side)]
    for row, modules in zip(ground[before:], dark, strict=False):
        row[before : before + len(modules)] = modules
    return ground


NONE = msgspec.structs.replace(EXPECTED, codes=())
TWO = msgspec.structs.replace(EXPECTED, pages=2)
INNER = msgspec.structs.replace(EXPECTED, width=WIDTH - 60, height=HEIGHT - 60, bleed=30)
KINDS = ["QRCode", "MicroQRCode", "DataMatrix", "Aztec", "PDF417"]

GALLERY: dict[str, tuple[Callable[[], bytes], PrintExpectations, str]] = {
    "no code": (lambda: sheet(box(10, 10, 5, 5)), EXPECTED, "code-not-read"),
    "the same in another kind of code": (
        lambda: sheet(shape(matrix("DataMatrix", PAYLOAD), 60, 60, 2.4)),
        EXPECTED,
        "code-not-read",
    ),
    "another code": (
        lambda: sheet(shape(matrix("QRCode", OTHER), 60, 60, 2.4)),
        EXPECTED,
        "code-read-wrong",
    ),
    "light on dark": (lambda: sheet(inverted()), EXPECTED, "code-inverted"),
    "mirrored": (lambda: sheet(mirrored()), EXPECTED, "code-mirrored"),
    "mirrored and turned": (lambda: sheet(turned(mirrored(), 90)), EXPECTED, "code-mirrored"),
    "grey on white": (
        lambda: sheet(shape(promised(), 60, 60, UNIT, "0.75 g")),
        EXPECTED,
        "code-faint",
    ),
    "an emblem in the middle": (
        lambda: sheet(
            good(), box(60 + SIDE * 0.42, 60 + SIDE * 0.42, SIDE * 0.14, SIDE * 0.14, "1 0 0 rg")
        ),
        EXPECTED,
        "code-covered",
    ),
    "one module covered": (
        lambda: sheet(good(), box(60 + 12 * UNIT, 60 + 12 * UNIT, 2 * UNIT, 2 * UNIT, "1 g")),
        EXPECTED,
        "code-covered",
    ),
    "a quiet zone of one module": (
        lambda: sheet(
            box(40, 40, SIDE + 40, SIDE + 40, "0.1 0.2 0.5 rg"),
            box(60 - UNIT, 60 - UNIT, SIDE + 2 * UNIT, SIDE + 2 * UNIT, "1 g"),
            good(),
        ),
        EXPECTED,
        "code-quiet-zone",
    ),
    "a rule beside it": (
        lambda: sheet(good(), box(60 + SIDE + 2 * UNIT, 50, 0.8, 90)),
        EXPECTED,
        "code-quiet-zone",
    ),
    "a word below it": (
        lambda: sheet(good(), box(70, 60 + SIDE + UNIT, 30, 2)),
        EXPECTED,
        "code-quiet-zone",
    ),
    "turned, a rule beside it": (
        lambda: sheet(turned(good() + " " + box(60 + SIDE + 2 * UNIT, 50, 0.8, 90), 30)),
        EXPECTED,
        "code-quiet-zone",
    ),
    "over the trim": (lambda: sheet(good(20, 60), trim=30), INNER, "code-over-trim"),
    "its white over the trim": (lambda: sheet(good(31, 60), trim=30), INNER, "code-over-trim"),
    "off the page": (lambda: sheet(good(-20, 60)), EXPECTED, "code-not-read"),
    "too small": (lambda: sheet(good(60, 60, 1.5)), EXPECTED, "code-too-small"),
    "a second of the same": (lambda: sheet(good(20, 20), good(120, 20)), EXPECTED, "code-unasked"),
    "one on the back": (lambda: sheet(good(), more=(good(),)), TWO, "code-unasked"),
    **{
        f"{kind} of {unit} mm beside it": (
            functools.partial(lambda k, u: sheet(good(), small(k, u)), kind, unit),
            EXPECTED,
            "code-unasked",
        )
        for kind in KINDS
        for unit in (0.3, 0.7)
    },
    **{
        f"{kind} of single shapes": (
            functools.partial(lambda k: sheet(good(), small(k, 0.4, alone=True)), kind),
            EXPECTED,
            "code-unasked",
        )
        for kind in ("QRCode", "DataMatrix", "Aztec")
    },
    "a picture with a code": (
        lambda: sheet(good(), picture=matrix("QRCode", OTHER), picture_mm=9),
        EXPECTED,
        "code-unasked",
    ),
    "a picture with another kind of code": (
        lambda: sheet(good(), picture=matrix("DataMatrix", OTHER), picture_mm=9),
        EXPECTED,
        "code-unasked",
    ),
    "a small code on a large picture": (
        lambda: sheet(
            box(10, 10, 5, 5), picture=on_ground(matrix("QRCode", OTHER), 380), picture_mm=170
        ),
        NONE,
        "code-unasked",
    ),
    "light on dark beside it": (
        lambda: sheet(
            good(), box(140, 190, 30, 30), shape(matrix("QRCode", OTHER), 148, 198, 0.4, "1 g")
        ),
        EXPECTED,
        "code-unasked",
    ),
    "turned beside it": (
        lambda: sheet(good(), turned(small("QRCode", 0.5), 27, 155, 205)),
        EXPECTED,
        "code-unasked",
    ),
    "one where none is promised": (
        lambda: sheet(good()),
        NONE,
        "code-unasked",
    ),
}


@pytest.mark.parametrize("name", GALLERY)
def test_a_bad_layout_is_refused_for_its_own_reason(name: str) -> None:
    drawn, expectations, reason = GALLERY[name]

    assert [key for key in found(drawn(), expectations) if key != "module-fine"] == [reason]


@pytest.mark.parametrize(
    "drawn",
    [
        good(),
        turned(good(), 90),
        turned(good(), 180),
        turned(good(), 30),
        shape(promised(), 60, 60, UNIT, alone=True),
        box(20, 20, 150, 150, "1 0.9 0.5 rg") + " " + good(),
        box(60 - 4.2 * UNIT, 40, 0.2, 100) + " " + good(),
    ],
)
def test_a_code_as_a_layout_may_have_it_is_taken(drawn: str) -> None:
    assert found(sheet(drawn)) == []


def test_what_looks_a_little_like_a_code_is_none() -> None:
    chequers = [[(x + y) % 2 == 0 for x in range(24)] for y in range(24)]

    assert found(sheet(good(), shape(chequers, 20, 200, 2))) == []


def test_a_page_of_words_has_nowhere_to_look() -> None:
    document = pypdfium2.PdfDocument(sheet(box(10, 10, 190, 1), box(10, 20, 190, 1)))

    assert regions.places(document[0], 1.0) == []


def picture(kind: str, text: str, *, unit: int = 4) -> bytes:
    """Return a PNG with a code on a larger ground."""
    dark = matrix(kind, text)
    ground = Image.new("RGB", (300, 240), (230, 220, 200))
    for y, row in enumerate(dark):
        for x, is_dark in enumerate(row):
            ink = (20, 20, 60) if is_dark else (255, 255, 255)
            ground.paste(
                ink, (40 + x * unit, 40 + y * unit, 40 + (x + 1) * unit, 40 + (y + 1) * unit)
            )
    output = io.BytesIO()
    ground.save(output, "PNG")
    return output.getvalue()


@pytest.mark.parametrize("kind", ["QRCode", "DataMatrix", "Aztec", "PDF417", "MicroQRCode"])
def test_a_code_on_a_picture_that_nobody_vouches_for_is_refused(
    make_site: MakeSite, kind: str
) -> None:
    text = "12345" if kind == "MicroQRCode" else OTHER
    unit = 1 if kind == "PDF417" else 4
    site = make_site({
        "content/huong-dan/a.md": page("![Mã](ma.png)"),
        "content/huong-dan/ma.png": picture(kind, text, unit=unit),
    })  # fmt: skip

    assert "content/huong-dan/a.md:7 picture-code-unknown" in places(site.build().problems)


def test_a_code_on_a_picture_that_leads_to_an_allowed_host_is_taken(make_site: MakeSite) -> None:
    site = make_site({
        "content/huong-dan/a.md": page("![Mã](ma.png)"),
        "content/huong-dan/ma.png": picture("QRCode", "https://tokhaiyte.vn/x"),
    })  # fmt: skip

    assert places(site.build().problems) == []


WORDS = PrintExpectations(
    pages=1, width=WIDTH, height=HEIGHT, bleed=0, codes=(), slogan="Cài Bluezone", safe=5,
    smallest_text=8,
)  # fmt: skip


def words(text: str = "Cài Bluezone", x: float = 40, y: float = 100, size: float = 40,
          ink: str = "0 g", before: str = "") -> str:  # fmt: skip
    """Set a line of words at a place (mm, from the left and from the top)."""
    shown = "".join(f"\\{c:03o}" for c in text.encode("latin-1"))
    place = f"1 0 0 1 {x * MM:.3f} {(HEIGHT - y) * MM:.3f} Tm"
    return f"q {ink} {before} BT /F {size} Tf {place} ({shown}) Tj ET Q"


def worded(*drawn: str) -> bytes:
    """Return a page with words on it, in a face that every reader has."""
    document = pikepdf.new()
    sheet_page = document.add_blank_page(page_size=(WIDTH * MM, HEIGHT * MM))
    face = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )  # fmt: skip
    sheet_page.add_resource(face, pikepdf.Name.Font, pikepdf.Name.F)
    see_through = pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, ca=0.05)
    sheet_page.add_resource(see_through, pikepdf.Name.ExtGState, pikepdf.Name.G)
    sheet_page.contents_add("\n".join(drawn).encode())
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def told(pdf: bytes, expectations: PrintExpectations = WORDS) -> list[str]:
    """Return what an inspection finds of words; the tests' face is none that is embedded."""
    return [key for key in found(pdf, expectations) if key != "font-not-embedded"]


HELP = words("1900 9095", 40, 160, 20)
GROUND = box(0, 0, WIDTH, HEIGHT, "0.1 0.25 0.6 rg")

BAD_WORDS: dict[str, tuple[tuple[str, ...], str]] = {
    "white on paper": ((words(ink="1 g"), HELP), "text-unseen"),
    "pale grey on paper": ((words(ink="0.8 g"), HELP), "text-unseen"),
    "yellow on paper": ((words(ink="1 0.9 0.2 rg"), HELP), "text-unseen"),
    "the ground's own colour": ((GROUND, words(ink="0.1 0.25 0.6 rg")), "text-unseen"),
    "dark on dark": ((GROUND, words(ink="0 g")), "text-unseen"),
    "red on a green as bright": (
        (box(30, 80, 150, 40, "0 0.5 0 rg"), words(ink="0.95 0.1 0.1 rg")), "text-unseen",
    ),
    "hardly any ink": ((words(ink="/G gs 0 g"), HELP), "text-unseen"),
    "no ink at all": ((words(before="3 Tr"), HELP), "text-unseen"),
    "under a box": ((words(), box(30, 80, 150, 40, "0.1 0.25 0.6 rg"), HELP), "text-unseen"),
    "under a white box": ((words(), box(30, 80, 150, 40, "1 g"), HELP), "text-unseen"),
    "half of it under a box": ((words(), box(80, 80, 100, 40, "1 g"), HELP), "text-unseen"),
    "its last letter under a box": ((words(), box(118, 80, 9, 40, "1 g"), HELP), "text-unseen"),
    "its lower half under a box": ((words(), box(30, 96, 150, 20, "1 g"), HELP), "text-unseen"),
    "its upper half under a box": ((words(), box(30, 80, 150, 16, "1 g"), HELP), "text-unseen"),
    "the help line under a box": (
        (words(), HELP, box(38, 150, 90, 14, "0.1 0.25 0.6 rg")), "text-unseen",
    ),
    "one digit of the help line under a box": (
        (words(), HELP, box(59.5, 152, 4.0, 10, "1 g")), "text-unseen",
    ),
    "words on words": ((words(), words("Rửa tay".replace("ử", "u")), HELP), "text-overlapped"),
    "small words on large ones": (
        (words(size=60, x=20), words("1900 9095", 22, 97, 12, "0.85 0.1 0.1 rg")),
        "text-overlapped",
    ),
    "a line half on the line above": (
        (words(), words("Khai báo y t", 42, 103, 40), HELP), "text-overlapped",
    ),
    "white on paper between dark stripes": (
        (words(ink="1 g"), words("1900 9095", 40, 200, 8), *(
            box(20 + across, top, 0.5, high)
            for across in range(150) for top, high in ((2, 78), (110, 75))
        )),
        "text-unseen",
    ),
    "off the page": ((words(x=300), HELP), "slogan-not-shown"),
    "half off the page": ((words(x=150), HELP), "outside-safe-area"),
    "another slogan": ((words("Cài Zalo"), HELP), "slogan-not-shown"),
    "a slogan without its last word": ((words("Cài"), HELP), "slogan-not-shown"),
    "at the very edge": ((words(x=1), HELP), "outside-safe-area"),
    "squeezed to a tenth": ((words(before="10 Tz"), HELP), "text-squeezed"),
    "as small as a hair": ((words(), words("1900 9095", 40, 160, 3)), "text-too-small"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_WORDS)
def test_words_that_nobody_reads_are_refused_for_their_own_reason(name: str) -> None:
    drawn, reason = BAD_WORDS[name]

    assert reason in told(worded(*drawn))
    assert set(told(worded(*drawn))) <= {reason, "slogan-not-shown"}


@pytest.mark.parametrize(
    "drawn",
    [
        (words(), HELP),
        (GROUND, words(ink="1 g"), words("1900 9095", 40, 160, 20, "1 g")),
        (GROUND, words(ink="1 0.9 0.2 rg")),
        (box(30, 80, 150, 40, "1 0.9 0.2 rg"), words(ink="0.1 0.25 0.6 rg")),
        (words(size=20), words("Khai báo", 40, 107, 20)),
        (words(size=20), words("g, y; 1.000", 40, 107, 20)),
        (words(before="95 Tz"), HELP),
        *((turned(words(), degrees),) for degrees in (30, 90, 180, 270)),
        (words(size=10, before="4 0 0 4 -340 -1670 cm"),),
    ],
)
def test_words_as_a_layout_may_have_them_are_taken(drawn: tuple[str, ...]) -> None:
    assert told(worded(*drawn)) == []


@pytest.mark.parametrize(("least", "keys"), [(9.05, []), (9.06, ["text-too-small"])])
def test_letters_may_be_a_twentieth_of_a_point_too_small(least: float, keys: list[str]) -> None:
    expectations = msgspec.structs.replace(WORDS, smallest_text=least)

    assert told(worded(words(size=9)), expectations) == keys


NARROW = {
    "left": words("Hnay", 4.45, 160, 12), "right": words("Hnay", 210 - 4.75 - 9.55, 160, 12),
    "bottom": words("Hnay", 40, HEIGHT - 4.75 - 0.9, 12), "top": words("Hnay", 40, 4.75 + 3.05, 12),
}  # fmt: skip


def with_bleed(mm: float, *drawn: str) -> bytes:
    """Return a page with words on it and bleed around it, as printers get it."""
    around = mm * MM
    with pikepdf.open(io.BytesIO(worded(f"1 0 0 1 {around} {around} cm", *drawn))) as document:
        (page,) = document.pages
        wide, high = WIDTH * MM + 2 * around, HEIGHT * MM + 2 * around
        page.mediabox = page.bleedbox = pikepdf.Array([0, 0, wide, high])
        page.trimbox = pikepdf.Array([around, around, wide - around, high - around])
        output = io.BytesIO()
        document.save(output)
    return output.getvalue()


@pytest.mark.parametrize("bleed", [0, 3])
@pytest.mark.parametrize("side", NARROW)
def test_words_a_quarter_of_a_millimetre_beyond_the_safe_area_are_refused(
    side: str, bleed: float
) -> None:
    pdf = with_bleed(bleed, words(), NARROW[side])
    expectations = msgspec.structs.replace(WORDS, bleed=bleed)
    result = prints.inspect(prints.Inspection("a.pdf", expectations), Path(), (pdf,))
    problems = msgspec.msgpack.decode(result, type=prints.Findings).problems
    (beyond,) = [dict(said) for _, key, said in problems if key == "outside-safe-area"]
    assert beyond["page"] == "1"


def test_of_letters_that_are_as_far_beyond_the_safe_area_the_first_is_named() -> None:
    rest = " ngay bay gio nhe" * 3
    both = [words(f"H{name}{rest}", 4.45, y, 12) for name, y in (("mot", 160), ("hai", 200))]
    result = prints.inspect(prints.Inspection("a.pdf", WORDS), Path(), (worded(words(), *both),))
    problems = msgspec.msgpack.decode(result, type=prints.Findings).problems
    (beyond,) = [dict(said) for _, key, said in problems if key == "outside-safe-area"]
    assert "Hmot" in beyond["text"]
    assert "Hhai" not in beyond["text"]


def test_letters_at_the_very_top_of_a_raster_are_told_without_cutting_it() -> None:
    """A picture that can't be cut: only its rows are read."""
    row = bytes([0] * 5 + [255] * 5)
    raster = reading.Raster(SimpleNamespace(size=(10, 1)), 1.0, memoryview(row), 10)  # type: ignore[arg-type]

    assert prints._stands_out(raster, (0, 0, 10, 1))


SENTENCE = "Toi xin hai ve, anh cho toi so 1900 9095 va ca ba to roi noa nhe."


@pytest.mark.parametrize(("x", "text"), [(1, SENTENCE[:60]), (90, SENTENCE[-31:])])
def test_a_letter_at_the_edge_is_told_with_thirty_letters_on_either_side(x: int, text: str) -> None:
    """At the left edge it is the first letter of a line, at the right one the last."""
    pdf = worded(words(SENTENCE, x, 160, 12))
    result = prints.inspect(prints.Inspection("a.pdf", WORDS), Path(), (pdf,))
    problems = msgspec.msgpack.decode(result, type=prints.Findings).problems

    assert [dict(said)["text"] for _, key, said in problems if key == "outside-safe-area"] == [text]


SAYING = msgspec.structs.replace(WORDS, texts=("1900 9095", "Rửa tay"))


@pytest.mark.parametrize(
    ("drawn", "lacking"),
    [
        ((HELP, words("Rua tay", 40, 200)), []),
        ((words("Rua tay", 40, 200),), ["text-not-shown"]),
        ((words("1900 905", 40, 160, 20), words("Rua tay", 40, 200)), ["text-not-shown"]),
        ((HELP, words("Rua", 40, 200), words("sach", 40, 220), words("tay", 40, 240)),
         ["text-not-shown"]),
        ((words("1900", 40, 160, 20), words("9095", 40, 180, 20), words("Rua tay", 40, 200)), []),
    ],
)  # fmt: skip
def test_what_a_sheet_was_given_to_say_stands_on_it(
    drawn: tuple[str, ...], lacking: list[str]
) -> None:
    """Marks may be lost on the way to a file's text: letters and digits have to be there."""
    assert told(worded(words(), *drawn), SAYING) == lacking


@pytest.mark.parametrize(
    ("issuer", "lacking"),
    [("1900 9095", []), ("1900-9095", []), ("1900 9096", ["issuer-not-shown"])],
)
def test_who_issues_a_sheet_is_shown_whatever_stands_between_the_letters(
    issuer: str, lacking: list[str]
) -> None:
    expectations = msgspec.structs.replace(WORDS, words=(issuer,))

    assert told(worded(words(), HELP), expectations) == lacking


@pytest.mark.parametrize(("here", "there"), [("Rua", "tay"), ("R", "ua tay"), ("Rua ta", "y")])
def test_a_text_may_end_on_the_next_page(here: str, there: str) -> None:
    with pikepdf.open(io.BytesIO(worded(words(), HELP, words(here, 40, 200)))) as whole:
        with pikepdf.open(io.BytesIO(worded(words(there, 40, 60)))) as second:
            whole.pages.extend(second.pages)
        output = io.BytesIO()
        whole.save(output)
    both = msgspec.structs.replace(SAYING, pages=2)
    assert told(output.getvalue(), both) == []


@pytest.mark.parametrize(
    ("foreign", "keys"),
    [("Rua tay", []), ("Rua", []), ("Stay at home", ["foreign-not-shown"]),
     ("Install Bluezone and wear a mask wherever you go", ["foreign-not-shown"])],
)  # fmt: skip
def test_what_a_sheet_says_in_another_language_stands_on_it(foreign: str, keys: list[str]) -> None:
    """The last is longer than all that stands on the page."""
    expectations = msgspec.structs.replace(WORDS, foreign=foreign, largest_foreign=0.5)

    assert told(worded(words(), words("Rua tay", 40, 200, 16)), expectations) == keys


@pytest.mark.parametrize(
    ("column", "row", "is_hidden"),
    [(5, None, False), (4, None, True), (6, None, True),
     (None, 10, False), (None, 9, True), (None, 11, True)],
)  # fmt: skip
def test_a_stroke_in_the_very_middle_of_a_letter_shows_both_of_its_halves(
    column: int | None, row: int | None, is_hidden: bool
) -> None:
    """The letter is 10 pixels wide and 20 high; its halves have one column or row in common."""
    grey = Image.new("L", (40, 40), 255)
    letter = prints._Letter(size=20, stretch=1, bottom=10, top=30, inset=0, left=10, right=20)
    for x in range(11):
        for y in range(21):
            if column in (None, x) and row in (None, y):
                grey.putpixel((10 + x, 10 + y), 0)
    raster = reading.Raster(grey, 1.0, memoryview(grey.tobytes()), 40)
    with pypdfium2.PdfDocument(worded(words("H"))) as document:
        letters = prints._Letters(document[0])
        assert is_hidden == prints._is_hidden(letters, 0, letter, raster, 40, with_halves=True)


@pytest.mark.parametrize("edge", ["left", "bottom", "right", "top"])
def test_a_letter_that_touches_the_trim_edge_stands_on_the_sheet(edge: str) -> None:
    pdf = worded(words("H"))
    with pypdfium2.PdfDocument(pdf) as document:
        ((_, letter),) = prints._Letters(document[0]).all
    for away in (0, 0.5):
        trim = {
            "left": (letter.right + away, 0, 600, 900), "right": (0, 0, letter.left - away, 900),
            "bottom": (0, letter.top + away, 600, 900), "top": (0, 0, 600, letter.bottom - away),
        }[edge]  # fmt: skip
        with pypdfium2.PdfDocument(pdf) as document:
            sheet_page = document[0]
            sheet_page.set_trimbox(*trim)
            assert len(prints._Letters(sheet_page).all) == (0 if away else 1)


@pytest.mark.parametrize(
    ("layout", "line"),
    [
        ("poster", "common().hotline.number"),
        ("poster", "data().qr.address"),
    ],
)
def test_a_layout_that_leaves_out_a_number_or_address_is_refused(
    make_site: MakeSite, layout: str, line: str
) -> None:
    steps = "steps: [{text: Mở, icon: mo-ung-dung}]"
    entry = f"\n  - {{format: poster-a3, slogan: Cài Bluezone, qr: bluezone, {steps}}}"
    site = make_site({"content/a.md": page(code="BZ", publish=entry)})
    name = "layouts/press/lib.typ" if "qr" in line else f"layouts/press/{layout}.typ"
    site.own(name)
    text = (site.root / name).read_text("utf-8")
    (site.root / name).write_text(text.replace(f"fit({line}", 'fit("a.vn"'), "utf-8")
    found = {p.key for p in site.build().problems}
    assert found == {"text-not-shown"}


def test_whatever_a_section_holds_is_looked_for_and_nothing_besides(make_site: MakeSite) -> None:
    """How a table's columns stand, and what a note is of, are no words of a sheet."""
    body = """1. **Mở.** Mở *Bluezone*.

## Đủ

- Một
  - Hai
    1. Ba
- Bốn [Bluezone](link:bluezone) **đậm** `mã`

| Thứ | Hai | Ba |
|:---|:---:|---:|
| Sáng | 1 | |

1. Mục có đoạn.

   Đoạn thứ hai.

2. Mục sau.

!!! luu-y "Nhớ"
    Giữ ấm.

> Trích.
"""
    entry = "\n  - {format: to-roi-a5, qr: bluezone, sections: [Đủ]}"
    header = {"code": "BZ", "step_icons": "[mo-ung-dung]", "publish": entry}
    site = make_site({"content/a.md": page(body, **header)})
    assert places(site.build().problems) == []
