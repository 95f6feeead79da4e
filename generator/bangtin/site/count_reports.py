"""What ``site.yaml`` says of the day's report: held to its form, and put as the form writes it."""

from __future__ import annotations

import re

from bangtin.config.settings import Report
from bangtin.problems import Problems

DECREE = "decree30"
NEEDED = ("superior", "sign", "town", "recipients", "authority")
"""What the decree's form can't do without; who issues it is told by the site."""
OF_DECREE = ("superior", "sign", "recipients", "authority")
"""What no other form shows."""
_NUMBERED = re.compile(r"\d+\s*/|(?:số|no)\b", re.IGNORECASE)
_ABBREVIATED = re.compile(r"[\w.&-]+", re.UNICODE)
_KEPT = re.compile(r"lưu\s*:", re.IGNORECASE)


def check(report: Report, problems: Problems) -> None:
    """Refuse keys that a form doesn't show, and a form without what it needs."""
    if "form" in report.places and report.form == "none":
        for key in sorted(set(report.places) - {"", "form"}):
            if "." not in key:
                problems.error("report-key-unused", report.place(key), key=key, form="none")
        return
    if report.form != DECREE:
        for key in OF_DECREE:
            if getattr(report, key):
                problems.error("report-key-unused", report.place(key), key=key, form=report.form)
        return
    for key in NEEDED:
        if not getattr(report, key):
            problems.error("report-key-missing", report.place("form"), key=key)
    sign = sign_of(report)
    if report.sign and (_NUMBERED.search(sign) or not _ABBREVIATED.fullmatch(sign)):
        problems.error("report-sign", report.place("sign"), sign=report.sign)
    if report.recipients and not _KEPT.match(recipients_of(report)[-1]):
        problems.warning("report-not-kept", report.place("recipients"))


def sign_of(report: Report) -> str:
    """Return what stands behind the number's stroke."""
    return report.sign.strip().lstrip("/").strip()


def recipients_of(report: Report) -> tuple[str, ...]:
    """Return the recipients without the dashes and signs that the form puts there itself."""
    return tuple(one.strip().lstrip("-–—•+ ").rstrip(" ;.,") for one in report.recipients)
