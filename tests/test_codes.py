"""QR symbols: as small as they can be, as safe as their size allows, and readable."""

from __future__ import annotations

import pytest
import qrcode
import zxingcpp
from bangtin.qr import encoding
from bangtin.qr.encoding import MAX_BYTES, Symbol
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from qrcode import constants

LEVELS = {
    "L": constants.ERROR_CORRECT_L,
    "M": constants.ERROR_CORRECT_M,
    "Q": constants.ERROR_CORRECT_Q,
    "H": constants.ERROR_CORRECT_H,
}

PAYLOADS = [
    "https://www.bluezone.gov.vn",
    "https://tokhaiyte.vn",
    "https://thu.gov.vn/q/dang-ky/",
    "https://thu.gov.vn/q/đăng-ký/",
    "1900909512345678901234567890",
    "UBND HUYEN SI MA CAI",
    "a",
    "https://thu.gov.vn/" + "a" * 100,
    "https://thu.gov.vn/" + "1234567890" * 20,
    "x" * MAX_BYTES,
]


def fitted(payload: str, level: str) -> int:
    """Return the smallest version that holds a payload at a level, by qrcode's own account."""
    code = qrcode.QRCode(error_correction=LEVELS[level], border=0)
    code.add_data(payload)
    code.make(fit=True)
    return int(code.version)


def matrix(symbol: Symbol) -> list[list[bool]]:
    """Return the symbol as a square of modules."""
    rows = [[False] * symbol.modules for _ in symbol.rows]
    for row, runs in zip(rows, symbol.rows, strict=True):
        for start, length in runs:
            row[start : start + length] = [True] * length
    return rows


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda p: p[:30])
def test_a_symbol_is_the_smallest_at_level_m(payload):
    symbol = encoding.make(payload)
    assert symbol.payload == payload
    assert symbol.version == fitted(payload, "M")
    assert symbol.modules == 17 + 4 * symbol.version


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda p: p[:30])
def test_the_level_is_the_highest_that_costs_no_size(payload):
    symbol = encoding.make(payload)
    higher = {"M": ["Q", "H"], "Q": ["H"], "H": []}[symbol.level]
    assert fitted(payload, symbol.level) <= symbol.version
    assert all(fitted(payload, level) > symbol.version for level in higher)


def test_levels_differ_with_the_room_that_is_left():
    assert {encoding.make("x" * n).level for n in (1, 14, 20, 26, 40)} == {"M", "Q", "H"}


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda p: p[:30])
def test_the_runs_are_the_very_modules_of_qrcode(payload):
    symbol = encoding.make(payload)
    code = qrcode.QRCode(version=symbol.version, error_correction=LEVELS[symbol.level], border=0)
    code.add_data(payload)
    code.make(fit=False)
    assert matrix(symbol) == [[bool(module) for module in row] for row in code.modules]


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda p: p[:30])
def test_the_runs_of_a_row_are_apart_and_in_order(payload):
    symbol = encoding.make(payload)
    for runs in symbol.rows:
        edges = [edge for start, length in runs for edge in (start, start + length)]
        assert edges == sorted(set(edges))
        assert all(0 <= edge <= symbol.modules for edge in edges)


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda p: p[:30])
def test_a_symbol_reads_back_as_its_payload(payload):
    symbol = encoding.make(payload)
    side = symbol.modules + 8
    image = Image.new("L", (side, side), 255)
    for y, row in enumerate(matrix(symbol)):
        for x, dark in enumerate(row):
            if dark:
                image.putpixel((x + 4, y + 4), 0)
    image = image.resize((side * 6, side * 6), Image.Resampling.NEAREST)
    assert [code.text for code in zxingcpp.read_barcodes(image)] == [payload]


def test_a_payload_is_made_the_same_each_time():
    assert encoding.make(PAYLOADS[0]) == encoding.make(PAYLOADS[0])


@pytest.mark.parametrize("payload", ["x" * (MAX_BYTES + 1), "đ" * (MAX_BYTES // 2 + 1)])
def test_a_payload_that_is_too_long_is_refused(payload):
    with pytest.raises(ValueError, match=str(MAX_BYTES)):
        encoding.make(payload)


def test_the_longest_payload_is_version_17():
    assert encoding.make("x" * MAX_BYTES).version == 17


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    payload=st.text("abcdefgh./:-?=%ABCĐƯƠ0123456789", min_size=1, max_size=350),
    level=st.sampled_from(sorted(LEVELS)),
)
def test_the_mask_is_the_one_that_qrcode_would_choose(payload: str, level: str) -> None:
    code = qrcode.QRCode(error_correction=LEVELS[level], border=0)
    code.add_data(payload)
    code.best_fit()

    assert encoding._mask(code) == code.best_mask_pattern()
