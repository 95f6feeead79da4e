"""Tables of counts: so many units report each day, for so many days; time and memory of a build."""

from __future__ import annotations

import datetime
import functools
import shutil
from pathlib import Path

from tests.bench.corpus import PROJECT
from tests.bench.measure import Contender, interleaved, memory_of, say
from tests.bench.pages import build_of, clear
from tests.bench.results import FOLDER, CountTimes, Results
from tests.small import HOME, SITE

LAST = datetime.date(2021, 7, 20)
SETTINGS = """\
count:
  title: Tiến độ
  base: người dùng
  columns: {day: ngay, unit: xa, base: goc, reported: gio}
  measures: {cai: {column: cai, title: Cài đặt, goal: 50%}, khai: {column: khai, title: Khai báo}}
  due: "9:00"
  example: true
"""


def write(folder: Path, units: int, days: int) -> Path:
    """Write a site that counts, and return its table: totals that rise, a report missing each day.

    Every number is reckoned from the unit and the day, so the table is the same each time.
    """
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("layouts", "assets"):
        shutil.copytree(PROJECT / name, folder / name)
    data = folder / "content/data"
    data.mkdir(parents=True)
    (folder / "site.yaml").write_text(SITE + SETTINGS, "utf-8")
    (folder / "content/index.md").write_text(HOME, "utf-8")
    names = [f"{number:05d},Xã thứ {number}\n" for number in range(units)]
    (data / "xa.csv").write_text("ma,ten\n" + "".join(names), "utf-8")
    lines = ["ngay,xa,goc,cai,khai,gio\n"]
    for day in range(days):
        on = (LAST - datetime.timedelta(days - 1 - day)).isoformat()
        for unit in range(units):
            if (unit + day) % units:
                base, share = 1_000 + 7 * (unit % 500), (day + 1) * 1_000 // (days + 10)
                minute = (unit + day) % 60
                lines.append(f"{on},{unit:05d},{base},{base * share // 1_000},"
                             f"{base * share // 1_200},{7 + unit % 3}:{minute:02d}\n")  # fmt: skip
    table = data / "tien-do.csv"
    table.write_text("".join(lines), "utf-8")
    return table


def measure(
    results: Results, bangtin: tuple[str, ...], sizes: list[tuple[int, int]], runs: int
) -> None:
    """Build sites of each size cold, and again after a report came."""
    for units, days in sizes:
        site = FOLDER / "counts"
        table = write(site, units, days)
        command = build_of(bangtin, site)
        say(f"{units:,} units × {days:,} days: cold")
        times = CountTimes()
        cold = interleaved({"bangtin": Contender((command,), functools.partial(clear, site))}, runs)
        times.cold = cold.get("bangtin", [])
        say(f"{units:,} units × {days:,} days: one report more")
        unit = -(days - 1) % units  # who has not reported the last day
        base = 1_000 + 7 * (unit % 500)
        missing = f"{LAST.isoformat()},{unit:05d},{base},{base},{base},8:00\n"
        text = table.read_text("utf-8")

        def add(table: Path = table, text: str = text, missing: str = missing) -> None:
            # In turn with and without the line: each build finds a change.
            there = table.read_text("utf-8")
            table.write_text(text if there != text else text + missing, "utf-8")

        one = interleaved({"bangtin": Contender((command,), add)}, runs)
        times.one = one.get("bangtin", [])
        clear(site)
        held = memory_of(command)
        times.largest_bytes, times.together_bytes = held.largest, held.together
        results.counts[f"{units} × {days}"] = times
        results.save()
        shutil.rmtree(site)
