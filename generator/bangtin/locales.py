"""What CLDR knows of a language: its tag, script and direction, its names, dates and numbers.

A language is named by a tag of BCP 47: a language, where it matters a script, and a country
(``es``, ``zh-Hant``, ``pt-BR``). Babel carries CLDR's data, pyuca the order of Unicode's
collation. Both are imported where they are asked: a site in Vietnamese, English or French, whose
forms stand in ``bangtin.spelling``, never waits for them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import datetime

    from babel import Locale

DayOrder = Literal["day", "month", ""]
"""Which of day and month stands first where a day is written in figures; empty: nobody says."""
SHIPPED = ("en", "fr", "vi")
"""Languages whose strings, addresses and forms are the product's own."""
MONTH_FIRST = frozenset(("AS", "BI", "GU", "MH", "MP", "PH", "PR", "UM", "US", "VI"))
"""Countries where English has the month before the day in figures."""
YEAR_FIRST = (("en", "CA"), ("en", "JP"), ("en", "SE"), ("en", "ZA"), ("fr", "CA"))
"""Languages and countries that have the year first, so that 7/8/2021 may be either."""
RIGHT_TO_LEFT = frozenset(("Adlm", "Arab", "Aran", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc",
                           "Thaa", "Yezi"))  # fmt: skip
"""Scripts that living languages are written in from right to left, by ISO 15924."""
NO_LANGUAGES = ("mis", "mul", "root", "und", "zxx")
"""Codes of ISO 639 that stand for no one language."""

_SCRIPT = re.compile("[A-Z][a-z]{3}")
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|[0-9]{3}))?")


def base(tag: str) -> str:
    """Return the language of a tag, without script and country.

    >>> base("pt-BR"), base("vi")
    ('pt', 'vi')
    """
    return tag.partition("-")[0]


def territory(tag: str) -> str:
    """Return the country of a tag; empty where it names none.

    >>> territory("pt-BR"), territory("zh-Hant"), territory("es-419")
    ('BR', '', '')
    """
    last = tag.rpartition("-")[2]
    return last if re.fullmatch("[A-Z]{2}", last) else ""


def folder(tag: str) -> str:
    """Return a language as addresses of the portal name it.

    >>> folder("pt-BR"), folder("en")
    ('pt-br', 'en')
    """
    return tag.lower()


def without_country(tag: str) -> str:
    """Return the language and script of a tag.

    >>> without_country("pt-BR"), without_country("zh-Hant-TW"), without_country("es-419")
    ('pt', 'zh-Hant', 'es')
    """
    return "-".join((base(tag), *(part for part in tag.split("-")[1:] if _SCRIPT.fullmatch(part))))


def in_chain(tag: str) -> tuple[str, ...]:
    """Return a tag and those that stand in for it, the nearest first.

    >>> in_chain("zh-Hant-TW"), in_chain("es")
    (('zh-Hant-TW', 'zh-Hant', 'zh'), ('es',))
    """
    parts = tag.split("-")
    return tuple("-".join(parts[:n]) for n in range(len(parts), 0, -1))


def canonical(written: str) -> str:
    """Return a tag in BCP 47's own spelling, or nothing where CLDR knows no such language.

    >>> canonical("en_GB"), canonical("EN"), canonical("zh-hant"), canonical("vn")
    ('en-GB', 'en', 'zh-Hant', '')
    """
    found = _TAG.fullmatch(written)
    if found is None:
        return ""
    language, script, country = (part or "" for part in found.groups())
    language, script, country = language.lower(), script.title(), country.upper()
    if not (language in SHIPPED or _is_language(language)):
        return ""
    if (script and not _is_known("scripts", script)) or (
        country and not _is_known("territories", country)
    ):
        return ""
    return "-".join(part for part in (language, script, country) if part)


def meant(written: str) -> str:
    """Return the tag that was most likely meant by what is none; empty where nothing is likely.

    People write the code of a country (``vn``), a language's name (``English``), a code that was
    given up (``iw``), or a country by another code (``en-UK``).

    >>> meant("vn"), meant("English"), meant("en-UK"), meant("xx")
    ('vi', 'en', 'en-GB', '')
    """
    from babel.core import get_global
    from babel.languages import get_official_languages

    found = _TAG.fullmatch(written.strip())
    if found is None:
        return _named(written)
    language, script, country = (part or "" for part in found.groups())
    language, country = language.lower(), country.upper()
    if not _is_language(language):
        renamed = str(get_global("language_aliases").get(language, "")).partition("_")[0]
        official = get_official_languages(language.upper())
        language = renamed or (official[0].partition("_")[0] if official else "")
        if not language:
            return _named(written)
    countries = get_global("territory_aliases").get(country, [country])
    guess = "-".join(part for part in (language, script.title(), countries[0]) if part)
    return canonical(guess) or language


def script(tag: str) -> str:
    """Return the script that a language is written in, by ISO 15924; Latin where nobody knows.

    >>> script("ar"), script("zh-Hant"), script("hmn"), script("az-Arab")
    ('Arab', 'Hant', 'Latn', 'Arab')
    """
    said = next((part for part in tag.split("-")[1:] if _SCRIPT.fullmatch(part)), "")
    if said or base(tag) in SHIPPED:
        return said or "Latn"
    return next((part for part in _likely(tag) if _SCRIPT.fullmatch(part)), "Latn")


def home(tag: str) -> str:
    """Return the country in which most people speak a language; empty where nobody knows.

    >>> home("nut"), home("hmn"), home("en")
    ('VN', 'CN', '')
    """
    if base(tag) in SHIPPED:
        return {"vi": "VN"}.get(base(tag), "")
    return next((part for part in _likely(tag)[1:] if not _SCRIPT.fullmatch(part)), "")


def _likely(tag: str) -> list[str]:
    """Return the language, script and country that CLDR thinks likely."""
    from babel.core import get_global

    likely = get_global("likely_subtags")
    return str(likely.get(tag.replace("-", "_")) or likely.get(base(tag)) or tag).split("_")


def is_right_to_left(tag: str) -> bool:
    """Tell whether a language is written from right to left.

    >>> is_right_to_left("ar"), is_right_to_left("fa-AF"), is_right_to_left("vi")
    (True, True, False)
    """
    return script(tag) in RIGHT_TO_LEFT


def direction(tag: str) -> str:
    """Return how HTML names the direction of a language: ``rtl`` or ``ltr``."""
    return "rtl" if is_right_to_left(tag) else "ltr"


def name(tag: str) -> str:
    """Return what a language's speakers call it; empty where CLDR doesn't know.

    >>> name("es"), name("pt-BR")
    ('Español', 'Português (Brasil)')
    """
    locale = _locale(tag)
    found = (locale.get_display_name(locale) if locale else None) or ""
    return found[:1].upper() + found[1:]


def written(day: datetime.date, tag: str) -> str:
    """Return a day as CLDR has it in its long form; its figures alone where it knows none.

    >>> import datetime
    >>> written(datetime.date(2021, 7, 5), "es"), written(datetime.date(2021, 7, 5), "hmn")
    ('5 de julio de 2021', '5/7/2021')
    """
    locale = _locale(tag)
    if locale is None:
        return f"{day.day}/{day.month}/{day.year}"
    from babel.dates import format_date

    return format_date(day, "long", locale=locale)


def grouped(number: int, tag: str) -> str:
    """Return a whole number with the signs between its thousands.

    >>> grouped(12500, "es"), grouped(12500, "hmn")
    ('12.500', '12,500')
    """
    locale = _locale(tag)
    if locale is None:
        return f"{number:,}"
    from babel.numbers import format_decimal

    return format_decimal(number, locale=locale)


def decimal_sign(tag: str) -> str:
    """Return what stands between ones and tenths.

    >>> decimal_sign("de"), decimal_sign("th")
    (',', '.')
    """
    locale = _locale(tag)
    if locale is None:
        return "."
    from babel.numbers import get_decimal_symbol

    return get_decimal_symbol(locale)


def percent(number: str, tag: str) -> str:
    r"""Return digits with a decimal point as a share in percent.

    >>> percent("45.3", "de"), percent("45.3", "tr")
    ('45,3\xa0%', '%45,3')
    """
    locale = _locale(tag)
    said = number.replace(".", decimal_sign(tag))
    if locale is None:
        return f"{said}%"
    from babel.numbers import format_percent

    return format_percent(0, locale=locale).replace("0", said)


def sort_key(text: str) -> tuple[Any, ...]:
    """Return a key that sorts by Unicode's collation, which is the order of most languages."""
    return tuple(_collator().sort_key(text))


def chosen(forms: Mapping[str, str], count: int, tag: str) -> str:
    """Return the form of a counted text that a number takes by CLDR's rules of plurals.

    >>> chosen({"one": "día", "other": "días"}, 1, "es")
    'día'
    """
    locale = _locale(tag)
    return forms.get(locale.plural_form(count) if locale else "other") or forms["other"]


def plural_forms(tag: str) -> tuple[str, ...]:
    """Return the plural forms that a language tells apart, in CLDR's names and order.

    >>> plural_forms("es"), plural_forms("pl"), plural_forms("th")
    (('one', 'many', 'other'), ('one', 'few', 'many', 'other'), ('other',))
    """
    locale = _locale(tag)
    told = locale.plural_form.tags if locale else frozenset[str]()
    return (*(form for form in ("zero", "one", "two", "few", "many") if form in told), "other")


def _named(written: str) -> str:
    """Return the tag of a language that is called by its name, in one that people here speak."""
    wanted = _folded(written)
    if not wanted:
        return ""
    for tag in (*SHIPPED, *_written_here()):
        if wanted in (_folded(name(tag)), _folded(name(tag).partition(" (")[0])):
            return tag
    for speaker in SHIPPED:
        locale = _locale(speaker)
        names: Iterable[tuple[str, str]] = locale.languages.items() if locale else ()
        for tag, called in names:
            if wanted in (_folded(called), _folded(f"tiếng {called}"), _folded(f"tieng {called}")):
                return canonical(tag)
    return ""


def day_order(tag: str, country: str) -> DayOrder:
    """Return which of day and month people write first in figures; empty where nobody knows.

    English alone doesn't tell: 7/8 is the eighth of July in one country, and the seventh of August
    in another. Nor does a country that writes the year first.

    >>> day_order("en", "US"), day_order("en", "GB"), day_order("vi", "VN"), day_order("en", "")
    ('month', 'day', 'day', '')
    """
    language = base(tag)
    if language in SHIPPED:
        # As CLDR has it, whose data a build in these languages has no need of else.
        if (language, country) in (*YEAR_FIRST, ("en", "")):
            return ""
        return "month" if language == "en" and country in MONTH_FIRST else "day"
    locale = _locale(f"{language}-{country}" if country else tag)
    if locale is None:
        return "day"
    pattern = str(locale.date_formats["short"].pattern)
    return "month" if pattern.index("M") < pattern.index("d") else "day"


def _folded(text: str) -> str:
    return text.strip().casefold()


@functools.cache
def _written_here() -> tuple[str, ...]:
    from babel.localedata import locale_identifiers

    return tuple(
        sorted(tag for tag in locale_identifiers() if _TAG.fullmatch(tag) and "_" not in tag)
    )


def _is_language(language: str) -> bool:
    from babel.core import get_global

    if language in NO_LANGUAGES or language in get_global("language_aliases"):
        return False
    return language in get_global("likely_subtags") or _is_known("languages", language)


def _is_known(kind: str, code: str) -> bool:
    """Tell whether CLDR has an English name for a language, a script or a country."""
    locale = _locale("en")
    return locale is not None and code in getattr(locale, kind)


@functools.cache
def _locale(tag: str) -> Locale | None:
    """Return CLDR's data of a language, its country's where there are some; None without any."""
    from babel import Locale, UnknownLocaleError

    for known in in_chain(tag):
        try:
            return Locale.parse(known, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return None


@functools.cache
def _collator() -> Any:
    from pyuca import Collator

    return Collator()
