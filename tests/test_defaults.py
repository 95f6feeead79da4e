"""The product's layouts and assets serve any site; a site overrides single files and entries."""

from __future__ import annotations

import shutil

import pytest
from bangtin.problems import Fault

from tests.conftest import PROJECT, MakeSite, clean, page, places

POSTER = """
  - format: poster-a3
    slogan: Cài Bluezone
    qr: bluezone
    steps: [{text: Mở Bluezone, icon: mo-ung-dung}]
"""
FILES: dict[str, str | bytes] = {
    "content/huong-dan/a.md": page("Câu.", title="Trang A", code="BZ", publish=POSTER),
}


def test_a_site_of_content_and_settings_alone_is_the_same_as_with_all_files(
    make_site: MakeSite,
) -> None:
    whole, bare = make_site(FILES), make_site(FILES)
    for folder in ("layouts", "assets"):
        shutil.copytree(PROJECT / folder, whole.root / folder)
    assert places(whole.build().problems) == places(bare.build().problems) == []
    assert bare.tree() == whole.tree()
    assert any(path.endswith(".pdf") for path in bare.tree())


def test_a_single_template_of_the_site_s_own_is_used(make_site: MakeSite) -> None:
    site = make_site(FILES)
    template = (PROJECT / "layouts/portal/page.html").read_text("utf-8")
    site.write({"layouts/portal/page.html": template.replace("<article", "<article data-own")})
    assert places(site.build().problems) == []
    assert "data-own" in site.read("huong-dan/a/index.html")


def test_a_single_print_layout_of_the_site_s_own_is_used(make_site: MakeSite) -> None:
    site = make_site(FILES)
    layout = (PROJECT / "layouts/press/poster.typ").read_text("utf-8")
    site.build()
    before = site.tree()
    site.write({"layouts/press/poster.typ": f"{layout}\n#pagebreak()\n"})
    found = {problem.key for problem in site.build().problems}
    assert found == {"page-count"}
    site.write({"layouts/press/poster.typ": f"{layout}\n// giữ nguyên\n"})
    assert places(site.build().problems) == []
    assert site.tree() == before


def test_a_string_of_the_site_s_own_stands_among_the_shipped_ones(make_site: MakeSite) -> None:
    site = make_site(FILES)
    site.write({"layouts/strings/vi.yaml": "home: Trang đầu tiên\n"})
    assert places(site.build().problems) == []
    text = site.read("huong-dan/a/index.html")
    assert "Trang đầu tiên" in text
    assert "Bỏ qua" in text or "nội dung chính" in text.lower()


def test_a_format_of_the_site_s_own_changes_single_keys(make_site: MakeSite) -> None:
    site = make_site(FILES)
    site.write({"layouts/formats.yaml": "poster-a3: {name: Tờ dán tường}\n"})
    assert places(site.build().problems) == []
    assert "Tờ dán tường" in site.read("an-pham/index.html")


def test_an_override_that_is_taken_back_is_gone(make_site: MakeSite, tmp_path: object) -> None:
    site = make_site(FILES)
    site.build()
    before = site.tree()
    site.write({"layouts/strings/vi.yaml": "home: Trang đầu tiên\n"})
    site.build()
    assert site.tree() != before
    shutil.rmtree(site.root / "layouts")
    site.build()
    assert site.tree() == before == clean(site, site.root.parent)


def test_an_override_at_fault_is_named_at_its_line(make_site: MakeSite) -> None:
    site = make_site(FILES)
    site.write({"layouts/formats.yaml": "poster-a3:\n  nam: Tờ dán tường\n"})
    assert places(site.build().problems) == ["layouts/formats.yaml:2 unknown-key-meant"]


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("{% block main %}", "{% block main %}{{ khong_co }}", 3, "'khong_co' is undefined"),
        ("{% block main %}", "{% block main %}{% if %}", 3, "Expected an expression"),
        ("{% block main %}", "{% block main %}{% include 'khong-co.html' %}", 3, "khong-co.html"),
        ("{% block main %}", "{% block main %}{{ body.__class__.mro() }}", 3, "unsafe"),
        ("{% block main %}", "{% block main %}{{ icon('nope') }}", 3, "assets/icons/nope.svg"),
        ("{% block main %}", "{% block main %}{{ 1 // 0 }}", 3, "ZeroDivisionError"),
        ("</article>", "{{ title + 1 }}</article>", 58, "TypeError"),
    ],
)
def test_a_layout_of_the_site_s_own_that_fails_is_told_with_its_line(
    make_site: MakeSite, old: str, new: str, line: int, said: str
) -> None:
    site = make_site({"content/a.md": page(), "content/b.md": page()})
    site.edit("layouts/portal/page.html", old, new)

    [problem] = site.build().problems

    assert places((problem,)) == [f"layouts/portal/page.html:{line} layout-broken"]
    assert said in dict(problem.args)["reason"]


@pytest.mark.parametrize(
    ("layout", "line", "said"),
    [
        ("banner", "#panic(1)", "panicked"),
        ("lib", "#khong-co", "unknown variable"),
        ("tiles", "#(1 / 0)", "divide by zero"),
    ],
)
def test_a_layout_of_prints_that_fails_is_told_with_its_line(
    make_site: MakeSite, layout: str, line: str, said: str
) -> None:
    publish = "\n  - {format: bang-ron-6x0.8, slogan: Cài Bluezone, qr: bluezone}"
    site = make_site({"content/a.md": page(publish=publish, code="RT")})
    file = f"layouts/press/{layout}.typ"
    before = (PROJECT / file).read_text("utf-8")
    site.write({file: f"{before}\n{line}\n"})

    [problem] = site.build().problems

    at = before.count("\n") + 2
    assert places((problem,)) == [f"{file}:{at} layout-broken"]
    assert said in dict(problem.args)["reason"]


def test_a_failure_of_the_product_s_own_templates_is_no_fault_of_the_site(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = make_site({"content/a.md": page()})
    site.own("layouts/portal/home.html")
    monkeypatch.setattr("bangtin.channels.portal.rendering._as_data", lambda _: 1 // 0)
    with pytest.raises(Fault, match="ZeroDivisionError"):
        site.build()
