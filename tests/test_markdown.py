"""One parse gives the tree, and both renderers say the same words: HTML and print data."""

from __future__ import annotations

import contextlib
import html
import random
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pypdfium2
import pytest
from bangtin.markdown import (
    addresses,
    blocks,
    destinations,
    document,
    inlines,
    parsing,
    print_data,
    tree,
)
from bangtin.markdown import html as body_html
from bangtin.markdown.document import (
    Break,
    Code,
    CodeBlock,
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
from bangtin.site import pages
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import MakeSite, page
from tests.fuzz.properties import AnyImage, ShownImage


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


def html_of(found: Document, lang: str = "vi") -> str:
    """Return a body's HTML with links and pictures as they were written."""
    return body_html.render(found.blocks, lang, {}, AnyImage())


def words_of_html(found: Document) -> str:
    """Return what a reader of the portal sees, white space made one space."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", html_of(found))).split())


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
                Text(" "), Emph((Strong((Text("d"),)),)), Text(" "),
                LinkTo("link:f", (Text("e"),)),
            )
        ),
    )  # fmt: skip
    assert "<strong>a</strong> <em>b</em> <code>c</code>" in html_of(found)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"\*sao\* và \_gạch\_", "*sao* và _gạch_"),
        (r"\`mã\` \[x\] \# \!", "`mã` [x] # !"),
        (r"a \\ b", r"a \ b"),
        ("AT&T", "AT&T"),
        ("&amp; &lt;b&gt; &copy; &#60; &la; &copy", "& <b> © < &la; &copy"),
        ("5 < 6 và 7 > 6", "5 < 6 và 7 > 6"),
        ("a <b", "a <b"),
        ("\"ngoặc\" và 'nháy'", "\"ngoặc\" và 'nháy'"),
        ("2 * 3 * 4 = 24", "2 * 3 * 4 = 24"),
        ("ten_tep_dai", "ten_tep_dai"),
        ("x\u0002y\u0003z", "xyz"),
        ("klzzwxh:0001", "klzzwxh:0001"),
        ("{1} và {} % y", "{1} và {} % y"),
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
    assert f"<code>{html.escape(code, quote=False)}</code>" in html_of(found)
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
    assert sound(body) == Document((), (), ())


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


@settings(derandomize=True, deadline=None, max_examples=500)
@given(st.lists(MARKS, min_size=1, max_size=4).map("\n\n".join))
def test_text_that_is_set_aside_reads_as_if_it_were_looked_through(body):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BEGINNING", re.compile(""))
        expected = parse(body)
    assert parse(body) == expected


def test_a_page_reads_alike_whatever_was_read_before():
    first = parse("## Mục\n\n[a][1]\n")
    sound("## Mục\n\n[b][1]\n\n[1]: https://la.vn\n\n## Mục")
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
    assert f'<h2 id="{anchor}">' in html_of(found)


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
    assert re.findall(r'id="([^"]*)"', html_of(found)) == anchors


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
    assert "<h1" not in html_of(sound(body))


# ── Raw HTML ──


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<b>x</b>", "1:1"),
        ("chữ <b>x</b>", "1:5"),
        ("một\n\nhai </div>", "3:5"),
        ("<SCRIPT>alert(1)</SCRIPT>", "1:1"),
        ('<a href="x" onclick="y">', "1:1"),
        ("<my-tag>", "1:1"),
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
        assert set(re.findall(r"<\s*/?\s*([a-zA-Z!?][\w-]*)", html_of(found))) <= {
            "p", "strong", "em", "code", "a", "br", "img", "h1", "h2", "h3", "h4", "h5", "h6",
            "ul", "ol", "li", "blockquote", "pre", "hr", "div", "table", "thead", "tbody", "tr",
            "th", "td",
        }  # fmt: skip
        attributes = re.findall(r"<\w+((?:\s[^<>]*)?)>", html_of(found))
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
    return {html.unescape(s) for s in re.findall(r'<img [^>]*src="([^"]*)"', html_of(found))}


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
    published = {html.unescape(h) for h in re.findall(r'href="([^"]*)"', html_of(found))}
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
    assert "href" not in html_of(found)
    assert found.links == ()


# ── Lists, tables, notes, quotes ──


def tight(text: str) -> Paragraph:
    return Paragraph((Text(text),), tight=True)


def test_nested_lists_keep_their_depth_and_kind():
    found = sound("- a\n- b\n    1. c\n        - d\n    2. e\n- f")
    assert found.blocks == (
        Items(
            False,
            (
                (tight("a"),),
                (
                    tight("b"),
                    Items(True, ((tight("c"), Items(False, ((tight("d"),),))), (tight("e"),))),
                ),
                (tight("f"),),
            ),
        ),
    )


def test_a_loose_list_reads_as_a_tight_one_in_print():
    close = sound("1. **a.** b\n2. c")
    loose = sound("1. **a.** b\n\n2. c")
    assert print_data.blocks(close.blocks, {}, str) == print_data.blocks(loose.blocks, {}, str)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("- a\n\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        ("- a\n    - b", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
        ("007. a", '<ol start="7"><li>a</li></ol>'),
        ("0. a", '<ol start="0"><li>a</li></ol>'),
        ("9999999999. a", "<p>9999999999. a</p>"),
    ],
)
def test_a_list_in_html_is_tight_or_loose_and_begins_where_it_says(body, expected):
    assert html_of(sound(body)) == expected


def test_a_list_begins_at_its_number_on_the_portal_and_in_print(make_site: MakeSite):
    entry = "\n  - {format: to-roi-a5, title: Tiếp theo, qr: bluezone, sections: [Mục]}"
    body = "1. Mở.\n2. Chờ.\n\n## Mục\n\n3. Gọi trạm y tế.\n4. Ở nhà."
    icons = "[quet-ma, tai-ve]"
    site = make_site({"content/a.md": page(body, code="TT", step_icons=icons, publish=entry)})
    assert not site.build().failed
    assert "<ol start=3>" in site.read("a/index.html")
    with pypdfium2.PdfDocument(next(site.public.rglob("*-a5.pdf"))) as pdf:
        text = "\n".join(side.get_textpage().get_text_bounded() for side in pdf)
    assert {"3. Gọi trạm y tế.", "4. Ở nhà."} <= {*text.splitlines()}


def test_a_rule_in_an_item_is_kept():
    found = sound("- a\n\n    ---\n\n    b")
    assert found.blocks == (
        Items(False, ((Paragraph((Text("a"),)), Rule(), Paragraph((Text("b"),))),)),
    )


def test_an_item_may_hold_several_blocks():
    (listed,) = sound("1. a\n\n    b\n\n    - c\n\n2. d").blocks
    assert listed == Items(
        True,
        (
            (
                Paragraph((Text("a"),)),
                Paragraph((Text("b"),)),
                Items(False, ((tight("c"),),)),
            ),
            (Paragraph((Text("d"),)),),
        ),
    )


def test_a_block_below_a_nested_list_belongs_to_its_last_item():
    found = sound("- - a\n  - b\n    ## [C](c.md)")
    (outer,) = found.blocks
    assert isinstance(outer, Items)
    (inner,) = outer.items[0]
    assert isinstance(inner, Items)
    assert [[type(b).__name__ for b in item] for item in inner.items] == [
        ["Paragraph"],
        ["Paragraph", "Heading"],
    ]
    assert '<li>b<h2 id="c"><a href="c.md">C</a></h2></li>' in html_of(found)


def test_bullets_after_numbers_are_a_list_of_their_own():
    assert [type(b).__name__ for b in sound("1. a\n\n- b").blocks] == ["Items", "Items"]


def test_the_steps_of_a_page_are_its_first_numbered_list():
    found = sound("- x\n\n1. **Mở.** Bấm *Cài*.\n2. Chờ\n\nRồi:\n\n1. khác")
    steps = print_data.steps(found.blocks, {}, lambda text: text)
    assert [step["title"] for step in steps] == ["Mở", "Chờ"]
    assert words_of(steps[0]["body"]) == ["Bấm", "Cài", "."]


def test_a_table_has_its_head_and_rows():
    (grid,) = sound("| a | **b** |\n|---|---|\n| `x\\|y` | [l](link:z) |\n| | d |").blocks
    assert grid == Grid(
        ((Text("a"),), (Strong((Text("b"),)),)),
        (((Code("x|y"),), (LinkTo("link:z", (Text("l"),)),)), ((), (Text("d"),))),
    )


def test_the_columns_of_a_table_keep_their_alignment():
    found = sound("| a | b | c | d |\n|:--|:-:|--:|---|\n| 1 | 2 | 3 | 4 |")
    (grid,) = found.blocks
    assert isinstance(grid, Grid)
    assert grid.aligns == ("left", "center", "right", "")
    assert (
        '<tr><td style="text-align: left;">1</td><td style="text-align: center;">2</td>'
        '<td style="text-align: right;">3</td><td>4</td></tr>'
    ) in html_of(found)


def test_a_note_has_its_kind_title_and_blocks():
    found = sound('!!! canh-bao "Giữ kín & nhớ"\n    Một.\n\n    - hai\n\nNgoài.')
    assert found.blocks == (
        Note(
            "canh-bao",
            (Text("Giữ kín & nhớ"),),
            (Paragraph((Text("Một."),)), Items(False, ((tight("hai"),),))),
        ),
        Paragraph((Text("Ngoài."),)),
    )
    assert '<div class="note canh-bao">' in html_of(found)
    assert '<p class="note-title">Giữ kín &amp; nhớ</p>' in html_of(found)


def test_a_note_without_a_title_shows_no_word_that_nobody_wrote():
    found = sound("!!! luu-y\n    Một.")
    assert found.blocks == (Note("luu-y", (), (Paragraph((Text("Một."),)),)),)
    assert words_of_html(found) == "Một."


@pytest.mark.parametrize(
    ("title", "shown", "printed"),
    [
        ("`<b>` & **x**", "<code>&lt;b&gt;</code> &amp; <strong>x</strong>", "<b> & x"),
        ("`&lt;`", "<code>&amp;lt;</code>", "&lt;"),
        ("[x](a.md)", '<a href="a.md">x</a>', "x"),
        ("![hình](h.png)", '<img alt="hình" src="h.png"', "hình"),
    ],
)
def test_the_title_of_a_note_keeps_its_marks_in_html_and_its_words_in_print(title, shown, printed):
    found = sound(f'!!! luu-y "{title}"\n    y')
    assert f'<p class="note-title">{shown}' in html_of(found)
    (note,) = print_data.blocks(found.blocks, {}, str)
    assert note["title"] == printed


@pytest.mark.parametrize("title", ["", ' ""', ' "Chú ý"'])
def test_a_note_in_a_list_keeps_its_words_in_print(title):
    found = sound(f"1. !!! luu-y{title}\n    một\n2. hai")
    assert words_of_print(found) == words_of_html(found)
    assert words_of_print(found).endswith("một hai")


def test_a_note_is_of_one_kind_and_its_title_stands_in_quotes():
    assert parse('!!! luu-y nho "x"\n    y') == (None, ["1:11 note-title"])
    assert parse("!!! luu-y canh-bao\n    y") == (None, ["1:11 note-title"])


@pytest.mark.parametrize("title", ["“Chú ý”", "„Chú ý”", "«Chú ý»", '"Chú ý"'])
@pytest.mark.parametrize("indent", [1, 2, 3, 4])
def test_a_note_is_read_as_office_programs_write_it(title, indent):
    (note,) = sound(f"!!! luu-y {title}\n{' ' * indent}Một.\n\n{' ' * indent}- hai").blocks
    assert isinstance(note, Note)
    assert note.title == (Text("Chú ý"),)
    assert [type(b).__name__ for b in note.blocks] == ["Paragraph", "Items"]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ('!!! luuy "x"\n    y', "1:5 unknown-note-meant"),
        ('!!! zzz "x"\n    y', "1:5 unknown-note"),
        ('!!! Luu-y "x"\n    y', "1:5 unknown-note-meant"),
        ('!!!luu "x"\n    y', "1:4 unknown-note-meant"),
    ],
)
def test_a_note_of_another_kind_is_refused(body, problem):
    assert parse(body) == (None, [problem])


def test_a_quote_holds_blocks_and_a_rule_stands_alone():
    found = sound("> một\n>\n> - hai\n\n---\n")
    assert found.blocks == (
        Quote((Paragraph((Text("một"),)), Items(False, ((tight("hai"),),)))),
        Rule(),
    )


def test_a_picture_keeps_its_description():
    found = sound("![Màn hình chính](h.png)")
    assert found.blocks == (Paragraph((Picture("h.png", "Màn hình chính"),)),)
    assert document.plain(found.blocks[0].c) == "Màn hình chính"


# ── HTML ──


SAID = [
    'Viết src="a.png" vào đây.',
    'Viết  src="b.png"  href="a.md" vào đây.',
    '**src="a.png"** và *href="a.md"*',
    '`<a href="a.md">`',
    '`<img src="a.png">`',
    '    x src="a.png" href="a.md"\n',
    '## Chữ href="a.md" và src="a.png"',
    '- href="a.md" src="a.png"',
    '| href="a.md" | b |\n|---|---|\n| src="a.png" | d |',
    '!!! luu-y "`<a href=a.md>` src=a.png"\n    href="a.md" src="a.png"',
]
"""What HTML is made of, said as words."""


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("body", SAID)
def test_words_that_look_like_a_link_or_picture_are_words(body, lang):
    found = sound(body)
    targets, images = {"a.md": "../a/"}, {"a.png": ShownImage("../hinh/a.png", 3, 4)}
    shown = body_html.render(found.blocks, lang, targets, images)
    assert shown == html_of(found, lang)
    seen = html.unescape(re.sub(r"<[^>]*>", "", shown))
    assert [seen.count(x) for x in ("a.md", "a.png")] == [body.count("a.md"), body.count("a.png")]
    assert "../" not in shown


def test_words_that_look_like_a_link_or_picture_are_published(make_site: MakeSite):
    """Once they were looked up as links and pictures, and the build ended in a fault."""
    site = make_site({"content/a.md": page("\n\n".join(SAID)), "content/b.md": page("[a](a.md)")})
    assert not site.build().failed
    assert 'Viết src="a.png" vào đây.' in site.read("a/index.html")
    assert "href=../a/" in site.read("b/index.html")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("[a](a.md 'href=\"a.md\"')", '<a href="../a/" title="href=&quot;a.md&quot;">a</a>'),
        ('[href="a.md"](a.md)', '<a href="../a/">href="a.md"</a>'),
        (
            "[a](<a.md> \"x &amp; 'y' < z\")",
            '<a href="../a/" title="x &amp; &#x27;y&#x27; &lt; z">',
        ),
        ('[a](a.md "&amp;lt;")', 'title="&amp;lt;"'),
        ('[a](a.md "x &la; y")', 'title="x &amp;la; y"'),
        ("[a](https://a.vn/?b=1&amp;c=2)", 'href="https://a.vn/?b=1&amp;c=2"'),
        (
            '![src="a.png" > b](a.png "t")',
            '<img alt="src=&quot;a.png&quot; &gt; b" src="../hinh/a.png" width="3" height="4"',
        ),
        ("![b](a.png 't')", 'src="../hinh/a.png" width="3" height="4" loading="lazy" title="t">'),
        ("[![x](a.png)](a.md)", '<a href="../a/"><img alt="x" src="../hinh/a.png"'),
    ],
)
def test_a_link_or_picture_gets_what_it_leads_to_and_its_title_stays(body, expected):
    targets, images = {"a.md": "../a/"}, {"a.png": ShownImage("../hinh/a.png", 3, 4)}
    assert expected in body_html.render(sound(body).blocks, "vi", targets, images)


def test_lines_of_code_are_shown_as_they_are_written():
    found = sound("    a  < b\n\n      c &lt;\n\nd")
    assert found.blocks == (CodeBlock("a  < b\n\n  c &lt;\n"), Paragraph((Text("d"),)))
    assert html_of(found) == "<pre><code>a  &lt; b\n\n  c &amp;lt;\n</code></pre><p>d</p>"


def test_blanks_at_the_top_of_a_page_are_no_code():
    assert sound("    \n\na").blocks == (Paragraph((Text("a"),)),)


def test_white_space_is_one_space_and_a_no_break_space_stays():
    found = sound("a\nb \t c\u00a0d")
    assert found.blocks == (Paragraph((Text("a b c\u00a0d"),)),)
    assert document.words(found.blocks) == "a b c d"


def test_a_section_is_found_by_words_whatever_space_stands_between_them():
    assert document.section(sound("## Mục\u00a0một\n\na").blocks, "Mục một")


def test_a_space_within_a_link_keeps_words_apart():
    found = sound("x[ a ](b.md)y")
    assert words_of_print(found) == "x a y"
    assert html_of(found) == '<p>x<a href="b.md"> a </a>y</p>'
    assert sound("[ a ](b.md)").blocks == (Paragraph((LinkTo("b.md", (Text("a"),)),)),)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Call Bộ Y\ntế now", '<p>Call <span lang="vi">Bộ Y tế</span> now</p>'),
        ("Type `đi <b>`", '<p>Type <code><span lang="vi">đi</span> &lt;b&gt;</code></p>'),
        ("[x](a.md 'Đi')", '<p><a href="a.md" title="Đi">x</a></p>'),
        ("![Đi](a.png)", '<p><img alt="Đi" src="a.png" width="1" height="1" loading="lazy"></p>'),
    ],
)
def test_only_words_are_marked_as_vietnamese(body, expected):
    assert html_of(sound(body), "en") == expected


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


@pytest.mark.parametrize("depth", [10, 40, 60, 200, 390])
def test_what_was_read_is_rendered_however_deep_its_marks_stand(depth, new_parser):
    """The parser bears more marks in one another than the renderers."""
    opened = "".join(f"{'*_'[i % 2]}a " for i in range(depth))
    closed = "".join(f" a{'*_'[i % 2]}" for i in reversed(range(depth)))
    found = pages.parse("content/a.md", page(f"{opened}{closed}").encode())
    assert (found.body is None) == (depth > tree.MAX_INLINE_DEPTH)
    if found.body:
        kept = Document(pages.body(pages.encode(found)).blocks, (), ())
        assert words_of_html(kept) == words_of_print(kept) == " ".join("a" * 2 * depth)


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


# ── What people bring ──


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("<!-- a -->\n\nb <!-- c -->d", "<p>b d</p>"),
        ("a<br>b<br/>\nc", "<p>a<br>b<br> c</p>"),
        ("5 m<sup>2</sup> CO<sub>2</sub> 10<sup>-3</sup>", "<p>5 m² CO₂ 10⁻³</p>"),
        ("a\\\nb", "<p>a<br>b</p>"),
        ("10&nbsp;km&nbsp;&lt; 5&deg;", "<p>10\u00a0km\u00a0&lt; 5°</p>"),
        ("<br>\n\na\n\n&nbsp;\n\nb", "<p>a</p><p>b</p>"),
        ("1) a\n2) b", "<ol><li>a</li><li>b</li></ol>"),
        ("Cần:\n- a\n  - b\n- c", "<p>Cần:</p><ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        ("- a\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
    ],
)
def test_what_is_meant_is_read(body, shown):
    assert html_of(sound(body)).replace("<br> c", "<br> c") == shown


def test_a_first_heading_that_repeats_the_title_is_left_out():
    problems = Problems()
    found = parsing.parse("# Cài  BLUEZONE\n\na", "content/a.md", 1, problems, "Cài Bluezone")
    assert list(problems) == []
    assert found is not None
    assert found.blocks == (Paragraph((Text("a"),)),)
    parsing.parse("a\n\n# Cài Bluezone", "content/a.md", 1, problems, "Cài Bluezone")
    assert [p.key for p in problems] == ["heading-one"]


def test_headings_have_the_names_of_github_as_second_ones():
    blocks = sound("## Cài đặt\n\n## Cài đặt\n\n> ### 5K, là gì?\n\n## abc").blocks
    assert document.second_anchors(blocks) == (
        ("5k-là-gì", "5k-la-gi"),
        ("cài-đặt", "cai-dat"),
        ("cài-đặt-1", "cai-dat-2"),
    )


@pytest.mark.parametrize(
    ("written", "target", "words"),
    [
        ("Xem https://a.vn/b_c_d?x=1&y=(2).", "https://a.vn/b_c_d?x=1&y=(2)", None),
        ("(https://a.vn/b)", "https://a.vn/b", None),
        ("hoặc bit.ly/abc, nhé", "https://bit.ly/abc", "bit.ly/abc"),
        ("Vào www.a.vn!", "https://www.a.vn", "www.a.vn"),
        ("tại tokhaiyte.vn.", "https://tokhaiyte.vn", "tokhaiyte.vn"),
        ("“tokhaiyte.vn”", "https://tokhaiyte.vn", "tokhaiyte.vn"),
        ("**tokhaiyte.vn/a**", "https://tokhaiyte.vn/a", "tokhaiyte.vn/a"),
        ("TOKHAIYTE.VN", "https://TOKHAIYTE.VN", "TOKHAIYTE.VN"),
        ("KHAIBAO.ASIA", "https://KHAIBAO.ASIA", "KHAIBAO.ASIA"),
        ("Khaibao.asia", "https://Khaibao.asia", "Khaibao.asia"),
        ("KhaiBao.vn", "https://KhaiBao.vn", "KhaiBao.vn"),
        ("tiếngviệt.vn:8443/đ", "https://tiếngviệt.vn:8443/đ", "tiếngviệt.vn:8443/đ"),
        ("thư a.b@c.gov.vn.", "mailto:a.b@c.gov.vn", "a.b@c.gov.vn"),
        ("<a@b.vn>", "mailto:a@b.vn", "a@b.vn"),
    ],
)
def test_a_bare_address_is_a_link_like_any_other(written, target, words):
    found = sound(f"a\n\n{written}")
    (reference,) = found.links
    shown = words or target
    assert reference == document.Reference(target, 3, written.index(shown) + 1)
    assert f'<a href="{html.escape(target)}">{html.escape(shown, quote=False)}</a>' in html_of(
        found
    )
    assert words_of_html(found) == words_of_print(found)


@pytest.mark.parametrize(
    "written",
    ["`bit.ly/a`", "[bit.ly/a](b.md)", "![bit.ly/a](b.png)", "v.v.", "TP.HCM", "a.md", "1.500",
     "bit\\.ly/a", "xong.Vào", "3.5/4", "và/hoặc", "ThS.BS", "KhaiBao.asia"],
)  # fmt: skip
def test_what_is_no_bare_address_stays_as_it_is(written):
    assert not [r for r in sound(written).links if "." in r.target and r.target != "b.md"]


def test_an_address_that_was_found_can_not_be_changed():
    (found,) = addresses.find("tại tokhaiyte.vn.")
    assert (found.start, found.end, found.target) == (4, 16, "https://tokhaiyte.vn")
    for name in found.__struct_fields__:
        with pytest.raises(AttributeError):
            setattr(found, name, "")


def test_columns_keep_their_alignment_in_print():
    (table,) = print_data.blocks(sound("| a | b |\n|--:|:-:|\n| 1 | 2 |").blocks, {}, str)
    assert table["aligns"] == ["right", "center"]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("- a\n  - b\n    • c", "3:5 bullet-sign"),
        ("> - x\n>   ##y", "2:5 heading-glued"),
        ("-\t[a](b c.md)", "1:5 link-left"),
        ("| a |\n|---|\n| b | c |", "3:7 row-long"),
        ("| a |\n|---|\n| \\| ~~b~~ |", "3:6 struck"),
        ("1. a\n\n   <b>", "3:4 raw-html"),
        ("!!! luu-y “a ~~b~~”\n  c", "1:14 struck"),
        ("a  \n  b ~~c~~", "2:5 struck"),
        ("\t- a", "1:2 words-indented"),
    ],
)
def test_a_problem_stands_at_its_character(body, place):
    assert parse(body) == (None, [place])


@pytest.mark.parametrize("written", ["&#0;", "&#xD800;", "&#xDFFF;", "&#1114112;"])
def test_the_number_of_no_character_is_told_as_a_hidden_one(written):
    assert parse(f"a{written}b") == (None, ["1:2 hidden-character"])


def test_where_an_inline_begins_is_told_from_its_letter_as_from_the_whole_pattern() -> None:
    spread = "vn|com|net|org|gov|edu|info"
    sign = (
        rf"://|@|\w\.\w|https?:\\|[a-z\d](?: \.[ ]?[a-z]|(?:\. |[,．。])(?:{spread})\b)"
        rf"|[hH][tT][tT][pP][sS]?(?: :|: /)"
    )
    plain = re.compile(rf"[\\`*_\[\]<&~|{{]|!\[| \n|==|:\w|{sign}")
    pieces = (
        *"ab1 .,:/@\\=!\n［。．*", "http", "HTTPs", " :", ": /", "com", "vn", " vn", " .",
        "https:\\",
    )  # fmt: skip
    chance = random.Random(20)
    for _ in range(20_000):
        text = "".join(chance.choices(pieces, k=chance.randrange(1, 6)))
        assert bool(inlines.BEGINNING.search(text)) == bool(plain.search(text)), text
        assert re.search(sign, text) or not any(addresses.find(text)), text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a\\", ("a\\", 0, 2)),
        ("a\\ b", ("a\\", 0, 2)),
        ("a\\)b c", ("a\\)b", 0, 4)),
        ("\\)\\(b", ("\\)\\(b", 0, 5)),
    ],
)
def test_a_backslash_hides_a_sign_and_nothing_else(text: str, found: tuple[str, int, int]) -> None:
    assert destinations.target(text, 0) == found


@pytest.mark.parametrize(
    ("text", "title"),
    [('[a]: <x> "t"', "t"), ('[a]: <x>"t"', None), ('[a]: <x>\n"t"\nb', "t")],
)
def test_a_title_stands_apart_from_its_target(text: str, title: str | None) -> None:
    found = destinations.definition(text)
    assert (found.title if found else None) == title
