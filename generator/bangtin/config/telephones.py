"""Telephone numbers held to the numbering plan of the site's country."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bangtin.problems import Place, Problems

SHORT = 5
"""The most digits of a short number (115, 1022): no list of them is whole, so form decides."""
_NUMBER = re.compile(r"\+?[\d(][\d .()\-\u00a0\u2007\u2009\u202f\u2010-\u2013]*\d")
_APART = re.compile(r"([;,/|\n]| [-–—] )")
"""What stands between two numbers; ``split`` returns it with them."""
_LIKE_DIGITS = str.maketrans("OoIl", "0011")
"""What reading by machine, and typing without looking, makes of digits."""


def digits(number: str) -> str:
    """Return the digits of a number, as phones have them, without spaces and signs."""
    return "".join(str(int(sign)) for sign in number if sign.isdecimal())


def as_digits(text: str) -> str:
    """Return a text with the digits that letters in it were meant to be."""
    return text.translate(_LIKE_DIGITS)


def dialled(number: str) -> str:
    """Return what a phone dials for one number: its digits, with a ``+`` where one stands.

    The zero that is dialled at home has no place behind a country's code.

    >>> dialled("+44 (0)1223 336000"), dialled("+84 0214 3796000"), dialled("(0)1223 336000")
    ('+441223336000', '+842143796000', '01223336000')
    """
    if not number.lstrip().startswith("+"):
        return digits(number)
    import phonenumbers

    try:
        found = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return f"+{digits(number)}"
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def pieces(text: str, country: str) -> Iterator[tuple[str, str]]:
    """Yield the pieces of a text, each with what is dialled for it; nothing for words between.

    Several numbers are dialled one by one; an extension, a floor or hours beside one are words.
    """
    import phonenumbers

    for part in _APART.split(text):
        if _NUMBER.fullmatch(part.strip()):
            yield part, dialled(part.strip())
            continue
        last = 0
        for found in phonenumbers.PhoneNumberMatcher(part, country or None):
            number = _NUMBER.match(found.raw_string)
            if number is None:
                continue
            end = found.start + number.end()
            yield part[last : found.start], ""
            yield part[found.start : end], dialled(number.group())
            last = end
        yield part[last:], ""


def is_country(country: str) -> bool:
    """Whether the library knows the numbers of a country."""
    import phonenumbers

    return country in phonenumbers.SUPPORTED_REGIONS


def check(number: str, country: str, place: Place, problems: Problems) -> None:
    """Note what is wrong with one number, as a person of the country would dial it.

    Without a country only numbers with their country's code (``+84…``) can be held to anything.
    """
    import phonenumbers

    if len(digits(number)) <= SHORT or (not country and not number.startswith("+")):
        return
    try:
        found = phonenumbers.parse(number, country or None)
    except phonenumbers.NumberParseException:
        problems.error("phone-impossible", place, value=number, country=country or "+")
        return
    shown = phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.NATIONAL)
    is_valid = phonenumbers.is_valid_number(found)
    trunk = digits(shown).removesuffix(digits(number))
    if is_valid and "+" not in number and trunk and digits(shown) == trunk + digits(number):
        problems.error("phone-zero-lost", place, value=number, full=f"{trunk}{number.strip()}")
    elif not phonenumbers.is_possible_number(found):
        problems.error("phone-impossible", place, value=number, country=country or "+")
    elif not is_valid:
        problems.warning("phone-doubtful", place, value=number, country=country or "+")


def with_trunk(number: str, country: str) -> str:
    """Return the digits of a number as a person of the country dials them, where that is known.

    >>> with_trunk("912345678", "VN")
    '0912345678'
    """
    import phonenumbers

    if not country:
        return number
    try:
        found = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return number
    shown = digits(phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.NATIONAL))
    return shown if phonenumbers.is_valid_number(found) else number


def is_number(text: str, country: str) -> bool:
    """Whether somebody could be reached by what is written; without a country, with ``+`` only."""
    import phonenumbers

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(text, country or None))
    except phonenumbers.NumberParseException:
        return False


def check_cell(value: str, country: str, place: Place, problems: Problems) -> None:
    """Note what is wrong with the numbers of a cell; words beside them are nobody's number."""
    for part in map(str.strip, _APART.split(value)):
        meant = as_digits(part)
        if _NUMBER.fullmatch(part):
            check(part, country, place, problems)
        elif len(digits(part)) > SHORT and _NUMBER.fullmatch(meant):
            problems.error("phone-letter", place, value=part, meant=meant)


def forms(number: str, country: str) -> Iterator[str]:
    """Yield the digits of each way to write a number: at home and from abroad.

    >>> sorted(forms("0969 841 414", "VN"))
    ['0969841414', '840969841414', '84969841414']
    """
    import phonenumbers

    yield digits(number)
    if len(digits(number)) <= SHORT or not (country or number.startswith("+")):
        return
    try:
        found = phonenumbers.parse(number, country or None)
    except phonenumbers.NumberParseException:
        return
    national = digits(phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.NATIONAL))
    abroad = f"{found.country_code}{phonenumbers.national_significant_number(found)}"
    yield from {national, abroad, f"{found.country_code}{national}"} - {digits(number)}
