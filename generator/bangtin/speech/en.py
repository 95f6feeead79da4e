"""English as it is spoken: only what is certain; days, years, abbreviations are for ``say``."""

from __future__ import annotations

import re

from bangtin.speech.reading import Kind, Rule, rule

_ONES = (  # noqa: SIM905
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
_MONTH = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
LARGEST = 999_999
_FIRST_YEAR, _LAST_YEAR = 1100, 2099


def number(n: int) -> str:
    """Return a whole number up to ``LARGEST`` in words, as British announcers say it.

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


def _whole(match: re.Match[str], before: str) -> tuple[str, Kind] | None:
    text = match["n"]
    value = int(text.replace(",", ""))
    is_year = "," not in text and _FIRST_YEAR <= value <= _LAST_YEAR
    named = before.rstrip().rpartition(" ")[2]
    beside = _MONTH.match(match.string, match.end() + 1) or _MONTH.match(named.capitalize())
    if value > LARGEST or is_year or beside or (len(text) > 1 and text[0] == "0"):
        return None
    return number(value), "number"


def _percent(match: re.Match[str], before: str) -> tuple[str, Kind] | None:
    value = int(match["n"])
    return (f"{number(value)} percent", "number") if value <= LARGEST else None


def _phone(match: re.Match[str], before: str) -> tuple[str, Kind] | None:
    groups = [g for g in re.split(r"[ .()-]+", match.group()) if g]
    if not 8 <= sum(map(len, groups)) <= 11:  # noqa: PLR2004
        return None
    said = (" ".join("oh" if c == "0" else _ONES[int(c)] for c in group) for group in groups)
    return ", ".join(said), "phone"


def _word(match: re.Match[str], before: str) -> tuple[str, Kind] | None:
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
    return (
        rule(r"(?:0\d{2,3}|1[89]00)(?:[ .-]\d{3,4}){1,2}", _phone),
        rule(r"(?:1[ .-])?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ .-])\d{3}[ .-]\d{4}", _phone),
        rule(r"(?P<n>\d{1,6}) ?%", _percent),
        rule(r"(?P<n>\d{1,3}(?:,\d{3})+|\d{1,6})", _whole),
        rule(r"[A-Za-z]+(?:[-’'][A-Za-z]+)*", _word),
    )
