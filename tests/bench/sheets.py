"""The same sheet twice: as Bangtin's publication, and as HTML + CSS for those who print pages.

``venue`` is the A4 notice at a door, with the venue's own code at 15 cm; ``leaflet`` is the A5
leaflet on one side, with six steps and a code. Venues are called "Điểm 1", "Điểm 2", …
"""

from __future__ import annotations

import functools
import html
import re
from pathlib import Path

from bangtin.site import icon_names

from tests.bench import sites, weasy
from tests.bench.corpus import PROJECT

SHEETS = ("venue", "leaflet")
_STEPS = (
    ("Mở Bluezone", "mo-ung-dung"),
    ("Quét mã này khi vào và khi ra", "quet-ma"),
    ("Không có điện thoại? Đưa mã giấy hoặc thẻ bảo hiểm", "the-bhyt"),
)
_SLOGAN = "Quét mã khi vào, khi ra"
_GUIDE = "content/huong-dan/dang-ky-diem-quet-ma.md"
"""The page whose steps stand on the leaflet."""
_ICONS = ("mo-ung-dung", "cua-hang", "ma-otp", "in-an", "treo-bien", "huong-dan-khach")
_TITLE, _SUMMARY = "Đăng ký điểm quét mã QR", "Dán mã ở lối vào và hướng dẫn khách quét khi vào."
_HELP = "Mã QR của địa điểm phải do hệ thống cấp. Không tự làm mã."

_ENTRIES = {
    "venue": f"""\
  - format: diem-quet-a4
    slogan: {_SLOGAN}
    place_name: "{{ten}}"
    each: dia-diem
    code_from: ma_qr
    steps:
"""
    + "".join(f"      - {{text: {text}, icon: {icon}}}\n" for text, icon in _STEPS),
    "leaflet": f"""\
  - format: to-roi-a5-mot-mat
    qr: bluezone
    help: {_HELP}
    each: dia-diem
    signature: "{{ten}}"
""",
}
_CSS = """\
FACES
* { box-sizing: border-box; margin: 0 }
@page { size: WIDTHmm HEIGHTmm; margin: 0 }
html { font: 500 SIZEpt/1.3 "Be Vietnam Pro"; color: #15181f; background: #fffdf7 }
header, footer { position: absolute; left: 0; width: WIDTHmm; background: #14235a; color: #fff;
  padding: 8mm }
header { top: 0; height: HEADmm; border-top: 7mm solid #c8102e; text-align: center }
header p { color: #ffc72c; font-weight: 700 }
h1 { font-size: 2.4em; font-weight: 800; line-height: 1.2 }
footer { bottom: 0; height: FOOTmm; display: flex; justify-content: space-between;
  align-items: center }
.code { position: absolute; left: CODEXmm; top: CODEYmm; width: CODEmm }
ol { position: absolute; left: 8mm; top: STEPSmm; width: ROOMmm; padding: 0; list-style: none;
  FLOW }
li { display: flex; align-items: center; flex: 1; margin: 0 2mm 3mm }
li b { font-weight: 700; color: #14235a }
li svg { width: 13mm; height: 13mm; flex: none; margin-right: 3mm; padding: 2mm;
  background: #c8102e; border-radius: 50% }
.call { position: absolute; left: 62mm; top: CODEYmm; width: 76mm }
.call strong { font-size: 2em; font-weight: 800; color: #c8102e; display: block }
"""
_MEASURES: dict[str, dict[str, int | str]] = {
    "venue": {"WIDTH": 210, "HEIGHT": 297, "SIZE": 13, "HEAD": 62, "FOOT": 27, "CODEX": 9,
              "CODEY": 59, "CODE": 191, "STEPS": 246, "ROOM": 194, "FLOW": "display: flex"},
    "leaflet": {"WIDTH": 148, "HEIGHT": 210, "SIZE": 9, "HEAD": 40, "FOOT": 16, "CODEX": 8,
                "CODEY": 142, "CODE": 48, "STEPS": 45, "ROOM": 132, "FLOW": "display: block"},
}  # fmt: skip
"""Millimetres, and points for SIZE."""


def write_bangtin(folder: Path, sheet: str, count: int) -> None:
    """Write a Bangtin site that prints one sheet a venue."""
    steps = "\n".join(f"{n}. **{t}** {s}" for n, (t, s) in enumerate(_guide_steps(), 1))
    rows = "".join(f"diem-{n},{_venue(n)},{_payload(n)}\n" for n in range(1, count + 1))
    header = (
        f"---\ntitle: {_TITLE}\nsummary: {_SUMMARY}\ndate: 2021-07-08\ncode: DD\n"
        f"step_icons: [{', '.join(_ICONS)}]\npublish:\n{_ENTRIES[sheet]}---\n\n"
    )
    sites.write_files(
        folder,
        sites.FRAMES["bangtin"]
        | {
            "content/huong-dan/diem.md": f"{header}{steps}\n",
            "content/data/dia-diem.csv": f"ma,ten,ma_qr\n{rows}",
        },
    )
    sites.add_layouts(folder)


def write_html(folder: Path, sheet: str, count: int, *, has_codes: bool) -> None:
    """Write one page a venue and their stylesheet.

    With ``has_codes`` they are drawn already, for who can only print what is there.
    """
    pages = {f"{sheet}-{n}.html": _page(sheet, n) for n in range(1, count + 1)}
    if has_codes:
        pages = {name: weasy.with_code(page) for name, page in pages.items()}
    sites.write_files(folder, pages | {"sheet.css": _stylesheet(sheet)})


def _page(sheet: str, number: int) -> str:
    side = int(_MEASURES[sheet]["CODE"])
    if sheet == "venue":
        title, line, signature = _SLOGAN, _venue(number), "UBND HUYỆN THỬ"
        code, call = _payload(number), ""
        steps = [(text, "", icon) for text, icon in _STEPS]
    else:
        title, line, signature = _TITLE, _SUMMARY, _venue(number)
        code = "https://www.bluezone.gov.vn"
        call = f'<div class="call">Bộ Y tế <strong>1900 9095</strong>{_HELP}</div>'
        steps = [(*step, icon) for step, icon in zip(_guide_steps(), _ICONS, strict=True)]
    items = "".join(
        f"<li>{_icon(icon)}<span><b>{html.escape(text)}</b> {html.escape(more)}</span></li>"
        for text, more, icon in steps
    )
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>'
        f'<link rel="stylesheet" href="sheet.css"></head><body><header><h1>{title}</h1>'
        f'<p>{line}</p></header><div class="code" data-code="{code}" data-mm="{side}"></div>{call}'
        f"<ol>{items}</ol>"
        f"<footer><div><b>{signature}</b><br>Bộ Y tế 1900 9095</div>"
        f"<div>DD-{number} · 08/07/2021</div></footer></body></html>"
    )


def _stylesheet(sheet: str) -> str:
    """Return the styles with the measures put in, and Bangtin's own letters by their files."""
    import fontpkg_be_vietnam_pro

    fonts = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"
    weights = {500: "Medium", 700: "Bold", 800: "ExtraBold"}
    faces = "\n".join(
        f'@font-plan_digest {{ font-family: "Be Vietnam Pro"; font-weight: {weight}; '
        f'src: url("{(fonts / f"BeVietnamPro-{name}.ttf").as_uri()}") }}'
        for weight, name in weights.items()
    )
    css = _CSS.replace("FACES", faces)
    for name, value in sorted(_MEASURES[sheet].items(), key=lambda item: -len(item[0])):
        css = css.replace(name, str(value))
    return css


@functools.cache
def _guide_steps() -> tuple[tuple[str, str], ...]:
    """Return the steps of the repository's page: the bold words and the rest, without links."""
    text = (PROJECT / _GUIDE).read_text("utf-8")
    plain = re.sub(r"[*_]|\[([^\]]+)\]\([^)]*\)", r"\1", text.replace("**", "§"))
    return tuple(re.findall(r"^\d+\. §([^§]+)§ (.+)$", plain, re.MULTILINE))


@functools.cache
def _icon(name: str) -> str:
    """Return a pictogram in white: WeasyPrint does not take a colour from around an SVG."""
    files = (f"assets/icons/{path.name}" for path in (PROJECT / "assets" / "icons").iterdir())
    file = icon_names.files_by_name(PROJECT, files)[name]
    icon = (PROJECT / "assets" / "icons" / f"{file}.svg").read_text("utf-8")
    return icon.replace("currentColor", "#fff")


def _venue(number: int) -> str:
    return f"Điểm {number}"


def _payload(number: int) -> str:
    return f"https://qr.example.org/dia-diem/{number:05d}"
