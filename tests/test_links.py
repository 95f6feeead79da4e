"""Addresses that go out: the register, vouched-for hosts, permalinks and what print shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from bangtin import spelling
from bangtin.checks.links import LinkIndex, PageLink, PageReference, attribute_value, index_links
from bangtin.config import schema, yamltree
from bangtin.config.settings import Settings
from bangtin.problems import Place, Problem, Problems, Refused
from bangtin.site import links
from bangtin.site.links import Link
from bangtin.typesetting import pictograms

from tests.conftest import MakeSite, page, places
from tests.small import SITE

HOSTS = "allowed_hosts: [www.bluezone.gov.vn, tokhaiyte.vn, qr.tokhaiyte.vn"


def settings_of(site: str) -> Settings:
    problems = Problems()
    found = schema.read_struct(
        yamltree.parse(site, "site.yaml", problems), Settings, "site.yaml", problems
    )
    assert found is not None, list(problems)
    return found


def check(url: str, *hosts: str) -> list[Problem]:
    """Return the problems of an address, with hosts vouched for besides those of the site."""
    problems = Problems()
    settings = settings_of(SITE.replace(HOSTS, ", ".join([HOSTS, *hosts])))
    allowed = links.check_url(url, settings, Place("site.yaml", 1), problems)
    assert allowed == (len(problems) == 0)
    return list(problems)


@pytest.mark.parametrize(
    "url",
    [
        "https://tokhaiyte.vn",
        "https://tokhaiyte.vn/",
        "https://tokhaiyte.vn/a/b?x=1&y=2#z",
        "https://TOKHAIYTE.vn/A",
        "https://tokhaiyte.vn:443/",
        "https://thu.gov.vn/huong-dan/",
    ],
)
def test_an_address_on_a_host_that_was_vouched_for_may_be_used(url):
    assert check(url) == []


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://tokhaiyte.vn", "url-not-https"),
        ("ftp://tokhaiyte.vn", "url-not-https"),
        ("javascript:alert(1)", "url-not-https"),
        ("data:text/html,x", "url-not-https"),
        ("//tokhaiyte.vn", "url-not-https"),
        ("tokhaiyte.vn", "url-not-https"),
        ("", "url-not-https"),
        ("https://", "url-malformed"),
        ("https:tokhaiyte.vn", "url-malformed"),
        ("https:///tokhaiyte.vn", "url-malformed"),
        ("https://[::1", "url-malformed"),
        ("https://tokhaiyte.vn:abc", "url-malformed"),
        ("https://tokhaiyte.vn:99999", "url-malformed"),
        ("https://tokhaiyte.vn:-1", "url-malformed"),
        ("https://ai@tokhaiyte.vn", "url-malformed"),
        ("https://ai:mk@tokhaiyte.vn", "url-malformed"),
        ("https://@tokhaiyte.vn", "url-malformed"),
        ("https://tokhaiyte.vn@la.example/", "url-malformed"),
        (r"https://tokhaiyte.vn\@la.example/", "url-malformed"),
        ("https://tokhaiyte.vn.la.example", "host-not-allowed"),
        ("https://la.example/tokhaiyte.vn", "host-not-allowed"),
        ("https://la.example#tokhaiyte.vn", "host-not-allowed"),
        ("https://203.0.113.7", "host-is-number"),
        ("https://tokhaiyte.vn.", "host-not-allowed"),
    ],
)
def test_any_other_address_is_refused(url, key):
    (problem,) = check(url)
    assert problem.key.removesuffix("-meant") == key


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("https://bluezone.gov.vn", "www.bluezone.gov.vn"),
        ("https://www.bluzone.gov.vn", "www.bluezone.gov.vn"),
        ("https://tokhaiyt.vn/x", "tokhaiyte.vn"),
    ],
)
def test_a_host_with_a_typo_asks_whether_another_was_meant(url, meant):
    (problem,) = check(url)
    assert problem.key == "host-not-allowed-meant"
    assert dict(problem.args)["meant"] == meant


def test_http_is_allowed_for_the_one_host_that_has_nothing_else():
    assert check("http://cu.gov.vn/x", "'http://cu.gov.vn'") == []
    assert [p.key for p in check("http://tokhaiyte.vn", "'http://cu.gov.vn'")] == ["url-not-https"]


def test_a_host_of_http_alone_is_not_vouched_for_with_https():
    (problem,) = check("https://cu.gov.vn/x", "'http://cu.gov.vn'")
    assert problem.key.startswith("host-not-allowed")


@pytest.mark.parametrize("url", ["http://ai@cu.gov.vn", "http://ai:mk@cu.gov.vn/x"])
def test_a_name_before_the_host_is_refused_under_http_too(url):
    assert [p.key for p in check(url, "'http://cu.gov.vn'")] == ["url-malformed"]


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://www.bluezone.gov.vn", "www.bluezone.gov.vn"),
        ("https://www.bluezone.gov.vn/", "www.bluezone.gov.vn"),
        ("https://thu.gov.vn/q/dang-ky/", "thu.gov.vn/q/dang-ky"),
        ("http://cu.gov.vn/a/b.html", "http://cu.gov.vn/a/b.html"),
        ("https://a.vn/?x=1", "a.vn/?x=1"),
    ],
)
def test_print_shows_an_address_without_https_and_final_slash(url, address):
    assert links.printed(url) == address


def register(site: str) -> tuple[dict[str, Link], tuple[Problem, ...]]:
    problems = Problems()
    return links.register(settings_of(site), problems), tuple(problems)


def test_an_entry_goes_straight_to_its_address():
    found, problems = register(SITE)
    assert problems == ()
    assert found["bluezone"] == Link(
        name="bluezone",
        title="Bluezone",
        action="Quét để cài Bluezone",
        url="https://www.bluezone.gov.vn",
        out="https://www.bluezone.gov.vn",
        address="www.bluezone.gov.vn",
        permalink=False,
    )


@pytest.mark.parametrize("base", ["https://thu.gov.vn", "https://thu.gov.vn/"])
def test_a_permalink_goes_out_through_the_portal(base):
    found, _ = register(SITE.replace("base_url: https://thu.gov.vn", f"base_url: {base}"))
    link = found["dang-ky"]
    assert link.url == "https://qr.tokhaiyte.vn"
    assert link.out == "https://thu.gov.vn/q/dang-ky/"
    assert link.address == "thu.gov.vn/q/dang-ky"


@pytest.mark.parametrize(
    "name", ["Bluezone", "blue zone", "blue_zone", "bluezôn", "a/b", "-", "a."]
)
def test_a_name_that_can_not_stand_in_an_address_is_refused(name):
    found, problems = register(SITE.replace("  bluezone:", f"  '{name}':"))
    assert set(found) == {"khai-bao", "dang-ky"}
    assert [p.key for p in problems] == ["link-name"]
    assert dict(problems[0].args) == {"name": name}


def test_every_entry_at_fault_is_named_with_the_line_of_its_address():
    site = SITE.replace("https://www.bluezone.gov.vn", "http://www.bluezone.gov.vn")
    site = site.replace("https://tokhaiyte.vn", "https://tokhayte.vn")
    found, problems = register(site)
    assert set(found) == {"dang-ky"}
    assert places(problems) == [
        "site.yaml:10 url-not-https",
        "site.yaml:14 host-not-allowed-meant",
    ]


@pytest.mark.parametrize(
    "base", ["https://[thu", "http://thu.gov.vn", "thu.gov.vn", "https://", "https://a@thu.gov.vn"]
)
def test_the_site_s_own_address_is_checked_as_well(make_site, base):
    """Permalinks, and with them printed codes, are made from it."""
    site = make_site(site=SITE.replace("base_url: https://thu.gov.vn", f"base_url: '{base}'"))
    found = [place for place in places(site.build().problems) if "site.yaml:3 " in place]
    assert len(found) == 1


# ── What a page writes ──


def problems_of(make_site: Any, body: str, **header: object) -> list[str]:
    files = {"content/huong-dan/a.md": page(body, **header), "content/b.md": page("## Mục hai")}
    return places(make_site(files).build().problems)


@pytest.mark.parametrize(
    "target",
    [
        "link:bluezone", "../b.md", "/b.md", "../b.md#muc-hai", "/huong-dan/a.md", "a.md", "#muc",
        "tel:19009095", "tel:+84969841414", "https://tokhaiyte.vn/x",
    ],
)  # fmt: skip
def test_a_target_that_exists_is_no_problem(make_site, target):
    assert problems_of(make_site, f"## Mục\n\n[x]({target})") == []


@pytest.mark.parametrize(
    ("target", "key"),
    [
        ("link:bluzone", "unknown-link-meant"),
        ("link:", "unknown-link"),
        ("link:xyz", "unknown-link"),
        ("b.md", "unknown-page-meant"),
        ("../../site.yaml", "unknown-page"),
        ("../zzzzzzzzzzzzz/wwwwwwwwwwwwwwwwwww.md", "unknown-page"),
        ("../b.md#muc-ha", "unknown-anchor-meant"),
        ("#xyz", "unknown-anchor"),
        ("http://tokhaiyte.vn", "url-not-https"),
        ("https://la.example", "host-not-allowed"),
        ("javascript:alert(1)", "unknown-scheme"),
        ("JavaScript:alert(1)", "unknown-scheme"),
        ("data:text/html,x", "unknown-scheme"),
        ("mailto:a@b", "unknown-scheme"),
        ("//la.example/x", "unknown-scheme"),
        ("tel:1900x9095", "unknown-scheme"),
        ("HTTPS://la.example", "host-not-allowed"),
    ],
)
def test_a_target_that_does_not_exist_is_named_with_line_and_column(make_site, target, key):
    site = make_site(
        {"content/huong-dan/a.md": page(f"Xem [x]({target})."), "content/b.md": page("## Mục hai")}
    )
    (problem,) = site.build().problems
    assert problem.key == key
    assert problem.place == Place("content/huong-dan/a.md", 7, 9)


@pytest.mark.parametrize(
    "header", [{"draft": "true"}, {"publish_from": "2021-07-21"}], ids=["draft", "scheduled"]
)
def test_a_link_to_a_page_that_is_not_out_yet_is_refused(make_site, header):
    site = make_site({"content/a.md": page("[x](b.md)"), "content/b.md": page(**header)})
    assert places(site.build().problems) == ["content/a.md:7 page-not-published"]


def test_a_link_to_an_expired_page_still_leads_to_its_notice(make_site):
    site = make_site(
        {"content/a.md": page("[x](b.md)"), "content/b.md": page(expires="2021-07-10")}
    )
    assert site.build().problems == ()


def test_a_heading_inside_a_note_or_quote_can_be_linked_to(make_site):
    """It has its anchor in the HTML, so the link leads somewhere."""
    body = (
        '!!! luu-y "x"\n    ### Trong ghi chú\n\n> ## Lời dẫn\n\n[a](#trong-ghi-chu) [b](#loi-dan)'
    )
    assert problems_of(make_site, body) == []


def test_a_text_offers_files_with_kind_and_size_and_none_overwrites_another(
    make_site: MakeSite,
) -> None:
    site = make_site(
        {
            "content/a.md": page("[Mẫu](mau.pdf) và [danh sách](/b/mau.pdf)"),
            "content/mau.pdf": b"%PDF-1.4 " + b"a" * 68_000,
            "content/b/mau.pdf": b"%PDF-1.4 " + b"b" * 1_240_000,
        }
    )

    assert places(site.build().problems) == []

    shown = site.read("a/index.html").replace("\u00a0", " ")
    assert "Mẫu <small>(PDF, 68 kB)</small>" in shown
    assert "danh sách <small>(PDF, 1,2 MB)</small>" in shown
    offered = [name for name in site.tree() if name.startswith("tep/")]
    assert [name.startswith("tep/mau-") for name in offered] == [True, True]


def test_a_changed_file_is_offered_anew(make_site: MakeSite) -> None:
    site = make_site({"content/a.md": page("[Mẫu](mau.pdf)"), "content/mau.pdf": b"%PDF-1.4 a"})
    site.build()
    before = [name for name in site.tree() if name.startswith("tep/")]

    site.write({"content/mau.pdf": b"%PDF-1.4 b"})
    site.build()

    after = [name for name in site.tree() if name.startswith("tep/")]
    assert len(after) == 1
    assert after != before
    assert after[0] in site.read("a/index.html")


def test_a_hotline_in_a_text_is_dialled_and_nothing_else_is(make_site: MakeSite) -> None:
    body = "Gọi 1900.9095, **1900 9095**; `1900 9095`, 190090951, [1900 9095](link:bluezone).\n"
    site = make_site({"content/a.md": page(body)})
    site.build()

    words = site.read("a/index.html").partition("<div class=words>")[2].partition("</div>")[0]

    assert words.count("href=tel:19009095") == 2
    assert "<code>1900 9095</code>, 190090951, <a href=https://" in words


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://tokhaiyte.vn", "tokhaiyte.vn"), ("https://tokhaiyte.vn/", "tokhaiyte.vn"),
        ("HTTPS://tokhaiyte.vn/a/", "tokhaiyte.vn/a"),
        ("https://tokhaiyte.vn/a?b=/", "tokhaiyte.vn/a?b=/"),
        ("https://tokhaiyte.vn/#/", "tokhaiyte.vn/#/"),
        ("https://tokhaiyte.vn/a//", "tokhaiyte.vn/a//"),
        ("http://tokhaiyte.vn/", "http://tokhaiyte.vn"),
        ("https://tokhaiyte.vn:8443/", "tokhaiyte.vn:8443"),
    ],
)  # fmt: skip
def test_a_printed_address_is_what_its_code_says(url, shown):
    assert links.printed(url) == shown
    scheme, mark, rest = url.partition("://")
    assert f"{links.whole(shown)}/".startswith(f"{scheme.lower()}{mark}{rest}".rstrip("/"))
    assert links.whole(shown) in (scheme.lower() + mark + rest, scheme.lower() + mark + rest[:-1])


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://tokhaiyte.vn:0/", "url-malformed"), ("https://tokhaiyte.vn:/", "url-malformed"),
        ("https://to\u212ahaiyte.vn/", "host-letters"),
        ("https://to\uff4bhaiyte.vn/", "host-letters"),
        ("https://tokhaiyte.vn/a\u3164b", "url-malformed"),
        ("https://tokhaiyte.vn/a\ufe0fb", "url-malformed"),
    ],
)  # fmt: skip
def test_an_address_that_shows_something_else_is_refused(url, key):
    assert [problem.key for problem in check(url)] == [key]


def test_a_title_with_a_tag_in_it_is_no_dead_link(make_site: MakeSite):
    site = make_site({"content/a.md": page("x", title='"Bài <a href=x> hai"')})
    assert places(site.build().problems) == ["content/a.md:2 marks-in-value"]
    assert "Bài &lt;a href=x> hai</h1>" in site.read("a/index.html")


def test_what_was_looked_for_stays_in_a_link_to_the_search(make_site: MakeSite):
    body = "[Tìm](https://thu.gov.vn/tim-kiem/?q=khai%20bao) <https://thu.gov.vn/a/?b=1>"
    site = make_site({"content/a.md": page(body)})
    assert places(site.build().problems) == []
    html = site.read("a/index.html")
    assert "../tim-kiem/?q=khai%20bao" in html
    assert "?b=1" in html


def test_an_attribute_is_read_as_browsers_read_it():
    assert attribute_value("?x=1&copy=2&reg=3&section=1&amp;b=&#65;") == (
        "?x=1&copy=2&reg=3&section=1&b=A"
    )


@pytest.mark.parametrize(
    ("html", "ids", "links"),
    [
        ("<h1 id=dau>Đầu</h1><p id='hai'>", ("dau", "hai"), []),
        ('<a href="../b/?x=1#c"><a href=#d>', (), ["b/index.html#c", "a/index.html#d"]),
        ("<a href=.><a href=..><a href=c.pdf>", (), ["a/index.html", "index.html", "a/c.pdf"]),
        ("<a href=/q/f/#g><a href=https://la.example/><a href=tel:113>", (), ["f/index.html#g"]),
        ("<img src='c.png' srcset='c.png 1x, d.png 2x'>", (), ["a/c.png", "a/d.png"]),
        ("<title>Bài <a href=x></title> src=e.png", (), []),
        ('<script src=a.js defer>"<a href=y>"</script>', (), ["a/a.js"]),
        ('<style id=in media=print>a[href="z"]{}</style>', ("in",), []),
    ],
)
def test_of_a_page_its_anchors_and_all_that_it_points_at_are_read(
    html: str, ids: tuple[str, ...], links: list[str]
) -> None:
    read = index_links(PageReference("a/index.html", "/q/"), Path(), (html.encode(),))
    found = msgspec.msgpack.decode(read, type=LinkIndex)

    assert found.ids == ids
    assert [f"{link.file}#{link.anchor}".rstrip("#") for link in found.links] == links


def test_what_was_read_of_a_page_can_not_be_changed() -> None:
    way = PageLink("b/index.html", "", "../b/")
    for found in (way, LinkIndex((), (way,)), PageReference("a/index.html", "/")):
        for name in found.__struct_fields__:
            with pytest.raises(AttributeError):
                setattr(found, name, ())


@pytest.mark.parametrize(
    "svg",
    [
        "<desc><title></svg>", '<path id="a" d="M 1 1 L 2 2"/></svg>', "<script/></svg>",
        '<path onclick="a()" d="M 1 1 L 2 2"/></svg>', "<foreignObject/></svg>",
        '<use href="https://la.example/a.svg"/></svg>', "words</svg>", "</svg>words", "</svg><p/>",
        '<svg xmlns="http://www.w3.org/2000/svg"/></svg>', "<style>a{}</style></svg>", "",
    ],
)  # fmt: skip
def test_a_pictogram_is_a_drawing_and_nothing_else(svg):
    begins = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M 1 1 L 2 2"/>'
    assert pictograms.parse(begins + "</svg>", "a.svg")
    with pytest.raises(Refused, match="icon-unreadable"):
        pictograms.parse(begins + svg, "a.svg")


@pytest.mark.parametrize("text", ["⚠\ufe0f", "1\ufe0f\u20e3", "👩\u200d⚕\ufe0f", "क्\u200dष"])
def test_what_makes_one_emoji_or_letter_of_two_signs_may_stay(text):
    assert not spelling.HIDDEN.search(text)
