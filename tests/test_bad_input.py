"""Bad input end to end: the problem's file, line and key, all in one run, and public/ as it was.

What an author can write may be refused, but it must never be a crash or a fault
of Bangtin, and never be published.
"""

from __future__ import annotations

import datetime
import unicodedata

import pytest
from bangtin.markdown import parsing
from bangtin.problems import Place, as_text

from tests.conftest import Sandbox, page, places
from tests.small import HOME, SITE

A = "content/huong-dan/a.md"
LANGUAGES = ("vi", "en")
POSTER = (
    "{format: poster-a3, slogan: Chào bà con, qr: bluezone, steps: [{text: Một, icon: quet-ma}]}"
)
UNITS = "ma,ten\n1,Nàn Sán\n2,Bản Mế\n"


def printed(entry: str = POSTER, body: str = "Nội dung.", **header: object) -> str:
    """Return a page with one publication, whose entry stands on line 7."""
    return page(body, **({"code": "MT", "publish": f"\n  - {entry}"} | header))


def poster(**keys: str | None) -> str:
    """Return the entry of a poster; keys given replace the usual ones, None takes one out."""
    usual: dict[str, str | None] = {
        "format": "poster-a3",
        "slogan": "Chào bà con",
        "qr": "bluezone",
        "steps": "[{text: Một, icon: quet-ma}]",
    }
    return "{" + ", ".join(f"{k}: {v}" for k, v in (usual | keys).items() if v is not None) + "}"


def refused(site: Sandbox, *, before: bool = True) -> list[str]:
    """Build a site that must be refused, and return the places of what was found.

    The good site from before stays published, byte for byte.
    """
    if before:
        broken: dict[str, str | bytes] = {
            path.relative_to(site.root).as_posix(): path.read_bytes()
            for folder in ("content", "site.yaml")
            for path in [site.root / folder, *(site.root / folder).rglob("*")]
            if path.is_file()
        }
        for name in broken:
            if name not in ("site.yaml", "content/index.md"):
                (site.root / name).unlink()
        site.write({"site.yaml": SITE, "content/index.md": HOME})
        assert site.build().problems == ()
        site.write(broken)
    good = site.tree()
    result = site.build()
    assert result.failed
    assert result.published is None
    assert site.tree() == good
    assert all(problem.message(language) for problem in result.problems for language in LANGUAGES)
    assert all(as_text(result.problems, language, site.root) for language in LANGUAGES)
    return places(result.problems)


def loosely(found: list[str], *expected: str) -> list[str]:
    """Drop the suggestion where none is expected: whether a name comes close is another matter."""
    return [p if p in expected else p.removesuffix("-meant") for p in found]


# ── One fault, with its place ──


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({A: page(titel="x")}, f"{A}:5 unknown-key"),
        ({A: page(sumary="x")}, f"{A}:5 unknown-key-meant"),
        ({A: page(title=None)}, f"{A}:2 missing-key"),
        ({A: page(title="")}, f"{A}:2 empty-value"),
        ({A: page(date="2021-13-01")}, f"{A}:4 not-a-date"),
        ({A: page(draft="yes")}, f"{A}:5 not-a-bool"),
        ({A: page(kind="trang")}, f"{A}:5 unknown-choice"),
        ({A: page(title="a: b")}, f"{A}:2 yaml-colon"),
        ({A: page(title="a\ntitle: b")}, f"{A}:3 duplicate-key"),
        ({A: page(title="&a b")}, f"{A}:2 yaml-alias"),
        ({A: "Không có phần khai báo.\n"}, f"{A}:1 no-header"),
        ({A: page("Một\n\n<b>hai</b>")}, f"{A}:9 raw-html"),
        ({A: page("# Một")}, f"{A}:7 heading-one"),
        ({A: page('!!! zzz "x"\n    y')}, f"{A}:7 unknown-note"),
        ({A: page("[x](link:bluzone)")}, f"{A}:7 unknown-link-meant"),
        ({A: page("[x](link:khong)")}, f"{A}:7 unknown-link"),
        ({A: page("[x](https://la.example)")}, f"{A}:7 host-not-allowed"),
        ({A: page("[x](https://bluezone.gov.vn)")}, f"{A}:7 host-not-allowed-meant"),
        ({A: page("[x](http://tokhaiyte.vn)")}, f"{A}:7 url-not-https"),
        ({A: page("Một\n\n[x](../trang-khong-co.md)")}, f"{A}:9 unknown-page"),
        ({A: page("## Mục\n\n[x](#muk)")}, f"{A}:9 unknown-anchor-meant"),
        ({A: page("[x](../index.md#xyz)")}, f"{A}:7 unknown-anchor"),
        ({A: page(action="bluzone")}, f"{A}:5 unknown-link-meant"),
        ({A: page(icon="khong-co-hinh-nay")}, f"{A}:5 unknown-icon"),
        ({A: page(icon="quet-m")}, f"{A}:5 unknown-icon-meant"),
        ({A: page(tasks="[huong-dan/khong-co-trang-nao.md]")}, f"{A}:5 unknown-page"),
        ({A: b"---\ntitle: \xff\n---\n"}, f"{A}:2 not-utf8"),
        ({A: b"---\ntitle: a\n---\n\0"}, f"{A}:4 nul-byte"),
        ({"content/data/d.csv": "ma,ten\n1,a\n2\n"}, "content/data/d.csv:3 row-length"),
        ({"content/data/d.csv": "ma,ma\n1,a\n"}, "content/data/d.csv:1 column-doubled"),
        ({"content/data/d.csv": 'ma,ten\n1,"a\n'}, "content/data/d.csv:2 csv-syntax"),
        ({"content/data/d.csv": ""}, "content/data/d.csv:0 table-empty"),
    ],
)  # fmt: skip
def test_one_fault_is_one_problem_with_file_line_and_key(make_site, files, expected):
    assert loosely(refused(make_site(files)), expected) == [expected]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (poster(format="poster-a9"), "7 unknown-format-meant"),
        (poster(format="xyz"), "7 unknown-format"),
        (poster(slogn="x"), "7 unknown-key-meant"),
        (poster(qr="bluzone"), "7 unknown-link-meant"),
        (poster(emblem="khong-co-hinh-nay"), "7 unknown-icon"),
        (poster(emblem="quet-m"), "7 unknown-icon-meant"),
        (poster(steps="[{text: Một, icon: khong-co-hinh-nay}]"), "7 unknown-icon"),
        (poster(slogan=None), "7 slogan-missing"),
        (poster(qr=None), "7 qr-missing"),
        (poster(slogan='"Chào {ten}"'), "7 unknown-column"),
        (poster(each="xa", slogan='"Chào {tne}"'), "7 unknown-column-meant"),
        (poster(each="xaa"), "7 unknown-table-meant"),
        (poster(each="xa", where="{loai: a}"), "7 unknown-column"),
        (poster(each="xa", where="{ten: Không có}"), "7 no-rows"),
        (poster(where="{ten: a}"), "7 where-without-each"),
        (poster(edition="0"), "7 too-small"),
        (poster(id="A B"), "7 bad-form"),
        (poster(id="../a"), "7 bad-form"),
    ],
)
def test_a_fault_of_a_publication_stands_at_its_entry(make_site, entry, expected):
    site = make_site({A: printed(entry), "content/data/xa.csv": UNITS})
    assert loosely(refused(site), f"{A}:{expected}") == [f"{A}:{expected}"]


@pytest.mark.parametrize(
    ("page_text", "expected"),
    [
        (printed(code=None), "6 code-missing"),
        (printed(body="1. a\n2. b", step_icons="[quet-ma]"), "8 step-icons"),
        (printed(step_icons="[quet-m]"), "8 unknown-icon-meant"),
        (printed(f"{POSTER}\n  - {POSTER}"), "8 publication-doubled"),
    ],
)
def test_a_page_with_publications_has_what_they_need(make_site, page_text, expected):
    assert f"{A}:{expected}" in refused(make_site({A: page_text}))


LONG = "Trung tâm kiểm soát dịch bệnh " * 6


def test_a_text_that_does_not_fit_is_refused_with_what_would(make_site):
    site = make_site({A: printed(poster(slogan=LONG))})
    assert refused(site) == [f"{A}:7 text-too-long"]
    (problem,) = site.build().problems
    details = dict(problem.args)
    assert details["part"] == "slogan"
    assert float(details["fits"]) < float(details["smallest"])


@pytest.mark.parametrize(
    ("slogan", "key"),
    [
        ("Chào 😀", "missing-glyph"),
        ("Chào 文", "missing-script"),
        ("文字", "missing-script"),
        ("Ω", "missing-script"),
    ],
)
def test_a_character_that_the_font_lacks_is_refused(make_site, slogan, key):
    site = make_site({A: printed(poster(slogan=slogan))})
    assert refused(site) == [f"{A}:7 {key}"]


def test_a_pictogram_of_another_form_is_refused(make_site):
    site = make_site({A: printed()})
    site.write({"assets/icons/quet-ma.svg": '<svg><rect width="1"/></svg>'})
    assert f"{A}:7 icon-unreadable" in refused(site)


# ── Two things that want one place ──


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("content/a b.md", "content/a-b.md"),
        ("content/A.md", "content/a.md"),
        ("content/da.md", "content/đá.md"),
        ("content/b/index.md", "content/b.md"),
        ("content/INDEX.md", "content/index.md"),
    ],
)
def test_two_pages_with_one_address_are_refused(make_site, first, second):
    site = make_site({first: page(), second: page()})
    result = site.build()
    assert result.failed
    (problem,) = [p for p in result.problems if p.key == "url-doubled"]
    assert (problem.place, dict(problem.args)["first"]) == (Place(second), first)


def test_two_files_whose_names_look_alike_are_not_one_page(make_site):
    """On Linux both spellings of an accent can stand in one folder; neither page may get lost."""
    names = {unicodedata.normalize(form, "content/bé.md") for form in ("NFC", "NFD")}
    site = make_site({name: page(title=f"Trang {len(name)}") for name in names})
    assert len(list((site.root / "content").iterdir())) == 3
    assert [place.split(" ")[1] for place in refused(site, before=False)] == ["url-doubled"]


@pytest.mark.parametrize(
    "name", ["an-pham", "tat-ca", "huong-dan", "xa", "q/dang-ky", "an-pham/a-poster-a3"]
)
def test_a_page_where_the_portal_has_its_own_is_refused(make_site, name):
    files = {f"content/{name}.md": page(), A: printed(), "content/data/xa.csv": UNITS}
    found = refused(make_site(files))
    assert len([place for place in found if place.endswith(" address-reserved")]) == 1


@pytest.mark.parametrize("name", ["!", "文", "…", "文/a", "!/index"])
def test_a_file_whose_name_gives_no_address_is_refused(make_site, name):
    file = f"content/{name}.md"
    found = refused(make_site({file: page()}))
    assert [place.split(":")[0] for place in found] == [file]


# ── Faults of site.yaml ──


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("title: Huyện thử\n", "", "1 missing-key"),
        ("area:", "araea:", "2 unknown-key-meant"),
        ("as_of: 2021-07-20", "as_of: 20/7/2021", "4 not-a-date"),
        ("short: UBND huyện Thử, ", "", "5 missing-key"),
        ("https://tokhaiyte.vn\n", "http://tokhaiyte.vn\n", "14 url-not-https"),
        ("https://tokhaiyte.vn\n", "https://tokhaiyt.vn\n", "14 host-not-allowed-meant"),
        ("khai-bao:", "khai_bao:", "14 link-name"),
        ('rgb: "#14235a"', "rgb: xanh", "24 bad-form"),
        ("[100, 90, 30, 25]", "[100, 90, 30, 250]", "24 too-large"),
        ("[100, 90, 30, 25]", "[100, 90, 30]", "24 "),
        ("[100, 90, 30, 25]", "[]", "24 "),
        ("palette:", "palette: x\nband:", "23 not-a-mapping"),
        ("hotlines:", "hotlines: x\nphrases:", "6 not-a-list"),
        ('number: "1900 9095"', "number: null", "1 hotline-missing"),
    ],
)
def test_a_fault_of_the_settings_stands_at_its_line(make_site, old, new, expected):
    assert SITE.count(old) == 1
    found = refused(make_site({A: printed()}, site=SITE.replace(old, new)))
    assert any(place.startswith(f"site.yaml:{expected}") for place in found)


@pytest.mark.parametrize("text", ["", "\n\n", "# chỉ có ghi chú\n", "- a\n", "chữ\n", "---\n...\n"])
def test_settings_that_say_nothing_are_a_problem_and_not_a_build(make_site, text):
    found = refused(make_site(site=text))
    assert found != []
    assert all(place.startswith("site.yaml:") for place in found)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("layouts/formats.yaml", ""),
        ("layouts/formats.yaml", "- a\n"),
        ("layouts/formats.yaml", "a: x\n"),
        ("layouts/strings/vi.yaml", ""),
        ("layouts/strings/vi.yaml", "- a\n"),
        ("layouts/strings/vi.yaml", "prints: [a]\n"),
    ],
)
def test_layout_files_that_say_nothing_are_a_problem_and_not_a_build(make_site, file, text):
    site = make_site()
    assert not site.build().failed
    site.write({file: text})
    found = refused(site, before=False)
    assert any(place.startswith(f"{file}:") for place in found)


def test_settings_that_are_not_there_are_named(make_site):
    site = make_site()
    assert not site.build().failed
    (site.root / "site.yaml").unlink()
    assert "site.yaml:0 file-missing" in refused(site, before=False)


def test_a_language_without_strings_is_named(make_site):
    site = make_site(site=SITE + "languages: {de: {name: Deutsch}}\n")
    assert "site.yaml:28 strings-none" in refused(site)


def test_a_menu_entry_for_a_page_that_does_not_exist_is_refused(make_site):
    site = make_site(site=SITE + "menu:\n  - {title: A, page: khong-co-trang-nao.md}\n")
    assert loosely(refused(site)) == ["site.yaml:29 unknown-page"]


FORMAT = (
    "name: Bảng, layout: poster, code: T1, width: 300, height: 400, bleed: 3, safe: 10, "
    "reading_distance: 3, scanning_distance: 0.6, smallest_text: 12, smallest_code: 60"
)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("width: 300", "widht: 300", "unknown-key-meant"),
        ("layout: poster", "layout: pano", "unknown-choice"),
        ("height: 400", "height: 4", "too-small"),
        ("bleed: 3", "bleed: 0.3 cm", "not-a-float"),
        (", smallest_code: 60", "", "missing-key"),
    ],
)
def test_a_district_s_own_format_is_checked_like_a_shipped_one(make_site, old, new, expected):
    text = FORMAT.replace(old, new)
    assert text != FORMAT
    site = make_site(site=SITE + f"formats:\n  bang-lon: {{{text}}}\n")
    assert f"site.yaml:29 {expected}" in refused(site)


def test_a_leaflet_without_its_range_of_sizes_is_a_problem_and_no_fault(make_site):
    text = FORMAT.replace("layout: poster", "layout: leaflet, pages: 2")
    site = make_site(
        {A: printed("{format: to, qr: bluezone}", "1. a\n2. b", step_icons="[quet-ma, quet-ma]")},
        site=SITE + f"formats:\n  to: {{{text}}}\n",
    )
    assert all(place.split(":")[0] in ("site.yaml", A) for place in refused(site))


# ── All of them in one run ──


def test_faults_of_many_files_come_in_one_run(make_site):
    site = make_site(
        {
            "content/a.md": page("[x](link:khong)\n\n<b>", title=None),
            "content/b.md": page("[x](khong-co-trang-nao.md)\n\n[y](https://la.example)"),
            "content/c.md": page("# Một\n\n## Hai", drft="true"),
            "content/data/d.csv": "ma,ten\n1\n",
            A: printed(poster(format="xyz", qr="khong", sections="[Không có mục này]")),
        },
        site=SITE.replace("https://tokhaiyte.vn\n", "http://tokhaiyte.vn\n"),
    )
    assert loosely(refused(site), "content/c.md:5 unknown-key-meant") == [
        "content/a.md:2 missing-key",
        "content/a.md:8 raw-html",
        "content/b.md:7 unknown-page",
        "content/b.md:9 host-not-allowed",
        "content/c.md:5 unknown-key-meant",
        "content/c.md:8 heading-one",
        "content/data/d.csv:2 row-length",
        f"{A}:7 unknown-format",
        f"{A}:7 unknown-link",
        f"{A}:7 unknown-section",
        "site.yaml:14 url-not-https",
    ]


def test_words_that_do_not_fit_are_found_in_the_same_run_as_other_faults(make_site):
    site = make_site({A: printed(poster(slogan=LONG)), "content/b.md": page(title=None)})
    assert refused(site) == ["content/b.md:2 missing-key", f"{A}:7 text-too-long"]


@pytest.mark.parametrize(
    ("files", "site", "expected"),
    [
        ({"content/a.md": page(title=None), "content/b.md": page("[x](a.md)")}, SITE,
         ["content/a.md:2 missing-key"]),
        ({"content/a.md": page(title=None)}, SITE + "menu:\n  - {title: A, page: a.md}\n",
         ["content/a.md:2 missing-key"]),
        ({"content/a.md": page("[x](link:khai-bao)")},
         SITE.replace("https://tokhaiyte.vn\n", "http://tokhaiyte.vn\n"),
         ["site.yaml:14 url-not-https"]),
        ({A: printed(poster(each="xa")), "content/data/xa.csv": "ma,ma\n1,2\n"}, SITE,
         ["content/data/xa.csv:1 column-doubled"]),
        ({A: printed(poster(format="bang"))},
         SITE + f"formats:\n  bang: {{{FORMAT.replace('width: 300', 'width: 3')}}}\n",
         ["site.yaml:29 too-small"]),
    ],
    ids=["page", "menu", "link", "table", "format"],
)  # fmt: skip
def test_what_points_at_a_thing_at_fault_is_not_at_fault_itself(make_site, files, site, expected):
    """One mistake is one problem: "there is no such page" would send the author astray."""
    assert refused(make_site(files, site=site)) == expected


def test_a_site_that_was_mended_is_published_again(make_site):
    site = make_site({A: page()})
    first = site.build()
    site.edit(A, "title:", "titel:")
    assert site.build().failed
    site.edit(A, "titel:", "title:")
    second = site.build()
    assert (first.problems, second.problems) == ((), ())
    assert second.made == ()
    assert second.published is not None
    assert second.published.written == ()


# ── What an author may write, and what must not come of it ──


@pytest.mark.parametrize(
    "files",
    [
        {A: page(expires="9999-12-31", review_by="9999-12-31")},
        {A: page(publish_from="0001-01-01")},
        {A: page("x" * 20_000)},
        {A: page("")},
        {A: page(title='"Mẫu {ten} và {"')},
        {A: page(summary="'{% raw %}{{ 1 }}<b>\"'")},
        {"content/huong-dan/" + "a" * 200 + ".md": page()},
        {"content/.nhap.md": "không phải trang"},
        {"content/data/.khoa.csv": ""},
    ],
    ids=["for ever", "always", "long line", "no body", "braces", "templates",
         "long name", "hidden page", "hidden table"],
)  # fmt: skip
def test_odd_pages_are_built_or_refused_but_no_crash(make_site, files):
    result = make_site(files).build()
    assert result.failed == bool(result.problems)
    assert all(problem.place.file in files for problem in result.problems)


def test_absurd_nesting_is_built_or_refused_but_no_crash(make_site, request):
    request.addfinalizer(parsing._engine.cache_clear)
    result = make_site({A: page("- " * 400 + "x")}).build()
    assert all(problem.place.file == A for problem in result.problems)


@pytest.mark.parametrize(
    "header",
    [
        {"title": '"Mẫu {ten}"'},
        {"title": '"Mẫu {"'},
        {"title": '"#set page(width: 1mm)"'},
        {"summary": '"{khong_co}"'},
    ],
)
def test_a_title_with_braces_is_printed_or_refused_but_no_crash(make_site, header):
    site = make_site({A: printed(**header)})
    result = site.build()
    assert all(problem.place.file == A for problem in result.problems)
    assert all(p.key.startswith("unknown-column") for p in result.problems)


def test_a_code_too_long_to_be_scanned_is_a_problem_and_no_fault(make_site):
    url = "url: https://www.bluezone.gov.vn"
    site = make_site({A: printed()}, site=SITE.replace(url, f"{url}/{'a' * 600}"))
    found = refused(site)
    assert len(found) == 1
    assert found[0].split(":")[0] in ("site.yaml", A)


@pytest.mark.parametrize(
    "body",
    [
        "![x](https://la.example/x.png)",
        "![x](//la.example/x.png)",
        "![x](data:image/png;base64,AAAA)",
        "![x](http://tokhaiyte.vn/x.png)",
        "[x][1]\n\n[1]: https://la.example",
        "[x][1]\n\n[1]: javascript:alert(1)",
        "[a [b] c](javascript:alert(1))",
        "[a\nb](https://la.example)",
        "[![x](https://la.example/x.png)](link:bluezone)",
        r"\`[x](https://la.example)\`",
        "<HTTPS://la.example>",
        "<ftp://la.example>",
    ],
)
def test_nothing_on_a_host_that_nobody_vouched_for_is_published(make_site, body):
    """Neither a link nor a picture: a page would ask a stranger for it on each visit."""
    site = make_site({A: page(body)})
    found = refused(site)
    assert found != []
    assert all(place.startswith(f"{A}:") for place in found)


def test_a_picture_that_does_not_exist_is_named_in_its_own_file(make_site):
    (found,) = refused(make_site({A: page("Một\n\n![x](x.png)")}))
    assert found.startswith(f"{A}:9 ")


def test_a_link_out_of_the_content_folder_is_refused(make_site, tmp_path):
    outside = tmp_path / "bi-mat.md"
    outside.write_text(page(), "utf-8")
    site = make_site({A: page()})
    (site.root / "content/b.md").symlink_to(outside)
    assert refused(site, before=False) == ["content/b.md:0 link-outside"]


def test_a_folder_named_like_a_page_is_a_problem_and_no_crash(make_site):
    site = make_site()
    (site.root / "content/a.md").mkdir()
    assert refused(site, before=False) == ["content/a.md:0 file-unreadable"]


def test_a_day_that_was_given_is_no_reason_to_publish_faults(make_site):
    site = make_site({A: page(title=None)})
    result = site.build(now=datetime.date(2021, 1, 1))
    assert places(result.problems) == [f"{A}:2 missing-key"]
    assert not site.public.exists()


def test_without_publishing_nothing_is_written(make_site):
    site = make_site({A: page()})
    result = site.build(publish=False)
    assert (result.failed, result.published) == (False, None)
    assert not site.public.exists()


def test_warnings_do_not_stop_a_build(make_site):
    site = make_site(site=SITE.replace('"}\n', '"}\n  - {name: Trạm y tế}\n', 1))
    result = site.build()
    assert places(result.problems) == ["site.yaml:8 hotline-empty"]
    assert not result.failed
    assert "index.html" in site.tree()


def test_a_suggestion_is_near_in_name_and_not_only_in_its_folder(make_site):
    site = make_site({"content/index.md": HOME.replace("kind:", "tasks: [xyz/b.md]\nkind:")})
    result = site.build()
    (problem,) = result.problems
    assert (problem.key, dict(problem.args).get("meant")) == ("unknown-page", "")
