"""Typst: one sheet's data set by its layout, as PDF.

A compiler and the fonts are kept for the life of a process: sharing them makes
a leaflet cost milliseconds. Words reach a layout only as JSON, never as markup.

Among the ``layouts`` of every function stand a site's own fonts, which layouts set what the
house font lacks in.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from bangtin.files import defaults, digests, fonts, writing
from bangtin.problems import FaultAt, Place, Refused
from bangtin.qr import encoding
from bangtin.typesetting import boxes, pictograms, pictures

if TYPE_CHECKING:
    import typst

FOLDER = "layouts/press"
HANDED_OVER = ".bangtin/handed-over"
PLACED = ".bangtin/layouts"
OWN = ("help", "place", "qr", "reason", "second", "signature", "slogan", "slug_line", "title")
"""What a sheet's data has that may be another for each copy: all that a row's values go into."""
STANDARDS: dict[str, tuple[Literal["ua-1", "a-2a"], ...]] = {
    "screen": ("ua-1", "a-2a"),
    "press": ("ua-1",),
}
"""Typst refuses CMYK under PDF/A, so the press edition keeps to PDF/UA alone."""

ADDRESS = "address"
"""How layouts call the address in words below a code."""
_REFUSAL = re.compile(r"bangtin:(\{.*\})", re.DOTALL)
_IN_LAYOUT = re.compile(r"┌─ (?:.*[/\\])?([\w.-]+\.typ):(\d+):")
_NO_GLYPH = re.compile(r'the text `?"(.*?)"`? could not be displayed', re.DOTALL)


class Sheet(msgspec.Struct, frozen=True):
    """All that one edition of one print depends on.

    ``document`` is the layout's data as JSON, the same for both editions; ``slug`` the
    millimetres beside the bleed; ``layouts``, ``icons`` and ``pictures`` map files to the
    digests that were planned with. ``condition`` and ``marks`` are the press edition's.
    """

    layout: str
    edition: Literal["screen", "press"]
    document: str
    date: datetime.date
    slug: float
    user_unit: int
    layouts: dict[str, str]
    icons: dict[str, str]
    pictures: dict[str, str] = {}
    condition: str = ""
    marks: boxes.Marks | None = None


def pdf(sheet: Sheet, root: Path, code: bytes = b"") -> bytes:
    """Set a sheet as PDF, with an encoded Symbol where it carries a code.

    Raises Refused when its words don't fit or can't be shown.
    """
    import typst

    try:
        return _set(sheet, root, code)
    except typst.TypstError as error:
        refused = _as_refusal(error.message) or _as_broken(error, root)
        if refused is None:
            details = str(error.diagnostic or error.message)
            raise FaultAt(_section_at_fault(sheet, root, code), details) from error
        raise refused from error


def _set(sheet: Sheet, root: Path, code: bytes) -> bytes:
    """Compile a sheet as PDF. Raises TypstError."""
    stamp = datetime.datetime.combine(sheet.date, datetime.time(), datetime.UTC)
    with handed_over(sheet, root, code) as given:
        own = _own_fonts(sheet.layouts)
        compiler = _compiler(root, own) if given == inputs() else _opened(root, given, own)
        result = compiler.compile(
            input=str(_placed(root, sheet.layouts) / f"{sheet.layout}.typ"),
            format="pdf",
            pdf_standards=list(STANDARDS[sheet.edition]),
            timestamp=int(stamp.timestamp()),
        )
    assert isinstance(result, bytes)
    return result


def _section_at_fault(sheet: Sheet, root: Path, code: bytes) -> str:
    """Return the section without which a sheet that fails can be set, or an empty string."""
    import typst

    document = json.loads(sheet.document)
    parts = [(document["sections"], document.get("section_names", []))]
    parts += zip(document["panels"], document.get("panel_names", []), strict=False)
    for sections, names in parts:
        for number, name in enumerate(names):
            whole, sections[number] = sections[number], []
            text = json.dumps(document, ensure_ascii=False)
            try:
                _set(msgspec.structs.replace(sheet, document=text), root, code)
            except typst.TypstError:
                sections[number] = whole
            else:
                return str(name)
    return ""


def _placed(root: Path, layouts: Mapping[str, str]) -> Path:
    """Return the folder below ``root`` in which Typst finds layouts.

    Typst reads nothing from outside its root: layouts of the product, where the
    site has none of its own, are copied into the cache. Raises ChangedFile when
    one is no longer what was planned with.
    """
    layouts = {p: digest for p, digest in layouts.items() if not p.startswith(fonts.FOLDER)}
    found = {path: digests.read_from(root, path, digest) for path, digest in layouts.items()}
    if all(is_own for _, is_own in found.values()):
        return root / FOLDER
    folder = root / PLACED / digests.digest("\0".join(layouts.values()).encode())
    for path, (text, _) in found.items():
        file = folder / Path(path).name
        if not file.is_file() or file.read_bytes() != text:
            folder.mkdir(parents=True, exist_ok=True)
            writing.keep(file, text)
    return folder


@contextlib.contextmanager
def handed_over(sheet: Sheet, root: Path, code: bytes = b"") -> Iterator[dict[str, str]]:
    """Write what a layout reads into this process's files, and take them away afterwards.

    What a sheet has in common with its copies stands in a file of its own: Typst
    does again only what read a file that is another one now. Yields the layout's
    inputs: where the files are, or, where the disk refuses, the data itself. Then
    nothing is remembered, and what is made is the same.
    """
    document = msgspec.json.decode(sheet.document)
    own = {name: document.pop(name) for name in OWN}
    own["rows"] = msgspec.msgpack.decode(code, type=encoding.Symbol).rows if code else ()
    document |= {"edition": sheet.edition, "slug": sheet.slug}
    document["icons"] = _icons(root, sheet.icons)
    document["pictures_at"] = pictures.prepare(root, sheet.pictures, sheet.edition)
    texts = {"own": msgspec.json.encode(own), "common": msgspec.json.encode(document)}
    try:
        (root / HANDED_OVER).mkdir(parents=True, exist_ok=True)
        for name, path in inputs().items():
            (root / path[1:]).unlink(missing_ok=True)
            writing.create(root / path[1:], texts[name])
        given = inputs()
    except OSError:
        given = {name: text.decode() for name, text in texts.items()}
    try:
        yield given
    finally:
        for path in inputs().values():
            # One that can't go is written over by the next sheet.
            with contextlib.suppress(OSError):
                (root / path[1:]).unlink(missing_ok=True)


def inputs() -> dict[str, str]:
    """Return where sheets find their data, from the root: each process has files of its own."""
    return {name: f"/{HANDED_OVER}/{name}-{os.getpid()}.json" for name in ("own", "common")}


def plain(layout: str, data: dict[str, Any], root: Path, layouts: Mapping[str, str]) -> bytes:
    """Set a layout that is no sheet of its own (marks, an order) as PDF/UA."""
    return _drawn(
        layout, json.dumps(data), root, layouts, format="pdf", timestamp=0,
        pdf_standards=["ua-1"],
    )  # fmt: skip


def office(
    layout: str, data: dict[str, Any], root: Path, layouts: Mapping[str, str],
    at: datetime.datetime,
) -> bytes:  # fmt: skip
    """Set an office document as PDF/UA, dated ``at``.

    It may use the faces of the machine and Typst's own serif: what a decree asks for is there or
    isn't. No build makes one, so that nothing published depends on the machine.
    """
    import typst

    own = _own_fonts(layouts)
    compiler = typst.Compiler(
        root=str(root),
        font_paths=_fonts(root, own, of_office=True),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)} | _families(root, own),
    )
    try:
        result = compiler.compile(
            input=str(_placed(root, layouts) / f"{layout}.typ"),
            format="pdf",
            timestamp=int(at.timestamp()),
            pdf_standards=["ua-1"],
        )
    except typst.TypstError as error:
        refused = _as_refusal(error.message) or _as_broken(error, root)
        raise refused or RuntimeError(error.diagnostic or error.message) from error
    assert isinstance(result, bytes)
    return result


def picture(layout: str, document: str, root: Path, layouts: Mapping[str, str]) -> bytes:
    """Draw a layout that is no sheet as PNG, a pixel to a point; its data comes as JSON."""
    return _drawn(layout, document, root, layouts, format="png", ppi=72.0)


def card(
    layout: str,
    document: str,
    root: Path,
    layouts: Mapping[str, str],
    icons: Mapping[str, str],
    code: bytes = b"",
) -> bytes:
    """Draw a layout that uses the shared library as PNG, a pixel to a point.

    Raises Refused when its words don't fit or can't be shown.
    """
    import typst

    given = json.loads(document)
    given |= {"edition": "screen", "slug": 0, "icons": _icons(root, icons)}
    given["rows"] = msgspec.msgpack.decode(code, type=encoding.Symbol).rows if code else ()
    # ``rows`` are tuples, which JSON has as lists.
    data = msgspec.json.encode(given).decode()
    try:
        own = _own_fonts(layouts)
        result = _plain_compiler(root, own).compile(
            input=str(_placed(root, layouts) / f"{layout}.typ"),
            sys_inputs={"own": data, "common": data} | _families(root, own),
            format="png",
            ppi=72.0,
        )
    except typst.TypstError as error:
        refused = _as_refusal(error.message) or _as_broken(error, root)
        raise refused or RuntimeError(error.diagnostic or error.message) from error
    assert isinstance(result, bytes)
    return result


def _drawn(
    layout: str, document: str, root: Path, layouts: Mapping[str, str], **form: Any
) -> bytes:
    """Compile a layout that refuses nothing but a character that the face lacks.

    ``layouts`` maps its files to the digests that were planned with.
    """
    import typst

    try:
        own = _own_fonts(layouts)
        result = _plain_compiler(root, own).compile(
            input=str(_placed(root, layouts) / f"{layout}.typ"),
            sys_inputs={"data": document} | _families(root, own),
            **form,
        )
    except typst.TypstError as error:
        refused = _as_refusal(error.message) or _as_broken(error, root)
        raise refused or RuntimeError(error.diagnostic or error.message) from error
    assert isinstance(result, bytes)
    return result


def _as_refusal(message: str) -> Refused | None:
    """Return what a layout refused, or None for an error in the layout itself."""
    if match := _REFUSAL.search(message):
        details = json.loads(match.group(1))
        key = details.pop("key")
        if key == "missing-glyph":
            return _without_glyph(details["glyph"], part=details["part"])
        if key == "text-too-long" and details.get("part") == ADDRESS:
            key = "address-too-long"  # nobody can shorten it where it is printed
        return Refused(key, **details)
    if match := _NO_GLYPH.search(message):
        return _without_glyph(match.group(1))
    return None


def _as_broken(error: typst.TypstError, root: Path) -> Refused | None:
    """Return that one of the site's own layouts fails; None where it is one of the product's."""
    found = _IN_LAYOUT.search(str(error.diagnostic or ""))
    if found is None or not defaults.has_own(root, f"{FOLDER}/{found[1]}"):
        return None
    place = Place(f"{FOLDER}/{found[1]}", int(found[2]))
    return Refused("layout-broken", place, reason=error.message)


def _without_glyph(glyph: str, **part: str) -> Refused:
    """Return what to say of a text that no font has, with a font that has its script."""
    point = " ".join(f"U+{ord(c):04X}" for c in glyph)
    wanted = next(filter(None, map(fonts.wanted, glyph)), None)
    if wanted is None:
        return Refused("missing-glyph", glyph=glyph, code=point, **part)
    return Refused(
        "missing-script", glyph=glyph, code=point, script=wanted.script, font=wanted.font,
        packages=wanted.packages, **part,
    )  # fmt: skip


def _icons(root: Path, wanted: Mapping[str, str]) -> dict[str, list[dict[str, object]]]:
    return {Path(path).stem: _icon(root, path, digest) for path, digest in wanted.items()}


@functools.lru_cache(maxsize=256)
def _icon(root: Path, path: str, digest: str) -> list[dict[str, object]]:
    return pictograms.parse(digests.read(root, path, digest).decode("utf-8"), path)


def _own_fonts(layouts: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the site's own fonts among the files that were planned with, and their digests."""
    return tuple((path, layouts[path]) for path in fonts.of(layouts))


@functools.lru_cache(maxsize=4)
def _compiler(root: Path, own: tuple[tuple[str, str], ...]) -> typst.Compiler:
    """Return the compiler of sheets.

    Its inputs never change: with other inputs Typst would forget all that it remembers.
    """
    return _opened(root, inputs(), own)


@functools.lru_cache(maxsize=4)
def _plain_compiler(root: Path, own: tuple[tuple[str, str], ...]) -> typst.Compiler:
    return _opened(root, {}, own)


def _opened(root: Path, given: dict[str, str], own: tuple[tuple[str, str], ...]) -> typst.Compiler:
    import typst

    return typst.Compiler(
        root=str(root),
        font_paths=_fonts(root, own),
        ignore_system_fonts=True,
        sys_inputs=given | _families(root, own),
        # Packages would come from the network; there are none, and none may come.
        package_path=str(root / ".bangtin" / "no-packages"),
        package_cache_path=str(root / ".bangtin" / "no-packages"),
    )


@functools.cache
def _fonts(root: Path, own: tuple[tuple[str, str], ...], *, of_office: bool = False) -> typst.Fonts:
    """Return the house font and a site's own. Raises ChangedFile when one is another by now."""
    import fontpkg_be_vietnam_pro
    import typst

    folders = [str(Path(fontpkg_be_vietnam_pro.__file__).parent / "files")]
    for path, digest in own:
        digests.read(root, path, digest)
    return typst.Fonts(
        include_system_fonts=of_office,
        include_embedded_fonts=of_office,
        font_paths=folders + ([str(root / fonts.FOLDER)] if own else []),
    )


@functools.cache
def _families(root: Path, own: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Return the input by which layouts know the families of a site's own fonts."""
    if not own:
        return {}
    found = set(_fonts(root, own).families()) - set(_fonts(root, ()).families())
    return {"fonts": json.dumps(sorted(found))}
