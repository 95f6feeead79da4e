"""Lines that Markdown reads one way and their author surely meant in another.

CommonMark takes ``• a``, ``1.a`` or a row of tabs for words, and joins them to the line above.
Word, Excel, Zalo and e-mail write them so. Each such line is refused with what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bangtin.markdown.passages import Findings, Piece

_SIGN = re.compile(
    r"(?:[•◦‣⁃∙·▪▫■□●○◆◇❖➢►▶✓✔§¨Øü–—−→]|[oØüqvl](?=\t))[ \t\u00a0]*(?=\S)"
    r"|(?:[-+*]|\d{1,3}[.)])\u00a0"
    r"|(?:-{1,2}>|=+>|[-+*]\)|⁻|➔|➜|➞|☛|☞)[ \t\u00a0]*(?=\S)|--[ \t]*(?=[^\W\d_])"
)
"""Bullets of office programs and phones, and marks that a no-break space makes words of."""
_GLUED_NUMBER = re.compile(r"(\d{1,3}[.)])(?=[^\W\d_])")
_GLUED_BULLET = re.compile(r"([-+])(?=[^\W\d_])")
_GLUED_STAR = re.compile(r"\*(?=[^\W_])[^*]*$")
_GLUED_HEADING = re.compile(r"(#{1,6})(?=[^#\s])")
_LETTER = re.compile(r"\(?[a-zđ][.)][ \t]", re.IGNORECASE)
_ROMAN = re.compile(r"(?:[ivx]{1,5}|[IVX]{1,5})[.)][ \t]")
_NUMBER = re.compile(r"\(?\d{1,3}(?:\.\d{1,2})*[.)/][ \t]+\S|\d{1,3}(?:\.\d{1,2})+[ \t]+\S")
_COUNTED = re.compile(r"(?:bước|step|điều|mục|phần|lần|câu|ngày)\s+\d{1,3}\s*[:.)]", re.IGNORECASE)
_BOX = re.compile(r"[☐☑☒✅❌⬜]")
_SYMBOL = re.compile(
    r"[\u2190-\u21ff\u2460-\u24ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]|\d\ufe0f?\u20e3"
)
"""A picture, arrow or number in a ring: nobody begins a line with one within a sentence."""
_TICK = re.compile(r"\[[ xX]?\][ \t]+\S")
_OPEN_BOX = re.compile(r"\[ ?\][ \t]+\S")
_LABEL = re.compile(r"(?P<word>[^\W\d_])[^:.!?;\t]{0,30}:(?:\s|$)")
_COUNT = re.compile(
    r"\(?(?P<word>[^\W\d_]*)[ ]?(?P<number>\d{1,3})"
    r"(?:[ ]?[:,–—-][ ]|[ ]\.[ ]|\.\)[ ]?|/\d|[ ]?:$)"
)
_HOUR = re.compile(r"\d{1,2}(?:[ ]?(?:h|g|giờ)[ ]?(?:\d{1,2})?|:\d\d)(?!\w)", re.IGNORECASE)
_ORDINAL = re.compile(
    r"(?P<word>bước|thứ|điều|phần|mục|câu)[ ](?:nhất|một|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười)"
    r"(?:[ ]?[:,.)–—-]|[ ]là\b)",
    re.IGNORECASE,
)
_BROKEN_OFF = re.compile(r"(?:  |\\|<br\s*/?>\s*)$", re.IGNORECASE)
"""The end of a line below which a new one begins on the page too."""
_COLUMNS = re.compile(r"\S {3,}\S")
_CELLS = (
    (";", re.compile(r";(?=\S)|(?<=\S);(?=$)")),
    (",", re.compile(r",(?=[^\s\d])|(?<!\d),(?=\d)")),
)
"""What stands between the cells of a CSV file, where no sentence has it."""
_LEAST_CELLS = 2
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_INDENTED_MARK = re.compile(r"(?:[-+*]|\d{1,3}[.)]|#{1,6})[ \t]+\S|>")
"""Marks that stand too far to the right to be any: else they would have begun a block."""
_EMPTY_ITEM = re.compile(r"(?:[+*]|\d{1,3}[.)])\s*$")
_CONTAINER = re.compile(r":::+")
_FENCE = re.compile(r"(?:```+[^`]*|~~~+.*)$")
_MARKED = re.compile(r"(?:[-+*>#]|\d{1,9}[.)]|!!!|\|)[ \t|]?")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def of_paragraph(lines: Sequence[Piece], findings: Findings, *, is_cut: bool) -> None:
    """Note the lines of one paragraph that were meant as something else.

    ``is_cut`` tells that link definitions stood above them.
    """
    if len(lines) == 1:
        text = lines[0].text
        if text.strip().count("\t") >= _LEAST_CELLS:
            findings.note("tabs-table", (lines[0].line, lines[0].column + text.index("\t")))
            return
        if not is_cut and text[:1].isalpha() and text[1:2] != "\t":
            return
    tabbed = barred = 0
    for number, piece in enumerate(lines):
        above = lines[number - 1].text if number else ""
        is_broken = _BROKEN_OFF.search(above) is not None
        if number and not is_broken and _is_pair(above, piece.text):
            shown = piece.text.split("\t")[0].split(" ")[0][:12]
            findings.note("lines-joined", (piece.line, piece.column), text=shown)
            return
        text = piece.text
        spot = (piece.line, piece.column)
        key = _mistaken(text, is_first=number == 0 and not is_cut)
        if key and not (is_broken and key == "lines-joined"):
            shown = text.split("\t")[0].split(" ")[0][:12] or text[:12]
            if key == "task-box":
                shown = text[: text.index("]") + 1]
            findings.note(key, spot, text=shown)
            return
        if number and (sign := _cells(above, text)):
            before = lines[number - 1]
            column = before.column + before.text.index(sign)
            findings.note("cells-joined", (before.line, column), sign=sign)
            return
        tabbed = tabbed + 1 if "\t" in text.strip() or _COLUMNS.search(text) else 0
        barred = barred + 1 if text.strip(" |").count("|") else 0
        if tabbed > 1:
            before = lines[number - 1]
            gap = re.search(r"\t| {3}", before.text)
            column = before.column + (gap.start() if gap else 0)
            findings.note("tabs-table", (before.line, column))
            return
        if barred > 1 and not text.startswith("|"):
            before = lines[number - 1]
            findings.note("mark-left", (before.line, before.column), text=before.text[:20])
            return


def _cells(above: str, text: str) -> str:
    """Return the sign that parts two lines into as many cells, as rows of a CSV file; else none."""
    for sign, pattern in _CELLS:
        count = above.count(sign)
        if (
            count >= _LEAST_CELLS
            and text.count(sign) == count
            and all(len(pattern.findall(line)) == count for line in (above, text))
        ):
            return sign
    return ""


def _is_pair(above: str, text: str) -> bool:
    """Tell whether two lines begin alike, as rows of a programme, of questions or of steps do."""
    for pattern in (_LABEL, _COUNT, _HOUR, _ORDINAL):
        first, second = pattern.match(above), pattern.match(text)
        if not first or not second:
            continue
        if pattern is _LABEL and not (first["word"].isupper() and second["word"].isupper()):
            continue
        if pattern in (_COUNT, _ORDINAL) and first["word"].lower() != second["word"].lower():
            continue
        if pattern is _COUNT and int(second["number"]) != int(first["number"]) + 1:
            continue
        return True
    return False


def _mistaken(text: str, *, is_first: bool) -> str:
    """Return the key of what a line was meant to be; empty where it is words."""
    head = text[:1]
    if not head or (head.isalpha() and text[1:2].isalpha() and head.lower() not in "bsđmplcnivx"):
        return ""
    if is_first and head.isalpha() and text[1:2] != "\t":
        return ""
    checks = _ALWAYS if is_first else _ALWAYS + _FOLLOWING
    return next((key for key, pattern in checks if pattern.match(text)), "")


_ALWAYS = (
    ("bullet-sign", _SIGN),
    ("number-glued", _GLUED_NUMBER),
    ("bullet-glued", _GLUED_BULLET),
    ("bullet-glued", _GLUED_STAR),
    ("container-mark", _CONTAINER),
    ("mark-left", _FENCE),
    ("heading-one", re.compile(r"#(?!#)\S")),
    ("heading-glued", _GLUED_HEADING),
    ("task-box", _OPEN_BOX),
    ("mark-foreign", re.compile(r"#{7,}")),
    ("mark-foreign", re.compile(r"\[toc\]$", re.IGNORECASE)),
    ("mark-foreign", re.compile(r"\*\[[^\[\]]+\]:")),
)
_FOLLOWING = (
    ("task-box", _TICK),
    ("mark-foreign", re.compile(r":[ \t]+\S")),
    ("lines-joined", _SYMBOL),
    ("lines-joined", _EMPTY_ITEM),
    ("lines-joined", _INDENTED_MARK),
    ("lines-joined", _LETTER),
    ("lines-joined", _ROMAN),
    ("lines-joined", _NUMBER),
    ("lines-joined", _COUNTED),
    ("lines-joined", _BOX),
)
"""What nobody begins a line in the middle of a sentence with."""


def is_break(lines: Sequence[Piece]) -> bool:
    """Tell whether a paragraph is one break: GitHub takes the lines right below it for HTML."""
    return bool(lines) and _BREAK.fullmatch(lines[0].text.strip()) is not None


def of_code(lines: Sequence[Piece], findings: Findings) -> None:
    """Note a block of code of Markdown or Vietnamese words: they were only indented."""
    for piece in lines:
        text = piece.text.strip()
        if text and (_MARKED.match(text) or _NOT_ASCII.search(text)):
            indent = len(piece.text) - len(piece.text.lstrip())
            findings.note("words-indented", (piece.line, piece.column + indent), text=text[:20])
            return
