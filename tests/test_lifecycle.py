"""Where a page stands in time, on the day before, on and after each date of its header."""

from __future__ import annotations

import datetime

import pytest
from bangtin.config.header import Header
from bangtin.site import lifecycle
from bangtin.site.lifecycle import State

from tests.conftest import page, places
from tests.small import SITE

DAY = datetime.timedelta(days=1)
DATE = datetime.date(2021, 7, 20)


def next_change(headers: list[Header], now: datetime.date) -> datetime.date | None:
    """Return the day of the first change that time brings to these pages."""
    found = lifecycle.changes([(f"{n}.md", header) for n, header in enumerate(headers)], now)
    return found[0].day if found else None


def header(**dates: datetime.date | bool) -> Header:
    values: dict[str, object] = {"title": "a", "summary": "b", "date": DATE, **dates}
    return Header(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("key", "before", "on", "after"),
    [
        ("publish_from", State.SCHEDULED, State.LIVE, State.LIVE),
        ("review_by", State.LIVE, State.LIVE, State.DUE),
        ("expires", State.LIVE, State.LIVE, State.EXPIRED),
    ],
)
def test_each_date_changes_the_state_on_its_day(key, before, on, after):
    found = header(**{key: DATE})
    assert [lifecycle.state(found, day) for day in (DATE - DAY, DATE, DATE + DAY)] == [
        before,
        on,
        after,
    ]


def test_without_dates_a_page_is_live_always():
    for day in (datetime.date.min, DATE, datetime.date.max):
        assert lifecycle.state(header(), day) is State.LIVE


def test_a_draft_is_a_draft_whatever_its_dates_say():
    found = header(draft=True, publish_from=DATE - DAY, expires=DATE)
    for day in (DATE - 2 * DAY, DATE, DATE + DAY):
        assert lifecycle.state(found, day) is State.DRAFT


def test_a_page_passes_through_its_states_in_order():
    found = header(publish_from=DATE, review_by=DATE + DAY, expires=DATE + 2 * DAY)
    states = [lifecycle.state(found, DATE + n * DAY) for n in range(-1, 4)]
    assert states == [State.SCHEDULED, State.LIVE, State.LIVE, State.DUE, State.EXPIRED]
    assert states == sorted(states)


@pytest.mark.parametrize(
    ("state", "is_listed", "is_built"),
    [
        (State.DRAFT, False, False),
        (State.SCHEDULED, False, False),
        (State.LIVE, True, True),
        (State.DUE, True, True),
        (State.EXPIRED, False, True),
    ],
)
def test_what_is_listed_and_what_has_a_page(state, is_listed, is_built):
    assert (state.is_listed, state.is_built) == (is_listed, is_built)


def test_the_next_change_is_the_nearest_day_on_which_a_page_changes():
    headers = [
        header(publish_from=DATE + 5 * DAY),
        header(expires=DATE + 2 * DAY),
        header(review_by=DATE + 9 * DAY),
    ]
    assert next_change(headers, DATE) == DATE + 3 * DAY
    assert next_change(headers, DATE + 3 * DAY) == DATE + 5 * DAY
    assert next_change(headers, DATE + 5 * DAY) is None


def test_a_review_that_is_due_changes_nothing_that_is_published():
    assert next_change([header(review_by=DATE + DAY)], DATE) is None


@pytest.mark.parametrize("key", ["publish_from", "expires"])
def test_the_next_change_is_the_first_day_with_another_state(key):
    found = header(**{key: DATE + 3 * DAY})
    day = next_change([found], DATE)
    assert day is not None
    assert lifecycle.state(found, day) is not lifecycle.state(found, DATE)
    assert lifecycle.state(found, day - DAY) is lifecycle.state(found, DATE)


def test_a_draft_changes_nothing_by_itself():
    assert next_change([header(draft=True, expires=DATE)], DATE) is None


def test_without_dates_nothing_changes():
    assert next_change([header()], DATE) is None
    assert next_change([], DATE) is None


@pytest.mark.parametrize("key", ["review_by", "expires"])
def test_the_last_day_there_is_never_passes(key):
    """9999-12-31 is how people write "for ever"."""
    assert next_change([header(**{key: datetime.date.max})], DATE) is None


@pytest.mark.parametrize(
    ("now", "listed", "built"),
    [("2021-07-09", False, False), ("2021-07-10", True, True), ("2021-07-15", True, True),
     ("2021-07-16", False, True)],
)  # fmt: skip
def test_a_site_built_on_a_day_shows_what_is_valid_on_it(make_site, now, listed, built):
    site = make_site(
        {"content/huong-dan/a.md": page(publish_from="2021-07-10", expires="2021-07-15")}
    )
    result = site.build(now=datetime.date.fromisoformat(now))
    assert result.problems == ()
    assert ("huong-dan/a/index.html" in site.tree()) == built
    assert ("huong-dan/a/" in site.read("tat-ca/index.html")) == listed


def test_the_site_s_own_day_counts_unless_another_is_given(make_site):
    site = make_site({"content/a.md": page(publish_from="2021-07-21")})
    assert site.build().next_change == datetime.date(2021, 7, 21)
    assert "a/index.html" not in site.tree()
    assert site.build(now=datetime.date(2021, 7, 21)).next_change is None
    assert "a/index.html" in site.tree()


MENU = """\
languages: {en: {name: English, words: {Huyện thử: A, huyện Thử: T,
  UBND HUYỆN THỬ: B, UBND huyện Thử: C, tỉnh Thử: D, Bộ Y tế: E, Đợt này: This,
  Tin: News, Xem: See}}}
menu:
  - {title: Đợt này, page: a.md}
  - {title: Tin, page: tin-tuc/}
  - {title: Xem, page: b.md}
"""


def test_the_day_on_which_a_page_of_the_menu_ends_it_leaves_the_menu_with_a_warning(make_site):
    """The build goes on: nobody may look at it that day, and all else has to be right."""
    files = {
        "content/a.md": page(expires="2021-07-15"),
        "content/tin-tuc/t.md": page(expires="2021-07-15"),
        "content/b.md": page(),
    }
    site = make_site(files, site=SITE + MENU)

    result = site.build(now=datetime.date(2021, 7, 15))
    assert result.problems == ()
    for name, words in (("index.html", "Đợt này Tin Xem"), ("en/index.html", "This News See")):
        assert [word in site.read(name) for word in words.split()] == [True] * len(words.split())

    result = site.build(now=datetime.date(2021, 7, 16))
    assert places(result.problems) == ["site.yaml:32 page-ended", "site.yaml:33 list-empty"]
    assert result.published is not None
    assert "Đợt này" not in site.read("index.html")
    assert "Xem</a>" in site.read("index.html")
    assert "News</a>" not in site.read("en/index.html")
    assert "See</a>" in site.read("en/index.html")


def test_a_translation_that_ended_before_its_original_leaves_the_menu_of_its_language(make_site):
    menu = MENU.replace("  - {title: Tin, page: tin-tuc/}\n", "").replace("  Tin: News, ", "  ")
    files = {
        "content/a.md": page(),
        "content/en/a.md": page(expires="2021-07-10"),
        "content/b.md": page(),
    }
    site = make_site(files, site=SITE + menu)
    result = site.build()
    assert places(result.problems) == ["site.yaml:32 page-ended"]
    assert dict(result.problems[0].args)["page"] == "en/a.md"
    assert "Đợt này</a>" in site.read("index.html")
    assert "This</a>" not in site.read("en/index.html")
