"""What authors could write and what they never would: headers, Markdown, tables, paths."""

from __future__ import annotations

from bangtin.config.header import Header, PublishEntry
from bangtin.config.settings import Settings
from hypothesis import strategies as st

SIGNS = "<>/!-=\"'&;:()[]{}`*_#\\|~^%@,.?+ \t\n"
WORDS = ("Cài đặt", "a", "Bluezone", "xã", "Đ", "文", "😀", "e\u0301", "1900 9095", "link", "on")
HIDDEN = "\u200b\u202e\ufeff\u00ad\x00\x02\x03\x07\x1b\x85\u2028\ufffd\uf0b7\ud7ff\U000e0041"

anything = st.text(max_size=40)
hidden = st.text(st.sampled_from(SIGNS + HIDDEN + "abđ"), max_size=20)
odd = st.text(st.sampled_from(SIGNS + "abđ1"), max_size=20)
word = st.sampled_from(WORDS)
words = st.lists(word, min_size=1, max_size=6).map(" ".join)
text = st.one_of(words, words, odd, st.one_of(anything, hidden))

# ── YAML ──

sound = st.one_of(
    words,
    st.sampled_from((
        "true", "false", "yes", "no", "null", "~", "12:30", "0777", "0x1F", "1e3", ".inf", "-1",
        "1", "99", "2021-07-05", "2021-13-01", "05/07/2021", "9999-12-31", "0001-01-01", "bluezone",
        "zzz", "quet-ma", "poster-a3", "bang-ron-6x0.8", "to-roi-a5", "diem-quet-a4", "to-gap-a4",
        "index.md", "a.md", "xa", "ten", "'{ten}'", "'{zzz}'", "'{'", "'{{ten}}'", "'#set page()'",
        "/cu/", "/a/", "an-pham", "BZ", "'%s{0}{x!r}'", "https://la.example", "javascript:x",
    )),
    st.dates().map(str),
)  # fmt: skip
"""Values that YAML reads without a problem, whatever the key makes of them."""
scalar = st.one_of(
    sound,
    text,
    st.sampled_from((
        "", "{ten}", "&a", "*a", "!x", "|", ">", "- ", "? ", "#", "[", "{", "]", "}", "\"", "'",
        "%", "@", "`", "<<", "---", "...",
    )),
    st.integers().map(str),
    st.floats().map(str),
)  # fmt: skip
quoted = scalar.map(lambda s: '"' + s.replace("\\", "\\\\").replace('"', '\\"') + '"')
flow = st.recursive(
    st.one_of(scalar, quoted),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda x: "[" + ", ".join(x) + "]"),
        st.dictionaries(st.one_of(word, odd), inner, max_size=3).map(
            lambda x: "{" + ", ".join(f"{k}: {v}" for k, v in x.items()) + "}"
        ),
    ),
    max_leaves=5,
)
value = st.one_of(
    sound,
    sound,
    st.lists(sound, max_size=3).map(lambda x: f"[{', '.join(x)}]"),
    st.dictionaries(word, sound, max_size=2).map(
        lambda x: "{" + ", ".join(f"{k}: {v}" for k, v in x.items()) + "}"
    ),
    flow,
)
_KEYS: dict[type[Header | PublishEntry | Settings], tuple[str, ...]] = {
    kind: tuple(name for name in kind.__struct_fields__ if name != "places")
    for kind in (Header, PublishEntry, Settings)
}


def _key(kind: type[Header | PublishEntry | Settings]) -> st.SearchStrategy[str]:
    return st.sampled_from(_KEYS[kind])


POSTER = {
    "format": "poster-a3",
    "slogan": "Chào bà con",
    "qr": "bluezone",
    "steps": "[{text: Một, icon: quet-ma}]",
}
entry = st.dictionaries(_key(PublishEntry), value, max_size=3).map(
    lambda x: "{" + ", ".join(f"{k}: {v}" for k, v in (POSTER | x).items()) + "}"
)
USUAL = {
    "title": "Một trang",
    "summary": "Tóm tắt.",
    "date": "2021-07-05",
    "code": "MT",
}
_published = st.lists(entry, max_size=2).map(lambda x: "".join(f"\n  - {e}" for e in x) or "[]")
_usual = st.tuples(st.dictionaries(_key(Header), value, max_size=3), st.none() | _published).map(
    lambda x: USUAL | x[0] | ({} if x[1] is None else {"publish": x[1]})
)
_line = st.one_of(
    st.tuples(st.one_of(_key(Header), text), flow).map(lambda x: f"{x[0]}: {x[1]}"),
    text,
)
header = st.one_of(
    _usual.map(lambda x: "\n".join(f"{k}: {v}" for k, v in x.items())),
    _usual.map(lambda x: "\n".join(f"{k}: {v}" for k, v in x.items())),
    st.tuples(_usual, _line).map(
        lambda x: "\n".join([*(f"{k}: {v}" for k, v in x[0].items()), x[1]])
    ),
    st.lists(_line, max_size=6).map("\n".join),
)
"""What stands between the two ``---``: usual keys with strange ones after them, or only these."""

_phrase = st.one_of(
    words,
    odd,
    st.sampled_from(
        ("Chào {ten}", "{ma}", "{zzz}", "{", "{ ten }", "#set page()", "$x$", "\\n", "*a*")
    ),
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=30),
).map(lambda x: "'" + x.replace("'", "''").replace("\n", " ") + "'")
_formats = st.sampled_from((
    "poster-a3", "bang-ron-6x0.8", "to-roi-a5", "to-gap-a4", "diem-quet-a4", "nhan-xe-200x100",
    "the-tham-nha-a6", "pano-3x2",
))  # fmt: skip
_optional = {
    **dict.fromkeys(("title", "reason", "qr_text", "help", "signature", "place_name"), _phrase),
    "second_text": _phrase.map(lambda x: f"{{lang: en, text: {x}}}"),
    "id": st.sampled_from(("a", "b-1", "con", "a.b")),
    "each": st.sampled_from(("xa", "xa", "d")),
    "where": st.sampled_from(("{ten: Nàn Sán}", "{ma: 1}", "{zzz: a}")),
    "bundle": st.sampled_from(("ma", "ten", "zzz")),
    "emblem": st.sampled_from(("quet-ma", "zzz")),
    "steps": st.sampled_from(("[]", "[{text: Một, icon: quet-ma}]")),
    "sections": st.sampled_from(("[]", "[Mục]", "[Hỏi, Mục]")),
    "panels": st.sampled_from(("[]", "[[Mục], [Hỏi]]", "[[], [], []]", "[[Mục], [Hỏi], [Mục]]")),
    "edition": st.sampled_from(("1", "2")),
    "hang_from": st.sampled_from(("2021-07-20", "2021-07-01")),
    "hang_until": st.sampled_from(("2021-07-25", "2021-12-31")),
    "order": st.sampled_from(("{copies: 1}", "{copies: 2, to: ['{ten}']}")),
}
fitting = st.one_of(
    st.fixed_dictionaries(
        {"format": _formats, "slogan": _phrase, "qr": st.sampled_from(("bluezone", "dang-ky"))},
        optional=_optional,
    ),
    st.fixed_dictionaries(
        {
            "format": st.just("diem-quet-a4"),
            "slogan": _phrase,
            "each": st.just("d"),
            "code_from": st.sampled_from(("ma", "ten", "qr")),
        },
        optional={key: found for key, found in _optional.items() if key != "each"},
    ),
)
"""An entry of ``publish`` whose values have the right types: most go on to be set."""

setting = st.tuples(_key(Settings), value).map(lambda x: f"{x[0]}: {x[1]}\n")

# ── Markdown ──

target = st.one_of(
    st.sampled_from((
        "link:bluezone", "link:zzz", "index.md", "#muc", "khong.md", "https://tokhaiyte.vn",
        "HTTPS://la.example", "//la.example", "tel:115", "javascript:alert(1)", "JaVaScript:x",
        "javascript&#58;alert(1)", "java&#9;script:x", "&#1;javascript:x", "javascript&colon;x",
        "data:text/html,<script>", "vbscript:x", "file:///etc/passwd", "../../etc/passwd", "",
        "a b.md", "https://a:b@tokhaiyte.vn", "https://tоkhaiyte.vn", "\\", "<javascript:x>",
        "x\" onclick=\"y", "x' onclick='y", "x onclick=y", "`", "\x01javascript:x", "[a](b)",
    )),
    odd,
)  # fmt: skip
tag = st.one_of(
    st.sampled_from((
        "<script>alert(1)</script>", "<script", "<script\nsrc=x>", "<script/x>",
        "<img src=x onerror=y>",
        "<svg/onload=x>", "<!--", "-->", "<![CDATA[", "<?php", "</p>", "<a href='javascript:x'>",
        "<iframe src=x>", "<x-y z>", "<javascript:alert(1)>", "<https://la.example>",
        "&lt;script&gt;",
        "&#60;script&#62;", "<o:p>", "<style>", "<b onclick=x>", "&amp;lt;", "<scr<script>ipt>",
    )),
    st.tuples(st.sampled_from(("<", "</", "<!", "<?")), odd).map("".join),
)  # fmt: skip


def _nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, target).map(lambda x: f"[{x[0]}]({x[1]})"),
        st.tuples(inner, target).map(lambda x: f"![{x[0]}]({x[1]})"),
        st.tuples(inner, target, text).map(lambda x: f'[{x[0]}]({x[1]} "{x[2]}")'),
        st.tuples(inner, word).map(lambda x: f"[{x[0]}][{x[1]}]"),
        inner.map(lambda x: f"**{x}**"),
        inner.map(lambda x: f"*{x}*"),
        inner.map(lambda x: f"`{x}`"),
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map("\n".join),
    )


tame = st.recursive(words, _nested, max_leaves=4)
wild = st.recursive(st.one_of(text, tag, words), _nested, max_leaves=5)
inline = st.one_of(tame, tame, wild)
_block = st.one_of(
    inline,
    inline.map("## {}".format),
    inline.map("# {}".format),
    inline.map("> {}".format),
    inline.map("    {}".format),
    inline.map("```\n{}\n```".format),
    inline.map('!!! luu-y "{}"\n    a'.format),
    inline.map("!!! canh-bao\n    {}".format),
    st.lists(inline, min_size=1, max_size=3).map(lambda x: "\n".join(f"1. {i}" for i in x)),
    st.lists(inline, min_size=1, max_size=3).map("\n  - ".join),
    st.tuples(inline, inline).map(lambda x: f"| {x[0]} | b |\n|---|---|\n| {x[1]} | d |"),
    inline.map("| {} | b |\n|:-:|--:|\n| `c` |".format),
    inline.map("7. {}\n\n8. b".format),
    inline.map("- a\n    - {}\n    !!! luu-y\n    b".format),
    st.tuples(word, target).map(lambda x: f"[{x[0]}]: {x[1]}"),
    st.tuples(odd, st.integers(1, 40)).map(lambda x: x[0] * x[1]),
)
body = st.lists(_block, max_size=4).map("\n\n".join)

# ── What is printed ──

PICTURES = tuple(
    f"{mode}-{turn}" for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "I;16")
    for turn in (0, 3, 6)
)  # fmt: skip
"""Names of pictures: a mode of Pillow, and how the camera was held (Exif orientation)."""
_picture = st.sampled_from(PICTURES).map(lambda name: f"![a]({name.replace(';', '')}.png)")
_printed_words = st.lists(
    st.sampled_from((
        "Cài đặt", "a", "Bluezone", "xã", "Đ", "1900 9095", "nghiêng", "dichvucong.laocai.gov.vn",
        "15 × 15 cm", "**đậm**", "`mã`", "*nút*", "[web](link:bluezone)", "1.", "Covid-19",
        "a" * 40,
    )),
    min_size=1, max_size=12,
).map(" ".join)  # fmt: skip
_printed_line = st.one_of(_printed_words, _printed_words, _picture)


def _table(rows: list[list[str]]) -> str:
    width = min(len(row) for row in rows)
    lines = [f"| {' | '.join(row[:width])} |" for row in rows]
    return "\n".join((lines[0], "|" + "---|" * width, *lines[1:]))


_grid = st.lists(
    st.lists(_printed_line, min_size=1, max_size=9), min_size=2, max_size=4
).map(_table)  # fmt: skip


def _indented(block: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in block.split("\n"))


def _holding(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    held = st.lists(inner, min_size=1, max_size=2).map("\n\n".join).map(_indented)
    return st.one_of(
        st.tuples(_printed_words, held).map(lambda x: f"- {x[0]}\n\n{x[1]}\n\n- b"),
        st.tuples(_printed_words, held).map(lambda x: f"1. {x[0]}\n\n{x[1]}\n\n2. b"),
        st.tuples(st.sampled_from(("luu-y", "canh-bao")), held).map(
            lambda x: f'!!! {x[0]} "Chú ý"\n{x[1]}'
        ),
        inner.map(lambda x: "\n".join(f"> {line}" for line in x.split("\n"))),
    )


printed_block = st.recursive(
    st.one_of(
        _printed_line,
        _grid,
        st.tuples(st.sampled_from(("###", "####", "#####", "######")), _printed_words).map(
            " ".join
        ),
        st.lists(_printed_line, min_size=1, max_size=4).map(lambda x: "- " + "\n- ".join(x)),
        _printed_words.map("```\n{}\n```".format),
        st.just("---"),
    ),
    _holding,
    max_leaves=4,
)
printed_blocks = st.lists(printed_block, max_size=3).map("\n\n".join)
printed_steps = st.lists(
    st.one_of(
        _printed_line,
        st.tuples(_printed_words, printed_block.map(_indented)).map("\n\n".join),
        _printed_words.map("**Mở.** {}".format),
    ),
    min_size=1, max_size=6,
)  # fmt: skip
TEXT_FORMATS = (
    "to-roi-a5", "to-roi-a5-mot-mat", "to-gap-a4", "to-gap-a4-hai", "the-tham-nha-a6", "poster-a4",
    "standee-0.6x1.6", "diem-quet-a5", "pano-3x2",
)  # fmt: skip
"""The formats that print a page's own text, or its steps."""

# ── Files ──

whole_page = st.one_of(
    st.tuples(header, body).map(lambda x: f"---\n{x[0]}\n---\n\n{x[1]}\n"),
    st.tuples(st.sampled_from(("---\n", "", "\n---\n", "---", "----\n")), text).map("".join),
)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1", "cp1258", "utf-7")


def encoded(of: st.SearchStrategy[str]) -> st.SearchStrategy[bytes]:
    """Return texts as bytes: mostly UTF-8, else otherwise encoded, with other line ends, or cut."""
    usual = of.map(lambda x: x.encode("utf-8", "replace"))
    return st.one_of(
        usual,
        usual.map(lambda x: x.replace(b"\n", b"\r\n")),
        usual.map(lambda x: x.replace(b"\n", b"\r")),
        st.tuples(of, st.sampled_from(ENCODINGS)).map(lambda x: x[0].encode(x[1], "replace")),
        st.tuples(usual, st.integers(0, 60)).map(lambda x: x[0][: x[1]]),
        st.binary(max_size=60),
    )


cell = st.one_of(
    text,
    word,
    text.map(lambda x: '"' + x.replace('"', '""') + '"'),
    st.sampled_from(("", " ", '"', '"a', "#N/A", "=1+1", "1E+11", "../a.png", "https://bit.ly/x")),
)
table = st.tuples(
    st.lists(st.lists(cell, max_size=4), max_size=5), st.sampled_from((",", ";", "\t", "|", ", "))
).map(lambda x: "\n".join(x[1].join(row) for row in x[0]))

_part = st.one_of(
    word,
    st.text(max_size=12),
    st.sampled_from(("con", "..", "…", "a b", "index", "AUX", "-", "q", "an-pham", "e\u0301", "!")),
)
path = st.tuples(
    st.lists(_part, min_size=1, max_size=3),
    st.sampled_from((".md", ".MD", ".md.txt", ".csv", "", ".png", ".md ", "/index.md")),
).map(lambda x: "/".join(x[0]) + x[1])
