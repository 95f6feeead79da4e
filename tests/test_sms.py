"""Text messages: what is sent, how it is counted, and that marks take nothing else with them."""

from __future__ import annotations

import string

import pytest
from bangtin.site import message_parts, message_texts

from tests.conftest import MakeSite, page, places
from tests.small import SITE

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The basic table of 3GPP TS 23.038, 6.2.1, in its order, without the escape."""
EXTENSION = "\f^{}\\[~]|€"
"""Its extension, 6.2.1.1."""
MARKED = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"


def message(text: str, **keys: str) -> str:
    more = "".join(f"\n    {key}: {value}" for key, value in keys.items())
    return page(code="BZ", publish=f"\n  - format: tin-nhan-sms\n    {text}{more}")


def test_every_letter_of_the_standard_is_counted_as_it_says() -> None:
    assert len(BASIC) == 127
    for letter in BASIC:
        assert message_parts.count(letter).units == 1, letter
        assert message_parts.count(letter).alphabet == "gsm", letter
    for letter in EXTENSION:
        assert message_parts.count(letter).units == 2, letter
    others = set(string.printable + MARKED + MARKED.upper() + "–“”…😀") - set(BASIC + EXTENSION)
    for letter in others:
        assert message_parts.count(letter).forcing == (letter,), letter


@pytest.mark.parametrize(
    ("text", "parts", "units"),
    [
        ("a" * 160, 1, 160),
        ("a" * 161, 2, 161),
        ("a" * 306, 2, 306),
        ("a" * 307, 3, 307),
        ("a" * 158 + "€", 1, 160),
        ("a" * 159 + "€", 2, 161),
        # An escaped letter isn't parted: the first part ends one septet early.
        ("a" * 152 + "€" + "a" * 152, 3, 306),
        ("ế" * 70, 1, 70),
        ("ế" * 71, 2, 71),
        ("ế" * 134, 2, 134),
        ("ế" * 135, 3, 135),
        ("😀" * 35, 1, 70),
        # Nor is a pair of surrogates.
        ("ế" * 66 + "😀" + "ế" * 66, 3, 134),
        ("à" * 160, 1, 160),
        ("", 1, 0),
    ],
)
def test_a_text_is_sent_in_as_many_parts_as_phones_make_of_it(
    text: str, parts: int, units: int
) -> None:
    found = message_parts.count(text)
    assert (found.count, found.units) == (parts, units)


def test_no_mark_of_vietnamese_is_left_and_nothing_else_changes() -> None:
    for letter in MARKED + MARKED.upper():
        plain = message_parts.without_marks(letter)
        assert plain.isascii(), letter
        assert plain.isupper() == letter.isupper(), letter
        assert len(plain) == 1, letter
    kept = string.printable + "€£§"
    assert message_parts.without_marks(kept) == kept
    assert message_parts.without_marks("Đường “dây” nóng – 1900 9095…") == (
        'Duong "day" nong - 1900 9095...'
    )


def test_a_mac_s_letters_count_like_all_others() -> None:
    apart = "Ca\u0300i Bluezone, Đ" + "ie\u0323\u0302n"
    assert message_parts.count(message_texts.tidy(apart)).units == len("Cài Bluezone, Điện")
    assert message_parts.without_marks(apart) == "Cai Bluezone, Dien"


def test_what_a_chat_pastes_unseen_is_not_paid_for() -> None:
    assert message_texts.tidy("\ufeffCài\u00a0 Blue\u200bzone \t nhé \r\n\n\n\nGọi ") == (
        "Cài Bluezone nhé\n\nGọi"
    )


def test_a_slogan_gets_its_address_its_hotline_and_who_says_so(make_site: MakeSite) -> None:
    site = make_site({"content/a.md": message("slogan: Bà con cài Bluezone", qr="bluezone")})
    assert places(site.build().problems) == []
    folder = "an-pham/a-tin-nhan-sms/a-tin-nhan-sms"
    assert site.read(f"{folder}-co-dau.txt") == (
        "Bà con cài Bluezone\nwww.bluezone.gov.vn\nBộ Y tế: 1900 9095\nUBND huyện Thử"
    )
    assert site.read(f"{folder}-khong-dau.txt") == (
        "Ba con cai Bluezone\nwww.bluezone.gov.vn\nBo Y te: 1900 9095\nUBND huyen Thu"
    )
    shown = site.read("an-pham/a-tin-nhan-sms/index.html")
    assert "Gửi thành 2 tin, 73 ký tự (mỗi tin 67)." in shown
    assert "Gửi thành 1 tin, 73 ký tự (mỗi tin 160)." in shown


def test_a_text_is_sent_as_it_stands_with_its_signer(make_site: MakeSite) -> None:
    first = SITE + "sms: {sender: UBND H.Thử, sender_at: first}\n"
    text = message('text: "Sốt, ho: gọi {hotline}"')
    site = make_site({"content/a.md": text}, site=first)
    assert places(site.build().problems) == []
    assert site.read("an-pham/a-tin-nhan-sms/a-tin-nhan-sms-co-dau.txt") == (
        "UBND H.Thử: Sốt, ho: gọi 1900 9095"
    )


def test_a_link_that_a_text_forgot_is_not_left_out(make_site: MakeSite) -> None:
    named = message("text: Khai tại tokhaiyte.vn nhé", qr="khai-bao")
    forgot = message("text: Bà con khai báo y tế", qr="khai-bao", id="b")
    forgot = forgot.replace("code: BZ", "code: BY")
    site = make_site({"content/a.md": named, "content/b.md": forgot})
    assert places(site.build().problems) == []
    assert site.read("an-pham/a-tin-nhan-sms/a-tin-nhan-sms-co-dau.txt").count("tokhaiyte") == 1
    assert "\nhttps://tokhaiyte.vn\n" in site.read("an-pham/b/b-co-dau.txt")


def test_a_changed_hotline_is_in_every_message(make_site: MakeSite) -> None:
    site = make_site(
        {
            "content/a.md": message("slogan: Bà con cài Bluezone", qr="bluezone"),
            "content/b.md": message('text: "Gọi {hotline}"').replace("BZ", "BY"),
        }
    )
    site.build()
    site.edit("site.yaml", "1900 9095", "1900 1234")
    assert places(site.build().problems) == []
    for name in ("a", "b"):
        for kind in ("co-dau", "khong-dau"):
            text = site.read(f"an-pham/{name}-tin-nhan-sms/{name}-tin-nhan-sms-{kind}.txt")
            assert "1900 1234" in text
            assert "9095" not in text


def test_a_message_without_marks_is_shown_once(make_site: MakeSite) -> None:
    entry = "\n  - {format: text-message, text: Stay inside today}"
    english = SITE.replace("UBND huyện Thử", "County")
    files = {"content/a.md": page(code="MT", publish=entry)}
    site = make_site(files, site=f"language: en\n{english}")

    site.build()

    text = site.read("prints/a-text-message/index.html")
    assert text.count("Stay inside today") == text.count("<pre")
    assert text.count("<pre") == 1
    assert "Sent as 1 SMS" in text


@pytest.mark.parametrize(
    ("country", "text", "told"),
    [
        ("US", "Call 212-736-5000.", []),
        ("US", "Call (212) 736 5000 or +1 212 736 5000.", []),
        ("US", "Call 212-736-5001.", ["message-phone-meant"]),
        ("US", "Call 212-763-5000.", ["message-phone-meant"]),
        ("US", "Call 415-555-2671.", ["message-phone"]),
        ("US", "Call (415) 555-2671 or +44 20 7946 0018.", ["message-phone", "message-phone"]),
        ("US", "Order 0123456789, 12,500,000 masks, 2021-07-20, ZIP 95014-2083", []),
        ("GB", "Call 020 7946 0000.", ["message-phone"]),
        ("GB", "Call 020 7946 0958 now.", []),
        ("FR", "Appelez le 01 42 68 53 00.", []),
        ("FR", "Appelez le 01 42 68 53 01.", ["message-phone-meant"]),
        ("FR", "Appelez le 06 12 34 56 78.", ["message-phone"]),
    ],
)
def test_numbers_of_messages_are_those_of_the_settings_in_any_country(
    make_site: MakeSite, country: str, text: str, told: list[str]
) -> None:
    hotline = {"US": "212-736-5000", "GB": "020 7946 0958", "FR": "01 42 68 53 00"}[country]
    english = SITE.replace("1900 9095", hotline) + f"country: {country}\n"
    entry = f'\n  - {{format: text-message, text: "{text}"}}'
    site = make_site(
        {"content/a.md": page(code="MT", publish=entry)}, site=f"language: en\n{english}"
    )

    assert places(site.build().problems) == [f"content/a.md:7 {key}" for key in told]


def test_a_number_that_two_messages_would_part_is_told_in_any_country(make_site: MakeSite) -> None:
    english = SITE.replace("1900 9095", "212-736-5000") + "country: US\n"
    text = "a" * 148 + " 212-736-5000"
    entry = f'\n  - {{format: text-message, text: "{text}"}}'
    site = make_site(
        {"content/a.md": page(code="MT", publish=entry)}, site=f"language: en\n{english}"
    )

    assert places(site.build().problems) == ["content/a.md:7 sms-split"]


def test_a_number_written_by_hand_is_told_when_the_hotline_changes(make_site: MakeSite) -> None:
    site = make_site({"content/a.md": message("text: Gọi 1900 9095")})
    assert places(site.build().problems) == []
    site.edit("site.yaml", "1900 9095", "1900 1234")
    assert places(site.build().problems) == ["content/a.md:8 message-phone"]


@pytest.mark.parametrize(
    "text",
    [
        "Đến 31/7/2021, trên 50% người dùng",
        "Quyết định 2666/QĐ-BYT ngày 29/5/2021",
        "Gọi 19009095 hoặc 1900.9095",
        "Từ 7h30 đến 11h00, ngày 15-7-2021",
        "Cần 1 250 000 đồng",
        "Mỗi 15 phút, 24/7, giữ 2 m",
    ],
)
def test_what_is_no_wrong_number_passes(make_site: MakeSite, text: str) -> None:
    site = make_site({"content/a.md": message(f'text: "{text}"')})
    assert places(site.build(publish=False).problems) == []


def test_each_row_of_a_table_has_its_own_message(make_site: MakeSite) -> None:
    text = message('text: "Báo cho UBND {ten}"', each="xa")
    site = make_site({"content/a.md": text, "content/data/xa.csv": "ma,ten\n1,Nàn Sán\n2,Bản Mế\n"})
    assert places(site.build().problems) == []
    folder = "an-pham/a-tin-nhan-sms/a-tin-nhan-sms"
    assert site.read(f"{folder}-ban-me-khong-dau.txt") == "Bao cho UBND Ban Me\nUBND huyen Thu"
    assert "Nàn Sán: Có dấu" in site.read("an-pham/a-tin-nhan-sms/index.html")


def test_a_warning_of_an_entry_does_not_take_it_away(make_site: MakeSite) -> None:
    text = "Bà con cài Bluezone, luôn bật Bluetooth khi ra ngoài. Vào https://www.bluezone.gov.vn"
    site = make_site({"content/a.md": message(f"text: {text} để tải")})
    assert places(site.build().problems) == ["content/a.md:8 sms-split"]
    assert (site.public / "an-pham/a-tin-nhan-sms/index.html").exists()
