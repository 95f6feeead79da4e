"""The ways out that are no pages and no sheets: a board, a script or a pack for each place."""

from __future__ import annotations

import functools
import shutil
from pathlib import Path

from tests.bench import sites
from tests.bench.measure import Contender, interleaved, memory_of, say
from tests.bench.pages import build_of, clear
from tests.bench.results import FOLDER, ChannelTimes, Results

BOARD = """\
  - format: led-128x64
    title: Cài Bluezone
    lines: [CÀI BLUEZONE, "{ten}"]
    each: xa
    order: {copies: 1, to: ["UBND {ten}"]}
"""
SCRIPT = """\
  - format: bai-loa-ngan
    title: Bà con cùng phòng dịch
    script:
      - Bà con ra khỏi nhà, xin luôn đeo khẩu trang.
      - Bà con rửa tay bằng xà phòng, giữ khoảng cách hai mét.
      - Có sốt, ho, khó thở, bà con gọi ngay cho trạm y tế.
      - Bà con khai đúng sức khỏe, nơi đã đến và người đã tiếp xúc.
      - Đi chợ, bà con không đứng sát nhau, mua xong thì về ngay.
      - Nhà nào có người mới về, bà con báo cho cán bộ thôn.
      - Xin nhắc lại. Ra khỏi nhà, bà con luôn đeo khẩu trang.
"""
MESSAGE = """\
  - format: tin-nhan-sms
    title: Cài Bluezone
    text: "Bà con {ten} cài Bluezone. Hỏi: {hotline}"
    each: xa
    order: {copies: 1, to: ["UBND {ten}"]}
"""
PACKS = 'packs:\n  xa: {title: "xã {ten}", each: xa, to: ["UBND {ten}"]}\n'
STEPS = "1. **Mở.** Mở *Bluezone*.\n"
KINDS = {"board": ".zip", "script": ".txt", "pack": ".zip"}
"""What is made so often, and how one of its files ends."""
SLOW = {"board": 10}
"""What takes so many times as long as others is made so many times less often."""


def write(folder: Path, kind: str, count: int) -> None:
    """Write a site that makes so many of a kind: for each place, of scripts for each page."""
    shutil.rmtree(folder, ignore_errors=True)
    frame = sites.FRAMES["bangtin"]
    if kind == "script":
        files = {f"content/tin/t{n}.md": _page(n, SCRIPT) for n in range(count)}
    else:
        rows = "".join(f"{n:05d},Xã thứ {n}\n" for n in range(count))
        entry = MESSAGE if kind == "pack" else BOARD
        files = {"content/a.md": _page(0, entry), "content/data/xa.csv": f"ma,ten\n{rows}"}
    if kind == "pack":
        files["site.yaml"] = frame["site.yaml"] + PACKS
    sites.write_files(folder, frame | files)
    sites.add_layouts(folder)


def _page(number: int, entry: str) -> str:
    return (
        f"---\ntitle: Cài đặt Bluezone {number}\nsummary: Tóm tắt.\ndate: 2021-07-05\n"
        f"code: C{number}\nstep_icons: [mo-ung-dung]\npublish:\n{entry}---\n\n{STEPS}"
    )


def measure(results: Results, bangtin: tuple[str, ...], counts: list[int], runs: int) -> None:
    """Build each number of each kind cold, and keep what is known after each."""
    for kind, ending in KINDS.items():
        rows = results.channels[kind] = {}
        for count in (count // SLOW.get(kind, 1) for count in counts):
            site = FOLDER / "channels"
            write(site, kind, count)
            command = build_of(bangtin, site)
            say(f"{count:,} of a kind ({kind}): cold")
            contender = Contender((command,), functools.partial(clear, site))
            found = interleaved(
                {"bangtin": contender}, runs if count < max(counts) // SLOW.get(kind, 1) else 1
            )
            times = ChannelTimes(found.get("bangtin", []))
            made = sum(1 for _ in (site / "public").rglob(f"*{ending}"))
            if made < count:
                say(f"  made {made} of {count}")
            clear(site)
            held = memory_of(command)
            times.largest_bytes, times.together_bytes = held.largest, held.together
            rows[count] = times
            results.save()
            shutil.rmtree(site)
