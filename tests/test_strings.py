"""What is filled into the words of layouts is known: a slip in a braced name is told when read."""

from __future__ import annotations

import pytest
from bangtin.config import strings, yamltree
from bangtin.config.yamltree import Mapping, Scalar
from bangtin.problems import Problems

from tests.conftest import PROJECT, MakeSite, places

FILE = "layouts/strings/vi.yaml"
SHIPPED = sorted(path.name for path in (PROJECT / "layouts/strings").glob("*.yaml"))


def line_of(name: str) -> int:
    lines = (PROJECT / FILE).read_text("utf-8").splitlines()
    return next(n for n, line in enumerate(lines, start=1) if line.startswith(f"{name}:"))


@pytest.mark.parametrize("name", SHIPPED)
def test_the_placeholders_that_are_known_are_those_of_the_shipped_words(name: str) -> None:
    problems = Problems()
    text = (PROJECT / "layouts/strings" / name).read_text("utf-8")
    node = yamltree.parse(text, name, problems)
    assert isinstance(node, Mapping)

    held = {
        key: {part.partition("}")[0] for part in value.text.split("{")[1:]}
        for key, value in node.items.items()
        if isinstance(value, Scalar) and "{" in value.text
    }

    assert held == {key: set(names) for key, names in strings.PLACEHOLDERS.items()}
    assert strings.read(node, name, problems) is not None
    assert list(problems) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "key"),
    [
        ("expired", "{date}", "{ngay}", "placeholder-unknown-meant"),
        ("expired", "{date}", "{datum}", "placeholder-unknown-meant"),
        ("code_alt", "{action}", "{acton}", "placeholder-unknown-meant"),
        ("tiles_intro", "{paper}", "{giay}", "placeholder-unknown"),
        ("home", "Trang chủ", "Trang {chu}", "placeholder-unknown"),
        ("expired", "{date}", "{}", "placeholder-unknown-meant"),
        ("expired", "{date}", "{date!r}", "placeholder-unknown-meant"),
        ("expired", "{date}", "{date:>9}", "placeholder-unknown-meant"),
        ("expired", "{date}", "{date.__class__}", "placeholder-unknown-meant"),
        ("expired", "{date}", "{0}", "placeholder-unknown-meant"),
        ("expired", "{date}", "{date", "placeholder-brace"),
        ("expired", "{date}", "date}", "placeholder-brace"),
        ("expired", "{date}", "{{date}}", "placeholder-brace"),
        ("search_found", "{count}", "{count} {", "placeholder-brace"),
        ("expired", "{date}", "ấy", "placeholder-missing"),
        ("offline_saved", "{date}", "hôm nay", "placeholder-missing"),
        ("slug_line", " · {size}", "", "placeholder-missing"),
    ],
)
def test_a_slip_in_a_placeholder_is_told_on_its_line(
    make_site: MakeSite, name: str, old: str, new: str, key: str
) -> None:
    site = make_site()
    if name == "slug_line":
        old, new = "khổ thành phẩm {size}", "khổ thành phẩm"
    text = site.own(FILE).read_text("utf-8")
    line = next(line for line in text.splitlines() if line.startswith(f"{name}:"))
    changed = line.replace(old, new)
    assert changed != line
    if not changed.partition(": ")[2].startswith('"'):
        changed = f'{name}: "{changed.partition(": ")[2]}"'
    site.edit(FILE, line, changed)

    result = site.build()

    assert places(result.problems) == [f"{FILE}:{line_of(name)} {key}"]
    assert result.published is None


def test_a_name_twice_in_one_string_is_filled_in_twice(make_site: MakeSite) -> None:
    site = make_site()
    site.edit(FILE, '"{count} kết quả"', '"{count} kết quả ({count})"')
    assert site.build().problems == ()


def test_words_of_a_site_s_own_layouts_may_hold_what_they_want(make_site: MakeSite) -> None:
    site = make_site()
    site.edit(FILE, "home: Trang chủ", 'home: Trang chủ\nrieng: "{cua_toi}"')
    assert site.build().problems == ()
