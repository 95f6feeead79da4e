"""The progress page: where all stand, a chart and a table a measure, and who has reported."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from bangtin import spelling
from bangtin.channels.portal.language_portal import PagePlan, Portal
from bangtin.charts import bars, trend
from bangtin.charts.bars import Bar, Goal
from bangtin.charts.trend import Point
from bangtin.config.settings import Measure
from bangtin.site import count_heads
from bangtin.site.count_words import CountWords
from bangtin.site.counts import Counts, Figure, State, Total

MOST_BARS = 60
MOST_DAYS = 31
"""So many of the last days stand in the page's table; its files have all."""


def plan(portal: Portal) -> Iterator[PagePlan]:
    """Yield the page, where a site counts anything."""
    counts = portal.site.counts
    if counts is not None:
        page = _Page(portal, counts)
        context = page.context()
        offers = [file["url"] for file in context["files"]]
        url = url_of(portal, counts)
        yield portal.plan_page("progress.html", url, counts.file, context, offers=offers)


def url_of(portal: Portal, counts: Counts) -> str:
    """Return where the page stands: it is called as the table."""
    return f"{portal.prefix}{counts.settings.table}/"


def state_of_the_day(portal: Portal) -> dict[str, Any] | None:
    """Return what the home page says of the count; None where it says nothing."""
    counts = portal.site.counts
    if counts is None or not counts.settings.home or counts.latest is None:
        return None
    page = _Page(portal, counts)
    measure = counts.settings.main_measure
    total = counts.total(counts.latest, list(counts.measures.values()).index(measure))
    if total is None:
        return None
    words = page.words
    return {
        "day": portal.t["count_day"].format(date=words.day(counts.latest)),
        "sentence": words.sentence(measure, total),
        "of": words.of_how_many(total),
        "url": url_of(portal, counts),
        "mark": page.mark,
    }


class _Page:
    """What one page says, in the language of its portal."""

    def __init__(self, portal: Portal, counts: Counts) -> None:
        self.portal = portal
        self.counts = counts
        self.t = portal.t
        self.words = CountWords(
            counts, portal.t, portal.lang, lambda text: portal.site.say(text, portal.lang)[0]
        )
        self.mark = portal.t["count_example"] if counts.settings.example else ""
        own = portal.site.settings.language
        self.names_in = "" if own == portal.lang else own

    def context(self) -> dict[str, Any]:
        """Return what the template shows."""
        counts, words = self.counts, self.words
        day = counts.latest
        title = self.portal.site_says(counts.settings.title)
        own = counts.settings.table
        files = f"{own}/{own}"
        found: dict[str, Any] = {
            "title": title["text"],
            "title_lang": title["lang"],
            "summary": self.t["count_none"],
            "mark": self.mark,
            "names_in": self.names_in,
            "example": self.t["count_example_note"] if self.mark else "",
            "day": "",
            "measures": [],
            "states": [],
            "units": [],
            "sum": None,
            "titles": [],
            "base": "",
            "files": [
                {"url": f"{self.portal.prefix}{files}.xlsx", "title": "Excel"},
                {"url": f"{self.portal.prefix}{files}.csv", "title": "CSV"},
            ],
            "forms": self._forms(),
        }
        if day is None:
            return found
        measures = list(counts.measures.items())
        shown = [
            self._measure(number, key, measure, day)
            for number, (key, measure) in enumerate(measures)
        ]
        main = list(counts.measures.values()).index(counts.settings.main_measure)
        if shown[main]["sentence"]:
            mark = f"{self.mark}. " if self.mark else ""
            found["summary"] = f"{mark}{words.day(day)}. {shown[main]['sentence']}"
        return found | {
            "day": self.t["count_day"].format(date=words.day(day)),
            "measures": shown,
            "states": [
                {"heading": heading, "names": names, "count": count}
                for heading, names, count in words.states(day)
            ],
            "titles": [self.portal.site_says(measure.title) for _, measure in measures],
            "base": self._base(),
            "sum": self._sum(day),
            "units": [self._row(unit.key, unit.name, day) for unit in self._by_name()],
        }

    def _forms(self) -> list[dict[str, str]]:
        """Return the blank forms, where the site has any."""
        site, lang = self.portal.site, self.portal.lang
        if not self.counts.settings.forms or not count_heads.has_forms(site, lang):
            return []
        paper, sheet = count_heads.forms_of(site, self.counts, lang)
        return [
            {"url": paper, "title": self.t["count_form_paper"]},
            {"url": sheet, "title": self.t["count_form_sheet"]},
        ]

    def _base(self) -> dict[str, str] | None:
        if self.counts.settings.columns.base is None:
            return None
        base = self.counts.settings.base
        return self.portal.site_says(base) if base else \
            self.portal.said(self.t["count_base"], self.portal.lang)  # fmt: skip

    def _by_name(self) -> list[Any]:
        return sorted(
            self.counts.units, key=lambda unit: spelling.sort_key(unit.name, self.portal.lang)
        )

    def _measure(
        self, number: int, key: str, measure: Measure, day: datetime.date
    ) -> dict[str, Any]:
        counts, words = self.counts, self.words
        total = counts.total(day, number)
        title = self.portal.site_says(measure.title)
        chart, fewer = self._bars(number, key, measure, day)
        line, rows = self._trend(number, measure)
        return {
            "key": key,
            "title": title,
            "sentence": words.sentence(measure, total) if total else "",
            "of": words.of_how_many(total) if total else "",
            "goal": words.goal_sentence(measure),
            "reached": words.reached(measure, total) if total else "",
            "bars": chart,
            "fewer": fewer,
            "trend": line,
            "days": rows,
        }

    def _row(self, key: str, name: str, day: datetime.date) -> dict[str, Any]:
        """Return a unit's line of the table; what is of an earlier day says so."""
        counts, words = self.counts, self.words
        report = counts.report(day, key)
        state = counts.state(day, key)
        cells = []
        for number, measure in enumerate(counts.measures.values()):
            figure = counts.figure(day, key, number)
            cells.append(
                {
                    "done": "–" if figure.done is None else words.number(figure.done),
                    "share": words.share(figure.share, measure) if figure.share is not None else "",
                    "of": self._sign(figure, key, number, day),
                }
            )
        return {
            "name": name,
            "base": words.number(report.base) if report and report.base is not None else "–",
            "cells": cells,
            "state": self.t[f"count_state_{state}"],
            "time": words.hour(report.reported, day) if report else "",
            "is_missing": state is State.MISSING,
            "revised": self.t["count_revised"] if report and report.revised else "",
        }

    def _sum(self, day: datetime.date) -> dict[str, Any]:
        """Return the line of sums; the sum of bases stands where all measures have the same."""
        counts, words = self.counts, self.words
        totals = [counts.total(day, number) for number in range(len(counts.measures))]
        bases = {total.base for total in totals if total}
        cells = [
            {
                "done": words.number(total.done) if total else "–",
                "share": words.share(total.share, measure)
                if total and total.share is not None
                else "",
            }
            for total, measure in zip(totals, counts.measures.values(), strict=True)
        ]
        count = sum(unit.key in counts.reports[day] for unit in counts.units)
        return {
            "name": words.counted("count_sum", count).format(count=count),
            "base": words.number(next(iter(bases))) if len(bases) == 1 else "",
            "cells": cells,
        }

    def _sign(self, figure: Figure, key: str, number: int, day: datetime.date) -> str:
        """Return what tells that a figure isn't the day's own; empty where it is."""
        if self.counts.is_daily:
            gaps = self.counts.gaps(day, key, number)
            said = self.words.counted("count_gaps", gaps)
            return said.format(count=gaps) if gaps else ""
        if figure.of is None or figure.of == day:
            return ""
        return self.t["count_as_of"].format(date=self.words.day(figure.of))

    def _bars(self, number: int, key: str, measure: Measure, day: datetime.date) -> tuple[str, str]:
        """Return the chart of all units, by their share, and what it leaves out."""
        counts, words = self.counts, self.words
        figures = [(u, counts.figure(day, u.key, number)) for u in counts.units]
        of_day = [(u, f) for u, f in figures if f.of == day]
        others = [(u, f) for u, f in figures if f.of != day]
        is_share = counts.settings.columns.base is not None
        highest = max((f.done or 0 for _, f in figures), default=0) or 1

        def length(figure: Figure) -> Fraction | None:
            if figure.done is None:
                return None
            return figure.share if is_share else Fraction(figure.done, highest)

        of_day.sort(
            key=lambda one: (
                -(length(one[1]) or 0),
                spelling.sort_key(one[0].name, self.portal.lang),
            )
        )
        others.sort(key=lambda one: spelling.sort_key(one[0].name, self.portal.lang))
        drawn = [
            Bar(u.name, length(f), words.value(f, measure), self._note(u.key, day),
                lang=self.names_in)
            for u, f in of_day
        ]  # fmt: skip
        drawn += [
            Bar(u.name, length(f), self._earlier(f, measure), self._note(u.key, day),
                is_missing=True, lang=self.names_in)
            for u, f in others
        ]  # fmt: skip
        goal = None
        if measure.percent is not None:
            line = self.t["count_goal_line"].format(goal=words.goal(measure))
            goal = Goal(Fraction(measure.percent, 100), line)
        fewer = ""
        if len(drawn) > MOST_BARS:
            fewer = words.counted("count_fewer", MOST_BARS).format(
                count=MOST_BARS, total=len(drawn)
            )
            drawn = drawn[-MOST_BARS:]
        return bars.draw(drawn, goal, self._alt(measure, day, of_day, others), key), fewer

    def _earlier(self, figure: Figure, measure: Measure) -> str:
        """Return what was reported last, with its day."""
        if figure.of is None:
            return ""
        return f"{self.words.day(figure.of)}: {self.words.value(figure, measure)}"

    def _note(self, key: str, day: datetime.date) -> str:
        state = self.counts.state(day, key)
        if state is State.MISSING:
            return self.t["count_missing"]
        if state is not State.LATE:
            return ""
        report = self.counts.report(day, key)
        assert report is not None
        time = self.words.hour(report.reported, day)
        return "◷ " + self.t["count_late_at"].format(time=time)

    def _alt(
        self, measure: Measure, day: datetime.date,
        of_day: list[tuple[Any, Figure]], others: list[tuple[Any, Figure]],
    ) -> str:  # fmt: skip
        """Return the words that stand for the chart, reckoned from its figures."""
        counts, words = self.counts, self.words
        told = []
        if of_day:
            ends = {
                name: f"{unit.name} {words.value(figure, measure)}"
                for name, (unit, figure) in (("highest", of_day[0]), ("lowest", of_day[-1]))
            }
            told.append(self.t["count_alt_range"].format(**ends))
            reached = [counts.is_reached(measure, figure) for _, figure in of_day]
            if None not in reached:
                count = sum(map(bool, reached))
                said = words.counted("count_alt_reached", count)
                told.append(said.format(count=count, total=len(of_day)))
        if others:
            names = words.names(unit for unit, _ in others)
            told.append(f"{self.t['count_missing']}: {names}")
        title = f"{words.say(measure.title)}{f' ({self.mark})' if self.mark else ''}"
        alt = self.t["count_alt_bars"]
        return alt.format(title=title, date=words.day(day), values="; ".join(told))

    def _trend(self, number: int, measure: Measure) -> tuple[str, list[dict[str, str]]]:
        """Return the chart of all days, and the lines of the last ones, the newest first."""
        counts, words = self.counts, self.words
        found = list(counts.trend(number))
        if not found:
            return "", []
        rows = [
            {
                "day": words.day(day),
                "reported": f"{total.reported}/{len(counts.units)}",
                "done": words.number(total.done),
                "base": words.number(total.base) if total.base else "",
                "share": words.share(total.share, measure) if total.share is not None else "",
            }
            for day, total in reversed(found[-MOST_DAYS:])
        ]
        is_share = all(total.share is not None for _, total in found)

        def height(total: Total) -> Fraction:
            return (total.share or Fraction(0)) if is_share else Fraction(total.done)

        goal = None
        if is_share and measure.percent is not None:
            goal = Fraction(measure.percent, 100)
        elif measure.number is not None:
            is_share = False
            goal = Fraction(measure.number)
        top = max([height(total) for _, total in found] + ([goal] if goal else [])) or Fraction(1)
        scale = top * Fraction(23, 20)
        points = [
            Point(day, height(total) / scale, total.reported == len(counts.units))
            for day, total in found
        ]
        (first, one), (last, other) = found[0], found[-1]

        def value(total: Total) -> str:
            return words.value(total, measure) if is_share else words.number(total.done)

        title = f"{words.say(measure.title)}{f' ({self.mark})' if self.mark else ''}"
        line = Goal(goal / scale, self.t["count_goal_line"].format(goal=words.goal(measure))) \
            if goal else None  # fmt: skip
        alt = self.t["count_alt_trend"].format_map(
            {"title": title, "first": value(one), "from": words.day(first),
             "last": value(other), "until": words.day(last)}
        )  # fmt: skip
        ends = words.day(first), words.day(last)
        return trend.draw(points, value(one), value(other), ends, line, alt), rows
