"""What a build came to, for people and for programs; the commands and the preview share it."""

from __future__ import annotations

import contextlib
import traceback
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bangtin import spelling
from bangtin.build import Result
from bangtin.commands import profiling
from bangtin.files.paths import CACHE_FOLDER, PUBLIC
from bangtin.messages.catalogue import text
from bangtin.problems import DiskFailed, Fault, Level, Place, as_data, as_text

if TYPE_CHECKING:
    from bangtin.commands.status import Line
    from bangtin.site.site import Site


def explain(error: Exception, root: Path, language: str) -> str:
    """Say in a sentence what failed, and write the details for a maintainer."""
    if isinstance(error, DiskFailed):
        return text("disk", language, path=error.path, reason=error.reason)
    doing, trace = str(root), "".join(traceback.format_exception(error))
    place, section = Place(str(root)), ""
    if isinstance(error, Fault):
        doing, trace, section = error.doing, error.details, error.section
        place = error.place or place
    details = root / CACHE_FOLDER / "fault.txt"
    with contextlib.suppress(OSError):
        details.parent.mkdir(parents=True, exist_ok=True)
        details.write_text(trace, "utf-8")
    at = f"{place.file}:{place.line}" if place.line else place.file
    if section:
        at = text("fault-section", language, place=at, section=section)
    return text("fault", language, doing=doing, at=at, file=details)


def as_json(result: Result, language: str) -> dict[str, Any]:
    """Return a build's result as plain data."""
    return {
        "problems": as_data(result.problems, language),
        "pages": result.pages,
        "prints": result.prints,
        "codes": result.codes,
        "made": list(result.made),
        "reused": result.reused,
        "written": list(result.published.written) if result.published else [],
        "removed": list(result.published.removed) if result.published else [],
        "registered": list(result.logged),
        "repaired": list(result.repaired),
        "next_change": result.next_change.isoformat() if result.next_change else None,
        "seconds": round(result.seconds, 3),
        "stages": profiling.as_data(result),
    }


def as_summary(result: Result, root: Path, language: str, *, published: bool) -> str:
    """Write a build's result for people: the problems, then one summary."""
    lines = [as_text(result.problems, language, root), ""] if result.problems else []
    errors = sum(p.level is Level.ERROR for p in result.problems)
    title = "built" if published else "checked"
    if result.failed:
        title = "not-built" if published else "not-sound"
    seconds = f"{result.seconds:.1f}"
    changes = result.published
    lines += [
        text(title, language),
        "  "
        + text(
            "summary",
            language,
            pages=result.pages,
            prints=result.prints,
            codes=result.codes,
            errors=errors,
            warnings=len(result.problems) - errors,
        ),
        "  "
        + text(
            "made",
            language,
            made=len(result.made),
            reused=result.reused,
            written=len(changes.written) if changes else 0,
            removed=len(changes.removed) if changes else 0,
            seconds=seconds.replace(".", ",") if language == "vi" else seconds,
        ),
    ]
    if result.repaired:
        lines.append("  " + text("repaired", language, files=", ".join(result.repaired)))
    if result.failed:
        return "\n".join(lines)
    if not result.made:
        lines.append("  " + text("nothing-made", language))
    if published:
        lines.append("  " + text("where", language, path=root / PUBLIC))
    if result.next_change:
        day = spelling.written(result.next_change, language)
        lines.append("  " + text("next-change", language, date=day))
    return "\n".join(lines)


def as_status(site: Site, found: Sequence[Line], language: str) -> str:
    """Write what maintainers have to look at: one line a page, by what is pressing."""
    lines = [text("status-day", language, date=spelling.written(site.now, language))]
    kind = ""
    days = [spelling.written(line.day, language) for line in found if line.day]
    width = max(map(len, days), default=0)
    for line in found:
        if line.kind != kind:
            kind = line.kind
            lines += ["", text(f"status-{kind}", language)]
        day = spelling.written(line.day, language) if line.day else ""
        owner = f"  ({line.owner})" if line.owner else ""
        lines.append(f"  {day:>{width}}  {line.file}{owner}")
    lines += _not_reported(site, language)
    lines += _published(site, language)
    lines.append("")
    following = site.next_change
    if following is None:
        lines.append(text("status-no-change", language))
    else:
        named = ", ".join(change.file for change in site.changes if change.day == following)
        day = spelling.written(following, language)
        lines.append(text("status-next", language, date=day, files=named))
    return "\n".join(lines)


def _published(site: Site, language: str) -> list[str]:
    """Return how many of each way out there are, and how many editions nobody has yet."""
    from bangtin.site.packs import kind_of

    if not site.publications:
        return []
    counts = Counter(kind_of(publication) for publication in site.publications)
    named = [(kind, counts[kind]) for kind in ("print", "led", "broadcast", "share", "sms")]
    named.append(("pack", len(site.packs)))
    said = [text(f"status-kind-{kind}", language, count=count) for kind, count in named if count]
    lines = ["", text("status-published", language, kinds=", ".join(said))]
    if drafts := sum(publication.is_draft for publication in site.publications):
        lines.append(text("status-drafts", language, count=drafts))
    return lines


def _not_reported(site: Site, language: str) -> list[str]:
    """Return who has not reported the day that the status is about."""
    from bangtin.site.count_words import CountWords
    from bangtin.site.counts import State

    if site.counts is None:
        return []
    missing = site.counts.in_state(site.now, State.MISSING)
    words = CountWords(site.counts, site.own_strings, site.settings.language, str)
    names = words.names(missing)
    day = spelling.written(site.now, language)
    return ["", text("status-count", language, day=day, names=names)] if missing else []
