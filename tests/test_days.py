"""Days as people write them, held to CLDR's names and to the calendar."""

from __future__ import annotations

import datetime

import pytest
from babel.dates import format_date, get_day_names, get_month_names
from bangtin.markdown import days

from tests.conftest import MakeSite, page, places
from tests.small import SITE

YEAR = [datetime.date(2021, 1, 1) + datetime.timedelta(n) for n in range(365)]
WRITTEN = {
    "en": ("full", "long", "medium", "EEEE, d MMMM y", "EEE d MMM y", "EEEE dd/MM/y", "E, M/d/y"),
    "en-GB": ("full", "long", "medium"),
    "fr": ("full", "long", "medium", "EEEE dd/MM/y", "EEE d MMM y"),
    "vi": ("full", "EEEE, d/M/y", "EEEE, 'ngày' d/M/y"),
}


def test_the_names_are_those_of_cldr() -> None:
    for language, names in zip(("vi", "en", "fr"), days.WEEKS, strict=True):
        known = get_day_names("wide", locale=language)
        assert [known[n].casefold() for n in range(7)] == [name.casefold() for name in names]
    for language, names in zip(("en", "fr"), days.SHORT_WEEKS, strict=True):
        known = get_day_names("abbreviated", locale=language)
        assert [known[n].rstrip(".") for n in range(7)] == list(names)
    for number, language in enumerate(("en", "fr")):
        for name, short in ((0, "wide"), (1, "abbreviated")):
            known = get_month_names(short, locale=language)  # type: ignore[arg-type]
            assert [known[n].rstrip(".") for n in range(1, 13)] == list(
                days.MONTHS[2 * number + name]
            )


@pytest.mark.parametrize("language", WRITTEN)
def test_every_day_of_a_year_is_itself_and_no_other_day_of_the_week(language: str) -> None:
    names = get_day_names("wide", locale=language.replace("-", "_"))
    for form in WRITTEN[language]:
        for day in YEAR:
            text = format_date(day, form, locale=language.replace("-", "_"))
            assert list(days.doubts(f"Xem {text}.")) == [], text
            other = names[(day.weekday() + 3) % 7]
            wrong = text.replace(names[day.weekday()], other)
            # A day in figures may be one of two: the month may stand first.
            if wrong != text and not ("/" in form and day.day <= 12):
                (doubt,) = days.doubts(f"Xem {wrong}.")
                assert doubt.weekday.casefold() == names[day.weekday()].casefold()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("June 31, 2021", "June 31, 2021"),
        ("the 31st of April 2021", "31st of April 2021"),
        ("29 February 2021", "29 February 2021"),
        ("le 31 juin 2021", "31 juin 2021"),
        ("30 févr. 2021", "30 févr. 2021"),
        ("30/2/2021", "30/2/2021"),
    ],
)
def test_a_day_that_no_calendar_has_is_told(text: str, found: str) -> None:
    assert list(days.doubts(text)) == [days.Doubt(found)]


@pytest.mark.parametrize(
    "text",
    ["in May 2021", "room 31, 2021", "tháng 7 2021", "We met on 12 May 2021", "Mar 30 2021",
     "the 1st of August 2021", "1er août 2021", "31 people 2021", "Decision 31/June/2021"],
)  # fmt: skip
def test_what_is_a_day_or_none_is_left(text: str) -> None:
    assert list(days.doubts(text)) == []


@pytest.mark.parametrize(
    ("text", "key"),
    [("Market on Monday, July 21, 2021", "day-of-week"), ("Until June 31, 2021", "day-impossible"),
     ("Marché le lundi 21 juillet 2021", "day-of-week"), ("On Wednesday, July 21, 2021", "")],
)  # fmt: skip
def test_a_site_in_another_language_is_told_of_its_days(
    make_site: MakeSite, text: str, key: str
) -> None:
    site = make_site({"content/a.md": page(f"{text}.")}, site=f"language: en\n{SITE}")

    assert [p for p in places(site.build().problems) if "day-" in p] == (
        [f"content/a.md:7 {key}"] if key else []
    )
