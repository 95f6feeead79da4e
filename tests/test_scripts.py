"""Loudspeaker scripts on small sites: what is read out, for how long, and in which session."""

from __future__ import annotations

import pypdfium2
from bangtin.site.run_sheets import DAYS

from tests.conftest import PROJECT, MakeSite, Sandbox, page, places
from tests.small import SITE

A = "content/a.md"
TEXT = "public/an-pham/a-bai-loa-ngan/a-bai-loa-ngan.txt"
LONG = "Bà con nhớ luôn đeo khẩu trang khi ra khỏi nhà."


def script(*lines: str, body: str = "Nội dung.", more: str = "", name: str = "bai-loa-ngan") -> str:
    entry = f"\n  - format: {name}\n    script:\n" + "".join(f'      - "{x}"\n' for x in lines)
    return page(body, code="MT", publish=(entry + more).rstrip())


def read_text(site: Sandbox, name: str = TEXT) -> str:
    return (site.root / name).read_bytes().decode("utf-8").replace("\r\n", "\n")


def pdf_words(site: Sandbox, name: str) -> str:
    document = pypdfium2.PdfDocument(site.root / name)
    text = " ".join(p.get_textpage().get_text_range() for p in document)
    document.close()
    return " ".join(text.replace("\u00a0", " ").split())


def test_a_script_is_read_out_the_same_in_text_pdf_and_page(make_site: MakeSite) -> None:
    lines = ("Đến ngày 31/7/2021.", "Gọi Bộ Y tế, số {hotline}.", *[LONG] * 10)
    site = make_site({A: script(*lines)})
    assert places(site.build().problems) == []
    said = "một chín không không, chín không chín năm"
    text = read_text(site)
    assert text.count(said) == 2
    assert "Đến ngày ba mươi mốt tháng bảy năm hai nghìn không trăm hai mươi mốt." in text
    assert "Xin nhắc lại: một chín" in text
    words = pdf_words(site, TEXT.replace(".txt", ".pdf"))
    assert "chín không chín năm" in words
    assert "Viết: 1900 9095" in words
    assert said in site.read("an-pham/a-bai-loa-ngan/index.html")


def test_another_hotline_reaches_every_way_out(make_site: MakeSite) -> None:
    site = make_site({A: script("Gọi Bộ Y tế, số {hotline}.", *[LONG] * 10)})
    assert site.build().problems == ()
    site.edit("site.yaml", "1900 9095", "0969 841 414")
    assert [p.key for p in site.build().problems] in ([], ["edition-next"])
    assert read_text(site).count("không chín sáu chín, tám bốn một, bốn một bốn") == 2
    assert "1900" not in pdf_words(site, TEXT.replace(".txt", ".pdf"))


def test_what_a_script_says_twice_itself_is_not_said_again(make_site: MakeSite) -> None:
    site = make_site({A: script("Gọi 1900 9095.", "Nhớ số 1900 9095.", *[LONG] * 10)})
    assert site.build().problems == ()
    assert "Xin nhắc lại" not in read_text(site)


def test_empty_lines_part_a_text_and_a_broken_line_goes_on(make_site: MakeSite) -> None:
    body = "\n".join(f"      {LONG}" for _ in range(9))
    entry = (
        "\n  - format: bai-loa-ngan\n    script: |\n      Mời bà con\n      nghe loa. "
        f"Đây là tin mới.\n\n{body}"
    )
    site = make_site({A: page(code="MT", publish=entry)})
    assert site.build().problems == ()
    assert read_text(site).startswith("Mời bà con nghe loa.\nĐây là tin mới.\n\nBà con")


def test_sections_are_announced_and_their_lists_numbered(make_site: MakeSite) -> None:
    steps = "\n".join(f"{n}. **Việc này.** {LONG}" for n in range(1, 7))
    body = f"## Các việc\n\n{steps}\n\n## Chú ý\n\n- {LONG}\n- {LONG}\n"
    entry = "\n  - {format: bai-loa-ngan, sections: [Các việc, Chú ý]}"
    site = make_site({A: page(body, code="MT", publish=entry)})
    assert site.build().problems == ()
    parts = read_text(site).strip().split("\n\n")
    assert parts[0].startswith("Các việc.\nBước một: Việc này.\nBà con")
    assert parts[1].startswith("Chú ý.\nThứ nhất: Bà con")


def test_opening_closing_and_rate_are_the_sites(make_site: MakeSite) -> None:
    frame = "broadcast: {rate: 95, opening: '{issuer} xin báo.', closing: Xin cảm ơn.}\n"
    plain = make_site({A: script(*[LONG] * 9)})
    framed = make_site({A: script(*[LONG] * 6)}, site=SITE + frame)
    assert plain.build().problems == framed.build().problems == ()
    text = read_text(framed)
    assert text.startswith("Ủy ban nhân dân huyện Thử xin báo.\n\nBà con")
    assert text.endswith("Xin cảm ơn.\n")
    framed.edit("site.yaml", "rate: 95", "rate: 80")
    framed.edit(A, LONG, f'{LONG}"\n      - "{LONG}"\n      - "{LONG}')
    assert [p.key for p in framed.build().problems][:1] == ["script-too-long"]


def test_every_commune_has_a_copy_of_its_own(make_site: MakeSite) -> None:
    more = "    each: xa\n"
    units = "ma,ten\n1,Nàn Sán\n2,Bản Mế\n"
    files = {A: script("Báo xã {ten}.", *[LONG] * 9, more=more), "content/data/xa.csv": units}
    site = make_site(files)
    assert site.build().problems == ()
    for name, words in (("nan-san", "Báo xã Nàn Sán."), ("ban-me", "Báo xã Bản Mế.")):
        assert words in read_text(site, TEXT.replace(".txt", f"-{name}.txt"))


def test_a_slot_has_its_text_its_recording_or_lines_to_write_on(make_site: MakeSite) -> None:
    slots = (
        "    slots:\n      - {lang: hmn, name: Tiếng Mông, text: Nyob zoo}\n"
        "      - {lang: nut, name: Tiếng Nùng}\n      - {lang: tyz, name: Tiếng Tày}\n"
    )
    text = script(*[LONG] * 10, more=slots).replace(
        "code: MT", "code: MT\naudio: [{lang: tyz, title: Nghe, file: assets/audio/tay.mp3}]"
    )
    site = make_site({A: text, "assets/audio/tay.mp3": b"ID3\x03" + bytes(600)})
    assert places(site.build().problems) == []
    words = pdf_words(site, TEXT.replace(".txt", ".pdf"))
    assert "Tiếng Mông Nyob zoo" in words
    assert "Tiếng Nùng Người biết tiếng viết lời đọc vào đây:" in words
    assert "Phát tệp ghi âm: tay.mp3" in words
    assert "<audio" in site.read("an-pham/a-bai-loa-ngan/index.html")


def test_a_script_in_english_has_its_own_rules_and_none_of_the_sites_frame(
    make_site: MakeSite,
) -> None:
    more = "broadcast: {opening: Kính thưa bà con!}\nlanguages: {en: {name: English}}\n"
    lines = ["Wear a mask when you leave the house, and wash your hands."] * 12
    english = script("Call 1900 9095.", *lines).replace("code: MT", "code: ME")
    files = {A: page(), "content/en/a.md": english}
    site = make_site(files, site=SITE + more)
    assert {p.key for p in site.build().problems} <= {"words-missing"}
    text = read_text(site, "public/an-pham/en-a-bai-loa-ngan/en-a-bai-loa-ngan.txt")
    assert text.startswith("Call one nine oh oh, nine oh nine five.\nOnce more: one nine")


def test_a_language_without_spoken_forms_is_refused(make_site: MakeSite) -> None:
    more = "languages: {hmn: {name: Hmoob}}\n"
    files: dict[str, str | bytes] = {A: page(), "content/hmn/a.md": script(LONG)}
    site = make_site(files, site=SITE + more)
    strings = (PROJECT / "layouts/strings/vi.yaml").read_text("utf-8")
    site.write({"layouts/strings/hmn.yaml": strings})
    assert "content/hmn/a.md:7 script-language" in places(site.build().problems)


def week(site: Sandbox) -> list[list[str]]:
    """Return the titles of each session of the week."""
    text = (site.public / "an-pham/lich-phat-thanh/lich-phat-thanh.csv").read_text("utf-8-sig")
    found: dict[tuple[str, str], list[str]] = {}
    for line in text.splitlines()[1:]:
        day, at, _, title, *_ = line.split(",")
        found.setdefault((day, at), []).append(title)
    return list(found.values())


def test_sessions_are_filled_by_priority_and_turn(make_site: MakeSite) -> None:
    files: dict[str, str | bytes] = {}
    for name in "bcde":
        more = f"    title: Bài {name}\n    priority: {1 if name == 'e' else 5}\n"
        text = script(*[LONG] * 10, more=more).replace("code: MT", f"code: M{name.upper()}")
        files[f"content/{name}.md"] = text
    sessions = "broadcast: {sessions: [{at: '5:30', longest: 2}, {at: '17:00', longest: 2}]}\n"
    site = make_site(files, site=SITE + sessions)
    assert places(site.build().problems) == []
    found = week(site)
    assert len(found) == 2 * DAYS
    assert all(session[0] == "Bài e" and len(session) == 2 for session in found)
    others = [session[1] for session in found]
    assert others[:3] == ["Bài b", "Bài c", "Bài d"]
    counts = [others.count(f"Bài {name}") for name in "bcd"]
    assert max(counts) - min(counts) <= 1
    html = site.read("an-pham/lich-phat-thanh/index.html")
    assert "Thứ Hai" in html
    assert "Không đọc trong ngày" in html
    assert "lich-phat-thanh/" in site.read("an-pham/index.html")


def test_a_second_build_makes_nothing_and_an_edit_makes_its_own_files(make_site: MakeSite) -> None:
    site = make_site({A: script(*[LONG] * 10), "content/b.md": page()})
    site.build()
    before = site.tree()
    assert site.build().problems == ()
    assert site.tree() == before
    site.edit(A, LONG, "Bà con nhớ rửa tay thường xuyên bằng xà phòng.")
    site.build()
    changed = {name for name, data in site.tree().items() if before.get(name) != data}
    assert {n for n in changed if n.startswith("an-pham/a-bai-loa-ngan/")} == {
        f"an-pham/a-bai-loa-ngan/{name}"
        for name in ("a-bai-loa-ngan.pdf", "a-bai-loa-ngan.txt", "index.html")
    }


def test_braces_of_a_page_are_no_names_and_those_of_a_title_are(make_site: MakeSite) -> None:
    more = '    each: xa\n    title: "Loa {ten}"\n'
    sessions = "broadcast: {sessions: [{at: '5:30'}]}\n"
    units = "ma,ten\n1,Nàn Sán\n2,Bản Mế\n"
    text = script(*[LONG] * 10, more=more)
    site = make_site({A: text, "content/data/xa.csv": units}, site=SITE + sessions)
    assert site.build().problems == ()
    words = pdf_words(site, TEXT.replace(".txt", "-nan-san.pdf"))
    assert "Loa Nàn Sán" in words
    assert "{" not in words
    assert week(site)[0] == ["Một trang"]
    entry = "\n  - {format: bai-loa-ngan, sections: [Một]}"
    body = "## Một\n\nGõ {ten} vào ô.\n"
    assert places(make_site({A: page(body, code="MT", publish=entry)}).build().problems) == [
        f"{A}:12 braces-shown"
    ]
