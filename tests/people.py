"""Texts as people bring them: guidance from Word, e-mail, Zalo, GitHub and Notion, made at random.

The words are of the reference plan; what varies is how lists, tables, breaks and marks are written.
"""

from __future__ import annotations

import random

WORDS = (
    "Đeo khẩu trang", "Khai báo y tế", "Bà con", "xã Nàn Sán", "Cài Bluezone", "gọi 1900 9095",
    "bấm *Cài đặt*", "mở **CH Play**", "chờ 15 phút", "bật Bluetooth", "5K", "trạm y tế",
    "thôn, bản", "mã `OTP`", "[Bluezone](link:bluezone)", "2 m", "[trang](index.md)", "tháng 7",
    "37,5 °C", "Bước 1", "ngày 20/7/2021", "(xem dưới)", "“5K”", "và", "hoặc", "không", "a_b_c",
    "2 * 3", "AT&T", "nhà", "10 000 đ", "_chậm_", "**Lưu ý:**", "***gấp***", "**a *b* c**",
)  # fmt: skip
ODD_WORDS = (
    "**dở", "dở**", "*sao", "_gạch", "__hai__", "**a**b", "a**b**", "**Lưu ý:**không", "*a*b",
    "**a**, *b*.", "*a **b** c*",
    "***a** b*", "**a*b**", "`a", "``a ` b``", "` a `", "\\*", "\\_a\\_",
    "\\|", "a | b", "&nbsp;", "&amp;", "&copy", "&#273;", "<br>", "<br/>", "m<sup>2</sup>",
    "CO<sub>2</sub>", "<!-- ghi -->", "~~bỏ~~", "~5 km", "[ ]", "[x]", "{#neo}", "{: .c}", "[^1]",
    "[a] (b)", "[a](b c)", "![hình](a.png)", "[a][b]", "[a]", "[a][]", "<https://tokhaiyte.vn>",
    "[a](<b c.md>)", "[a](b.md \"c\")", "[[a](b)](c)", "![a [b](c)](d)", "https://tokhaiyte.vn/x_y",
    "bit.ly/abc", "tokhaiyte.vn.", "a@b.vn", "www.bluezone.gov.vn,", "!", "#Một", "\\", "a\\",
    "*", "**", "_", "`", "<", ">", "&", "[", "]", "](", "![", "|", "“", "…", "a  b", "\u00a0",
    "<b>", "*(a)*", "**“a”**", "a*“b”*", "_a_b", "a_b_", "**a\u00a0**", "****", "* *",
)  # fmt: skip
BULLETS = ("- ", "* ", "+ ", "-  ", "-   ", "*\t", "-", "• ", "– ", "o\t", "§ ", "· ", "*  ",
           "-\t")  # fmt: skip
NUMBERS = ("{}. ", "{}) ", "{}.", "{}.\t", "{}.  ", "({}) ", "{}/ ", "Bước {}: ", "{}.   ", "0{}. ")
LETTERS = ("{}) ", "{}. ", "({}) ")
INDENTS = ("", "", "", " ", "  ", "   ", "    ", "     ", "      ", "\t", "  \t", "\t\t")
ENDS = ("", "", "", "", "", "  ", "\\", " ", "   ", "<br>", "\t")
GAPS = ("\n", "\n", "\n", "\n\n", "\n\n", "\n\n\n", "\n \n", "\n    \n")


class Writer:
    """Writes one text; the same seed gives the same one."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.is_tidy = self.random.random() < 0.6

    def pick(self, options: tuple[str, ...]) -> str:
        """Return one of several."""
        return self.random.choice(options)

    def words(self) -> str:
        """Return a few words."""
        draw = self.random.random
        odd = 0.03 if self.is_tidy else 0.25
        found = [
            self.pick(ODD_WORDS if draw() < odd else WORDS)
            for _ in range(self.random.randint(1, 4))
        ]
        return (" " if draw() < 0.93 else "").join(found)

    def line(self) -> str:
        """Return a line, with what may stand at its end."""
        return self.words() + (self.pick(ENDS) if self.random.random() < 0.3 else "")

    def paragraph(self) -> str:
        """Return up to three lines."""
        return "\n".join(self.line() for _ in range(self.random.randint(1, 3)))

    def marker(self, number: int) -> str:
        """Return what an item begins with."""
        draw = self.random.random()
        if draw < 0.45:
            return self.pick(BULLETS[:3] if self.is_tidy else BULLETS)
        if draw < 0.95 or self.is_tidy:
            return self.pick(NUMBERS[:2] if self.is_tidy else NUMBERS).format(number)
        return self.pick(LETTERS).format("abcdeghik"[number % 9])

    def items(self) -> str:
        """Return a list, or what was meant as one."""
        lines = []
        marker_of = self.random.random() < 0.7
        kind = self.marker(1)
        depth = 0
        first = self.random.choice((1,) * 9 + (2, 3, 10))
        for number in range(first, first + self.random.randint(1, 5)):
            if self.random.random() < 0.25:
                depth = self.random.choice((0, 1, 2, 2, 2, 3, 3, 4, 4, 5, 6))
            elif self.random.random() < 0.3:
                depth = 0
            same = marker_of and depth == 0
            inner = 1 if self.random.random() < 0.8 else number
            mark = kind.replace("1", str(number)) if same else self.marker(inner)
            indent = "\t" if depth and self.random.random() < 0.1 else " " * depth
            lines.append(f"{indent}{mark}{self.line()}")
            draw = self.random.random()
            if draw < 0.1:
                lines.append(self.pick(INDENTS) + self.line())
            elif draw < 0.2:
                lines += ["", self.pick(INDENTS[:8]) + self.line()]
            elif draw < 0.26:
                lines.append("")
            elif draw < 0.29:
                below = self.block(plain=True).split("\n")
                lines += ["", *(f"{' ' * self.random.randint(2, 4)}{line}" for line in below)]
        return "\n".join(lines)

    def table(self) -> str:
        """Return a table, or nearly one."""
        width = self.random.randint(1, 4)
        outer = self.random.random() < 0.7

        def row(cells: list[str]) -> str:
            text = " | ".join(cells)
            return f"| {text} |" if outer else text

        rows = [row([self.words() for _ in range(width)])]
        dashes = [self.pick(("---", ":--", "--:", ":-:", "-", ":---:")) for _ in range(width)]
        if self.random.random() < 0.9:
            rows.append(row(dashes))
        for _ in range(self.random.randint(0, 3)):
            count = width if self.random.random() < 0.85 else self.random.randint(1, 5)
            rows.append(
                row([self.words() if self.random.random() < 0.9 else "" for _ in range(count)])
            )
        if self.random.random() < 0.1:
            rows.append(self.words())
        return "\n".join(rows)

    def quote(self) -> str:
        """Return a quotation."""
        lines = self.block(plain=self.random.random() < 0.7).split("\n")
        found = []
        for number, line in enumerate(lines):
            mark = self.pick(("> ", "> ", "> ", ">", ">  ", " > ", ">\t"))
            found.append(line if number and self.random.random() < 0.15 else mark + line)
        return "\n".join(found)

    def heading(self) -> str:
        """Return a heading in one of its forms."""
        draw = self.random.random()
        if draw < 0.15:
            return self.words() + "\n" + self.pick(("---", "===", "-", "-----  ", "- - -", "--"))
        mark = "#" * self.random.choice((2, 2, 2, 3, 4, 6, 7))
        return (
            mark
            + self.pick((" ", " ", " ", " ", "", "\t", "  "))
            + self.words()
            + self.pick(("", "", "", " ##", "##", " #"))
        )

    def code(self) -> str:
        """Return two indented lines."""
        words = ("DK TIEM A B", "a  < b", "*a*", "x | y", "1900 9095", "OTP  123", "đi", "- a", "`")
        return "\n".join(self.pick(("    ", "     ", "\t")) + self.pick(words) for _ in range(2))

    def other(self) -> str:
        """Return what stands seldom in a text."""
        return self.pick((
            "---", "***", "* * *", "_ _ _", "<!-- ghi chú -->", "<!-- a\nb -->", "<!-- a --> b",
            "[b]: index.md", "[a]: link:bluezone \"Tên\"", "[a]:\n index.md", "```\na\n```",
            "Tên\tSố\nA\t1", "::: note", "> [!NOTE]\n> Đọc.", "- [ ] việc", "- [x] xong", "<br>",
            "- \n- a", "1.\n2. b", "- a\n\n\n- b", "-\n\n  a",
            "> a\nb", "> - a\nb", "    a\n\n\n    b",
            "- - a", "1. - a\n   - b", "- 1. a\n  2. b", ">> a\n> b", "- > a\n> b", "•", "1.", "-",
            "- ---", "* a\n  ---", "- a\n-----", "| a |\n|---|\n| `b\\|c` |",
            "| a |\n| - |\n| b | c |",
            "a\n| b |\n|---|\n| c |", "- | b |\n  |---|\n  | c |", "\ta", " \ta",
            "a\n\tb", "a\n    b",
        ))  # fmt: skip

    def block(self, *, plain: bool = False) -> str:
        """Return a block of any kind."""
        draw = self.random.random()
        if plain or draw < 0.25:
            return self.paragraph() if self.random.random() < 0.6 else self.items()
        for bound, made in (
            (0.6, self.items), (0.7, self.table), (0.8, self.quote), (0.88, self.heading),
            (0.91, self.code),
        ):  # fmt: skip
            if draw < bound:
                return made()
        return self.other()

    def text(self) -> str:
        """Return a whole text."""
        found = [self.block()]
        for _ in range(self.random.randint(0, 3)):
            found += [self.pick(GAPS[3:5] if self.is_tidy else GAPS), self.block()]
        return "".join(found)


def text(seed: int) -> str:
    """Return the text of a seed."""
    return Writer(seed).text()
