"""Packs: each audience has one zip of what was published for it, and a sheet to read first."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pypdfium2
import pytest

from tests.conftest import MakeSite, Sandbox, page, places
from tests.small import HOME, SITE
from tests.test_status import bangtin

PRINTS = """
  - format: to-roi-a5
    qr: bluezone
    sections: [Hỏi đáp]
    order: {copies: 30, to: [Trạm y tế, Chợ Cán Cấu]}
    hang_until: 2021-07-31
  - format: bang-ron-6x0.8
    slogan: Cài Bluezone
    qr: bluezone
    each: xa
    signature: "UBND {ten}"
    order: {copies: 1, to: ["UBND {ten}"]}
  - format: tin-nhan-sms
    text: "Bà con cài Bluezone. Hỏi: {hotline}"
"""
PACKS = """
packs:
  y-te: {title: Trạm y tế, to: [Trạm y tế]}
  xa: {title: "xã {ten}", each: xa, to: ["UBND {ten}"], contact: "Xã {ten}"}
  truong: {title: Trường học, pages: [b.md]}
  bao: {title: Báo chí, kinds: [sms]}
"""
FILES: dict[str, str | bytes] = {
    "content/a.md": page(
        "1. **Mở.** Mở *Bluezone*.\n\n## Hỏi đáp\n\nCó tốn pin không?\n",
        code="AB", step_icons="[mo-ung-dung]", publish=PRINTS,
    ),
    "content/b.md": page("1. **Rửa.** Rửa tay.", title="Trường", code="TH", publish="""
  - format: poster-a4
    slogan: Rửa tay
    reason: Trước khi vào lớp
    qr: bluezone
    steps: [{text: Rửa tay, icon: rua-tay}]
"""),
    "content/data/xa.csv": "ma,ten\n1,Nàn Sán\n2,Bản Mế\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    """A site with four packs, built once for all tests that only look at it."""
    site = Sandbox(tmp_path_factory.mktemp("packs") / "site")
    site.write({"site.yaml": SITE + PACKS, "content/index.md": HOME, **FILES})
    result = site.build()
    assert not result.failed, places(result.problems)
    return site


def members(site: Sandbox, name: str) -> dict[str, bytes]:
    """Return the files of a pack by their names in its folder."""
    data = (site.public / f"an-pham/bo-tai-lieu/{name}/{name}.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        found = {info.filename: archive.read(info) for info in archive.infolist()}
    assert all(path.startswith(f"{name}/") and path.isascii() for path in found)
    return {path.removeprefix(f"{name}/"): data for path, data in found.items()}


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(" ".join(p.get_textpage().get_text_range() for p in document).split())
    finally:
        document.close()


def test_a_pack_holds_what_is_ordered_for_its_places_and_nothing_else(built: Sandbox) -> None:
    assert set(members(built, "y-te")) == {"0-doc-truoc.pdf", "SHA256SUMS", "a-to-roi-a5.pdf"}


def test_each_row_has_a_pack_of_its_own(built: Sandbox) -> None:
    for slug, other in (("nan-san", "ban-me"), ("ban-me", "nan-san")):
        names = set(members(built, f"xa-{slug}"))
        assert f"a-bang-ron-6x0.8-{slug}-ti-le-1-10.pdf" in names
        assert not any(other in name for name in names)


def test_a_pack_of_a_page_and_one_of_a_kind(built: Sandbox) -> None:
    assert {n for n in members(built, "truong") if n.startswith("b-")} == {"b-poster-a4.pdf"}
    assert {n.rpartition(".")[2] for n in members(built, "bao") if n[0] == "a"} == {"txt"}


def test_every_file_of_a_pack_is_one_that_was_published(built: Sandbox) -> None:
    published = {hashlib.sha256(data).hexdigest() for data in built.tree().values()}
    for name in ("y-te", "xa-nan-san", "xa-ban-me", "truong", "bao"):
        found = members(built, name)
        listed = dict(
            line.split("  ")[::-1] for line in found.pop("SHA256SUMS").decode().split("\n")[:-1]
        )
        assert listed == {n: hashlib.sha256(data).hexdigest() for n, data in found.items()}
        assert set(listed.values()) <= published


def test_the_sheet_says_what_how_many_where_whom_to_phone_and_until_when(built: Sandbox) -> None:
    said = words(members(built, "y-te")["0-doc-truoc.pdf"])
    for part in ("Trạm y tế", "a-to-roi-a5.pdf", "30", "AB-A5.01", "1900 9095", "31/7/2021"):
        assert part in said, part
    assert "Chợ Cán Cấu" not in said
    assert "Xã Nàn Sán" in words(members(built, "xa-nan-san")["0-doc-truoc.pdf"])


def test_the_page_of_packs_offers_each_with_kind_and_size(built: Sandbox) -> None:
    text = built.read("an-pham/bo-tai-lieu/index.html")
    size = (built.public / "an-pham/bo-tai-lieu/y-te/y-te.zip").stat().st_size
    assert f"ZIP, {round(size / 1000)}" in text.replace("\u00a0", " ").replace("&nbsp;", " ")
    assert "bo-tai-lieu/" in built.read("an-pham/index.html")


def test_a_pack_has_the_same_bytes_twice(built: Sandbox, make_site: MakeSite) -> None:
    again = make_site(FILES, site=SITE + PACKS)
    assert not again.build().failed
    path = "an-pham/bo-tai-lieu/y-te/y-te.zip"
    assert (again.public / path).read_bytes() == (built.public / path).read_bytes()


def test_a_pack_that_no_mailbox_takes_is_told(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bangtin.channels.packs.LARGEST", 1000)
    packs = "packs: {bao: {title: Báo chí, kinds: [sms]}}\n"
    site = make_site(FILES, site=SITE + packs)
    (problem,) = site.build().problems
    assert (problem.key, str(problem.place.line)) == ("pack-large", str(SITE.count("\n") + 1))


def test_a_site_without_packs_has_no_page_of_them(make_site: MakeSite) -> None:
    site = make_site({})
    assert not site.build().failed
    assert not (site.public / "an-pham/bo-tai-lieu").exists()
    assert "bo-tai-lieu" not in site.read("an-pham/index.html")


def test_status_counts_what_is_published_and_what_never_went_out(built: Sandbox) -> None:
    told = bangtin(built.root, "status").stdout
    assert "prints: 3, text messages: 1, packs: 5" in told
    assert "never went out: 4" in told


def test_the_sheet_names_files_as_they_lie_in_the_pack(make_site: MakeSite) -> None:
    poster = "slogan: Rửa tay, reason: A, qr: bluezone, steps: [{text: Rửa tay, icon: rua-tay}]"
    both = "".join(
        f"\n  - {{format: {size}, id: {name}, each: xa, where: {{ma: '{row}'}}, {poster}}}"
        for size, name, row in (("poster-a4", "p", 1), ("poster-a3", "p-a", 2))
    )
    files: dict[str, str | bytes] = {
        "content/b.md": page(code="TH", publish=both),
        "content/data/xa.csv": "ma,ten\n1,A B\n2,B\n",
    }
    packs = "packs: {truong: {title: Trường, pages: [b.md]}}\n"
    site = make_site(files, site=SITE + packs)
    assert places(site.build().problems) == []
    found = members(site, "truong")
    names = {name for name in found if name.startswith(("p-a-b", "2-p-a-b"))}
    assert names == {"p-a-b.pdf", "2-p-a-b.pdf"}
    said = words(found["0-doc-truoc.pdf"])
    assert all(name in said.replace(" ", "") for name in names)
