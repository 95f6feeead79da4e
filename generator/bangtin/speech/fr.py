"""French as it is spoken: numbers, days, times, sums and telephones, where one reading is certain.

What may be read in two ways is for ``say``: a day in figures (7/8), a number that ends in one
before a noun ("21 personnes": the noun's gender decides), abbreviations.
"""

from __future__ import annotations

import re

from bangtin.speech.reading import Kind, Rule, as_number, rule, whole_number

_ONES = (  # noqa: SIM905
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
    "dix-sept dix-huit dix-neuf"
).split()
_TENS = "vingt trente quarante cinquante soixante soixante quatre-vingt quatre-vingt".split()  # noqa: SIM905
_MONTHS = (  # noqa: SIM905
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
).split()
_SHORT_MONTHS = {
    "janv.": "janvier", "févr.": "février", "avr.": "avril", "juil.": "juillet",
    "sept.": "septembre", "oct.": "octobre", "nov.": "novembre", "déc.": "décembre",
}  # fmt: skip
_LONG = (1, 3, 5, 7, 8, 10, 12)
_CALLED = re.compile(
    r"\b(?:appel\w*|compos\w*|téléphon\w*|joindre|joignez|contact\w*|faites|numéro)"
    r"(?: (?:le|au|numéro|vert|d'urgence))* (?:[+\d][\d .]*(?:,| ou| et)? (?:le |au )?)*$"
)
"""What stands before a number that is called."""
_NO_NOUN = re.compile(
    r"$|[.,;:!?)»…–-]| (?:[?!;:»–-]|(?:à|au|aux|et|ou|sur|pour|de|du|par|en|jusqu|est|sera)\b|\d)"
)
"""What may stand behind a number that ends in one, and has no gender."""
_MONTH_BEHIND = re.compile(rf" (?:{'|'.join(_MONTHS)})\b")
_UNITS = {
    "°C": ("degré", "degrés"), "km/h": ("kilomètre à l'heure", "kilomètres à l'heure"),
    "km": ("kilomètre", "kilomètres"), "kg": ("kilogramme", "kilogrammes"),
    "cm": ("centimètre", "centimètres"), "mm": ("millimètre", "millimètres"),
    "m": ("mètre", "mètres"), "g": ("gramme", "grammes"), "L": ("litre", "litres"),
    "l": ("litre", "litres"),
}  # fmt: skip
_WHOLE = r"\d{1,3}(?: \d{3})+|\d{1,6}"
_DECIMALS = 3

Said = tuple[str, Kind] | None


def number(n: int) -> str:
    """Return a whole number up to 999,999 in words.

    >>> number(21), number(71), number(80), number(81), number(99)
    ('vingt et un', 'soixante et onze', 'quatre-vingts', 'quatre-vingt-un', 'quatre-vingt-dix-neuf')
    >>> number(200), number(1999), number(80_000), number(2026)
    ('deux cents', 'mille neuf cent quatre-vingt-dix-neuf', 'quatre-vingt mille', 'deux mille vingt-six')
    """  # noqa: E501 - a doctest
    if n < 20:  # noqa: PLR2004
        return _ONES[n]
    if n < 100:  # noqa: PLR2004
        ten, one = n // 10, n % 10
        if ten in (7, 9):
            ten, one = ten - 1, one + 10
        if not one:
            return "quatre-vingts" if ten == 8 else _TENS[ten - 2]  # noqa: PLR2004
        joint = " et " if one in (1, 11) and ten < 8 else "-"  # noqa: PLR2004
        return f"{_TENS[ten - 2]}{joint}{_ONES[one]}"
    if n < 1000:  # noqa: PLR2004
        hundred, rest = divmod(n, 100)
        before = "cent" if hundred == 1 else f"{_ONES[hundred]} cent"
        return f"{before} {number(rest)}" if rest else before + ("s" if hundred > 1 else "")
    thousand, rest = divmod(n, 1000)
    # Neither "cents" nor "quatre-vingts" has its s before "mille".
    before = re.sub(r"(cent|vingt)s$", r"\1", number(thousand))
    said = "mille" if thousand == 1 else f"{before} mille"
    return f"{said} {number(rest)}" if rest else said


def ordinal(n: int) -> str:
    """Return what comes at a place, but for the first.

    >>> ordinal(2), ordinal(4), ordinal(5), ordinal(9), ordinal(21), ordinal(80)
    ('deuxième', 'quatrième', 'cinquième', 'neuvième', 'vingt et unième', 'quatre-vingtième')
    """
    said = re.sub(r"(cent|vingt)s$", r"\1", number(n))
    said = re.sub(r"cinq$", "cinqu", re.sub(r"neuf$", "neuv", said))
    return f"{said.removesuffix('e')}ième"


def _decimal(whole: str, part: str | None) -> str | None:
    value = whole_number(whole)
    if value is None or len(part or "") >= _DECIMALS:
        return None
    zeros = len(part or "") - len((part or "").lstrip("0"))
    rest = (part or "").lstrip("0")
    behind = " ".join(["zéro"] * zeros + ([number(int(rest))] if rest else []))
    return number(value) + (f" virgule {behind}" if part else "")


def _has_gender(n: int) -> bool:
    return n % 10 == 1 and n % 100 not in (11, 71, 91)


def _whole(match: re.Match[str], before: str) -> Said:
    value = whole_number(match["n"])
    rest = match.string[match.end() :]
    if value is None or _MONTH_BEHIND.match(rest):
        return None
    if _has_gender(value) and not _NO_NOUN.match(rest):
        return None
    return number(value), "number"


def _with_comma(match: re.Match[str], before: str) -> Said:
    return as_number(_decimal(match["n"], match["f"]))


def _percent(match: re.Match[str], before: str) -> Said:
    return as_number(_decimal(match["n"], match["f"]), " pour cent")


def _measure(match: re.Match[str], before: str) -> Said:
    said = _decimal(match["n"], match["f"])
    # Below two, French has the singular.
    is_one = said is not None and int(match["n"].replace(" ", "")) < 2  # noqa: PLR2004
    return as_number(said, f" {_UNITS[match['u']][not is_one]}")


def _sum(match: re.Match[str], before: str) -> Said:
    value, part = whole_number(match["n"]), match["f"]
    if value is None or (part and len(part) != 2):  # noqa: PLR2004
        return None
    cents = int(part or 0)
    behind = f" {number(cents)}" if cents else ""
    return f"{number(value)} euro{'s' if value > 1 else ''}{behind}", "number"


def _place(match: re.Match[str], before: str) -> Said:
    n, end = int(match["n"]), match["end"]
    if n == 1:
        first = {"er": "premier", "re": "première", "ère": "première"}
        return (first[end], "number") if end in first else None
    return (ordinal(n), "number") if n and end in ("e", "ème") else None


def _clock(hour: str, minute: str | None) -> str | None:
    h, m = int(hour), int(minute or 0)
    if not 1 <= h < 24:  # noqa: PLR2004
        return None
    # Hours and minutes are feminine.
    hours = f"{number(h)}{'e' if h in (1, 21) else ''} heure{'s' if h > 1 else ''}"
    return f"{hours} {number(m)}{'e' if _has_gender(m) else ''}" if m else hours


def _time(match: re.Match[str], before: str) -> Said:
    said = _clock(match["h"], match["m"])
    return (said, "time") if said else None


def _hours(match: re.Match[str], before: str) -> Said:
    begin, end = _clock(match["h"], match["m"]), _clock(match["h2"], match["m2"])
    return (f"{begin} à {end}", "time") if begin and end else None


def _day(match: re.Match[str], before: str) -> Said:
    month = _SHORT_MONTHS.get(match["month"], match["month"])
    at = _MONTHS.index(month) + 1
    day = 1 if match["day"] == "1er" else int(match["day"])
    most = 29 if at == 2 else 31 if at in _LONG else 30  # noqa: PLR2004
    if not 1 <= day <= most:
        return None
    behind = f" {number(int(match['year']))}" if match["year"] else ""
    return f"{'premier' if day == 1 else number(day)} {month}{behind}", "date"


def _pair(text: str) -> str:
    return f"zéro {_ONES[int(text[1])]}" if text[0] == "0" else number(int(text))


def _phone(match: re.Match[str], before: str) -> Said:
    digits = "".join(c for c in match.group() if c.isdigit())
    if match.group().startswith("+33"):
        said = ["plus trente-trois", _ONES[int(digits[2])]]
        digits = digits[3:]
    else:
        said = []
    pairs = [digits[at : at + 2] for at in range(0, len(digits), 2)]
    return ", ".join([*said, *map(_pair, pairs)]), "phone"


def _called(match: re.Match[str], before: str) -> Said:
    """Read a number of four figures in pairs, where it is called."""
    pairs = match["n"][:2], match["n"][2:]
    return (", ".join(map(_pair, pairs)), "phone") if _CALLED.search(before) else None


def _word(match: re.Match[str], before: str) -> Said:
    words = re.split(r"[-’']", match.group())
    for word in words:
        is_letters = len(word) > 1 and word.isupper()
        is_elided = len(word) == 1 or word.lower() == "qu"
        if is_letters or not (is_elided or re.search("[aeiouyàâéèêëîïôùûüœ]", word.lower())):
            return None
    return match.group(), "word"


def rules() -> tuple[Rule, ...]:
    """Return the rules, the narrow ones first."""
    months = "|".join([*_MONTHS, *map(re.escape, _SHORT_MONTHS)])
    units = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
    letters = "[A-Za-zÀ-ÖØ-öø-ÿŒœ]+"
    hour, hour2 = (
        r"(?P<h>\d{1,2}) ?[hH] ?(?P<m>[0-5]\d)?",
        r"(?P<h2>\d{1,2}) ?[hH] ?(?P<m2>[0-5]\d)?",
    )
    return (
        rule(r"(?:\+33[ .]?[1-9]|0[1-9])(?:[ .]?\d{2}){4}", _phone),
        rule(rf"(?P<day>1er|\d{{1,2}}) (?P<month>{months})(?: (?P<year>(?:1[1-9]|20)\d\d))?", _day),
        rule(rf"{hour} ?[-–] ?{hour2}", _hours),
        rule(hour, _time),
        rule(r"(?P<h>\d{1,2}):(?P<m>[0-5]\d)", _time),
        rule(rf"(?P<n>{_WHOLE})(?:,(?P<f>\d{{1,2}}))? ?€", _sum),
        rule(rf"(?P<n>{_WHOLE})(?:,(?P<f>\d{{1,3}}))? ?%", _percent),
        rule(rf"(?P<n>{_WHOLE})(?:,(?P<f>\d{{1,3}}))? ?(?P<u>{units})", _measure),
        rule(r"(?P<n>\d{1,3})(?P<end>er|re|ère|ème|e)", _place),
        rule(r"(?P<n>\d{4})", _called),
        rule(rf"(?P<n>{_WHOLE}),(?P<f>\d{{1,3}})", _with_comma),
        rule(rf"(?P<n>{_WHOLE})", _whole),
        rule(rf"{letters}(?:[-’']{letters})*", _word),
    )
