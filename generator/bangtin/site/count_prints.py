"""The state of the count on prints: how far all are, on the day that the author names.

A print says of which day its figures are and stays as it is: another day is another edition, and
comes by the author's hand. Figures of that day that are revised make the print say something
else, so they make an edition as any word does.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from bangtin.config.formats import Format
from bangtin.config.header import PublishEntry
from bangtin.config.media import AnyFormat
from bangtin.config.settings import Settings
from bangtin.problems import Problems
from bangtin.site import message_texts
from bangtin.site.count_words import CountWords
from bangtin.site.counts import Counts

SHOWN_BY = ("hoarding", "pillar", "poster")
"""The layouts that have a line below their slogan."""
_ENDS = ".!?…:;"


def filled(
    entry: PublishEntry,
    format_: AnyFormat | None,
    counts: Counts | None,
    settings: Settings,
    strings: Mapping[str, str] | None,
    lang: str,
    problems: Problems,
) -> PublishEntry | None:
    """Return an entry with the state of its day below its slogan; None after an error."""
    day = entry.progress
    if day is None or not isinstance(format_, Format) or strings is None:
        return entry  # Another kind of entry has no such key, which is told with the others.
    place = entry.place("progress")
    if format_.layout not in SHOWN_BY:
        problems.error("progress-not-shown", place, format=entry.format)
        return None
    if settings.count is None:
        problems.error("progress-without-count", place)
        return None
    if counts is None:
        return None  # What is wrong with the table is told there.
    measure = settings.count.main_measure
    total = counts.total(day, list(counts.measures.values()).index(measure))
    if total is None:
        days = [d for d in counts.days if d <= day]
        near = days[-1] if days else counts.latest
        problems.error("progress-no-figures", place, day=day.isoformat(),
                       near=near.isoformat() if near else "–")  # fmt: skip
        return None
    t = dict(strings)
    words = CountWords(counts, t, lang, lambda text: message_texts.said(settings, text, lang))
    parts = [words.state(measure, total, day)]
    if total.reported < len(counts.units):
        parts.append(words.of_how_many(total))
    if settings.count.example:
        parts.append(f"{t['count_example']}.")
    reason = (entry.reason or "").strip()
    if reason:
        parts.insert(0, reason if reason[-1] in _ENDS else f"{reason}.")
    return msgspec.structs.replace(entry, reason=" ".join(parts))
