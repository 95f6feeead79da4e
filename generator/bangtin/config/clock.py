"""``time_zone``: which day it is where the site's readers live."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

from bangtin import locales
from bangtin.config.settings import Settings

VIETNAM = "+07:00"
_KEY = re.compile(
    r"^[\"']?(time_zone|country|language)[\"']?\s*:\s*[\"']?([^\s\"'#]+)", re.MULTILINE
)


def of_settings(settings: Settings) -> datetime.timezone:
    """Return a site's own zone: its own word, Vietnam's by its country, or else UTC."""
    return _zone(settings.time_zone or (VIETNAM if settings.region == "VN" else ""))


def of_site(root: Path) -> datetime.timezone:
    """Return the zone of the site below ``root``.

    The day has to be known before anything is read, so it looks for the three keys alone. What is
    wrong with the file is told when it is read.
    """
    path = root / "site.yaml"
    try:
        # A pipe would be waited for without end; what is no plain file is told when it is read.
        text = path.read_bytes().decode("utf-8-sig", "replace") if path.is_file() else ""
    except OSError:
        text = ""
    found = dict(_KEY.findall(text))
    spoken = locales.canonical(found.get("language", "vi"))
    country = found.get("country") or locales.territory(spoken)
    is_vietnam = country == "VN" or (not country and spoken == "vi")
    return _zone(found.get("time_zone") or (VIETNAM if is_vietnam else ""))


def _zone(written: str) -> datetime.timezone:
    """Return a zone by its distance from UTC; UTC for what is none.

    >>> _zone("+07:00").utcoffset(None), _zone("-03:30").utcoffset(None)
    (datetime.timedelta(seconds=25200), datetime.timedelta(days=-1, seconds=73800))
    """
    found = re.fullmatch(r"([+-])(0\d|1[0-4]):([0-5]\d)", written)
    if found is None:
        return datetime.UTC
    away = datetime.timedelta(hours=int(found[2]), minutes=int(found[3]))
    return datetime.timezone(-away if found[1] == "-" else away)
