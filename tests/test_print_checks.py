"""What a finished print is held to, on PDFs that were made wrong on purpose."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pikepdf
import pypdfium2
import pytest
from bangtin.checks import prints
from bangtin.checks.expectations import PrintExpectations
from bangtin.qr import encoding, reading, regions

from tests.test_fitting import set_slogan

MM = 72 / 25.4
PAYLOAD = "https://qr.tokhaiyte.vn/d/123"
OTHER = "https://qr.tokhaiyte.vn/d/124"
SIDE = 150.0
PROMISE = PrintExpectations(
    pages=1, width=210, height=297, bleed=0, codes=(PAYLOAD,), smallest_code=SIDE, fine_module=0.5
)


def code(
    payload: str, left: float, bottom: float, *, side: float = 0, module: float = 0, parts: int = 0
) -> str:
    """Draw a code (mm) as one shape, or with ``parts`` as one for each row of modules."""
    symbol = encoding.make(payload)
    unit = (module or side / symbol.modules) * MM
    drawn = [f"q {unit} 0 0 {-unit} {left * MM} {bottom * MM + unit * symbol.modules} cm 0 g"]
    for y, row in enumerate(symbol.rows):
        drawn += [f"{x} {y} {length} 1 re" for x, length in row]
        drawn += ["f"] if parts else []
    return " ".join([*drawn, "Q" if parts else "f Q"])


def sheet(
    *drawn: str,
    pictures: tuple[tuple[str, float], ...] = (),
    stretched: tuple[float, float] = (1, 1),
) -> bytes:
    """Return an A4 page with what is drawn on it, and pictures of codes by their module (mm)."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(210 * MM, 297 * MM))
    content = list(drawn)
    for number, (payload, module) in enumerate(pictures):
        symbol = encoding.make(payload)
        rows = [bytearray(b"\xff" * symbol.modules) for _ in symbol.rows]
        for pixels, row in zip(rows, symbol.rows, strict=True):
            for start, length in row:
                pixels[start : start + length] = bytes(length)
        picture = pikepdf.Stream(
            document,
            b"".join(rows),
            {
                "/Type": pikepdf.Name.XObject,
                "/Subtype": pikepdf.Name.Image,
                "/Width": symbol.modules,
                "/Height": symbol.modules,
                "/ColorSpace": pikepdf.Name.DeviceGray,
                "/BitsPerComponent": 8,
            },
        )
        name = page.add_resource(picture, pikepdf.Name.XObject, pikepdf.Name(f"/P{number}"))
        size = module * symbol.modules * MM
        across, down = (size * by for by in stretched)
        content.append(f"q {across} 0 0 {down} {20 * MM} {20 * MM} cm {name} Do Q")
    page.contents_add("\n".join(content).encode())
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def found(pdf: bytes, expectations: PrintExpectations = PROMISE) -> tuple[list[str], int]:
    """Return the keys of what an inspection finds, and how many codes it read."""
    result = prints.inspect(prints.Inspection("a.pdf", expectations), Path(), (pdf,))
    findings = msgspec.msgpack.decode(result, type=prints.Findings)
    return [key for _, key, _ in findings.problems], findings.codes


def test_a_code_of_the_promised_size_is_read() -> None:
    assert found(sheet(code(PAYLOAD, 30, 100, side=SIDE))) == ([], 1)


@pytest.mark.parametrize("place", [(12, 12), (100.3, 40.7), (180, 270)])
@pytest.mark.parametrize("module", [0.45, 0.5, 0.8])
def test_a_second_code_as_fine_as_a_phone_reads_is_found(
    place: tuple[float, float], module: float
) -> None:
    drawn = sheet(code(PAYLOAD, 30, 100, side=SIDE), code(OTHER, *place, module=module))

    assert found(drawn) == (["code-unasked"], 1)


@pytest.mark.parametrize("module", [0.3, 0.5])
def test_a_code_on_a_picture_is_found_even_where_it_is_finer(module: float) -> None:
    drawn = sheet(code(PAYLOAD, 30, 100, side=SIDE), pictures=((OTHER, module),))

    assert found(drawn, msgspec.structs.replace(PROMISE, smallest_ppi=1)) == (
        ["code-unasked"],
        1,
    )


def test_another_code_in_the_place_of_the_promised_one_is_refused() -> None:
    assert found(sheet(code(OTHER, 30, 100, side=SIDE))) == (["code-read-wrong"], 0)


@pytest.mark.parametrize("left", [-75.0, 140.0])
def test_a_code_that_runs_off_the_page_is_not_read(left: float) -> None:
    assert found(sheet(code(PAYLOAD, left, 100, side=SIDE))) == (["code-not-read"], 0)


def test_a_code_with_something_over_it_is_not_read() -> None:
    bar = f"1 g {30 * MM} {150 * MM} {SIDE * MM} {60 * MM} re f"

    assert found(sheet(code(PAYLOAD, 30, 100, side=SIDE), bar)) == (["code-not-read"], 0)


@pytest.mark.parametrize(("side", "keys"), [(149.95, []), (149.8, ["code-too-small"])])
def test_a_code_is_measured_to_a_tenth_of_a_millimetre(side: float, keys: list[str]) -> None:
    assert found(sheet(code(PAYLOAD, 30, 100, side=side))) == (keys, 1)


@pytest.mark.parametrize("fine_module", [0.0, 0.5])
@pytest.mark.parametrize(("side", "keys"), [(149.95, []), (149.5, ["code-too-small"])])
def test_a_code_of_many_shapes_is_measured_on_a_fine_raster(
    side: float, keys: list[str], fine_module: float
) -> None:
    expectations = msgspec.structs.replace(PROMISE, fine_module=fine_module)

    assert found(sheet(code(PAYLOAD, 30, 100, side=side, parts=1)), expectations) == (keys, 1)


def test_a_code_is_read_whatever_its_level_and_its_pattern() -> None:
    payloads = ["x" * length for length in range(1, 41)]

    assert {encoding.make(payload).level for payload in payloads} == {"M", "Q", "H"}
    for payload in payloads:
        expectations = msgspec.structs.replace(PROMISE, codes=(payload,))
        assert found(sheet(code(payload, 30, 100, side=SIDE)), expectations) == ([], 1)


@pytest.mark.parametrize(
    ("fine_module", "width"), [(0.0, 2000), (0.5, 840), (1.5, 280), (0.2, 2000)]
)
def test_the_first_look_is_as_fine_as_the_finest_modules_need(
    fine_module: float, width: int
) -> None:
    with pypdfium2.PdfDocument(sheet(code(PAYLOAD, 30, 100, side=SIDE))) as document:
        codes, raster = reading.read(document[0], fine_module)

    assert [one.text for one in codes] == [PAYLOAD]
    assert raster.image.width == width


@pytest.mark.parametrize("beside", ["left", "right", "above", "below"])
@pytest.mark.parametrize(("modules", "keys"), [(2.85, ["code-quiet-zone"]), (3.1, [])])
def test_three_modules_of_white_are_measured_alike_on_every_side(
    beside: str, modules: float, keys: list[str]
) -> None:
    side = 58.0
    away = modules * side / encoding.make(PAYLOAD).modules
    left, bottom = {
        "left": (30 - away - 2, 90), "right": (30 + side + away, 90),
        "above": (20, 100 + side + away), "below": (20, 100 - away - 2),
    }[beside]  # fmt: skip
    width, height = (2, side + 20) if bottom == 90 else (side + 20, 2)
    bar = f"0 g {left * MM} {bottom * MM} {width * MM} {height * MM} re f"
    expectations = msgspec.structs.replace(PROMISE, smallest_code=side)

    assert found(sheet(code(PAYLOAD, 30, 100, side=side), bar), expectations) == (keys, 1)


@pytest.mark.parametrize("beside", ["left", "right", "above", "below"])
@pytest.mark.parametrize("thick", [0.3, 0.4, 1.0])
def test_a_thin_rule_in_the_white_of_a_large_code_is_seen(beside: str, thick: float) -> None:
    side, left, bottom = 150.0, 30.0, 80.0
    module = side / encoding.make(PAYLOAD).modules
    expectations = msgspec.structs.replace(PROMISE, smallest_code=side)
    for modules, keys in ((2.7, ["code-quiet-zone"]), (1.13, ["code-quiet-zone"]), (4.1, [])):
        away = modules * module
        x, y, width, height = {
            "left": (left - away - thick, bottom, thick, side),
            "right": (left + side + away, bottom, thick, side),
            "above": (left, bottom + side + away, side, thick),
            "below": (left, bottom - away - thick, side, thick),
        }[beside]
        rule = f"0 g {x * MM} {y * MM} {width * MM} {height * MM} re f"

        assert found(sheet(code(PAYLOAD, left, bottom, side=side), rule), expectations) == (keys, 1)


@pytest.mark.parametrize(("is_dark", "keys"), [(False, []), (True, ["code-covered"])])
def test_a_module_is_dark_that_is_darker_than_halfway(is_dark: bool, keys: list[str]) -> None:
    """One module that says the code's pattern is as grey as lies between the dark and the white."""
    symbol = encoding.make(PAYLOAD)
    column, row = next(
        (column, row)
        for column, row in reading._FORMAT
        if is_dark == any(start <= column < start + length for start, length in symbol.rows[row])
    )
    unit = SIDE / symbol.modules
    x, y = (30 + column * unit) * MM, (100 + (symbol.modules - 1 - row) * unit) * MM
    grey = f"{128 / 255:.4f} g {x} {y} {unit * MM} {unit * MM} re f"
    drawn = code(PAYLOAD, 30, 100, side=SIDE).replace("0 g", f"{1 / 255:.4f} g")

    assert found(sheet(drawn, grey)) == (keys, 1)


@pytest.mark.parametrize("edge", ["left", "bottom", "right", "top"])
@pytest.mark.parametrize(("within", "keys"), [(0.05, []), (0.2, ["code-over-trim"])])
def test_the_white_of_a_code_may_lack_a_tenth_of_a_millimetre_at_the_trim_edge(
    edge: str, within: float, keys: list[str]
) -> None:
    side = 58.0
    away = 4 * side / encoding.make(PAYLOAD).modules - within
    left, bottom = {
        "left": (away, 100), "right": (210 - side - away, 100),
        "bottom": (60, away), "top": (60, 297 - side - away),
    }[edge]  # fmt: skip
    expectations = msgspec.structs.replace(PROMISE, smallest_code=side)

    assert found(sheet(code(PAYLOAD, left, bottom, side=side)), expectations) == (keys, 1)


@pytest.mark.parametrize("edge", ["left", "bottom", "right", "top"])
def test_a_code_that_ends_the_sheet_lacks_white_but_nothing_stands_in_it(edge: str) -> None:
    """It is looked for darkness from half a module on: here, less than a pixel of the page."""
    side = 58.0
    module = side / encoding.make(PAYLOAD).modules
    expectations = msgspec.structs.replace(PROMISE, smallest_code=side)
    for pixels in (-0.5, 0.25, 0.5, 0.75, 1.5):
        away = module / 2 + pixels * 210 / 840
        left, bottom = {
            "left": (away, 100), "right": (210 - side - away, 100),
            "bottom": (60, away), "top": (60, 297 - side - away),
        }[edge]  # fmt: skip
        drawn = sheet(code(PAYLOAD, left, bottom, side=side))

        assert found(drawn, expectations) == (["code-over-trim"], 1)


def test_modules_finer_than_phones_read_are_advised_of() -> None:
    expectations = msgspec.structs.replace(PROMISE, smallest_code=5)

    assert found(sheet(code(PAYLOAD, 30, 100, module=0.4)), expectations) == (["module-fine"], 1)


def test_modules_as_fine_as_the_finest_are_taken() -> None:
    drawn = sheet(code(PAYLOAD, 30, 100, module=2))
    with pypdfium2.PdfDocument(drawn) as document:
        (read,), _ = reading.read(document[0], 2)
    module = read.side / encoding.modules_of(PAYLOAD)
    asked = msgspec.structs.replace(PROMISE, smallest_code=5)

    for least, keys in ((module, []), (module + 0.01, ["module-too-small"])):
        expectations = msgspec.structs.replace(asked, smallest_module=least, fine_module=least)
        assert found(drawn, expectations) == (keys, 1)


@pytest.mark.parametrize(
    ("left", "bottom", "is_beside"),
    [(5, 0, True), (9, 0, True), (3, 0, True), (2.9, 0, False), (0, 0, False),
     (5, 6.9, True), (5, 7, False), (5, -6.9, True), (5, -7, False)],
)  # fmt: skip
def test_a_line_ends_where_a_letter_stands_left_of_the_last_or_off_its_height(
    left: float, bottom: float, is_beside: bool
) -> None:
    """The first letter is 5 points wide and 7 high; letters of 10 points lie on one by 2."""
    one, other = (
        (number, prints._Letter(10, 1, y, y + 7, 0, x, x + 5))
        for number, (x, y) in enumerate(((0.0, 0.0), (left, bottom)))
    )

    assert list(prints._runs([one, other])) == ([[one, other]] if is_beside else [[one], [other]])


def test_a_font_that_is_left_to_the_printer_is_refused() -> None:
    expectations = msgspec.structs.replace(
        PROMISE, width=60, height=600, codes=(), smallest_code=0, fine_module=0
    )
    whole = set_slogan("bang-ron-6x0.8", "Cài Bluezone")
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(whole)) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
                for kind in ("/FontFile", "/FontFile2", "/FontFile3"):
                    if kind in item:
                        del item[kind]
        document.save(output)

    assert "font-not-embedded" not in found(whole, expectations)[0]
    assert "font-not-embedded" in found(output.getvalue(), expectations)[0]


def words(size: float, *, font: str = "Helvetica", ink: str = "1 g") -> bytes:
    """Return an A4 page with a line of letters on a dark ground."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(210 * MM, 297 * MM))
    name = pikepdf.Name(f"/{font}")
    face = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=name,
        FontDescriptor=pikepdf.Dictionary(
            Type=pikepdf.Name.FontDescriptor, FontName=name, Flags=32,
            StemV=160 if "Bold" in font else 88,
        ),
    )  # fmt: skip
    page.add_resource(face, pikepdf.Name.Font, pikepdf.Name.F)
    ground = "1 0.9 0.3 0.25 k 0 0 600 900 re f"
    page.contents_add(f"{ground} {ink} BT /F {size} Tf 100 400 Td (Bluezone) Tj ET".encode())
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


SPARED = PrintExpectations(
    pages=1, width=210, height=297, bleed=0, codes=(), smallest_spared=8, thinnest_spared=10
)


@pytest.mark.parametrize(
    ("size", "font", "ink", "is_refused"),
    [
        (7.5, "Helvetica-Bold", "1 g", True),
        (7.5, "Helvetica-Bold", "0 0 0 0 k", True),
        (7.5, "Helvetica-Bold", "0 0.22 0.9 0 k", True),
        (9, "Helvetica", "1 g", True),
        (9, "Helvetica-Bold", "1 g", False),
        (8, "Helvetica-Bold", "1 g", False),
        (10, "Helvetica", "1 g", False),
        (5, "Helvetica", "0 g", False),
        (5, "Helvetica", "0 1 0.85 0.1 k", False),
        (7.5, "Helvetica-Bold", "0.5491 g", True),
        (7.5, "Helvetica-Bold", "0.5451 g", False),
        (15, "Helvetica-Bold", "1 g 0.5 0 0 0.5 0 0 cm", True),
        (18, "Helvetica-Bold", "1 g 0.5 0 0 0.5 0 0 cm", False),
        (15, "Helvetica-Bold", "1 g 0 0.5 -0.5 0 300 100 cm", True),
        (18, "Helvetica-Bold", "1 g 0 0.5 -0.5 0 300 100 cm", False),
        (18, "Helvetica-Bold", "1 g -0.5 0 0 -0.5 300 600 cm", False),
    ],
)
def test_light_letters_are_large_and_bold_enough_to_be_spared_out(
    size: float, font: str, ink: str, is_refused: bool
) -> None:
    keys, _ = found(words(size, font=font, ink=ink), SPARED)

    assert ("text-spared-small" in keys) == is_refused


def test_letters_spared_out_of_one_ink_may_be_small() -> None:
    one_ink = msgspec.structs.replace(SPARED, smallest_spared=0.0, thinnest_spared=0.0)

    assert "text-spared-small" not in found(words(6), one_ink)[0]


@pytest.mark.parametrize(
    ("width", "is_refused"), [(100, False), (95, False), (50, True), (10, True)]
)
def test_letters_are_never_squeezed(width: int, is_refused: bool) -> None:
    keys, _ = found(words(20, ink=f"0.9 g {width / 100} 0 0 1 0 0 cm"), SPARED)

    assert ("text-squeezed" in keys) == is_refused


def test_a_slogan_that_is_not_on_the_sheet_is_refused() -> None:
    here = msgspec.structs.replace(SPARED, slogan="Bluezone")
    elsewhere = words(20, ink="1 g 1 0 0 1 900 0 cm")

    assert "slogan-not-shown" not in found(words(20), here)[0]
    assert "slogan-not-shown" in found(elsewhere, here)[0]


def test_a_link_in_a_print_is_refused() -> None:
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(words(20))) as document:
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 90, 90],
            A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://la.example"),
        )  # fmt: skip
        document.pages[0].Annots = document.make_indirect(pikepdf.Array([link]))
        document.save(output)

    linked = [
        said["page"] for key, said in details(output.getvalue(), SPARED) if key == "print-link"
    ]
    assert linked == ["1"]


def details(pdf: bytes, expectations: PrintExpectations) -> list[tuple[str, dict[str, str]]]:
    """Return the keys of what an inspection finds, and what each message says."""
    result = prints.inspect(prints.Inspection("a.pdf", expectations), Path(), (pdf,))
    findings = msgspec.msgpack.decode(result, type=prints.Findings)
    return [(key, dict(args)) for _, key, args in findings.problems]


@pytest.mark.parametrize("needed", [100, 129, 130, 150])
def test_a_coarse_picture_is_told_with_how_coarse_it_is_wherever_it_stands(needed: int) -> None:
    """It stands 20 mm from the edges, 0.2 mm a pixel: 127 pixels an inch; 2 % less is enough."""
    asked = msgspec.structs.replace(PROMISE, codes=(), smallest_ppi=needed)
    found = details(sheet(pictures=((PAYLOAD, 0.2),)), asked)

    coarse = [said for key, said in found if key == "picture-coarse"]
    assert [said["found"] for said in coarse] == (["127"] if needed >= 130 else [])


@pytest.mark.parametrize("stretched", [(1, 2), (2, 1)])
def test_a_picture_is_as_coarse_as_its_longer_pixels(stretched: tuple[float, float]) -> None:
    asked = msgspec.structs.replace(PROMISE, codes=(), smallest_ppi=100)
    found = details(sheet(pictures=((PAYLOAD, 0.2),), stretched=stretched), asked)

    assert [said["found"] for key, said in found if key == "picture-coarse"] == ["64"]


def test_a_code_that_nobody_asked_for_is_told_with_its_page() -> None:
    document = pikepdf.new()
    for pdf in (sheet(), sheet(code(OTHER, 30, 100, side=SIDE))):
        with pikepdf.open(io.BytesIO(pdf)) as one:
            document.pages.extend(one.pages)
    output = io.BytesIO()
    document.save(output)
    asked = msgspec.structs.replace(PROMISE, pages=2, codes=())

    (told,) = (said for key, said in details(output.getvalue(), asked) if key == "code-unasked")
    assert (told["page"], told["read"]) == ("2", OTHER)


def test_what_only_touches_the_page_from_outside_is_no_place_of_a_code() -> None:
    beside = sheet(code(PAYLOAD, -SIDE, 100, side=SIDE), code(PAYLOAD, 30, 297, side=SIDE))
    with pypdfium2.PdfDocument(beside) as document:
        assert list(regions.places(document[0], 1.0)) == []


def places(*drawn: str, scale: float = 1.0) -> list[regions.Region]:
    """Return where a code could stand on an A4 page, whose cells are 5.25 mm wide."""
    with pypdfium2.PdfDocument(sheet(*drawn)) as document:
        return regions.places(document[0], scale)


def strokes(left: float, bottom: float, width: float, height: float, count: int = 10) -> str:
    """Draw strokes (mm) of one size at one place; each has five segments."""
    one = f"{left * MM} {bottom * MM} {width * MM} {height * MM} re f"
    return " ".join([one] * count)


def test_a_picture_is_a_place_of_a_code_however_little_is_drawn_with_it() -> None:
    with pypdfium2.PdfDocument(sheet(pictures=((PAYLOAD, 0.5),))) as document:
        (place,) = regions.places(document[0], 1.0)

    assert (place.parts, place.has_picture) == (0, True)


@pytest.mark.parametrize("scale", [1.0, 10.0])
def test_a_place_is_looked_at_as_finely_as_the_finest_modules_need(scale: float) -> None:
    """No finer: what is drawn small would take a hundred times as long."""
    seen: list[float] = []
    drawn = sheet(pictures=((PAYLOAD, 0.5 / scale),))
    with pypdfium2.PdfDocument(drawn) as document:
        page = document[0]
        (place,) = regions.places(page, scale)

        def render(**options: object) -> object:
            seen.append(float(str(options["scale"])))
            return page.render(**options)

        found = regions._read_in(
            SimpleNamespace(get_size=page.get_size, render=render), place, scale
        )
        assert list(found) == [PAYLOAD]
    finest = regions.MODULE_PX / (regions.FINEST_MM / scale * MM)
    assert seen == [pytest.approx(finest)]


@pytest.mark.parametrize(("count", "parts"), [(19, []), (20, [100])])
def test_a_code_has_a_hundred_segments_in_its_shapes(count: int, parts: list[int]) -> None:
    assert [region.parts for region in places(strokes(50, 50, 9, 9, count))] == parts


@pytest.mark.parametrize("across", [-2, -1, 0, 1, 2])
@pytest.mark.parametrize("up", [-2, -1, 0, 1, 2])
def test_shapes_in_cells_beside_each_other_are_one_place(across: int, up: int) -> None:
    cell = 5.25
    left, bottom = 20 * cell + 1, 20 * cell + 1
    beside = (left + across * cell, bottom + up * cell)
    found = places(strokes(left, bottom, 3, 3), strokes(*beside, 3, 3))

    if max(abs(across), abs(up)) == 2:
        assert found == []
    else:
        (place,) = found
        assert place.parts == 100
        assert [round(side / MM, 2) for side in place.box] == [
            min(left, beside[0]), min(bottom, beside[1]),
            max(left, beside[0]) + 3, max(bottom, beside[1]) + 3,
        ]  # fmt: skip


@pytest.mark.parametrize(("width", "height"), [(73, 3), (3, 73), (74, 3), (3, 74)])
def test_a_shape_over_more_than_fourteen_cells_is_no_part_of_a_code(
    width: float, height: float
) -> None:
    found = places(strokes(0.1, 0.1, width, height, 20))

    assert [region.parts for region in found] == ([100] if 74 not in (width, height) else [])


@pytest.mark.parametrize("scale", [1.0, 10.0])
@pytest.mark.parametrize(("flat", "count"), [(2.4, 0), (2.6, 1)])
def test_what_is_flatter_than_the_flattest_code_is_no_place_of_one(
    scale: float, flat: float, count: int
) -> None:
    for width, height in ((20, flat), (flat, 20)):
        drawn = strokes(50, 50, width / scale, height / scale, 20)
        assert len(places(drawn, scale=scale)) == count
