"""Spoken forms: a table by hand, numbers against a rule of our own, and nothing guessed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bangtin.speech import en, fr, timing, vi
from bangtin.speech.languages import Voice, speech
from bangtin.speech.reading import Lexicon, Sentence, Unspeakable
from bangtin.speech.syllables import is_syllable
from hypothesis import given
from hypothesis import strategies as st

SAY = {
    "Bluezone": "bờ lu dôn",
    "CH Play": "xê hát pờ lây",
    "tokhaiyte.vn": "tờ khai y tế chấm vê en",
    "15/CT-UBND": "mười lăm, xê tê, Ủy ban nhân dân",
}


def table(lang: str) -> list[tuple[str, str]]:
    """Return what is written, and what is said, of a table that was written by hand."""
    text = (Path(__file__).parent / f"spoken-{lang}.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return [(written, spoken) for written, _, spoken in (line.partition(" = ") for line in lines)]


TABLE = table("vi")


def read(text: str, lang: str = "vi", **say: str) -> tuple[Sentence, tuple[Unspeakable, ...]]:
    known = speech(lang, Voice())
    assert known
    return known.read(text, Lexicon(say, SAY if lang == "vi" else {}))


def said(text: str, lang: str = "vi", **say: str) -> str:
    sentence, faults = read(text, lang, **say)
    assert not faults, faults
    return sentence.said


def refused(text: str, lang: str = "vi") -> list[str]:
    return [fault.text for fault in read(text, lang)[1]]


def test_the_table_has_three_hundred() -> None:
    assert len({written for written, _ in TABLE}) >= 300


@pytest.mark.parametrize(("written", "spoken"), TABLE, ids=lambda text: text[:40])
def test_each_of_the_table_is_read_as_announcers_read_it(written: str, spoken: str) -> None:
    assert said(written) == spoken


DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def below_thousand(n: int, *, is_led: bool) -> str:
    """Return three figures in words, by a rule written for this test alone."""
    hundred, ten, one = n // 100, n // 10 % 10, n % 10
    words = [DIGITS[hundred], "trăm"] if hundred or is_led else []
    if ten == 0 and one and words:
        words.append("linh")
    words += ["mười"] if ten == 1 else [DIGITS[ten], "mươi"] if ten else []
    if one:
        special = {1: "mốt", 4: "tư"} if ten > 1 else {}
        special |= {5: "lăm"} if ten else {}
        words.append(special.get(one, DIGITS[one]))
    return " ".join(words)


def oracle(n: int) -> str:
    thousands, rest = divmod(n, 1000)
    if n == 0:
        return "không"
    parts = [f"{below_thousand(thousands, is_led=False)} nghìn"] if thousands else []
    parts += [below_thousand(rest, is_led=bool(thousands))] if rest else []
    return " ".join(parts)


def test_numbers_to_a_million_are_those_of_another_rule() -> None:
    numbers = vi.Numbers()
    wanted = [*range(12_000), *range(12_000, 1_000_000, 7), 999_999]
    assert [n for n in wanted if numbers(n) != oracle(n)] == []
    assert numbers(1_000_000) == "một triệu"
    assert numbers(vi.LARGEST).startswith("chín trăm chín mươi chín tỷ")


def test_a_site_chooses_between_two_words_for_nought_and_for_thousand() -> None:
    assert vi.Numbers("lẻ", "ngàn")(12_005) == "mười hai ngàn không trăm lẻ năm"


@pytest.mark.parametrize(
    "text",
    [
        "1,250", "15000", "123456", "05", "007", "2.5", "6.0", "1.25", "12.34.56", "1.2345",
        "1/2", "31/7", "3/4", "ngày 31/2", "ngày 31/2/2021", "ngày 29/2/2021", "0/7/2021",
        "32/1/2021", "1/13/2021", "31/7/21", "7/2021", "15/2020", "tháng 13", "tháng 13/2021",
        "25h30", "7h60", "24h30", "7:60", "7:3", "7:30:15", "3-5", "5-3 ngày", "ngày 3-5",
        "3-5 của", "10:15%", "0969 841", "0969 841 41", "0969 841 414 5", "+1 969 841 414",
        "1900-2000", "200k", "5tr", "500$", "$500", "€5", "50%/năm", "5 km/l", "-5", "+5",
        "5+5", "a=b", "2666/QĐ-BYT", "15/CT-TTg", "01/KH-UBND", "A4", "G7", "4G", "QL4D", "B1.1",
        "TT.", "Q. 1", "P. 3", "H. Si Ma Cai", "UBMTTQ", "XYZ", "ABC", "smartphone", "email",
        "Android", "iPhone", "karaoke", "wifi", "www.bluezone.gov.vn", "tokhaiyte.vn/a",
        "qr.tokhaiyte.vn", "https://a.vn", "a@b.vn", "facebook.com", "vào/ra", "nam/nữ", "&", "*",
        "#dich", "@xa", "~5", "<5", ">50%", "≥50", "±2", "½", "²", "5²", "№5", "😀", "✅", "→",
        "I", "V", "XIV", "quý V/2021x", "5'", "5g", "Vie't", "co'", "đươc", "cap", "bat",
        "THI", "ĐI", "AN", "f0", "F12", "5k", "covid", "１２", "٣", "5 đ/kg", "1.000.00", "1..2",
        "1,2,3", "16h00-", "(0214", "1900 90 9", "999999999999999", "ngày 00/7", "0h60",
    ],
)  # fmt: skip
def test_what_may_be_read_in_two_ways_or_none_is_refused(text: str) -> None:
    assert refused(text), said(text)


def test_a_fault_says_where_it_stands() -> None:
    fault = read("Bà con mở smartphone, rồi gõ.")[1][0]
    assert (fault.text, fault.start, fault.reason) == ("smartphone", 10, "word")


def test_the_reading_of_an_entry_is_stronger_than_that_of_the_site() -> None:
    assert said("Cài Bluezone", Bluezone="bờ lu dôn mới") == "Cài bờ lu dôn mới"


def test_capitals_of_an_abbreviation_are_no_small_letters() -> None:
    assert read("mở to", TO="tê ô")[0].said == "mở to"


def test_decomposed_letters_are_read_as_composed_ones() -> None:
    import unicodedata

    assert said(unicodedata.normalize("NFD", "Ủy ban 50%")) == "Ủy ban năm mươi phần trăm"


def test_english_reads_numbers_and_phones() -> None:
    assert said("Call 1900 9095.", "en") == "Call one nine oh oh, nine oh nine five."
    american = "five five five, five five five, oh one four two"
    for written in ("555-555-0142", "555 555 0142", "555.555.0142", "(555) 555-0142"):
        assert said(f"Call {written}.", "en") == f"Call {american}."
    assert said("Call 1-555-555-0142.", "en") == f"Call one, {american}."
    assert said("More than 50% of 1,250 people", "en") == (
        "More than fifty percent of one thousand two hundred and fifty people"
    )
    assert (
        en.number(999_999) == "nine hundred and ninety-nine thousand nine hundred and ninety-nine"
    )
    assert speech("hmn", Voice()) is None


@pytest.mark.parametrize(("written", "spoken"), table("en"), ids=lambda text: text[:40])
def test_english_is_read_as_announcers_read_it(written: str, spoken: str) -> None:
    assert said(written, "en") == spoken


@pytest.mark.parametrize(("written", "spoken"), table("fr"), ids=lambda text: text[:40])
def test_french_is_read_as_announcers_read_it(written: str, spoken: str) -> None:
    assert said(written, "fr") == spoken


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("21 personnes", ["21"]), ("1 personne", ["1"]), ("le 31 juin", ["31"]), ("7/8", ["7/8"]),
        ("1.250", ["1.250"]), ("1,250 kg", ["1,250", "kg"]), ("007", ["007"]), ("SAMU", ["SAMU"]),
        ("à 0h30", ["0h30"]), ("24h/24", ["24h/24"]), ("2,5 €", ["€"]), ("le 1e", ["1e"]),
    ],
)  # fmt: skip
def test_french_that_may_be_read_in_two_ways_is_left_to_people(
    text: str, unread: list[str]
) -> None:
    assert refused(text, "fr") == unread


def test_french_numbers_are_all_different_and_made_of_known_words() -> None:
    every = [fr.number(n) for n in range(10_000)]
    words = {word for text in every for word in re.split("[ -]", text)}
    assert len(set(every)) == len(every)
    assert len(words) == 27  # zéro to seize, vingt to soixante, cent, two plurals, mille and et


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("in 2021", ["2021"]), ("May 1905", ["1905"]), ("UBND", ["UBND"]), ("a.vn", ["a.vn"]),
        ("007", ["007"]), ("7/8", ["7/8"]), ("US-20", ["US-20"]), ("3rd St", ["St"]),
        ("We have 911 tents", ["911"]), ("In May 20 people came", ["20"]), ("31 June", ["31"]),
        ("at 12 p.m.", ["12", "p.m"]), ("at 15:00", ["15:00"]), ("a ratio of 3:10", ["3:10"]),
        ("at 7.30", ["7.30"]), ("1.500 people", ["1.500"]), ("the 22th row", ["22th"]),
        ("$1.5", ["$1.5"]), ("$20,00", ["$20,00"]), ("5'4", ["5'4"]),
        ("25:10 pm", ["25:10", "pm"]),
    ],
)  # fmt: skip
def test_english_that_may_be_read_in_two_ways_is_left_to_people(
    text: str, unread: list[str]
) -> None:
    assert refused(text, "en") == unread


@given(st.integers(1, 28), st.integers(1, 12), st.integers(2010, 2099))
def test_a_day_is_the_same_in_each_way_of_writing_it(day: int, month: int, year: int) -> None:
    name = "January February March April May June July August September October November December"
    whole = name.split()[month - 1]
    ways = [f"{whole} {day}, {year}", f"{whole[:3]}. {day}, {year}", f"{whole[:3]} {day} {year}"]
    assert {said(way, "en") for way in ways} == {f"{whole} {en.ordinal(day)}, {en.year(year)}"}
    ways = [f"{day} {whole} {year}", f"the {day} of {whole[:3]} {year}"]
    assert {said(way, "en") for way in ways} == {
        f"the {en.ordinal(day)} of {whole} {en.year(year)}"
    }


KNOWN = {written for written, _ in TABLE}


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=30))
def test_whatever_is_read_is_words_and_pauses(text: str) -> None:
    """No figure and no sign is ever passed on to the announcer: it is read, or it is refused."""
    sentence, faults = read(text)
    if not faults:
        spoken = re.sub(r"[\s,.;:!?…–]", " ", sentence.said)
        words = [w for run in spoken.split() for w in run.split("-")]
        assert [w for w in words if not is_syllable(w)] == []


TOKENS = st.lists(
    st.text("0123456789.,/-–%hgđ:kmKFQR AXV+()&@'ngày tháng", min_size=1, max_size=9),
    min_size=1,
    max_size=3,
)


@given(TOKENS)
def test_tokens_of_figures_and_signs_are_read_whole_or_refused(tokens: list[str]) -> None:
    sentence, faults = read(" ".join(tokens))
    if not faults:
        assert not any(c.isdigit() or c in "/%&@+'" for c in sentence.said)
        words = re.sub(r"[\s,.;:!?…–-]", " ", sentence.said).split()
        assert all(is_syllable(word) for word in words)


def test_times_grow_with_syllables_and_pauses() -> None:
    assert timing.syllables("cô vít mười chín", each_word_is_one=True) == 4
    assert timing.seconds("một hai ba bốn năm.", 60, each_word_is_one=True) == 5 + timing.STOP_S
    pause = timing.seconds("một, hai.", 60, each_word_is_one=True)
    assert pause == pytest.approx(2 + timing.BREATH_S + timing.STOP_S)
    assert timing.syllables("telephone number", each_word_is_one=False) == 6
