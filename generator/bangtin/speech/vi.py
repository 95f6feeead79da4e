"""Vietnamese as announcers speak it: numbers, dates, hours, money, telephones, abbreviations.

Each rule takes only what can be read in one way. "31/7" is a day after "ngày" and may be a
fraction elsewhere; "1,250" may be a thousand or one and a quarter: such things are nobody's to
guess, and the site's ``say`` tells them.
"""

from __future__ import annotations

import calendar
import functools
import re

from bangtin.speech.reading import Kind, Rule, rule
from bangtin.speech.syllables import is_syllable

LARGEST = 999_999_999_999
"""Beyond it people say "nghìn tỷ" and "triệu tỷ" in more than one way."""

ABBREVIATIONS = {
    "UBND": "Ủy ban nhân dân",
    "HĐND": "Hội đồng nhân dân",
    "HĐND-UBND": "Hội đồng nhân dân và Ủy ban nhân dân",
    "MTTQ": "Mặt trận Tổ quốc",
    "TTYT": "Trung tâm Y tế",
    "BYT": "Bộ Y tế",
    "BCĐ": "Ban Chỉ đạo",
    "BHYT": "bảo hiểm y tế",
    "BHXH": "bảo hiểm xã hội",
    "CMND": "chứng minh nhân dân",
    "CCCD": "căn cước công dân",
    "CNTT": "công nghệ thông tin",
    "TTHC": "thủ tục hành chính",
    "TTĐT": "thông tin điện tử",
    "DVC": "dịch vụ công",
    "TT&TT": "Thông tin và Truyền thông",
    "GD&ĐT": "Giáo dục và Đào tạo",
    "GDTX": "giáo dục thường xuyên",
    "GDNN": "giáo dục nghề nghiệp",
    "KT-XH": "kinh tế, xã hội",
    "THPT": "trung học phổ thông",
    "THCS": "trung học cơ sở",
    "PTDTBT": "phổ thông dân tộc bán trú",
    "PTDTNT": "phổ thông dân tộc nội trú",
    "HTX": "hợp tác xã",
    "PCCC": "phòng cháy, chữa cháy",
    "ATGT": "an toàn giao thông",
    "ĐBQH": "đại biểu Quốc hội",
    "CBCCVC": "cán bộ, công chức, viên chức",
    "TW": "trung ương",
    "TƯ": "trung ương",
    "TP.": "thành phố",
    "Tp.": "thành phố",
    "TX.": "thị xã",
    "v.v.": "vân vân",
    "v.v": "vân vân",
    "Covid-19": "cô vít mười chín",
    "COVID-19": "cô vít mười chín",
    "5K": "năm ca",
    "QR": "kiu a",
    "OTP": "ô tê pê",
    "24/7": "hai mươi bốn trên bảy",
    "24/24": "hai mươi bốn trên hai mươi bốn",
}
"""What every office says in one way. What has two readings ("TT.") is not here."""

UNITS = {
    "mm": "mi li mét", "cm": "xăng ti mét", "m": "mét", "km": "ki lô mét", "kg": "ki lô gam",
    "m2": "mét vuông", "m²": "mét vuông", "km2": "ki lô mét vuông", "km²": "ki lô mét vuông",
    "m3": "mét khối", "m³": "mét khối", "ha": "héc ta", "ml": "mi li lít",
    "km/h": "ki lô mét một giờ", "°C": "độ xê", "%": "phần trăm",
}  # fmt: skip
COUNTED = (  # noqa: SIM905
    "giây phút giờ ngày đêm tuần tháng năm quý lần lượt người hộ nhà bước mét cm xã thôn ca trường "
    "hợp lít độ bản tờ cái chiếc máy học sinh trẻ bàn ghế điểm nhóm đội tổ triệu nghìn ngàn tỷ "
    "tỉ đồng trang buổi phòng km m kg tấn tạ gam tuổi mũi liều"
).split()
"""What stands behind a range that counts: "3-5 ngày". Elsewhere "3-5" may be a day of May."""

_INT = r"(?:\d{1,3}(?:\.\d{3})+|\d+)"
_NUM = rf"{_INT}(?:,\d+)?"
_DASH = r" ?[-–—] ?"
_UNIT = "|".join(sorted((re.escape(u) for u in UNITS), key=len, reverse=True))
_TIME = r"\d{1,2} ?(?:h|g|giờ) ?\d{2}(?: ?phút|')?|\d{1,2}:\d{2}|\d{1,2}h"
_DAYS_PARTS = ("ngày", "sáng", "trưa", "chiều", "tối", "đêm", "hôm", "mùng", "mồng")
_PHONE_CALLS = re.compile(
    r"(?:gọi|gọi số|tổng đài|gọi tổng đài|đường dây nóng|cấp cứu|số máy|máy số|điện thoại|"
    r"gọi cấp cứu|số điện thoại|gọi điện đến số|tổng đài số)[ :]+$"
)
_ROMAN_AFTER = (  # noqa: SIM905
    "quý phần chương mục khóa kỳ hạng loại cấp đợt khối nhóm khoá vùng bậc học_kỳ phụ_lục lục thứ "
    "khu"
).split()
_ROMAN = {
    name: number
    for number, name in enumerate(
        [
            "I",
            "II",
            "III",
            "IV",
            "V",
            "VI",
            "VII",
            "VIII",
            "IX",
            "X",
            "XI",
            "XII",
            "XIII",
            "XIV",
            "XV",
            "XVI",
            "XVII",
            "XVIII",
            "XIX",
            "XX",
        ],
        start=1,
    )
}
_MOST_PLAIN = 4
"""So many figures are read as a number without points between them: more may be a code."""
_MOST_PLAIN_COUNTED = 12
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
Said = tuple[str, Kind] | None


class Numbers:
    """Whole numbers in words, the site's way: ``linh`` or ``lẻ``, ``nghìn`` or ``ngàn``.

    >>> Numbers()(2021), Numbers()(24), Numbers("lẻ", "ngàn")(1005)
    ('hai nghìn không trăm hai mươi mốt', 'hai mươi tư', 'một ngàn không trăm lẻ năm')
    """

    def __init__(self, zero: str = "linh", thousand: str = "nghìn") -> None:
        self._zero = zero
        self._thousand = thousand

    def __call__(self, n: int) -> str:
        """Return a number up to ``LARGEST`` in words."""
        if not 0 <= n <= LARGEST:
            raise ValueError(n)
        return _words(n, self._zero, self._thousand)

    def ordinal(self, n: int) -> str:
        """Return a number as it stands after "thứ" and "tháng": four is "tư" there."""
        return "tư" if n == 4 else self(n)  # noqa: PLR2004

    def digits(self, text: str) -> str:
        """Return figures one by one."""
        return " ".join(self(int(c)) for c in text)

    def written(self, text: str, *, is_counted: bool = False) -> str | None:
        """Return a number as it is written in Vietnamese; None where it may be another thing."""
        whole, _, tenths = text.partition(",")
        plain = whole.replace(".", "")
        most = _MOST_PLAIN_COUNTED if is_counted or tenths else _MOST_PLAIN
        if len(plain) > (12 if "." in whole else most) or (len(plain) > 1 and plain[0] == "0"):
            return None
        said = self(int(plain))
        if not tenths:
            return said
        if len(tenths) > 2:  # noqa: PLR2004
            return None  # "1,250" is a thousand to some
        if tenths[0] == "0":
            return f"{said} phẩy {self.digits(tenths)}"
        return f"{said} phẩy {self(int(tenths))}"


_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_AFTER_TENS = {1: "mốt", 4: "tư", 5: "lăm"}


@functools.lru_cache(maxsize=4096)
def _words(n: int, zero: str, thousand: str) -> str:
    if not n:
        return _DIGITS[0]
    words: list[str] = []
    for name, size in (("tỷ", 10**9), ("triệu", 10**6), (thousand, 1000), ("", 1)):
        count, n = divmod(n, size)
        if count:
            # What follows a larger part has its hundreds said, even where there are none.
            words += [*_three(count, zero, is_led=bool(words)), *([name] if name else [])]
    return " ".join(words)


def _three(n: int, zero: str, *, is_led: bool) -> list[str]:
    """Return a number below a thousand in words."""
    hundreds, rest = divmod(n, 100)
    tens, ones = divmod(rest, 10)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or is_led else []
    if tens == 1:
        return [*words, "mười", *([{5: "lăm"}.get(ones, _DIGITS[ones])] if ones else [])]
    if tens:
        words += [_DIGITS[tens], "mươi"]
        return [*words, _AFTER_TENS.get(ones, _DIGITS[ones])] if ones else words
    if ones:
        words += [zero, _DIGITS[ones]] if words else [_DIGITS[ones]]
    return words


class _Rules:
    """The rules, which share one way of saying numbers."""

    def __init__(self, number: Numbers) -> None:
        self.number = number

    def money(self, match: re.Match[str], before: str) -> Said:
        low = self.number.written(match["n"], is_counted=True)
        high = self.number.written(match["m"], is_counted=True) if match["m"] else ""
        if low is None or high is None:
            return None
        scale = f" {match['scale']}" if match["scale"] else ""
        return low + (f" đến {high}" if high else "") + scale + " đồng", "number"

    def measure(self, match: re.Match[str], before: str) -> Said:
        said = [self.number.written(n, is_counted=True) for n in re.findall(_NUM, match["all"])]
        if None in said:
            return None
        joint = " nhân " if re.search("[x×]", match["all"]) else " đến "
        if joint == " đến " and len(said) > 1 and not _rises(match["all"]):
            return None
        return joint.join(s for s in said if s) + f" {UNITS[match['unit']]}", "number"

    def counted_range(self, match: re.Match[str], before: str) -> Said:
        low, high = self.number.written(match["n"]), self.number.written(match["m"])
        if low is None or high is None or not _rises(match.group()):
            return None
        if before.rstrip().endswith(("ngày", "tháng", "mùng", "mồng")):
            return None
        return f"{low} đến {high}", "number"

    def months(self, match: re.Match[str], before: str) -> Said:
        low, high = int(match["n"]), int(match["m"])
        if not (before.endswith("tháng ") and 0 < low < high <= 12):  # noqa: PLR2004
            return None
        said = f"{self.number.ordinal(low)} đến tháng {self.number.ordinal(high)}"
        return (said + self._year(match["y"])) if match["y"] else said, "date"

    def date(self, match: re.Match[str], before: str) -> Said:
        day, month, year = int(match["d"]), int(match["mo"]), int(match["y"])
        said = self._day_and_month(day, month, year, before)
        return (said + self._year(match["y"]), "date") if said else None

    def short_date(self, match: re.Match[str], before: str) -> Said:
        if not before.rstrip().endswith(_DAYS_PARTS) or before[-1:] != " ":
            return None
        said = self._day_and_month(int(match["d"]), int(match["mo"]), None, before)
        return (said, "date") if said else None

    def date_range(self, match: re.Match[str], before: str) -> Said:
        year = int(match["y"]) if match["y"] else None
        low, high = int(match["d"]), int(match["d2"])
        month2 = int(match["mo2"])
        month = int(match["mo"]) if match["mo"] else month2
        if year is None and not before.rstrip().endswith(("ngày", "từ")):
            return None
        if not ((month, low) < (month2, high) or year):
            return None
        first = self._day_and_month(low, month, year, before)
        last = self._day_and_month(high, month2, year, "ngày ")
        if first is None or last is None or (month, low) >= (month2, high):
            return None
        if month == month2:
            first = first.partition(" tháng ")[0]
        return first + " đến ngày " + last + (self._year(match["y"]) if year else ""), "date"

    def month(self, match: re.Match[str], before: str) -> Said:
        month, year = int(match["mo"]), int(match["y"])
        if not (1 <= month <= 12 and _FIRST_YEAR <= year <= _LAST_YEAR):  # noqa: PLR2004
            return None
        named = re.search(r"(tháng|quý) $", before)
        if named is None:
            return None
        if named[1] == "quý" and month > 4:  # noqa: PLR2004
            return None
        return self.number.ordinal(month) + self._year(match["y"]), "date"

    def month_alone(self, match: re.Match[str], before: str) -> Said:
        month = int(match["n"])
        if not before.endswith("tháng ") or not 1 <= month <= 12:  # noqa: PLR2004
            return None
        return self.number.ordinal(month), "date"

    def day_alone(self, match: re.Match[str], before: str) -> Said:
        day = int(match["n"])
        if not re.search(r"(ngày|mùng|mồng) $", before) or not 1 <= day <= 31:  # noqa: PLR2004
            return None
        return self._day(day, before), "date"

    def ordinal(self, match: re.Match[str], before: str) -> Said:
        if not before.endswith("thứ ") or match["n"][0] == "0":
            return None
        n = int(match["n"])
        return "nhất" if n == 1 else self.number.ordinal(n), "number"

    def time(self, match: re.Match[str], before: str) -> Said:
        said = self._time(match.group())
        if said is None:
            return None
        is_clock = ":" in match.group() or self._hour(match.group()) <= 24  # noqa: PLR2004
        return said, "time" if is_clock else "number"

    def time_in_words(self, match: re.Match[str], before: str) -> Said:
        if not re.search(r"(lúc|trước|sau) $", before):
            return None
        said = self._time(match["h"] + "h" + (match["mi"] or "").zfill(2))
        return (said, "time") if said else None

    def time_range(self, match: re.Match[str], before: str) -> Said:
        first, last = match["a"], match["b"]
        if first.isdigit():
            first += "h"
        low, high = self._time(first), self._time(last)
        return (f"{low} đến {high}", "time") if low and high else None

    def phone(self, match: re.Match[str], before: str) -> Said:
        text = match.group()
        groups = re.findall(r"\d+", text)
        digits = "".join(groups)
        is_service = digits.startswith(("1800", "1900"))
        sound = {8, 10} if is_service else {11, 12} if text[0] == "+" else {10, 11}
        if len(digits) not in sound:
            return None
        if text[0] == "+" and not digits.startswith("84"):
            return None
        if is_service and re.search("[-–]", text) and not _PHONE_CALLS.search(before):
            return None
        if len(groups) == 1 or (text[0] == "+" and len(groups) == 1):
            groups = _grouped(digits)
        plus = "cộng " if text[0] == "+" else ""
        return plus + ", ".join(self.number.digits(group) for group in groups), "phone"

    def short_phone(self, match: re.Match[str], before: str) -> Said:
        if not _PHONE_CALLS.search(before):
            return None
        return self.number.digits(match.group()), "phone"

    def roman(self, match: re.Match[str], before: str) -> Said:
        named = before.rstrip().rpartition(" ")[2]
        number = _ROMAN.get(match["r"])
        if named not in _ROMAN_AFTER or number is None:
            return None
        said = self.number.ordinal(number) if named in ("quý", "thứ") else self.number(number)
        return said + (self._year(match["y"]) if match["y"] else ""), "number"

    def contact(self, match: re.Match[str], before: str) -> Said:
        return f"ép {self.number(int(match['n']))}", "abbreviation"

    def whole(self, match: re.Match[str], before: str) -> Said:
        text, after = match.group(), match.string[match.end() :]
        if _PHONE_CALLS.search(before) and len(text) > 2:  # noqa: PLR2004
            return None
        if re.match(r" \d", after) or re.search(r"(?:^|\s)[\d.,]+ $", before):
            return None  # "1 250" is one number to some
        if before.endswith("tháng ") and not re.match(r" [^\W\d]", after):
            return None  # no month, or month_alone had read it
        is_counted = bool(
            re.match(r" ?(?:đồng|người|hộ|lượt|triệu|tỷ|nghìn|liều|mũi|mét|học sinh)(?!\w)", after)
        )
        said = self.number.written(text, is_counted=is_counted)
        return (said, "number") if said else None

    def abbreviation(self, match: re.Match[str], before: str) -> Said:
        text = match.group()
        said = ABBREVIATIONS[text]
        if text[0].isdigit() and text[1] == "4" and before.rstrip().endswith("ngày"):
            return None
        is_first = not before.strip() or before.rstrip()[-1:] in ".!?"
        if is_first and said[0].islower() and not text[0].isdigit():
            said = said[0].upper() + said[1:]
        return said, "abbreviation"

    def degrees(self, match: re.Match[str], before: str) -> Said:
        return ("xê", "abbreviation") if before.endswith("độ ") else None

    def words(self, match: re.Match[str], before: str) -> Said:
        text = match.group()
        pieces = re.split("[-–]", text)
        if not all(is_syllable(piece) for piece in pieces):
            return None
        if text.isupper() and len(text) > 1 and not _has_capitals_beside(match):
            return None
        # A letter of a list ("điểm a") is said; a Roman number has its own rule.
        return None if text == "I" else (text, "word")

    def _day_and_month(self, day: int, month: int, year: int | None, before: str) -> str | None:
        if not 1 <= month <= 12:  # noqa: PLR2004
            return None
        if year is not None and not _FIRST_YEAR <= year <= _LAST_YEAR:
            return None
        if not 1 <= day <= calendar.monthrange(year or 2020, month)[1]:  # 2020 had 29 February
            return None
        named = re.search(r"(ngày|mùng|mồng) $", before)
        return (
            ("" if named else "ngày ")
            + self._day(day, before)
            + (f" tháng {self.number.ordinal(month)}")
        )

    def _day(self, day: int, before: str) -> str:
        is_named = re.search(r"(mùng|mồng) $", before)
        early = day <= 10 and not is_named  # noqa: PLR2004
        return ("mùng " if early else "") + self.number(day)

    def _year(self, text: str) -> str:
        return f" năm {self.number(int(text))}"

    def _time(self, text: str) -> str | None:
        found = re.findall(r"\d+", text)
        hour, minute = int(found[0]), int(found[1]) if len(found) > 1 else 0
        if minute > 59 or (hour > 24 and len(found) > 1) or (hour == 24 and minute):  # noqa: PLR2004
            return None
        said = f"{self.number(hour)} giờ"
        return said + (f" {self.number(minute)} phút" if minute else "")

    def _hour(self, text: str) -> int:
        return int(re.findall(r"\d+", text)[0])


def _rises(text: str) -> bool:
    found = [float(n.replace(".", "").replace(",", ".")) for n in re.findall(_NUM, text)[:2]]
    return found[0] < found[1]


def _grouped(digits: str) -> list[str]:
    """Part a number that was written in one piece as people say it."""
    if digits.startswith("84"):
        return [digits[:2], *_thirds(digits[2:])]
    if len(digits) == 8:  # noqa: PLR2004
        return [digits[:4], digits[4:]]
    if len(digits) == 10:  # noqa: PLR2004
        return [digits[:4], digits[4:7], digits[7:]]
    return [digits[:4], digits[4:8], digits[8:]]


def _thirds(digits: str) -> list[str]:
    return [digits[i : i + 3] for i in range(0, len(digits), 3)]


_BESIDE = re.compile(r"[^\W\d_]+")


def _has_capitals_beside(match: re.Match[str]) -> bool:
    """Tell whether a word in capitals stands in a run of them, as in a name: an abbreviation isn't.

    Its neighbours must be syllables too: "UBND XÃ" has one word in capitals.
    """
    before = match.string[: match.start()].split()
    after = match.string[match.end() :].split()
    beside = (before[-1:] or [""])[0], (after[:1] or [""])[0]
    for word in beside:
        found = _BESIDE.search(word)
        if found and len(found[0]) > 1 and found[0].isupper() and is_syllable(found[0]):
            return True
    return any(word.strip(".,;:") in ABBREVIATIONS and word.isupper() for word in beside)


def rules(number: Numbers) -> tuple[Rule, ...]:
    """Return the rules, the narrow ones first."""
    r = _Rules(number)
    abbreviations = "|".join(sorted(map(re.escape, ABBREVIATIONS), key=len, reverse=True))
    counted = "|".join(sorted(map(re.escape, COUNTED), key=len, reverse=True))
    day, month, year = r"(?P<d>\d{1,2})", r"(?P<mo>\d{1,2})", r"(?P<y>\d{4})"
    return (
        rule(abbreviations, r.abbreviation),
        rule(r"F(?P<n>\d)", r.contact),
        rule(rf"{day}(?:/(?P<mo>\d{{1,2}}))?{_DASH}(?P<d2>\d{{1,2}})/(?P<mo2>\d{{1,2}})"
             rf"(?:/(?P<y>\d{{4}}))?", r.date_range),
        rule(rf"{day}(?P<s>[/.-])(?P<mo>\d{{1,2}})(?P=s){year}", r.date),
        rule(rf"{year}-(?P<mo>\d{{2}})-(?P<d>\d{{2}})", r.date),
        rule(rf"{month}/{year}", r.month),
        rule(rf"{day}/(?P<mo>\d{{1,2}})", r.short_date),
        rule(rf"(?P<a>{_TIME}|\d{{1,2}}){_DASH}(?P<b>\d{{1,2}} ?(?:h|giờ) ?\d{{2}}"
             rf"|\d{{1,2}}:\d{{2}}|\d{{1,2}}h)", r.time_range),
        rule(_TIME, r.time),
        rule(r"\d{2,3}h", r.time),
        Rule(re.compile(r"(?P<h>\d{1,2}) giờ(?: (?P<mi>\d{1,2}) phút)?(?!\w)"), r.time_in_words),
        rule(r"(?:\+84|\(0\d{2,3}\)|0\d{1,3}|1[89]00)(?:[ .-]?\d{2,4}){1,4}(?![ .-]?\d)", r.phone),
        rule(r"\d{3,4}", r.short_phone),
        rule(rf"(?P<n>{_NUM})(?:{_DASH}(?P<m>{_NUM}))? ?(?P<scale>nghìn|ngàn|triệu|tỷ|tỉ)? ?"
             r"(?:đồng|đ|VNĐ|vnđ|VND)", r.money),
        rule(rf"(?P<all>{_NUM}(?: ?[x×] ?{_NUM}){{0,2}}|{_NUM}{_DASH}{_NUM}) ?(?P<unit>{_UNIT})",
             r.measure),
        rule(rf"(?P<n>\d{{1,2}}){_DASH}(?P<m>\d{{1,2}})(?:/(?P<y>\d{{4}}))?", r.months),
        Rule(re.compile(rf"(?P<n>{_NUM}){_DASH}(?P<m>{_NUM})(?= (?:{counted})(?!\w))"),
             r.counted_range),
        Rule(re.compile(r"(?P<n>\d{1,2})(?= tháng \d)"), r.day_alone),
        rule(r"(?P<n>\d{1,2})", r.month_alone),
        rule(r"(?P<n>\d{1,2})", r.ordinal),
        rule(_NUM, r.whole),
        rule(r"(?P<r>[IVX]+)(?:/(?P<y>\d{4}))?", r.roman),
        rule(r"C", r.degrees),
        rule(r"[^\W\d_]+(?:[-–][^\W\d_]+)*", r.words),
    )  # fmt: skip
