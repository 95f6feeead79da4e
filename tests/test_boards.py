"""LED boards: every letter told apart, frames lamp by lamp, times as declared, files that fit."""

from __future__ import annotations

import base64
import contextlib
import io
import itertools
import struct
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from bangtin.lamps import alphabet, distances, faces, frames, planning, preview
from bangtin.lamps.planning import DoesNotFit, Message
from PIL import Image, ImageSequence

from tests.conftest import MakeSite, Sandbox

LETTERS = (
    "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệfghiìíỉĩịjklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvwxyỳýỷỹỵz"
)
WESTERN = "äëïîöüÿûåçñœæøß" + "äëïîöüÿûåçñœæø".upper()
"""What other languages of Europe write on boards besides; German capitals have SS for ß."""
EVERY_LETTER = LETTERS + LETTERS.upper() + WESTERN

PAGE = """\
---
title: Bảng LED
summary: Chữ trên bảng.
date: 2021-07-01
code: BL
publish:
{entries}
---

Chào bà con.
"""


def board(make_site: MakeSite, *entries: str, site_added: str = "", **files: str) -> Sandbox:
    """Return a built site with boards."""
    text = PAGE.format(entries="\n".join(f"  - {{{entry}}}" for entry in entries))
    sandbox = make_site({"content/a.md": text, **files})
    if site_added:
        site = (sandbox.root / "site.yaml").read_text("utf-8")
        sandbox.write({"site.yaml": site + site_added})
    result = sandbox.build()
    assert result.problems == (), result.problems
    return sandbox


def unpacked(sandbox: Sandbox, name: str) -> dict[str, bytes]:
    """Return the files of a board's zip without their folder."""
    path = sandbox.root / f"public/an-pham/{name}/{name}.zip"
    with zipfile.ZipFile(path) as archive:
        return {n.split("/")[1]: archive.read(n) for n in archive.namelist()}


def gif_delays(data: bytes) -> list[int]:
    """Return the delays of a GIF in ms, read block by block from its bytes (GIF89a)."""
    at = 13 + (3 * 2 ** ((data[10] & 7) + 1) if data[10] & 0x80 else 0)
    found: list[int] = []
    while data[at] != 0x3B:
        if data[at] == 0x2C:
            flags = data[at + 9]
            at += 10 + (3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0) + 1
        else:
            if data[at + 1] == 0xF9:
                found.append(10 * struct.unpack("<H", data[at + 4 : at + 6])[0])
            at += 2
        while data[at]:
            at += data[at] + 1
        at += 1
    return found


def plan(
    width: int, height: int, mode: planning.Mode, *texts: str, **more: object
) -> planning.Plan:
    return planning.plan(Message(width, height, mode, texts, **more))  # type: ignore[arg-type]


def test_the_alphabet_has_every_letter_and_tells_them_apart() -> None:
    assert len(set(LETTERS + LETTERS.upper())) == 2 * (67 + 26)
    drawn = {c: alphabet.drawing(c) for c in EVERY_LETTER + "0123456789"}
    assert all(alphabet.has(c) for c in drawn)
    assert len(set(drawn.values())) == len(drawn)


def test_marks_of_the_alphabet_stay_within_16_rows_and_never_touch_a_row_below() -> None:
    for character in EVERY_LETTER:
        glyph = alphabet.glyph(character)
        assert glyph
        assert all(0 <= y < alphabet.ROWS and x >= 0 for x, y in glyph.lamps), character


def test_a_mark_above_a_letter_never_touches_it() -> None:
    for character in "ÀÁẢÃĂẰẮẲẴÂẦẤẨẪÈÉẺẼÊỀẾỂỄÌÍỈĨÒÓỎÕÔỒỐỔỖÙÚỦŨỲÝỶỸÄËÏÎÖÜŸÛÅÑ":
        glyph = alphabet.glyph(character)
        assert glyph
        assert not any(y == 4 for _, y in glyph.lamps), character


def test_letters_in_two_forms_are_the_same_and_word_signs_are_taken() -> None:
    assert all(alphabet.has(c) for c in "’“”…–«»¿¡$€£")
    assert not any(alphabet.has(c) for c in "手🧼")
    assert not alphabet.has("\u0421")  # a Russian letter that looks like C


@pytest.mark.parametrize("size", [*faces.sizes(80)[:-1], 90, 140])
def test_the_houses_font_tells_every_letter_apart_in_each_size_that_is_used(size: int) -> None:
    face = faces.face(size)
    drawn = {(p.size, p.tobytes()) for p in map(face.draw, EVERY_LETTER)}
    assert len(drawn) == len(set(EVERY_LETTER))


def test_no_letter_is_cut_by_the_rows_of_its_face() -> None:
    for size in (16, 22, 32, 60):
        face = faces.face(size)
        for character in EVERY_LETTER:
            # Room above and below: what the cut one has, the free one has as well.
            box = face.draw(f"x{character}x").getbbox()
            assert box is not None
            # The last row keeps dots from the marks of the next line; a cedilla reaches into it.
            assert box[3] <= face.rows - (character not in "çÇ"), character


def test_the_largest_text_that_fits_is_chosen() -> None:
    sizes = [plan(160, 32, "paged", text).pages[0].size for text in ("5K", "CÀI BLUEZONE")]
    assert sizes[0] > sizes[1] > 0
    narrow = plan(64, 32, "paged", "CÀI BLUEZONE").pages[0]
    assert (narrow.rows, narrow.size) == (("CÀI", "BLUEZONE"), 0)


@pytest.mark.parametrize("size", [(160, 32), (320, 32), (128, 64), (192, 96), (64, 32), (64, 112)])
def test_what_is_planned_fits_the_board(size: tuple[int, int]) -> None:
    text = "Rửa tay, giữ khoảng cách, không tụ tập"
    for found in (
        planning.plan(Message(*size, "paged", (text,), True, ("Bộ Y tế", "1900\u00a09095"))),
        plan(*size, "paged", "Rửa tay", "Đeo khẩu trang"),
    ):
        for page in found.pages:
            face = faces.face(page.size)
            assert len(page.rows) * face.rows <= size[1]
            assert all(face.width(row) <= size[0] for row in page.rows)
        said = " ".join(page.words for page in found.pages)
        assert all(word in said for word in ("Rửa", "tay"))


def test_lines_never_break_at_spaces_that_bind() -> None:
    rows = plan(64, 32, "paged", "Gọi 1900\u00a09095").pages[0].rows
    assert rows == ("Gọi", "1900\u00a09095")


def test_a_page_stays_three_seconds_and_as_long_as_it_takes_to_read() -> None:
    assert planning.dwell(["Rửa tay"]) == 3000
    assert planning.dwell(["một hai ba bốn năm sáu bảy tám chín mười mười một"]) == 4000
    assert planning.dwell(["1900\u00a09095 – 0969\u00a0841\u00a0414"]) == 5500  # each digit is said


def test_the_page_with_the_number_comes_last_and_stays_longest() -> None:
    message = Message(160, 32, "paged", ("Rửa tay",), call=("Bộ Y tế", "1900\u00a09095"))
    first, last = planning.plan(message).pages
    assert last.words == "Bộ Y tế 1900 9095"
    assert last.dwell > first.dwell


@pytest.mark.parametrize(
    ("width", "height", "rows"),
    [
        (160, 32, ("Bộ Y tế 1900\u00a09095",)),
        (128, 64, ("Bộ Y tế", "1900\u00a09095")),
        (64, 32, ("Bộ Y tế", "1900\u00a09095")),
        (64, 16, ("1900\u00a09095",)),
    ],
)
def test_the_number_is_as_large_as_its_name_lets_it_be(
    width: int, height: int, rows: tuple[str, ...]
) -> None:
    message = Message(width, height, "paged", ("Rửa tay",), call=("Bộ Y tế", "1900\u00a09095"))
    last = planning.plan(message).pages[-1]
    assert last.rows == rows
    for other in (("Bộ Y tế", "1900\u00a09095"), ("Bộ Y tế 1900\u00a09095",)):
        with contextlib.suppress(planning.DoesNotFit):
            still = planning.plan(Message(width, height, "still", other)).pages[0]
            assert faces.face(still.size).capital <= faces.face(last.size).capital


@pytest.mark.parametrize("width", [16, 48, 64, 96, 128, 160, 192, 320, 512, 1024])
def test_running_text_is_never_faster_than_a_third_of_the_board_a_second(width: int) -> None:
    found = plan(width, 32, "scroll", "Đeo khẩu trang")
    assert found.delay % 40 == 0
    assert found.step * 1000 / found.delay <= width / 3


def test_every_syllable_of_a_running_text_is_seen_for_its_time() -> None:
    found = plan(1024, 16, "scroll", "a ơ u ư e ê o ô i y a ơ")
    assert found.pages[0].dwell >= 300 * 12


def test_pictures_of_a_running_text_move_by_whole_steps_from_dark_to_dark() -> None:
    found = plan(64, 16, "scroll", "Rửa tay")
    whole = frames.strip(found)
    assert whole.crop((0, 0, 64, 16)).getbbox() is None
    assert whole.crop((whole.width - 64, 0, whole.width, 16)).getbbox() is None
    moments = list(frames.timed(found))
    assert sum(delay for _, delay in moments) == found.round


def test_refusals_say_what_is_needed_and_what_there_is() -> None:
    with pytest.raises(DoesNotFit) as caught:
        plan(160, 16, "still", "Rửa tay", "Đeo khẩu trang")
    assert (caught.value.key, caught.value.needs, caught.value.has) == ("led-rows", 2, 1)
    with pytest.raises(DoesNotFit) as caught:
        plan(64, 16, "still", "Đeo khẩu trang")
    needs = faces.face(0).width("Đeo khẩu trang")
    assert (caught.value.key, caught.value.needs, caught.value.has) == ("led-long", needs, 64)


def test_boards_can_be_read_as_far_as_their_letters_are_high() -> None:
    assert distances.of(9, 10) == (27, 13)
    assert distances.of(23, 10) == (70, 35)  # nine inches


def test_a_board_has_frames_of_one_bit_and_headers_of_40_bytes(make_site: MakeSite) -> None:
    site = board(make_site, "format: led-160x32, lines: [CÀI BLUEZONE, Luôn bật Bluetooth]")
    files = unpacked(site, "a-led-160x32")
    assert all(name.isascii() for name in files)
    for number in (1, 2, 3):
        png, one, full = (
            files[f"a-led-160x32-{number}{end}"] for end in (".png", "-1bit.bmp", "-24bit.bmp")
        )
        assert struct.unpack(">IIB", png[16:25]) == (160, 32, 1)
        for data, bits in ((one, 1), (full, 24)):
            header, width, height, _, depth = struct.unpack("<IiiHH", data[14:30])
            assert (data[:2], header, width, height, depth) == (b"BM", 40, 160, 32, bits)
            assert struct.unpack("<I", data[30:34]) == (0,)  # not compressed
        pictures = [Image.open(io.BytesIO(d)).convert("L") for d in (png, one, full)]
        assert {value for _, value in pictures[0].getcolors() or ()} == {0, 255}
        assert len({picture.tobytes() for picture in pictures}) == 1


def test_frames_are_what_the_alphabet_has_lamp_by_lamp(make_site: MakeSite) -> None:
    site = board(make_site, "format: led-64x32, mode: still, lines: [Rửa tay, Ế]")
    png = unpacked(site, "a-led-64x32")["a-led-64x32-1.png"]
    picture = Image.open(io.BytesIO(png)).convert("1")
    face = faces.face(0)
    expected = Image.new("1", (64, 32))
    for number, text in enumerate(("Rửa tay", "Ế")):
        drawn = face.draw(text)
        expected.paste(drawn, ((64 - drawn.width) // 2, 16 * number))
    assert picture.tobytes() == expected.tobytes()


def test_a_gif_keeps_every_delay(make_site: MakeSite) -> None:
    site = board(
        make_site,
        "format: led-160x32, lines: [Rửa tay, Rửa tay, Khai báo y tế tại tokhaiyte.vn]",
        "format: led-64x32, mode: scroll, lines: [Rửa tay]",
        "format: led-128x64, flash: 2, lines: [Rửa tay]",
    )
    paged = unpacked(site, "a-led-160x32")["a-led-160x32.gif"]
    # Two pages that are the same are one that stays twice as long.
    assert gif_delays(paged) == [6000, 3000, 4000]
    with Image.open(io.BytesIO(paged)) as picture:
        frames_read = ImageSequence.Iterator(picture)
        assert [int(frame.info["duration"]) for frame in frames_read] == gif_delays(paged)
    found = plan(64, 32, "scroll", "Rửa tay", call=("Bộ Y tế", "1900\u00a09095"))
    running = gif_delays(unpacked(site, "a-led-64x32")["a-led-64x32.gif"])
    assert running == [delay for _, delay in frames.timed(found)]
    assert all(delay % 40 == 0 for delay in running)
    flashing = gif_delays(unpacked(site, "a-led-128x64")["a-led-128x64.gif"])
    assert all(delay >= 170 for delay in flashing)


def test_a_board_of_colours_shows_its_colour(make_site: MakeSite) -> None:
    site = board(make_site, "format: led-192x96, colour: green, lines: [Rửa tay]")
    data = unpacked(site, "a-led-192x96")["a-led-192x96-1-24bit.bmp"]
    colours = Image.open(io.BytesIO(data)).getcolors() or []
    assert {colour for _, colour in colours} == {(0, 0, 0), (0, 255, 0)}


def test_the_text_file_has_each_page_with_its_time(make_site: MakeSite) -> None:
    site = board(make_site, "format: led-160x32, lines: [CÀI BLUEZONE]")
    text = unpacked(site, "a-led-160x32")["a-led-160x32.txt"].decode("utf-8-sig")
    assert "1. (3 giây)\r\nCÀI BLUEZONE\r\n" in text
    assert "2. (4 giây)\r\nBộ Y tế 1900 9095\r\n" in text


def test_the_hotline_follows_site_yaml_and_can_be_left_out(make_site: MakeSite) -> None:
    site = board(
        make_site,
        "format: led-160x32, lines: [Rửa tay]",
        "format: led-320x32, lines: [Rửa tay], hotline: false",
    )
    settings = (site.root / "site.yaml").read_text("utf-8")
    site.write({"site.yaml": settings.replace("1900 9095", "1900 3228")})
    assert site.build().problems == ()
    assert "1900 3228" in unpacked(site, "a-led-160x32")["a-led-160x32.txt"].decode("utf-8-sig")
    assert "1900" not in unpacked(site, "a-led-320x32")["a-led-320x32.txt"].decode("utf-8-sig")


def test_each_commune_has_its_own_board(make_site: MakeSite) -> None:
    table = {"content/data/xa.csv": "ten\nNàn Sán\nBản Mế\n"}
    site = board(make_site, "format: led-160x32, lines: ['Xã {ten}'], each: xa", **table)
    folder = site.root / "public/an-pham/a-led-160x32"
    names = {path.name for path in folder.glob("*.zip")}
    assert names == {"a-led-160x32-nan-san.zip", "a-led-160x32-ban-me.zip"}
    with zipfile.ZipFile(folder / "a-led-160x32-ban-me.zip") as archive:
        text = archive.read("a-led-160x32-ban-me/a-led-160x32-ban-me.txt").decode("utf-8-sig")
    assert "Xã Bản Mế" in text


def test_words_of_phones_and_word_are_taken_as_meant(make_site: MakeSite) -> None:
    site = board(make_site, 'format: led-320x32, lines: ["“Rửa  tay” – nhe\\u0301"]')
    text = unpacked(site, "a-led-320x32")["a-led-320x32.txt"].decode("utf-8-sig")
    assert "“Rửa tay” – nhé" in text


def test_the_portal_shows_lamps_that_stand_still_for_whoever_wants_that(
    make_site: MakeSite,
) -> None:
    site = board(
        make_site,
        "format: led-160x32, lines: [CÀI BLUEZONE]",
        "format: led-64x32, mode: scroll, lines: [Rửa tay]",
    )
    page = (site.root / "public/an-pham/a-led-160x32/index.html").read_text("utf-8")
    assert "prefers-reduced-motion" in page
    assert 'alt="CÀI BLUEZONE. Bộ Y tế 1900 9095"' in page
    for name in ("a-led-160x32", "a-led-64x32"):
        folder = site.root / f"public/an-pham/{name}"
        for path in folder.glob("*.webp"):
            assert path.stat().st_size < 60_000
        assert (folder / f"{name}.pdf").read_bytes().startswith(b"%PDF")
    with Image.open(site.root / "public/an-pham/a-led-160x32/a-led-160x32-den.webp") as picture:
        assert picture.size == preview.sides(160, 32, 2)


def moved_picture(svg: bytes) -> tuple[Image.Image, dict[str, str]]:
    """Return the picture that an SVG moves, and the attributes of its animation."""
    picture, steps = ElementTree.fromstring(svg).iterfind(".//{*}*")
    data = picture.attrib["href"].partition(",")[2]
    return Image.open(io.BytesIO(base64.b64decode(data))), dict(steps.attrib)


def lit(picture: Image.Image, pixel: int) -> bytes:
    """Return which lamps of a drawn board are lit, as the bytes of a picture of one bit."""
    middles = picture.convert("L").reduce(pixel)
    return middles.point([0] * 100 + [255] * 156).convert("1").tobytes()


def test_pages_of_a_moving_board_show_in_turn_each_for_its_time() -> None:
    found = plan(128, 64, "paged", "Rửa tay", "Đeo khẩu trang", "Khai báo y tế tại tokhaiyte.vn")
    moments = list(frames.timed(found))
    pixel = preview.scale(128)
    picture, steps = moved_picture(preview.in_turn(moments, "green"))
    side = 64 * pixel
    assert len(moments) > 2
    assert picture.size == (128 * pixel, side * len(moments))
    for number, (page, _) in enumerate(moments):
        shown = picture.crop((0, side * number, picture.width, side * (number + 1)))
        assert lit(shown, pixel) == page.tobytes()
    assert steps["values"].split(";") == [str(-side * n) for n in range(len(moments))]
    begins = [*map(float, steps["keyTimes"].split(";")), 1]
    whole = float(steps["dur"].removesuffix("s")) * 1000
    stays = [(end - begin) * whole for begin, end in itertools.pairwise(begins)]
    assert stays == pytest.approx([delay for _, delay in moments], abs=5)


def test_a_running_text_of_any_length_is_one_picture() -> None:
    # A WebP has at most 16,383 px a side.
    for count, kind in ((1, "WEBP"), (8, "PNG")):
        found = plan(64, 16, "scroll", *["Khai báo y tế tại tokhaiyte.vn"] * count)
        strip = frames.strip(found)
        svg = preview.running(strip, 64, found.step, found.delay, "green")
        picture, _ = moved_picture(svg)
        assert picture.format == kind
        assert lit(picture, preview.scale(64)) == strip.tobytes()


def test_a_board_is_the_same_byte_for_byte_each_time(make_site: MakeSite) -> None:
    entry = "format: led-128x64, lines: [Rửa tay, Đeo khẩu trang]"
    first, second = (dict(_published(board(make_site, entry))) for _ in range(2))
    assert first == second


def _published(site: Sandbox) -> Iterator[tuple[str, bytes]]:
    folder = site.root / "public/an-pham/a-led-128x64"
    for path in sorted(folder.iterdir()):
        yield path.name, path.read_bytes()
