"""English as it is spoken: numbers, days, times, sums and telephones, where one reading is certain.

What may be read in two ways is for ``say``: a day in figures (7/8), noon and midnight as "12 p.m.",
a year by itself, abbreviations.
"""

from __future__ import annotations

import calendar
import re

from bangtin.speech.reading import Kind, Rule, as_number, rule, whole_number

_ONES = (  # noqa: SIM905
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip
_MONTHS = (  # noqa: SIM905
    "January February March April May June July August September October November December"
).split()
_SHORT_MONTHS = {name[:3]: name for name in _MONTHS} | {"Sept": "September"}
_WEEKDAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_ANY_MONTH = rf"(?:{'|'.join(_MONTHS)}|(?:{'|'.join(sorted(_SHORT_MONTHS, reverse=True))})\.?)"
_MONTH = re.compile(rf"{_ANY_MONTH}(?![^\W_])")
_HALF = r"[aApP]\.?[mM]\.?"
_HALF_BEHIND = re.compile(rf" ?{_HALF}(?!\w)")
_FIRST_YEAR, _LAST_YEAR = 1100, 2099
_NOON = 12
_SERVICES = frozenset(("911", "999", "988", "112", "111", "000"))
"""Numbers that are known as what one calls; of anything else there are seldom as many."""
_CALLED = re.compile(
    r"\b(?:call|calls|calling|dial|phone|ring|text)(?: (?:us|them|him|her|it))?(?: (?:at|on))?:? "
    r"(?:[+(\d][\d .()-]*(?:,| or| and)? )*$"
)
"""What stands before a number that is called."""
_AT = re.compile(
    r"(?:\b(?:at|by|from|until|till|to|before|after|around|about|between|and|or)"
    rf"|\b(?:{_WEEKDAYS}),?|[-–,]) $"
)
"""What stands before a time of the day in figures."""
_DAY_BEFORE = re.compile(
    rf"\b(?:on|by|until|till|from|to|through|before|after|since|starting|{_WEEKDAYS}),? $"
)
_DAY_BEHIND = re.compile(
    r"$|[.,;:!?)–-]| (?:at|from|to|and|or|until|till|through|between|is|was|will|by|in|for)\b"
)
"""What stands around the day of a month that has neither an ending nor a year."""
_SUMS = {
    "$": (("dollar", "dollars"), ("cent", "cents")),
    "£": (("pound", "pounds"), ("penny", "pence")),
    "€": (("euro", "euros"), ("cent", "cents")),
}
_UNITS = {
    "°F": ("degree Fahrenheit", "degrees Fahrenheit"), "°C": ("degree Celsius", "degrees Celsius"),
    "km/h": ("kilometre an hour", "kilometres an hour"), "mph": ("mile an hour", "miles an hour"),
    "km": ("kilometre", "kilometres"), "kg": ("kilogram", "kilograms"),
    "cm": ("centimetre", "centimetres"), "mm": ("millimetre", "millimetres"),
    "ft": ("foot", "feet"), "lb": ("pound", "pounds"), "lbs": ("pound", "pounds"),
    "oz": ("ounce", "ounces"), "mi": ("mile", "miles"),
}  # fmt: skip
_WHOLE = r"\d{1,3}(?:,\d{3})+|\d{1,6}"
_DECIMALS = 3
"""Behind so many figures a point may part thousands."""

Said = tuple[str, Kind] | None


def number(n: int) -> str:
    """Return a whole number up to 999,999 in words, as British announcers say it.

    >>> number(1234)
    'one thousand two hundred and thirty-four'
    """
    if n < 20:  # noqa: PLR2004
        return _ONES[n]
    if n < 100:  # noqa: PLR2004
        return _TENS[n // 10 - 2] + (f"-{_ONES[n % 10]}" if n % 10 else "")
    size, name = (1000, "thousand") if n >= 1000 else (100, "hundred")  # noqa: PLR2004
    rest = n % size
    joint = " and " if 0 < rest < 100 else " "  # noqa: PLR2004
    return f"{number(n // size)} {name}" + (joint + number(rest) if rest else "")


def ordinal(n: int) -> str:
    """Return what comes at a place.

    >>> ordinal(1), ordinal(20), ordinal(31), ordinal(112)
    ('first', 'twentieth', 'thirty-first', 'one hundred and twelfth')
    """
    before, joint, last = re.fullmatch(r"(.*?)([ -]?)(\w+)", number(n)).groups()  # type: ignore[union-attr]
    if last in _ORDINALS:
        return before + joint + _ORDINALS[last]
    return before + joint + (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")


def year(n: int) -> str:
    """Return a year in words.

    >>> year(2026), year(2021), year(2005), year(1905), year(1900)
    ('twenty twenty-six', 'twenty twenty-one', 'two thousand and five', 'nineteen oh five', 'nineteen hundred')
    """  # noqa: E501 - a doctest
    century, rest = divmod(n, 100)
    if century % 10 == 0 and rest < 10:  # noqa: PLR2004
        return number(n)
    if rest < 10:  # noqa: PLR2004
        return f"{number(century)} {f'oh {_ONES[rest]}' if rest else 'hundred'}"
    return f"{number(century)} {number(rest)}"


def _digits(text: str) -> str:
    return " ".join("oh" if c == "0" else _ONES[int(c)] for c in text if c.isdigit())


def _decimal(whole: str, part: str | None) -> str | None:
    value = whole_number(whole)
    if value is None or (part and len(part) >= _DECIMALS and value):
        return None
    behind = "".join(f" {_ONES[int(c)]}" for c in part or "")
    return number(value) + (f" point{behind}" if part else "")


def _whole(match: re.Match[str], before: str) -> Said:
    text = match["n"]
    value = whole_number(text)
    if (
        value is None
        or text in _SERVICES
        or ("," not in text and _FIRST_YEAR <= value <= _LAST_YEAR)
    ):
        return None
    named = before.rstrip().rpartition(" ")[2]
    beside = _MONTH.match(match.string, match.end() + 1) or _MONTH.match(named.capitalize())
    if beside or _HALF_BEHIND.match(match.string, match.end()):
        return None
    return number(value), "number"


def _with_point(match: re.Match[str], before: str) -> Said:
    may_be_time = len(match["f"]) == 2 and _AT.search(before)  # noqa: PLR2004
    return None if may_be_time else as_number(_decimal(match["n"], match["f"]))


def _percent(match: re.Match[str], before: str) -> Said:
    return as_number(_decimal(match["n"], match["f"]), " percent")


def _measure(match: re.Match[str], before: str) -> Said:
    said = _decimal(match["n"], match["f"])
    return as_number(said, f" {_UNITS[match['u']][said != 'one']}")


def _sum(match: re.Match[str], before: str) -> Said:
    (one, many), (small, smalls) = _SUMS[match["sign"]]
    if match["size"]:
        return as_number(_decimal(match["n"], match["f"]), f" {match['size']} {many}")
    value, part = whole_number(match["n"]), match["f"]
    if value is None or (part and len(part) != 2):  # noqa: PLR2004
        return None
    words = [f"{number(value)} {one if value == 1 else many}"] if value or not part else []
    if part and int(part):
        words.append(f"{number(int(part))} {small if int(part) == 1 else smalls}")
    return (" and ".join(words), "number") if words else None


def _place(match: re.Match[str], before: str) -> Said:
    n = int(match["n"])
    is_teen = n % 100 in (11, 12, 13)
    ending = "th" if is_teen else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return (ordinal(n), "number") if n and match["end"] == ending else None


def _clock(hour: str, minute: str | None, half: str | None) -> str | None:
    """Return a time of the day in words; None for what is none, or may be noon or midnight."""
    h, m = int(hour), int(minute or 0)
    if half:
        if not 1 <= h <= _NOON or (h == _NOON and not m):
            return None
    elif not 1 <= h < 24 or (not m and h > _NOON):  # noqa: PLR2004
        return None
    said = "" if not m else f" oh {_ONES[m]}" if m < 10 else f" {number(m)}"  # noqa: PLR2004
    behind = f" {half[0].lower()}.m." if half else "" if m else " o'clock"
    return f"{number(h)}{said}{behind}"


def _half_day(match: re.Match[str], before: str) -> Said:
    said = _clock(match["h"], match["m"], match["half"])
    return (said, "time") if said else None


def _hours(match: re.Match[str], before: str) -> Said:
    begin = _clock(match["h"], match["m"], match["half"] or match["half2"])
    end = _clock(match["h2"], match["m2"], match["half2"])
    if begin is None or end is None:
        return None
    if not match["half"]:
        begin = begin.removesuffix(f" {match['half2'][0].lower()}.m.")
    return f"{begin} to {end}", "time"


def _time(match: re.Match[str], before: str) -> Said:
    said = _clock(match["h"], match["m"], None) if _AT.search(before) else None
    return (said, "time") if said else None


def _day(match: re.Match[str], before: str) -> Said:
    """Read a day of a month, of which the month stands first or behind it."""
    written, day, end = match["month"].removesuffix("."), int(match["day"]), match["end"]
    month = _SHORT_MONTHS.get(written, written)
    most = calendar.monthrange(2000, _MONTHS.index(month) + 1)[1]
    if not 1 <= day <= most:
        return None
    behind = f" {year(int(match['year']))}" if match["year"] else ""
    if match.start("month") > match.start():
        return f"{match['the'] or 'the'} {ordinal(day)} of {month}{behind}", "date"
    rest = match.string[match.end() :]
    if end or behind or _DAY_BEFORE.search(before) or _DAY_BEHIND.match(rest):
        return f"{month} {ordinal(day)}{',' if behind else ''}{behind}", "date"
    return None  # "in May 20 people came"


def _phone(match: re.Match[str], before: str) -> Said:
    groups = [g for g in re.split(r"[ .()+-]+", match.group()) if g]
    if not 8 <= sum(map(len, groups)) <= 11:  # noqa: PLR2004
        return None
    return ", ".join(map(_digits, groups)), "phone"


def _called(match: re.Match[str], before: str) -> Said:
    """Read a short number figure by figure, where it is called."""
    return (_digits(match["n"]), "phone") if _CALLED.search(before) else None


def _word(match: re.Match[str], before: str) -> Said:
    words = re.split(r"[-’']", match.group())
    for word in words:
        is_letters = len(word) > 1 and word.isupper()
        if is_letters or (
            not re.search("[aeiouy]", word, re.IGNORECASE) and word not in ("s", "t")
        ):
            return None
    return match.group(), "word"


def rules() -> tuple[Rule, ...]:
    """Return the rules, the narrow ones first."""
    ending, of_year = r"(?P<end>st|nd|rd|th)?", r"(?:,? (?P<year>(?:1[1-9]|20)\d\d))?"
    units = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
    return (
        rule(r"(?:0\d{2,3}|1[89]00)(?:[ .-]\d{3,4}){1,2}", _phone),
        rule(r"(?:\+?1[ .-])?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ .-])\d{3}[ .-]\d{4}", _phone),
        rule(rf"(?P<month>{_ANY_MONTH}) (?P<day>\d{{1,2}}){ending}{of_year}", _day),
        rule(
            rf"(?:(?P<the>[Tt]he) )?(?P<day>\d{{1,2}}){ending}(?: of)? "
            rf"(?P<month>{_ANY_MONTH}){of_year}", _day,
        ),
        rule(
            rf"(?P<h>\d{{1,2}})(?:[:.](?P<m>[0-5]\d))? ?(?P<half>{_HALF})? ?[-–] ?"
            rf"(?P<h2>\d{{1,2}})(?:[:.](?P<m2>[0-5]\d))? ?(?P<half2>{_HALF})", _hours,
        ),
        rule(rf"(?P<h>\d{{1,2}})(?:[:.](?P<m>[0-5]\d))? ?(?P<half>{_HALF})", _half_day),
        rule(r"(?P<h>\d{1,2}):(?P<m>[0-5]\d)", _time),
        rule(
            rf"(?P<sign>[$£€])(?P<n>{_WHOLE})(?:\.(?P<f>\d{{1,2}}))?"
            r"(?: (?P<size>thousand|million|billion))?", _sum,
        ),
        rule(rf"(?P<n>{_WHOLE})(?:\.(?P<f>\d{{1,3}}))? ?%", _percent),
        rule(rf"(?P<n>{_WHOLE})(?:\.(?P<f>\d{{1,3}}))? ?(?P<u>{units})", _measure),
        rule(r"(?P<n>\d{1,3})(?P<end>st|nd|rd|th)", _place),
        rule(r"(?P<n>\d{3,6})", _called),
        rule(rf"(?P<n>{_WHOLE})\.(?P<f>\d{{1,3}})", _with_point),
        rule(rf"(?P<n>{_WHOLE})", _whole),
        rule(r"[A-Za-z]+(?:[-’'][A-Za-z]+)*", _word),
    )  # fmt: skip
