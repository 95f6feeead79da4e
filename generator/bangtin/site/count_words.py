"""Figures in words: the sentences that pages, charts and reports say of a table of counts."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from bangtin import spelling
from bangtin.config import strings
from bangtin.config.settings import Measure
from bangtin.site.count_units import Unit
from bangtin.site.counts import Counts, Figure, State, Total, percent


@dataclass(frozen=True)
class CountWords:
    """Says figures in one language: ``t`` are its UI strings, ``say`` translates the settings."""

    counts: Counts
    t: dict[str, str]
    lang: str
    say: Callable[[str], str]

    def counted(self, name: str, count: int) -> str:
        """Return a string with the form that a number of things takes."""
        return strings.counted(self.t, name, count, self.lang)

    def number(self, value: int) -> str:
        """Return a number with its thousands parted."""
        return spelling.grouped(value, self.lang)

    def day(self, day: datetime.date) -> str:
        """Return a day as people write it."""
        return spelling.written(day, self.lang)

    def hour(self, moment: datetime.datetime | None, day: datetime.date) -> str:
        """Return an hour, with its day where that is another than the one counted."""
        if moment is None:
            return ""
        hour = f"{moment.hour}:{moment.minute:02d}"
        return hour if moment.date() == day else f"{hour}, {self.day(moment.date())}"

    def share(self, share: Fraction, measure: Measure) -> str:
        """Return a share in percent."""
        return spelling.percent(percent(share, measure.percent), self.lang)

    def goal(self, measure: Measure) -> str:
        """Return a goal: "over 50%"; empty where there is none."""
        if measure.goal is None:
            return ""
        number = measure.number
        goal = (
            self.number(number)
            if number is not None
            else spelling.percent(str(measure.percent), self.lang)
        )
        return self.t["count_over"].format(goal=goal) if measure.over else goal

    def goal_sentence(self, measure: Measure) -> str:
        """Return what is to be reached, and by when."""
        if measure.goal is None:
            return ""
        goal = self.goal(measure)
        if measure.by is None:
            return self.t["count_goal"].format(goal=goal)
        return self.t["count_goal_by"].format(goal=goal, date=self.day(measure.by))

    def value(self, figure: Figure | Total, measure: Measure) -> str:
        """Return how far somebody is: the share, where there is one, else the number."""
        if figure.share is not None:
            return self.share(figure.share, measure)
        return self.number(figure.done or 0)

    def sentence(self, measure: Measure, total: Total) -> str:
        """Return where all stand together."""
        title = self.say(measure.title)
        done = self.number(total.done)
        if total.share is not None:
            return self.t["count_sentence"].format(
                title=title, done=done, base=self.number(total.base),
                people=self.say(self.counts.settings.base) or self.t["count_base"].lower(),
                share=self.share(total.share, measure),
            )  # fmt: skip
        if measure.number is not None:
            part = percent(Fraction(total.done, measure.number), 100)
            share = spelling.percent(part, self.lang)
            return self.t["count_sentence_goal"].format(title=title, done=done, share=share)
        return self.t["count_sentence_number"].format(title=title, done=done)

    def state(self, measure: Measure, total: Total, day: datetime.date) -> str:
        """Return where all stand on a day in one line, for a print."""
        title, date = self.say(measure.title), self.day(day)
        people = self.say(self.counts.settings.base)
        if total.share is not None and people:
            return self.t["count_print_share"].format(
                title=title, share=self.share(total.share, measure), people=people, date=date
            )
        return self.t["count_print"].format(
            title=title, value=self.value(total, measure), date=date
        )

    def of_how_many(self, total: Total) -> str:
        """Return whose figures a total adds up."""
        units = len(self.counts.units)
        if total.reported == units:
            return self.counted("count_all_reported", units).format(total=units)
        return self.counted("count_part_reported", total.reported).format(
            count=total.reported, total=units
        )

    def reached(self, measure: Measure, figure: Figure | Total) -> str:
        """Return whether the goal is reached; empty where there is none."""
        is_reached = self.counts.is_reached(measure, figure)
        if is_reached is None:
            return ""
        return self.t["count_reached"] if is_reached else self.t["count_not_reached"]

    def states(self, day: datetime.date) -> list[tuple[str, str, int]]:
        """Return who has reported in time, late and not at all: a heading, names, how many."""
        due = self.counts.settings.due
        hour = self.hour(self.counts.due(day), day) if due else ""
        headings = {
            State.ON_TIME: self.t["count_on_time"].format(hour=hour),
            State.LATE: self.t["count_late"].format(hour=hour),
            State.UNTIMED: self.t["count_untimed"],
            State.MISSING: self.t["count_missing"],
        }
        found = []
        for state, heading in headings.items():
            units = self.counts.in_state(day, state)
            is_told = bool(units) or state is State.MISSING or (bool(due) and state is State.LATE)
            if is_told:
                names = self.names(units) or self.t["count_nobody"]
                found.append((heading, names, len(units)))
        return found

    def names(self, units: Iterable[Unit]) -> str:
        """Return the names of units, by the alphabet."""
        names = sorted(
            (unit.name for unit in units), key=lambda name: spelling.sort_key(name, self.lang)
        )
        return ", ".join(names)
