"""A text means what CommonMark and GitHub make of it, or it is refused: held to another parser."""

from __future__ import annotations

import pytest

from tests import oracle, people

FEW = 500
LEAST_READ = 150
"""Of the few, so that the test doesn't pass by refusing everything."""

TAKEN = (
    "Cần có:\n- Căn cước\n- Thẻ\n",
    "Cần có:\n1. Căn cước\n2. Thẻ\n\nXong.",
    "- a\n  - b\n    - c\n- d",
    "1. a\n   - b\n   - c\n2. d",
    "1. a\n  - b\n2. c",
    "- a\n1. b\n- c",
    "1) a\n2) b",
    "1. a\n1) b",
    "5. a\n6. b",
    "- a\n\n  b\n\n- c",
    "- a\n\n\n- b",
    "1. a\n\n       TC HO TEN",
    "- | a |\n  |---|\n  | b |",
    "- a\n  > b\n  > c",
    "> a\nb\n> - c\nd",
    "> > a\n> b",
    "a\\\nb  \nc<br>d",
    "**a**b *c*d __e__ _f_",
    "***a** b* **a *b* c** *a **b***",
    "**“a”** (*b*), *c*.",
    "`a``b` `` ` `` ` a `",
    "a\n===\nb"[6:],
    "a\n---\nb",
    "a | b\n--|:-:\n1 | 2\n3 |",
    "| a | b |\n|:--|--:|\n| `x\\|y` | \\| |\n| 1 |",
    "Bảng:\n| a |\n|---|\n| b |\n\nChữ",
    "&nbsp;a &lt;b&gt; &copy &amp;copy;",
    "<!-- a -->\n\nb <!-- c --> d",
    "m<sup>2</sup> và CO<sub>2</sub>",
    "[a](<b c.md> 'd') ![e f](g.png) [h][i]\n\n[i]: j.md\n  \"k\"",
    "[a [b] c](d) [a](b(c)d) [![a](b)](c)",
    "\\# a\n\\- b\n1\\. c",
    "## a ##\n### b #\n#### c\\#",
    "* * *\n- - -\n___",
    "\tDK A B"[1:],
    "a\n\n    DK  A",
    "- a\n\t- b\n\t\t- c",
    "1.\ta\n\tb",
)


@pytest.mark.parametrize("body", TAKEN)
def test_what_people_write_means_what_it_means_on_github(body):
    assert oracle.check(body), oracle.read(body)[1]


def test_generated_texts_mean_the_same_or_are_refused():
    found = [oracle.check(people.text(seed)) for seed in range(FEW)]
    assert sum(found) > LEAST_READ


@pytest.mark.parametrize("indent", [2, 3, 4])
def test_what_stands_in_a_note_reads_as_it_does_outside(indent):
    read = 0
    for seed in range(FEW, FEW + 200):
        body = people.text(seed)
        # A note ends where a line is not indented: a comment's lines may be anything.
        inner = "\n".join(f"{' ' * indent}{line}" for line in body.split("\n"))
        alone, _ = oracle.read(body)
        within, _ = oracle.read(f'!!! luu-y "a"\n{inner}')
        if alone is None or within is None or "\t" in body or body[0].isspace():
            continue
        read += 1
        ((_, _, _, blocks),) = oracle.form(within)
        assert blocks == oracle.form(alone), body
    assert read
