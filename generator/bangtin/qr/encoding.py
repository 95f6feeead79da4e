"""QR symbols: made once for each payload, as the dark runs of each row of modules."""

from __future__ import annotations

import msgspec

from bangtin.qr import masks

MAX_BYTES = 504
"""The longest payload: version 17 at level M, the cap of GOV.UK Notify's letters."""


NUMBERED = 7
"""From this version on a symbol says its version."""


class Symbol(msgspec.Struct, frozen=True):
    """A QR symbol without its quiet zone: for each row, the (start, length) of its dark runs."""

    payload: str
    version: int
    level: str
    rows: tuple[tuple[tuple[int, int], ...], ...]

    @property
    def modules(self) -> int:
        """Modules along a side."""
        return len(self.rows)


def make(payload: str) -> Symbol:
    """Make the smallest symbol at level M, then raise the level as far as it costs no size.

    Raises ValueError for a payload over MAX_BYTES.
    """
    from qrcode import constants, exceptions

    if len(payload.encode()) > MAX_BYTES:
        raise ValueError(f"a QR payload of {len(payload.encode())} bytes is over {MAX_BYTES}")
    version = _fitted(payload, constants.ERROR_CORRECT_M, None).version
    levels = (("H", constants.ERROR_CORRECT_H), ("Q", constants.ERROR_CORRECT_Q))
    for name, level in (*levels, ("M", constants.ERROR_CORRECT_M)):
        try:
            code = _fitted(payload, level, version)
        except (exceptions.DataOverflowError, ValueError):
            continue
        if code.version == version:
            code.mask_pattern = _mask(code)
            code.make(fit=False)
            return Symbol(payload, version, name, tuple(_runs(row) for row in code.modules))
    raise AssertionError("level M fitted before")


def modules_of(payload: str) -> int:
    """Return the modules along a side of a payload's symbol, without making it."""
    from qrcode import constants

    return 17 + 4 * int(_fitted(payload, constants.ERROR_CORRECT_M, None).version)


def _fitted(payload: str, level: int, version: int | None) -> qrcode.QRCode:  # type: ignore[name-defined]  # noqa: F821
    """Return a code with its version chosen, before the costly search for a mask."""
    import qrcode

    code = qrcode.QRCode(version=version, error_correction=level, border=0)
    code.add_data(payload)
    code.best_fit(start=version or 1)
    return code


def _mask(code: qrcode.QRCode) -> int:  # type: ignore[name-defined]  # noqa: F821
    """Return the mask that the code would choose for itself.

    With the search of ``masks`` a symbol of version 3 takes 1.8 ms, with qrcode's own
    8.5 ms (one run, two cores busy): a venue's poster takes about 25 ms in all.
    """
    from qrcode import main

    code.makeImpl(test=True, mask_pattern=0)
    masked = code.modules
    code.modules = [list(row) for row in main.precomputed_qr_blanks[code.version]]
    code.setup_type_info(test=True, mask_pattern=0)
    if code.version >= NUMBERED:
        code.setup_type_number(test=True)
    return masks.best(masked, code.modules)


def _runs(row: list[bool]) -> tuple[tuple[int, int], ...]:
    runs = []
    start = None
    for x, dark in enumerate([*row, False]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            runs.append((start, x - start))
            start = None
    return tuple(runs)
