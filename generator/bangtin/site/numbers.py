"""Telephone numbers that people write into texts, held to those of ``site.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bangtin.config import telephones
from bangtin.config.settings import Settings
from bangtin.markdown import telephones as in_text
from bangtin.problems import Place, Problems

_AMOUNT = re.compile(r"\d{1,3}(?:\.\d{3})+")
_AS_BEGUN = 4
"""So many digits are alike in a number that lost or got one: others are just other numbers."""


def check_settings(settings: Settings, problems: Problems) -> None:
    """Hold the country to those that the library knows, and the hotlines to its numbers."""
    if settings.country and not telephones.is_country(settings.country):
        problems.error("country-unknown", settings.place("country"), country=settings.country)
        return
    for hotline in settings.hotlines:
        if hotline.number:
            telephones.check(hotline.number, settings.region, hotline.place("number"), problems)


def known(settings: Settings) -> dict[str, str]:
    """Return the numbers of ``site.yaml``: how each is written there, by each way to dial it."""
    texts = [h.number for h in settings.hotlines if h.number]
    texts += [n for value in settings.values.values() for n in in_text.written(value)]
    return {
        form: text
        for text in texts
        for form in telephones.forms(text, settings.region)
        if len(form) >= in_text.SHORTEST
    }


def doubt(
    text: str,
    numbers: Mapping[str, str],
    place: Place,
    problems: Problems,
    *,
    country: str = "",
    is_print: bool = False,
) -> None:
    """Tell of a number that is nearly a known one; on a print, also of one that is nowhere known.

    ``text`` is one number as ``in_text.written`` finds it.
    """
    if (meant := nearly(text, numbers)) is None:
        return
    if meant:
        problems.warning("phone-unknown-meant", place, number=text, meant=meant)
    elif is_print and is_read_as_number(text, country):
        shown = ", ".join(dict.fromkeys(numbers.values()))
        problems.warning("phone-unknown", place, number=text, known=shown)


def nearly(text: str, numbers: Mapping[str, str]) -> str | None:
    """Return the known number that another one nearly is, or an empty string.

    None where it is a known one, or an amount.
    """
    digits = telephones.digits(telephones.as_digits(text))
    if (digits in numbers and digits == telephones.digits(text)) or _AMOUNT.fullmatch(text):
        return None
    return next((s for form, s in numbers.items() if digits == form or _is_slip(digits, form)), "")


def is_read_as_number(text: str, country: str) -> bool:
    """Whether somebody could be reached by what is written, all of it in digits."""
    return telephones.as_digits(text) == text and telephones.is_number(text, country)


def _is_slip(digits: str, form: str) -> bool:
    """Whether two numbers differ by one digit: wrong, exchanged with its neighbour, lost, added."""
    if abs(len(digits) - len(form)) > 1 or digits == form:
        return False
    from rapidfuzz.distance import OSA

    if OSA.distance(digits, form, score_cutoff=1) > 1:
        return False
    return len(digits) == len(form) or digits[:_AS_BEGUN] == form[:_AS_BEGUN]
