"""YAML as a tree: text stays text, every fault has its line, and nothing can grow out of hand."""

from __future__ import annotations

import pytest
from bangtin.config import yamltree
from bangtin.config.yamltree import MAX_CHARACTERS, MAX_DEPTH, Mapping, Node, Scalar, Sequence
from bangtin.problems import Place, Problems
from hypothesis import given, settings
from hypothesis import strategies as st


def read(text: str, first_line: int = 1) -> tuple[Node | None, list[str]]:
    """Return the tree and the problems as ``line:column key``."""
    problems = Problems()
    node = yamltree.parse(text, "site.yaml", problems, first_line)
    return node, [f"{p.place.line}:{p.place.column} {p.key}" for p in problems]


def test_a_value_that_was_read_is_never_changed() -> None:
    node, _ = read("a")
    assert isinstance(node, Scalar)
    with pytest.raises(AttributeError):
        node.text = "b"  # type: ignore[misc]
    assert not hasattr(node, "__dict__")


def plain(node: Node | None) -> object:
    """Return the tree as Python's own lists and dictionaries of text."""
    match node:
        case Scalar():
            return node.text
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {key: plain(item) for key, item in node.items.items()}
    return None


@pytest.mark.parametrize(
    "written",
    [
        "12:30", "0912345678", "0o17", "0x1F", "1_000", "1e3", ".5", "no", "yes", "on", "Off",
        "true", "null", "~", "2021-07-20", "2021-13-01", "1900-01-01 00:00:00", "<<", "=",
        "+84 969 841 414", "Thứ Hai", "😀",
    ],
)  # fmt: skip
def test_a_plain_value_stays_the_text_that_was_written(written):
    node, problems = read(f"a: {written}")
    assert problems == []
    assert plain(node) == {"a": written}


def test_a_merge_key_is_a_key_like_any_other():
    node, problems = read("<<: {a: 1}\nb: 2")
    assert problems == []
    assert plain(node) == {"<<": {"a": "1"}, "b": "2"}


@pytest.mark.parametrize(
    "written", ["!!python/object/apply:os.system [echo]", "!!int 3", "!Khẩn cấp", "!<x> {a: b}"]
)
def test_a_tag_is_refused_for_it_would_take_a_word_away(written):
    node, (problem,) = read(f"a: 1\nb: {written}")
    assert node is None
    assert problem.startswith("2:")
    assert problem.endswith(" yaml-tag")


@pytest.mark.parametrize(("written", "is_plain"), [("x", True), ('"x"', False), ("'x'", False)])
def test_a_value_tells_whether_it_stood_in_quotes(written, is_plain):
    node, _ = read(f"a: {written}")
    assert isinstance(node, Mapping)
    assert node.items["a"] == Scalar("x", is_plain, Place("site.yaml", 1, 4))


def test_folded_and_literal_blocks_are_text():
    node, problems = read("a: |\n  một\n  hai\nb: >\n  ba\n  bốn\n")
    assert problems == []
    assert plain(node) == {"a": "một\nhai\n", "b": "ba bốn\n"}


def test_keys_and_values_know_their_place():
    node, _ = read("a: 1\nb:\n  - c: x\n    đ: y\n", first_line=2)
    assert isinstance(node, Mapping)
    assert node.key_places["b"] == Place("site.yaml", 3, 1)
    listed = node.items["b"]
    assert isinstance(listed, Sequence)
    entry = listed.items[0]
    assert isinstance(entry, Mapping)
    assert entry.place == Place("site.yaml", 4, 5)
    assert entry.key_places["đ"] == Place("site.yaml", 5, 5)
    assert entry.items["đ"].place == Place("site.yaml", 5, 8)


@pytest.mark.parametrize("text", ["", "\n\n", "# chỉ có ghi chú\n"])
def test_an_empty_document_is_nothing_and_no_problem(text):
    assert read(text) == (None, [])


def test_a_byte_order_mark_does_not_shift_the_first_line():
    node, problems = read("\ufeffa: 1\nb: 2")
    assert problems == []
    assert plain(node) == {"a": "1", "b": "2"}


def test_a_key_written_twice_is_named_with_both_lines_and_the_first_is_kept():
    problems = Problems()
    node = yamltree.parse("a: 1\nb: 2\n\na: 3\n", "site.yaml", problems, first_line=2)
    (problem,) = problems
    assert problem.key == "duplicate-key"
    assert problem.place == Place("site.yaml", 5, 1)
    assert dict(problem.args) == {"key": "a", "first": "2"}
    assert plain(node) == {"a": "1", "b": "2"}


def test_every_doubled_key_is_found_at_every_depth():
    _, problems = read("a: {x: 1, x: 2}\nb:\n  - y: 1\n    y: [1]\n    z: 3\n    z: {q: 1}\na: 4\n")
    assert problems == [
        "1:11 duplicate-key",
        "4:5 duplicate-key",
        "6:5 duplicate-key",
        "7:1 duplicate-key",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &neo 1\nb: *neo\n", "1:4"),
        ("b: 2\na: *neo\n", "2:4"),
        ("a: &neo [1]", "1:4"),
        ("a: &neo {b: 1}", "1:4"),
        ("&neo a: 1", "1:1"),
        ("<<: *neo", "1:5"),
        ("? *neo\n: 1", "1:3"),
        ("a: &a [*a]", "1:4"),
    ],
)
def test_anchors_and_aliases_are_refused(text, expected):
    assert read(text) == (None, [f"{expected} yaml-alias"])


def test_a_bomb_of_aliases_is_refused_at_its_first_anchor():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 10)]
    assert read("\n".join(lines)) == (None, ["1:5 yaml-alias"])


def nested(depth: int) -> str:
    return "\n".join("  " * level + "a:" for level in range(depth)) + " x"


def test_nesting_up_to_the_limit_is_read():
    node, problems = read(nested(MAX_DEPTH))
    assert problems == []
    for _ in range(MAX_DEPTH):
        assert isinstance(node, Mapping)
        node = node.items["a"]
    assert plain(node) == "x"


@pytest.mark.parametrize("open_bracket", ["[", "{a: "])
def test_nesting_beyond_the_limit_is_refused_where_it_begins(open_bracket):
    depth = MAX_DEPTH + 1
    closed = {"[": "]", "{a: ": "}"}[open_bracket] * depth
    column = 1 + len(open_bracket) * MAX_DEPTH
    text = open_bracket * depth + "x" + closed
    assert read(text) == (None, [f"1:{column} yaml-too-deep"])
    assert read(nested(depth))[1] == [f"{depth}:{2 * MAX_DEPTH + 1} yaml-too-deep"]


@pytest.mark.parametrize("start", ["- ", "[", "{", "{a: ", "? ", "- - [{"])
def test_thirty_thousand_levels_are_one_problem_and_no_crash(start):
    node, problems = read(start * 30_000)
    assert node is None
    assert len(problems) == 1
    assert problems[0].startswith("1:")
    assert problems[0].endswith((" yaml-too-deep", " yaml-syntax", " yaml-complex-key"))


def test_a_header_longer_than_the_limit_is_not_even_parsed():
    start = "a: "
    assert read(start + "x" * (MAX_CHARACTERS - len(start)))[1] == []
    assert read("*" * (MAX_CHARACTERS + 1), first_line=2) == (None, ["2:0 yaml-too-large"])


@pytest.mark.parametrize(
    ("text", "line"), [("a:\n\tb: 1", 2), ("\ta: 1", 1), ("a: 1\n\nb:\n  - x\n\t- y", 5)]
)
def test_an_indent_by_tab_is_named_as_such(text, line):
    """A tab can't be seen: the message must say that it is one."""
    node, problems = read(text)
    assert node is None
    assert [p.split(":")[0] for p in problems] == [str(line)]
    assert problems[0].endswith(" yaml-tab")


def test_a_tab_inside_a_value_is_only_white_space():
    node, problems = read('a: x\ty\nb: "x\ty"')
    assert problems == []
    assert plain(node) == {"a": "x\ty", "b": "x\ty"}


def test_a_syntax_error_that_mentions_a_table_is_no_tab():
    _, problems = read("a: @table")
    assert problems == ["1:4 yaml-sign"]


@pytest.mark.parametrize(
    ("text", "line"), [("a: 1\n---\nb: 2", 2), ("a: 1\n---", 2), ("- a\n\n---\n- b", 3)]
)
def test_a_second_document_is_refused(text, line):
    assert read(text) == (None, [f"{line}:1 yaml-two-documents"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [("? [a, b]\n: 1", "1:3"), ("{a: 1}: 2", "1:1"), ("b: 1\n[a]: 2", "2:1"), ("? {a: 1}", "1:3")],
)
def test_a_key_that_is_no_text_is_refused(text, expected):
    assert read(text) == (None, [f"{expected} yaml-complex-key"])


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ("a: b: c", 1, "yaml-colon"),
        ("a: [1, 2\nb: 3", 1, "yaml-bracket"),
        ('a: 1\nb: "x', 2, "yaml-quote"),
        ('a: "x\nb: 1\nc: "y"', 1, "yaml-quote"),
        ("a: 1\n  b: 2", 2, "yaml-colon"),
        ("a: 1\nb: %x", 2, "yaml-sign"),
        ("a: 1\nb: `x`", 2, "yaml-sign"),
        ("a: 1\nb:2\nc: 3", 2, "yaml-no-space"),
        ("a: 1\nb\nc: 3", 2, "yaml-syntax"),
        ("a:\u00a01\nb: 2", 1, "yaml-space"),
    ],
)
def test_a_slip_is_named_where_it_was_made_and_not_where_the_parser_stopped(text, line, key):
    node, problems = read(text, first_line=2)
    assert node is None
    assert len(problems) == 1
    assert problems[0].startswith(f"{line + 1}:")
    assert problems[0].endswith(f" {key}")


@pytest.mark.parametrize("char", ["\x0b", "\x01", "\x7f", "\ufffe"])
def test_a_control_character_is_reported_on_its_own_line(char):
    """Word processors leave vertical tabs behind; the author has to find them."""
    node, problems = read(f"a: 1\nb: 2\nc: x{char}y\nd: 4\n", first_line=2)
    assert node is None
    assert len(problems) == 1
    assert problems[0].startswith("4:")


@pytest.mark.parametrize("char", ["\u2028", "\u2029", "\x85"])
def test_lines_are_counted_as_editors_count_them(char):
    """Only a line feed ends a line of the file, whatever YAML takes for a break."""
    node, _ = read(f'a: "x{char}y"\nb: 2\n')
    assert isinstance(node, Mapping)
    assert node.key_places["b"].line == 2


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.text(alphabet="a1:-?[]{},&*!|>'\"%@`# \n\t\x00\x0b\x85\u2028đ"))
def test_whatever_is_written_gives_a_tree_or_a_problem(text):
    node, problems = read(text)
    faults = [p for p in problems if not p.endswith(" duplicate-key")]
    assert len(faults) <= 1
    assert node is None or not faults
