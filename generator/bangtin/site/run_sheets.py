"""The run sheet: which scripts the loudspeakers read in which session, for a week.

Each session is filled to its permitted length. What matters more (``priority``, 1 before 9)
comes first; among equals, what was read least in the week so far, so that all have their turn.
The days are a week's, from Monday to Sunday: the sheet holds for every week until a script changes.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import msgspec

from bangtin.config.settings import Session, Settings
from bangtin.problems import Problems
from bangtin.site import scripts
from bangtin.site.publications import Publication
from bangtin.site.scripts import Script

DAYS = 7
GAP_S = 5
"""The silence between two items of a session."""


class Slot(msgspec.Struct, frozen=True):
    """One session of a day: what is read in it, and how long that takes."""

    session: Session
    items: tuple[Script, ...]
    seconds: int


class Day(msgspec.Struct, frozen=True):
    """One day of the week, from 1 for Monday: its sessions, and what has no place in any."""

    number: int
    slots: tuple[Slot, ...]
    left_out: tuple[Script, ...]


def plan(settings: Settings, publications: Iterable[Publication]) -> tuple[Day, ...]:
    """Return a week's days; none where the site has no sessions or no scripts."""
    found = [p for p in publications if isinstance(p, Script)]
    sessions = sorted(settings.broadcast.sessions, key=lambda s: _minutes(s.at))
    if not sessions or not found:
        return ()
    counts = {script.id: 0 for script in found}
    last = dict.fromkeys(counts, -1)
    order = {script.id: number for number, script in enumerate(found)}
    days = []
    turn = 0
    for number in range(1, DAYS + 1):
        slots = []
        for session in sessions:
            waiting = sorted(
                found,
                key=lambda s: (s.entry.priority, counts[s.id], last[s.id], order[s.id]),
            )
            chosen, seconds = _fill(waiting, session)
            for script in chosen:
                counts[script.id] += 1
                last[script.id] = turn
            turn += 1
            slots.append(Slot(session, tuple(chosen), seconds))
        read = {script.id for slot in slots for script in slot.items}
        left = tuple(script for script in found if script.id not in read)
        days.append(Day(number, tuple(slots), left))
    return tuple(days)


def _fill(waiting: Iterable[Script], session: Session) -> tuple[list[Script], int]:
    chosen: list[Script] = []
    seconds = 0
    for script in waiting:
        more = script.seconds + (GAP_S if chosen else 0)
        if seconds + more <= session.longest * 60:
            chosen.append(script)
            seconds += more
    return chosen, seconds


def _minutes(at: str) -> int:
    hour, minute = at.split(":")
    return int(hour) * 60 + int(minute)


def check(settings: Settings, publications: Iterable[Publication], problems: Problems) -> None:
    """Tell sessions that overlap, and scripts that no session of the week has room for."""
    scripts.check_settings(settings, problems)
    broadcast = settings.broadcast
    sessions = sorted(broadcast.sessions, key=lambda s: _minutes(s.at))
    for first, second in itertools.pairwise(sessions):
        if _minutes(first.at) + first.longest > _minutes(second.at):
            problems.error("sessions-overlap", second.place("at"), first=first.at, second=second.at)
    days = plan(settings, publications)
    never = set.intersection(*({s.id for s in day.left_out} for day in days)) if days else set()
    longest = max((s.longest for s in sessions), default=0)
    for script in publications:
        if isinstance(script, Script) and script.id in never:
            problems.warning(
                "script-never-read", script.entry.place("priority"), seconds=script.seconds,
                longest=longest,
            )  # fmt: skip
