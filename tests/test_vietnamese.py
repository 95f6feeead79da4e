"""Vietnamese text: folding, slugs, dictionary order, syllables, and what a line must not break."""

from __future__ import annotations

import re
import unicodedata

import pytest
from bangtin.spelling import NO_BREAK_SPACE, bind, fold, nfc, slug, sort_key, syllables
from hypothesis import given, settings
from hypothesis import strategies as st

# Every vowel of the alphabet under every tone, and đ.
LETTERS = {
    "a": "aàảãáạăằẳẵắặâầẩẫấậ",
    "d": "dđ",
    "e": "eèẻẽéẹêềểễếệ",
    "i": "iìỉĩíị",
    "o": "oòỏõóọôồổỗốộơờởỡớợ",
    "u": "uùủũúụưừửữứự",
    "y": "yỳỷỹýỵ",
}


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize(("plain", "marked"), LETTERS.items())
def test_every_marked_letter_folds_to_its_plain_one(plain, marked):
    for letter in marked:
        assert fold(letter) == plain
        assert fold(letter.upper()) == plain


@pytest.mark.parametrize(("plain", "marked"), LETTERS.items())
def test_decomposed_letters_fold_alike(plain, marked):
    for letter in marked:
        assert fold(nfd(letter)) == plain
        assert fold(nfd(letter.upper())) == plain


def test_nfc_makes_one_text_of_two_spellings():
    assert nfc(nfd("Đường dây nóng")) == "Đường dây nóng"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đăng ký điểm quét mã", "dang-ky-diem-quet-ma"),
        ("ĐƯỜNG DÂY NÓNG", "duong-day-nong"),
        ("Thông điệp 5K: Khẩu trang!", "thong-diep-5k-khau-trang"),
        ("  – Bluezone –  ", "bluezone"),
        ("Quyết định 2666/QĐ-BYT", "quyet-dinh-2666-qd-byt"),
        ("xã Nàn Sán", "xa-nan-san"),
        ("a_b.c", "a-b-c"),
        ("", ""),
        ("!!!", ""),
        ("文", ""),
    ],
)
def test_a_slug_is_folded_words_joined_by_hyphens(text, expected):
    assert slug(text) == expected
    assert slug(nfd(text)) == expected


@settings(derandomize=True, deadline=None)
@given(st.text())
def test_a_slug_holds_only_what_an_address_may(text):
    found = slug(text)
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", found)
    assert slug(found) == found


def in_order(words: list[str]) -> list[str]:
    """Sort words that stand in the opposite order to begin with."""
    return sorted((words[i] for i in range(len(words) - 1, -1, -1)), key=sort_key)


def test_letters_sort_in_the_order_of_the_vietnamese_alphabet():
    alphabet = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")
    assert in_order(alphabet) == alphabet


def test_tones_sort_in_the_order_of_dictionaries():
    tones = ["ma", "mà", "mả", "mã", "má", "mạ"]
    assert in_order(tones) == tones


def test_tones_count_only_where_the_letters_are_alike():
    words = ["bà", "bạ", "ban", "bán", "bàng", "bao", "băn", "bân"]
    assert in_order(words) == words


@pytest.mark.parametrize(
    "titles",
    [
        ["An toàn", "Anh"],
        ["Bản Mế", "Bảng", "Bảng mã"],
        ["Nàn Sán", "Nàn Sín"],
        ["Quan Hồ Thẩn", "Quạt", "Quân"],
    ],
)
def test_a_shorter_word_comes_before_a_longer_one_that_begins_with_it(titles):
    """A space sorts before every letter, as entries of a dictionary do: "an toàn", then "anh"."""
    assert in_order(titles) == titles


def test_capitals_and_spelling_forms_do_not_change_the_order():
    assert sort_key("Đại học") == sort_key("ĐẠI HỌC") == sort_key(nfd("đại học"))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Cài Bluezone – bảo vệ mình, bảo vệ cộng đồng", 9),
        ("Thông điệp 5K", 3),
        ("  hai   từ\n", 2),
        ("– … !", 0),
        ("", 0),
    ],
)
def test_syllables_are_the_words_between_spaces(text, count):
    assert syllables(text) == count


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("Gọi 1900 9095.", "Gọi 1900~9095."),
        ("Gọi 0969 841 414 nhé", "Gọi 0969~841~414 nhé"),
        ("số +84 969 841 414", "số +84~969~841~414"),
        ("(1900 9095)", "(1900~9095)"),
        ("mã gồm 6 số", "mã gồm 6~số"),
        ("cách 15 cm, cao 3 m", "cách 15~cm, cao 3~m"),
        ("trên 50 % người", "trên 50~% người"),
        ("trong 14 ngày", "trong 14~ngày"),
        ("11 xã", "11~xã"),
    ],
)
def test_numbers_stay_with_what_belongs_to_them(text, bound):
    assert bind(text) == bound.replace("~", NO_BREAK_SPACE)


@pytest.mark.parametrize(
    "text",
    [
        "ngày 29/5/2021 và ngày 20/7/2021",
        "từ 15/7 đến 31/7/2021",
        "ngày 20 tháng 7 năm 2021",
        "2021-07-20 lúc 12:30",
        "Quyết định số 2666/QĐ-BYT",
        "10 màu, 3 mũi",
        "năm 2021 có 5K",
        "hai số",
    ],
)
def test_dates_and_other_words_are_left_alone(text):
    assert bind(text) == text


@pytest.mark.parametrize(
    ("text", "phrases", "bound"),
    [
        ("huyện Si Ma Cai, tỉnh Lào Cai", ["Si Ma Cai", "Lào Cai"],
         "huyện Si~Ma~Cai, tỉnh Lào~Cai"),
        ("HUYỆN SI MA CAI", ["Si Ma Cai"], "HUYỆN SI~MA~CAI"),
        ("Kisi Ma Cai", ["Si Ma Cai"], "Kisi Ma Cai"),
        ("y tếch", ["y tế"], "y tếch"),
        ("Covid-19", ["Covid-19"], "Covid-19"),
        ("a.b c", ["a.b c"], "a.b~c"),
        ("aXb c", ["a.b c"], "aXb c"),
    ],
)  # fmt: skip
def test_given_phrases_stay_whole(text, phrases, bound):
    assert bind(text, phrases) == bound.replace("~", NO_BREAK_SPACE)


@pytest.mark.parametrize(
    ("text", "phrases", "bound"),
    [
        ("Bộ Y tế", ["Bộ Y tế", "y tế"], "Bộ~Y~tế"),
        ("Bộ Y tế", ["y tế", "Bộ Y tế"], "Bộ~Y~tế"),
        ("Tổ 5 số nhà", ["Tổ 5 số nhà"], "Tổ~5~số~nhà"),
    ],
)
def test_a_phrase_stays_whole_when_a_part_of_it_was_bound_before(text, phrases, bound):
    assert bind(text, phrases) == bound.replace("~", NO_BREAK_SPACE)


@settings(derandomize=True, deadline=None)
@given(st.text(alphabet="0129 +mkx/.,%ốábyYtế–"))
def test_binding_changes_only_spaces_and_does_so_once(text):
    once = bind(text, ["y tế"])
    assert once.replace(NO_BREAK_SPACE, " ") == text
    assert bind(once, ["y tế"]) == once
