"""One parse gives the portal's HTML and the tree for print: the same words, and no raw HTML."""

from __future__ import annotations

import contextlib
import functools
import html
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from bangtin.markdown import document, parsing, print_data, tree
from bangtin.markdown.document import (
    Break,
    Code,
    Document,
    Emph,
    Grid,
    Heading,
    Items,
    LinkTo,
    Note,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Strong,
    Target,
    Text,
)
from bangtin.problems import Problems
from hypothesis import given, settings
from hypothesis import strategies as st


def parse(body: str, first_line: int = 1) -> tuple[Document | None, list[str]]:
    """Return the document and the problems as ``line:column key``."""
    problems = Problems()
    found = parsing.parse(body, "content/a.md", first_line, problems)
    return found, [f"{p.place.line}:{p.place.column} {p.key}" for p in problems]


def sound(body: str) -> Document:
    found, problems = parse(body)
    assert problems == []
    assert found is not None
    return found


def words_of_html(found: Document) -> str:
    """Return what a reader of the portal sees, white space made one space."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", found.html)).split())


def words_of(node: Any) -> list[str]:
    """Return every word of the printed tree's data, whatever it stands in."""
    if isinstance(node, dict):
        return [w for key, v in node.items() if key not in ("type", "kind") for w in words_of(v)]
    if isinstance(node, list):
        return [w for v in node for w in words_of(v)]
    return node.split() if isinstance(node, str) else []


def words_of_print(found: Document) -> str:
    data = print_data.blocks(found.blocks, {}, lambda text: text)
    return " ".join(words_of(data))


@pytest.fixture
def new_parser() -> Iterator[None]:
    """Throw the process's parser away after a test that may break it."""
    yield
    parsing._engine.cache_clear()


# ── Words ──


def test_marks_become_nodes():
    found = sound("**a** *b* `c` ***d*** [e](link:f)\n")
    assert found.blocks == (
        Paragraph(
            (
                Strong((Text("a"),)), Text(" "), Emph((Text("b"),)), Text(" "), Code("c"),
                Text(" "), Strong((Emph((Text("d"),)),)), Text(" "),
                LinkTo("link:f", (Text("e"),)),
            )
        ),
    )  # fmt: skip
    assert "<strong>a</strong> <em>b</em> <code>c</code>" in found.html


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"\*sao\* và \_gạch\_", "*sao* và _gạch_"),
        (r"\`mã\` \[x\] \# \!", "`mã` [x] # !"),
        (r"a \\ b", r"a \ b"),
        ("AT&T", "AT&T"),
        ("&amp; &lt;b&gt; &copy; &#60;", "&amp; &lt;b&gt; &copy; &#60;"),
        ("5 < 6 và 7 > 6", "5 < 6 và 7 > 6"),
        ("a <b", "a <b"),
        ("thư <a@b.vn>", "thư <a@b.vn>"),
        ("\"ngoặc\" và 'nháy'", "\"ngoặc\" và 'nháy'"),
        ("2 * 3 * 4 = 24", "2 * 3 * 4 = 24"),
        ("ten_tep_dai", "ten_tep_dai"),
        ("https://tokhaiyte.vn", "https://tokhaiyte.vn"),
        ("x\u0002y\u0003z", "xyz"),
        ("klzzwxh:0001", "klzzwxh:0001"),
        ("{ten} và {{x}} {% y %}", "{ten} và {{x}} {% y %}"),
    ],
)
def test_text_is_the_same_words_on_the_portal_and_in_print(written, shown):
    found = sound(written)
    assert found.blocks == (Paragraph((Text(shown),)),)
    assert words_of_html(found) == shown


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("`<b>x</b>`", "<b>x</b>"),
        ("`&lt;`", "&lt;"),
        ("`&amp;amp;`", "&amp;amp;"),
        ("`a *b* [c](d)`", "a *b* [c](d)"),
        ("``a ` b``", "a ` b"),
        ("`<!-- x -->`", "<!-- x -->"),
    ],
)
def test_code_is_kept_to_the_letter(written, code):
    found = sound(written)
    assert found.blocks == (Paragraph((Code(code),)),)
    assert f"<code>{html.escape(code, quote=False)}</code>" in found.html
    assert found.links == ()


# Letters, tone marks to combine, digits, and every sign that Markdown gives no meaning.
PLAIN = st.characters(
    categories=("Lu", "Ll", "Lt", "Lo", "Nd", "Sc", "Pf", "Pi"),
    include_characters="\u0300\u0301\u0303\u0309\u0323 ,.;?%/@$'“”–…°²&",
)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.lists(st.text(PLAIN, min_size=1), min_size=1).map(" ".join))
def test_words_without_markup_come_back_in_html_and_tree(text):
    shown = " ".join(text.split())
    found = sound(f"Từ {text}")
    assert document.plain(found.blocks[0].c) == f"Từ {shown}".strip()  # type: ignore[union-attr]
    assert words_of_html(found) == f"Từ {shown}".strip()


WORD = st.text("abđếừ 12&<>", min_size=1).map(lambda t: f"x{t.strip()}x")
INLINE = st.recursive(
    WORD,
    lambda inner: st.one_of(
        inner.map("**{}**".format), inner.map("`{}`".format), inner.map("[{}](a.md)".format)
    ).filter(lambda t: "[[" not in t and "``" not in t and "****" not in t),
    max_leaves=2,
)
BLOCK = st.one_of(
    INLINE,
    INLINE.map("## {}".format),
    INLINE.map("> {}".format),
    st.lists(INLINE, min_size=1, max_size=3).map(lambda x: "\n".join(f"- {i}" for i in x)),
    st.lists(INLINE, min_size=1, max_size=3).map(lambda x: "\n".join(f"1. {i}" for i in x)),
    INLINE.map('!!! luu-y "Chú ý"\n    {}'.format),
    st.tuples(INLINE, INLINE).map(lambda c: f"| {c[0]} | b |\n|---|---|\n| {c[1]} | d |"),
)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.lists(BLOCK, min_size=1, max_size=5).map("\n\n".join))
def test_html_and_tree_agree_on_the_words_of_any_page(body):
    found, problems = parse(body)
    if found is not None:
        assert words_of_html(found).replace(" ", "") == words_of_print(found).replace(" ", "")
    else:
        assert problems != []


def test_a_break_that_was_asked_for_is_kept():
    assert sound("a  \nb").blocks == (Paragraph((Text("a"), Break(), Text("b"))),)


def test_lines_of_a_paragraph_are_one_run_of_words():
    assert sound("một\nhai\n\nba").blocks == (
        Paragraph((Text("một hai"),)),
        Paragraph((Text("ba"),)),
    )


@pytest.mark.parametrize("body", ["", "\n\n", "   "])
def test_an_empty_body_takes_nothing_over_from_the_page_before(body):
    assert sound("## Trang trước").blocks != ()
    assert sound(body) == Document("", (), (), ())


MARKS = st.one_of(
    BLOCK,
    st.sampled_from(["[a][b]\n\n[b]: c.md", "![a][b]\n\n[b]: c.png", "[b]\n\n[b]: c.md"]),
    st.lists(
        st.sampled_from(
            ["# ", "## ", "> ", "- ", "* ", "1. ", "    ", "\n", "\n\n", "!!! luu-y", "|", "---",
             "===", "a", "**b**", "_c_", "`d`", "[e](f.md)", "![g](h.png)", "[i]", "[e][i]",
             "[i]: j.md", "<https://k.vn>", "\\", "  \n", "&amp;"]
        ),
        max_size=12,
    ).map("".join),
)  # fmt: skip


ALONE = (
    "_c_", "**c**", "`d`", "\\_d_", "<https://k.vn>", "a  \nb", "a\t\nb", "[e](f.md)",
    "![g](h.png)",
    "[a][b]\n\n[b]: c.md", "![a][b]\n\n[b]: c.png", "[b]\n\n[b]: c.md", "![b]\n\n[b]: c.png",
    "## a", "a\n===", "a\n---", "> a", "| a |\n|---|\n| b |", "!!! luu-y\n    a", "***",
    "a &amp; b",
)  # fmt: skip
"""Every mark on a page where no other one stands."""


def every_pattern_tried(body: str) -> tuple[Document | None, list[str]]:
    """Parse with a parser that asks every processor and pattern about everything."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parsing, "_BLOCK_SIGNS", {})
        patch.setattr(parsing, "_SIGNS", {})
        patch.setattr(parsing, "_BEGINNING", re.compile(""))
        patch.setattr(tree, "_LEFT_SIGN", re.compile(""))
        # A parser of its own, which nobody else gets.
        patch.setattr(parsing, "_engine", functools.cache(parsing._engine.__wrapped__))
        return parse(body)


@pytest.mark.parametrize("body", ALONE)
def test_a_mark_is_read_where_no_other_stands(body):
    assert parse(body) == every_pattern_tried(body)


@settings(derandomize=True, deadline=None, max_examples=500)
@given(st.lists(MARKS, min_size=1, max_size=4).map("\n\n".join))
def test_a_page_reads_as_if_every_pattern_were_tried_everywhere(body):
    """Blocks and patterns are asked only where a sign of theirs stands; nothing may hang on it."""
    assert parse(body) == every_pattern_tried(body)


def test_a_page_reads_alike_whatever_was_read_before():
    first = parse("## Mục\n\n[a][1]\n")
    sound("## Mục\n\n[1]: https://la.vn\n\n## Mục")
    assert parse("## Mục\n\n[a][1]\n") == first


# ── Headings ──


@pytest.mark.parametrize(
    ("title", "anchor"),
    [
        ("Đường dây nóng", "duong-day-nong"),
        ("Đ", "d"),
        ("Bluezone có làm hao pin không?", "bluezone-co-lam-hao-pin-khong"),
        ("`Mã` **OTP**", "ma-otp"),
        ("5K", "5k"),
        ("!!!", "muc"),
    ],
)
def test_a_heading_gets_its_anchor_from_its_words(title, anchor):
    found = sound(f"## {title}")
    (heading,) = document.headings(found.blocks)
    assert heading.id == anchor
    assert f'<h2 id="{anchor}">' in found.html


@pytest.mark.parametrize(
    "titles",
    [
        ["A", "A", "A"],
        ["A", "A", "A 2"],
        ["A 2", "A", "A"],
        ["A", "A 2", "A"],
        ["!", "?", "Mục", "Mục 2"],
    ],
)
def test_no_two_headings_share_an_anchor(titles):
    found = sound("\n\n".join(f"## {title}" for title in titles))
    anchors = [heading.id for heading in document.headings(found.blocks)]
    assert len(set(anchors)) == len(titles)
    assert re.findall(r'id="([^"]*)"', found.html) == anchors


def test_the_second_heading_of_a_name_is_numbered():
    assert [h.id for h in document.headings(sound("## Cài đặt\n\n### Cài đặt").blocks)] == [
        "cai-dat",
        "cai-dat-2",
    ]


def test_headings_of_each_level_are_kept():
    found = sound("## a\n\n### b\n\n#### c\n\n##### d\n\n###### e")
    assert [(h.level, h.id) for h in document.headings(found.blocks)] == [
        (2, "a"), (3, "b"), (4, "c"), (5, "d"), (6, "e"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("# Một", 1),
        ("x\n\n# Một", 3),
        ("   # Một", 1),
        ("#Một", 1),
        ("#\tMột", 1),
        ("Một\n===", 1),
        ("> # Một", 1),
        ("- # Một", 1),
        ('!!! luu-y "x"\n    # Một', 2),
    ],
)
def test_a_heading_of_level_one_is_refused_however_it_is_written(body, line):
    """The page's title is its only first heading."""
    found, problems = parse(body)
    assert found is None
    assert [(p.split(":")[0], p.split(" ")[1]) for p in problems] in (
        [(str(line), "heading-one")],
        [(str(line + 1), "heading-one")],  # "===" stands on the line below
    )


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("Một là\n\nhai\n\nMột\n===", 5),
        ("Một là\n\nhai\n\n#Một", 5),
        ("Một là\n\nhai\n\n#**Một** hai", 5),
        ("Một\n\nhai\n\n#", 5),
    ],
)
def test_a_heading_of_level_one_is_named_where_it_stands(body, line):
    _, problems = parse(body)
    assert [int(p.split(":")[0]) for p in problems] in ([line], [line + 1])


@pytest.mark.parametrize("body", ["Thẻ #Một", "`# x`", r"\# Một", "## # x", "Số 1 # 2"])
def test_other_number_signs_are_no_heading_of_level_one(body):
    assert "<h1" not in sound(body).html


# ── Raw HTML ──


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<b>x</b>", "1:1"),
        ("chữ <b>x</b>", "1:5"),
        ("một\n\nhai </div>", "3:5"),
        ("<SCRIPT>alert(1)</SCRIPT>", "1:1"),
        ('<a href="x" onclick="y">', "1:1"),
        ("<br/>", "1:1"),
        ("<br />", "1:1"),
        ("<my-tag>", "1:1"),
        ("<!-- ghi chú -->", "1:1"),
        ("x <!DOCTYPE html>", "1:3"),
        ("<?php echo 1 ?>", "1:1"),
        ("- mục\n- <i>x</i>", "2:3"),
        ("> <i>x</i>", "1:3"),
        ("## <i>x</i>", "1:4"),
        ("| a |\n|---|\n| <i>x</i> |", "3:3"),
        ('!!! luu-y "x"\n    <i>y</i>', "2:5"),
        ("`a` <i> `b`", "1:5"),
        ("[x](<javascript:alert>) <i>", "1:25"),
        ("<svg onload=alert(1)>", "1:1"),
        ("<img src=x onerror=alert(1)>", "1:1"),
        ("đặt <b>", "1:5"),
    ],
)
def test_raw_html_is_refused_with_its_line_and_column(body, expected):
    assert parse(body) == (None, [f"{expected} raw-html"])


def test_each_line_with_raw_html_is_a_problem_of_its_own():
    _, problems = parse("<b>\n\nx\n\n<i>\n# y", first_line=7)
    assert sorted(problems) == ["11:1 raw-html", "12:1 heading-one", "7:1 raw-html"]


def test_a_tag_over_two_lines_is_refused_and_two_paragraphs_are_no_tag():
    assert parse("<b\nclass=x>") == (None, ["1:1 raw-html"])
    assert words_of_html(sound("a <b\n\nc> d")) == "a <b c> d"


# A body of the signs that markup is made of: whatever gets through is harmless.
@settings(derandomize=True, deadline=None, max_examples=500)
@given(st.text("<>/!-=\"'&;:()[]`*_#\\ \nabBsc1|", max_size=60))
def test_no_element_gets_into_the_page_but_those_of_markdown(body):
    found, problems = parse(body)
    assert (found is None) == bool(problems)
    if found is not None:
        assert set(re.findall(r"<\s*/?\s*([a-zA-Z!?][\w-]*)", found.html)) <= {
            "p", "strong", "em", "code", "a", "br", "img", "h1", "h2", "h3", "h4", "h5", "h6",
            "ul", "ol", "li", "blockquote", "pre", "hr", "div", "table", "thead", "tbody", "tr",
            "th", "td",
        }  # fmt: skip
        attributes = re.findall(r"<\w+((?:\s[^<>]*)?)>", found.html)
        assert not re.search(r"\s(?:on\w+|style)=", " ".join(attributes))


# ── Links ──


def test_links_are_found_with_line_and_column():
    found, problems = parse(
        "Xem [a](link:a) và [b](b.md#muc).\n\n- [c](https://c.vn/?x=1&y=2)\n"
        '- <https://d.vn>\n\n> ![hình](h.png "tên") [đ]( <e.md> )\n',
        first_line=7,
    )
    assert problems == []
    assert found is not None
    assert [(r.target, r.line, r.column) for r in found.links] == [
        ("link:a", 7, 9),
        ("b.md#muc", 7, 24),
        ("https://c.vn/?x=1&y=2", 9, 7),
        ("https://d.vn", 10, 4),
        ("e.md", 12, 30),
    ]
    assert [(r.target, r.line, r.column) for r in found.images] == [("h.png", 12, 11)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Trang b.md.\n\n[x](b.md)", [("b.md", 3, 5)]),
        ("`[x](b.md)`\n\n[x](b.md)", [("b.md", 3, 5)]),
        (r"\[x](b.md)" + "\n\n[x](b.md)", [("b.md", 3, 5)]),
        ("[b.md](b.md)", [("b.md", 1, 8)]),
        ("[x](b.md) [y](b.md)\n\n[z](b.md)", [("b.md", 1, 5), ("b.md", 1, 15), ("b.md", 3, 5)]),
        ("[x](link:a-b)\n\n[y](link:a)", [("link:a-b", 1, 5), ("link:a", 3, 5)]),
        ("[x](a.md#m)\n\n[y](a.md)", [("a.md#m", 1, 5), ("a.md", 3, 5)]),
        ("![x](a.png)\n\n[y](a.png)", [("a.png", 3, 5)]),
    ],
)
def test_a_link_stands_where_it_is_and_not_where_its_words_stand(body, expected):
    """A wrong line sends the author to a place where nothing is wrong."""
    found = sound(body)
    assert [(r.target, r.line, r.column) for r in found.links] == expected


@pytest.mark.parametrize(
    ("body", "target"),
    [
        (r"[x](a\_b.md)", "a_b.md"),
        ("[x](<b.md>)", "b.md"),
        ("[x\ny](b.md)", "b.md"),
        ("[x](https://a.vn/?a=1&amp;b=2)", None),
    ],
)
def test_a_link_written_otherwise_still_has_its_line(body, target):
    (reference,) = sound(f"Một b.md\n\nhai\n\n{body}").links
    assert target is None or reference.target == target
    assert reference.line in (5, 6)


def leads(node: Any) -> list[str]:
    """Return every target of links in the tree, images not among them."""
    if isinstance(node, LinkTo):
        return [node.to, *leads(node.c)]
    if isinstance(node, tuple):
        return [to for part in node for to in leads(part)]
    if isinstance(node, Heading | Paragraph | Strong | Emph):
        return leads(node.c)
    if isinstance(node, Items):
        return leads(node.items)
    if isinstance(node, Grid):
        return leads(node.head) + leads(node.rows)
    if isinstance(node, Note | Quote):
        return leads(node.blocks)
    return []


def pictures(found: Document) -> set[str]:
    return {html.unescape(s) for s in re.findall(r'<img [^>]*src="([^"]*)"', found.html)}


@pytest.mark.parametrize(
    "body",
    [
        "[x][1]\n\n[1]: javascript:alert(1)",
        "[x]\n\n[x]: https://la.vn",
        "[x][]\n\n[x]: https://la.vn 'tên'",
        "[a [b] c](https://la.vn)",
        "[a\nb](https://la.vn)",
        "[a](\nhttps://la.vn)",
        "[a](https://la.vn\n'tên')",
        "[![hình](h.png)](https://la.vn)",
        "[**a [b](c.md) d**](https://la.vn)",
        "[a](https://la.vn/(x))",
        r"\`[x](https://la.vn)\`",
        r"[x\](y)](https://la.vn)",
        r"[x](a\_b.md)",
        "[x](<https://la.vn>)",
        "[x](https://la.vn/?a=1&b=2)",
        "[x](https://la.vn/?a=1&amp;b=2)",
        "[x]('ten.md')",
        "[x](a.md 'tên (1)')",
        "<https://la.vn>",
        "<HTTPS://la.vn>",
        "<http://la.vn/a b>",
        "<ftp://la.vn>",
        "<javascript:alert(1)>",
        "[`]`](https://la.vn)",
        "[`a](https://la.vn)`",
        "    [x](https://la.vn)",
        "| a |\n|---|\n| [x](https://la.vn) |",
        '!!! luu-y "[x](https://la.vn)"\n    y',
        "## [x](https://la.vn)",
        "![hình][1]\n\n[1]: https://la.vn/h.png",
        "![hình\nhai](https://la.vn/h.png)",
        "![a [b] c](https://la.vn/h.png)",
    ],
)
def test_no_link_reaches_the_page_that_was_not_found_and_so_not_checked(body):
    """What the scan finds is what is resolved and vouched for: nothing else may be published."""
    found, problems = parse(body)
    if found is None:
        assert problems != []
        return
    written = {r.target for r in found.links}
    published = {html.unescape(h) for h in re.findall(r'href="([^"]*)"', found.html)}
    assert published <= written
    assert set(leads(found.blocks)) <= written
    assert pictures(found) <= {r.target for r in found.images}


@settings(derandomize=True, deadline=None, max_examples=1000)
@given(
    st.lists(
        st.sampled_from(
            ["[", "]", "(", ")", "](", "[a](b)", "<", ">", "`", "\\", "!", " ", "\n", '"', "'",
             "https://x", "x", "[1]", "\n[1]: y", "*", "_"]
        ),
        max_size=14,
    ).map("".join)
)  # fmt: skip
def test_no_mix_of_marks_hides_a_link(body):
    found, _ = parse(body)
    if found is not None:
        written = {r.target for r in found.links}
        assert set(leads(found.blocks)) <= written
        assert pictures(found) <= {r.target for r in found.images}


@pytest.mark.parametrize("body", ["`[x](y.md)`", r"\[x](y.md)", r"\[x\](y.md)"])
def test_what_only_looks_like_a_link_is_not_looked_up(body):
    found = sound(body)
    assert "href" not in found.html
    assert found.links == ()


# ── Lists, tables, notes, quotes ──


def test_nested_lists_keep_their_depth_and_kind():
    found = sound("- a\n- b\n    1. c\n        - d\n    2. e\n- f")
    assert found.blocks == (
        Items(
            False,
            (
                (Paragraph((Text("a"),)),),
                (
                    Paragraph((Text("b"),)),
                    Items(
                        True,
                        (
                            (
                                Paragraph((Text("c"),)),
                                Items(False, ((Paragraph((Text("d"),)),),)),
                            ),
                            (Paragraph((Text("e"),)),),
                        ),
                    ),
                ),
                (Paragraph((Text("f"),)),),
            ),
        ),
    )


def test_a_loose_list_reads_as_a_tight_one():
    tight = sound("1. **a.** b\n2. c")
    loose = sound("1. **a.** b\n\n2. c")
    assert tight.blocks == loose.blocks


def test_an_item_may_hold_several_blocks():
    (listed,) = sound("1. a\n\n    b\n\n    - c\n\n2. d").blocks
    assert listed == Items(
        True,
        (
            (
                Paragraph((Text("a"),)),
                Paragraph((Text("b"),)),
                Items(False, ((Paragraph((Text("c"),)),),)),
            ),
            (Paragraph((Text("d"),)),),
        ),
    )


def test_bullets_after_numbers_are_a_list_of_their_own():
    assert [type(b).__name__ for b in sound("1. a\n\n- b").blocks] == ["Items", "Items"]


def test_the_steps_of_a_page_are_its_first_numbered_list():
    found = sound("- x\n\n1. **Mở.** Bấm *Cài*.\n2. Chờ\n\nRồi:\n\n1. khác")
    steps = print_data.steps(found.blocks, {}, lambda text: text)
    assert [step["title"] for step in steps] == ["Mở", "Chờ"]
    assert words_of(steps[0]["body"]) == ["Bấm", "Cài", "."]


def test_a_table_has_its_head_and_rows():
    (grid,) = sound("| a | **b** |\n|---|---|\n| `x|y` | [l](link:z) |\n| | d |").blocks
    assert grid == Grid(
        ((Text("a"),), (Strong((Text("b"),)),)),
        (((Code("x|y"),), (LinkTo("link:z", (Text("l"),)),)), ((), (Text("d"),))),
    )


def test_a_note_has_its_kind_title_and_blocks():
    found = sound('!!! canh-bao "Giữ kín & nhớ"\n    Một.\n\n    - hai\n\nNgoài.')
    assert found.blocks == (
        Note(
            "canh-bao",
            "Giữ kín & nhớ",
            (Paragraph((Text("Một."),)), Items(False, ((Paragraph((Text("hai"),)),),))),
        ),
        Paragraph((Text("Ngoài."),)),
    )
    assert '<div class="note canh-bao">' in found.html
    assert '<p class="note-title">Giữ kín &amp; nhớ</p>' in found.html


def test_a_note_without_a_title_shows_no_word_that_nobody_wrote():
    found = sound("!!! luu-y\n    Một.")
    assert found.blocks == (Note("luu-y", "", (Paragraph((Text("Một."),)),)),)
    assert words_of_html(found) == "Một."


def test_a_note_is_of_a_kind_that_exists_whatever_follows_it():
    found, problems = parse('!!! luu-y nho "x"\n    y')
    if found is None:
        assert problems == ["1:5 unknown-note"]
    else:
        assert [b.kind for b in found.blocks if isinstance(b, Note)] == ["luu-y"]


@pytest.mark.parametrize(
    ("body", "column"),
    [
        ('!!! luuy "x"\n    y', 5),
        ('!!! note "x"\n    y', 5),
        ('!!! Luu-y "x"\n    y', 5),
        ('!!!luu "x"\n    y', 4),
    ],
)
def test_a_note_of_another_kind_is_refused(body, column):
    assert parse(body) == (None, [f"1:{column} unknown-note"])


def test_a_quote_holds_blocks_and_a_rule_stands_alone():
    found = sound("> một\n>\n> - hai\n\n---\n")
    assert found.blocks == (
        Quote((Paragraph((Text("một"),)), Items(False, ((Paragraph((Text("hai"),)),),)))),
        Rule(),
    )


def test_a_picture_keeps_its_description():
    found = sound("![Màn hình chính](h.png)")
    assert found.blocks == (Paragraph((Picture("h.png", "Màn hình chính"),)),)
    assert document.plain(found.blocks[0].c) == "Màn hình chính"


# ── Sections and print ──


def test_a_section_ends_at_the_next_heading_of_its_level():
    found = sound("## A\n\nmột\n\n### B\n\nhai\n\n## C\n\nba")
    part = document.section(found.blocks, "A")
    assert part is not None
    assert [type(b).__name__ for b in part] == ["Heading", "Paragraph", "Heading", "Paragraph"]
    assert document.section(found.blocks, "D") is None


def test_sections_come_in_the_order_asked_for_at_level_two():
    found = sound("## A\n\nmột\n\n### B\n\nhai\n\n#### C\n\nba")
    chosen = print_data.sections(found.blocks, ("B", "A"), {}, lambda text: text)
    levels = [[n["level"] for n in part if n["type"] == "heading"] for part in chosen]
    assert levels == [[2, 3], [2, 3, 4]]


def test_print_shows_an_address_after_a_link_unless_the_words_are_it():
    targets = {
        "link:a": Target("https://www.a.vn", inside=False, address="www.a.vn"),
        "b.md": Target("b/", inside=True),
    }
    (data,) = print_data.blocks(
        sound("[A](link:a) [www.a.vn](link:a) [a.vn](link:a) [B](b.md)").blocks,
        targets,
        str.upper,
    )
    links = [node for node in data["c"] if node["type"] == "link"]
    assert [node["address"] for node in links] == ["www.a.vn", "", "", ""]
    assert links[0]["c"] == [{"type": "text", "s": "A"}]


# ── Bounds ──


def test_a_line_or_a_body_that_is_too_long_is_refused():
    assert parse("x" * 20_000)[1] == []
    assert parse("a\n" + "x" * 20_001) == (None, ["2:0 line-too-long"])
    assert parse("x\n" * 500_001, first_line=7) == (None, ["7:0 body-too-long"])


@pytest.mark.parametrize(
    "body",
    [
        "- " * 400 + "x",
        "1. " * 400 + "x",
        "> " * 400 + "x",
        "\n".join("    " * level + "- x" for level in range(300)),
        "**_" * 400,
        "[" * 400,
        "![" * 400,
    ],
    ids=["bullets", "numbers", "quotes", "indents", "marks", "brackets", "images"],
)
def test_absurd_nesting_is_read_or_refused_but_no_crash(body, new_parser):
    found, problems = parse(body)
    assert (found is None) == bool(problems)


def test_a_body_that_broke_the_parser_does_not_spoil_the_pages_after_it(new_parser):
    """The parser is kept for the life of a process: a preview goes on after a fault."""
    page = "Một **hai**\n\n- ba\n"
    deep = "\n".join("    " * level + "- x" for level in range(250))
    # In a thread of its own the stack is always as deep when it ends.
    with ThreadPoolExecutor(1) as thread:
        expected = thread.submit(sound, page).result()
        with contextlib.suppress(RecursionError):
            thread.submit(parse, deep).result()
        assert thread.submit(sound, page).result() == expected
