"""What a Markdown body may not hold, found in its lines before it is parsed.

HTML is refused and not cleaned; lines and brackets are counted, so that no text
can keep the parser busy for long.
"""

from __future__ import annotations

import re

from bangtin.problems import Place, Problems

MAX_LINE = 20_000
NOTE_KINDS = {"luu-y": "luu-y", "canh-bao": "canh-bao", "note": "luu-y", "warning": "canh-bao"}
"""What authors call a note, and the kind that it is."""
MOST_SIGNS = {"[": 500, "\\": 2_000, "`": 20_000, "*": 20_000, "_": 20_000}
"""In one paragraph: the parser's time grows with their square, or faster."""
PARAGRAPHS = 10
"""A page may hold so many paragraphs of the most signs."""

# A tag, also over lines and with a slash for its first space; one of an office program; one that
# is left open; a comment, declaration or instruction.
RAW_HTML = re.compile(
    r"</?[a-zA-Z][a-zA-Z0-9-]*(?:(?=[\s/])(?:[^<>\n]|\n(?!\s*\n))*)?>"
    r"|</?[a-z]{1,3}\d?:[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>"
    r"|</?(?:script|style|iframe|object|embed|svg|img|link|meta|base|form)(?![\w@:.-])"
    r"|<!--|<!\[|<!\w|<\?",
    re.IGNORECASE,
)
_ODD_AUTO = re.compile(r"<(?!https?:)[a-zA-Z][a-zA-Z0-9+.-]*:[^<>\s]+>", re.IGNORECASE)
TAKEN = re.compile(r"<!--|<br\s*/?>|</?su[bp]>", re.IGNORECASE)
"""HTML that has a meaning on paper too, or none at all: comments, breaks, raised digits."""
CODE_SPAN = re.compile(r"(?<!\\)(`+)[^`]+?\1")
_FENCE = re.compile(r" {0,3}(```+[^`]*|~~~+.*)$")


def scan(body: str, file: str, first_line: int, problems: Problems) -> None:
    """Refuse what a body may not hold, before it is parsed."""
    in_fence = False
    bare = []
    for number, written in enumerate(body.split("\n"), start=first_line):
        if len(written) > MAX_LINE:
            problems.error("line-too-long", Place(file, number), limit=MAX_LINE)
            bare.append("")
            continue
        line = written
        if "`" in line:
            line = CODE_SPAN.sub(lambda m: " " * len(m.group()), line)
        bare.append(line)
        if ("```" in written or "~~~" in written) and (fence := _FENCE.match(written)):
            in_fence = not in_fence
            if in_fence:
                place = Place(file, number, fence.start(1) + 1)
                problems.error("mark-left", place, text=fence.group(1)[:10])

    _scan_tags(bare, file, first_line, problems)
    _count_signs(body, file, first_line, problems)


def _scan_tags(lines: list[str], file: str, first_line: int, problems: Problems) -> None:
    """Refuse HTML, which may run over lines, and addresses in angle brackets that are no links."""
    text = "\n".join(lines)
    if "<" not in text:
        return
    seen: set[int] = set()
    for key, pattern in (("raw-html", RAW_HTML), ("unknown-scheme", _ODD_AUTO)):
        line = last = 0
        for found in pattern.finditer(text):
            # Behind "](" it is a target in pointed brackets; the reader of inlines makes sure.
            if TAKEN.match(found.group()) or text.endswith("](", 0, found.start()):
                continue
            line += text.count("\n", last, found.start())
            last = found.start()
            if line not in seen:
                seen.add(line)
                column = found.start() - (text.rfind("\n", 0, found.start()) + 1) + 1
                words = " ".join(found.group().split())
                problems.error(key, Place(file, first_line + line, column), tag=words, target=words)


def _count_signs(body: str, file: str, first_line: int, problems: Problems) -> None:
    """Refuse more signs of Markdown than a text can need, where they become too many."""
    if all(body.count(sign) <= most for sign, most in MOST_SIGNS.items()):
        return
    of_paragraph, of_page = dict.fromkeys(MOST_SIGNS, 0), dict.fromkeys(MOST_SIGNS, 0)
    for number, line in enumerate(body.split("\n"), start=first_line):
        for sign, most in MOST_SIGNS.items():
            count = line.count(sign)
            of_paragraph[sign] = of_paragraph[sign] + count if line.strip() else 0
            of_page[sign] += count
            if of_paragraph[sign] > most or of_page[sign] > PARAGRAPHS * most:
                problems.error("signs-too-many", Place(file, number), sign=sign, limit=most)
                return
