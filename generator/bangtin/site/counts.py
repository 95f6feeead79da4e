"""What was counted, as figures: days × units × measures, with their sums and states.

Pages, charts, sheets and reports all ask here, so that each of them says the same. What was not
reported is None, never 0; what stands for it from an earlier day says of which.
"""

from __future__ import annotations

import datetime
import enum
import functools
from collections.abc import Iterator
from fractions import Fraction

import msgspec

from bangtin.config.settings import Count, Measure
from bangtin.site.count_units import Unit


class State(enum.StrEnum):
    """Whether a unit has reported a day, and when.

    UNTIMED: nobody wrote down when, or no hour is due.
    """

    ON_TIME = "on-time"
    LATE = "late"
    UNTIMED = "untimed"
    MISSING = "missing"


class Report(msgspec.Struct, frozen=True):
    """What one unit reported of one day; ``values`` stand in the order of the measures.

    ``line`` is that of the table. ``revised`` says why it replaces an earlier one.
    """

    line: int
    base: int | None
    values: tuple[int | None, ...]
    reported: datetime.datetime | None = None
    note: str = ""
    revised: str = ""


class Figure(msgspec.Struct, frozen=True):
    """How much was done, of how many; ``of`` is the day of the report that it comes from.

    None where nothing was ever reported.
    """

    done: int | None = None
    base: int | None = None
    of: datetime.date | None = None

    @property
    def share(self) -> Fraction | None:
        """The share of the base, from 0 to 1."""
        return Fraction(self.done, self.base) if self.base and self.done is not None else None


class Total(msgspec.Struct, frozen=True):
    """The sum over the units that reported a measure on a day, and how many they are.

    Of daily counts it is the sum up to that day, and ``reported`` are those of the day itself.
    """

    done: int
    base: int
    reported: int

    @property
    def share(self) -> Fraction | None:
        """The share of the base, from 0 to 1."""
        return Fraction(self.done, self.base) if self.base else None


class Counts(msgspec.Struct, frozen=True, dict=True):
    """A table of counts. ``days`` are those of which anything was reported, in order.

    ``reports`` holds what counts, by day and key of the unit; ``replaced`` what revisions
    replaced, in the order in which they came.
    """

    settings: Count
    file: str
    units: tuple[Unit, ...]
    reports: dict[datetime.date, dict[str, Report]]
    replaced: dict[datetime.date, dict[str, tuple[Report, ...]]]

    @functools.cached_property
    def days(self) -> tuple[datetime.date, ...]:
        """The days of which at least one unit has reported, in order."""
        return tuple(sorted(self.reports))

    @property
    def latest(self) -> datetime.date | None:
        """The last day of which anything was reported."""
        return self.days[-1] if self.days else None

    @property
    def measures(self) -> dict[str, Measure]:
        """The measures by their keys, in the order of the settings."""
        return self.settings.measures

    @property
    def is_daily(self) -> bool:
        """Whether a report holds what came that day alone."""
        return self.settings.kind == "daily"

    def due(self, day: datetime.date) -> datetime.datetime | None:
        """Return until when a day's report is on time."""
        if self.settings.due is None:
            return None
        hour, _, minute = self.settings.due.replace("h", ":").replace("g", ":").partition(":")
        return datetime.datetime.combine(day, datetime.time(int(hour), int(minute or 0)))

    def report(self, day: datetime.date, unit: str) -> Report | None:
        """Return what counts of a unit's reports of a day."""
        return self.reports.get(day, {}).get(unit)

    def state(self, day: datetime.date, unit: str) -> State:
        """Tell whether a unit has reported a day, and whether in time.

        A revision that came late makes no report late that was there in time.
        """
        found = self.report(day, unit)
        if found is None:
            return State.MISSING
        first = (*self.replaced.get(day, {}).get(unit, ()), found)[0]
        due = self.due(day)
        if due is None or first.reported is None:
            return State.UNTIMED
        return State.ON_TIME if first.reported <= due else State.LATE

    def in_state(self, day: datetime.date, state: State) -> tuple[Unit, ...]:
        """Return the units in a state, in the order of their table."""
        return tuple(unit for unit in self.units if self.state(day, unit.key) is state)

    def figure(self, day: datetime.date, unit: str, measure: int) -> Figure:
        """Return where a unit stands on a day: by its last report that has the measure.

        Of daily counts it is the sum of all up to that day.
        """
        days = self._with_measure.get((unit, measure), ())
        up_to = [d for d in days if d <= day] if not days or days[-1] > day else days
        if not up_to:
            return Figure()
        last = self.reports[up_to[-1]][unit]
        done = last.values[measure]
        if self.is_daily:
            done = sum(self.reports[d][unit].values[measure] or 0 for d in up_to)
        return Figure(done, last.base, up_to[-1])

    def gaps(self, day: datetime.date, unit: str, measure: int) -> int:
        """Return of how many of the days up to this one a unit's measure is not known."""
        known = self._with_measure.get((unit, measure), ())
        return sum(d <= day for d in self.days) - sum(d <= day for d in known)

    def trend(self, measure: int) -> Iterator[tuple[datetime.date, Total]]:
        """Yield the total of each day that has the measure.

        Of totals it is the sum over the units that reported that day: an earlier report of
        another is not counted in.
        """
        done = 0
        bases: dict[str, int] = {}
        for day in self.days:
            here = {u: r for u, r in self.reports[day].items() if r.values[measure] is not None}
            if not here:
                continue
            if self.is_daily:
                bases |= {u: r.base for u, r in here.items() if r.base is not None}
                done += sum(r.values[measure] or 0 for r in here.values())
                yield day, Total(done, sum(bases.values()), len(here))
            else:
                yield (
                    day,
                    Total(
                        sum(r.values[measure] or 0 for r in here.values()),
                        sum(r.base or 0 for r in here.values()),
                        len(here),
                    ),
                )

    def total(self, day: datetime.date, measure: int) -> Total | None:
        """Return the total of a day; None where nobody reported the measure."""
        return self._totals[measure].get(day)

    def is_reached(self, measure: Measure, figure: Figure | Total) -> bool | None:
        """Tell whether a goal is reached; None where there is none to compare with."""
        if measure.percent is not None:
            share = figure.share
            if share is None:
                return None
            goal = Fraction(measure.percent, 100)
            return share > goal if measure.over else share >= goal
        if measure.number is None or figure.done is None or isinstance(figure, Figure):
            return None
        return figure.done > measure.number if measure.over else figure.done >= measure.number

    @functools.cached_property
    def _totals(self) -> tuple[dict[datetime.date, Total], ...]:
        return tuple(dict(self.trend(number)) for number in range(len(self.measures)))

    @functools.cached_property
    def _with_measure(self) -> dict[tuple[str, int], list[datetime.date]]:
        """The days of each unit's reports that have a measure, in order."""
        found: dict[tuple[str, int], list[datetime.date]] = {}
        for day in self.days:
            for unit, report in self.reports[day].items():
                for number, value in enumerate(report.values):
                    if value is not None:
                        found.setdefault((unit, number), []).append(day)
        return found


def percent(share: Fraction, goal: int | None = None) -> str:
    """Return a share in percent, to one digit after the point, rounded half up.

    Where rounding would move it over, onto or off 0, 100 or the goal, it has more digits.

    >>> percent(Fraction(4995, 10000), 50), percent(Fraction(1, 3))
    ('49.95', '33.3')
    """
    value = share * 100
    marks = [Fraction(mark) for mark in (0, 100, goal) if mark is not None]
    for digits in (1, 2, 3, 4):
        scale = 10**digits
        shown = Fraction(int(value * scale + Fraction(1, 2)), scale)
        if all((shown > m) - (shown < m) == (value > m) - (value < m) for m in marks):
            break
    return f"{float(shown):.{digits}f}"
