"""The command line as a stranger meets it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

from tests.conftest import PROJECT, MakeSite, Sandbox, page


def bangtin(
    site: Sandbox, *arguments: str, language: str = "vi"
) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(PROJECT), "BANGTIN_LANG": language}
    return subprocess.run(
        [sys.executable, "-m", "generator", *arguments],
        cwd=site.root, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture
def site(make_site: MakeSite) -> Sandbox:
    return make_site({"content/a.md": page()})


def test_build_prints_one_summary(site: Sandbox) -> None:
    run = bangtin(site, "build", language="en")

    assert run.returncode == 0
    assert "Built" in run.stdout
    assert "pages" in run.stdout
    assert "0 errors, 0 warnings" in run.stdout


def test_a_second_build_says_that_nothing_had_to_be_made(site: Sandbox) -> None:
    bangtin(site, "build")

    run = bangtin(site, "build")

    assert "Không có gì phải làm lại" in run.stdout


def test_an_error_shows_the_line_a_caret_and_what_to_write(site: Sandbox) -> None:
    site.edit("content/a.md", "summary:", "sumary:")

    run = bangtin(site, "build")

    assert run.returncode == 1
    assert "content/a.md:3:1: không có khóa sumary" in run.stdout
    assert "    3 | sumary: Tóm tắt.\n        ^\n    → Có phải ý bạn là summary?" in run.stdout
    assert "Traceback" not in run.stdout + run.stderr


def test_json_carries_every_problem_with_its_place(site: Sandbox) -> None:
    site.edit("content/a.md", "summary:", "sumary:")

    run = bangtin(site, "check", "--format", "json", language="en")

    (problem,) = json.loads(run.stdout)["problems"]
    assert problem["file"] == "content/a.md"
    assert problem["line"] == 3
    assert problem["hint"] == "Did you mean summary?"


def test_check_publishes_nothing(site: Sandbox) -> None:
    run = bangtin(site, "check")

    assert run.returncode == 0
    assert not site.public.exists()


def test_clean_removes_what_was_built(site: Sandbox) -> None:
    bangtin(site, "build")

    bangtin(site, "clean")

    assert not site.public.exists()
    assert not (site.root / ".bangtin").exists()


def test_a_typo_in_a_command_is_answered_with_the_command(site: Sandbox) -> None:
    run = bangtin(site, "bild", language="en")

    assert run.returncode == 2
    assert "Did you mean build?" in run.stderr


def test_outside_a_site_the_command_says_where_to_go(site: Sandbox) -> None:
    run = bangtin(site, "build", "--root", "content", language="en")

    assert run.returncode == 2
    assert "There is no site.yaml" in run.stderr


@pytest.mark.parametrize("command", ["build", "serve", "check", "clean"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_command_explains_itself(site: Sandbox, command: str, language: str) -> None:
    run = bangtin(site, command, "--help", language=language)

    assert run.returncode == 0
    assert "--root" in run.stdout
    assert ("thư mục" in run.stdout.lower()) == (language == "vi")


def test_a_second_build_at_the_same_time_leaves(site: Sandbox) -> None:
    from generator.engine import lock

    with lock.hold(site.root / ".bangtin" / "lock"):
        run = bangtin(site, "build", language="en")

    assert run.returncode == 2
    assert "Another bangtin is building this site" in run.stderr


def test_a_terminal_is_shown_how_far_a_build_is(site: Sandbox) -> None:
    """On a terminal, and only there: what is being made, and how many are left."""
    import pty

    rows = "".join(f"{n},Chợ {n}\n" for n in range(12))
    publish = """
  - format: diem-quet-a5
    slogan: Quét mã
    place_name: "{ten}"
    each: cho
    steps: [{text: Mở Bluezone, icon: mo-ung-dung}]
"""
    site.write(
        {
            "content/b.md": page(code="QR", publish=publish),
            "content/data/cho.csv": f"ma,ten\n{rows}",
        }
    )
    environment = os.environ | {"PYTHONPATH": str(PROJECT), "BANGTIN_LANG": "en"}
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "generator", "build"],
        cwd=site.root, env=environment, stdout=subprocess.PIPE, stderr=follower,
    )  # fmt: skip
    os.close(follower)
    shown = b""
    while True:
        try:
            part = os.read(leader, 4096)
        except OSError:
            break
        if not part:
            break
        shown += part
    os.close(leader)
    assert process.stdout is not None
    process.stdout.read()
    process.stdout.close()

    assert process.wait() == 0
    counts = re.findall(rb"\r  (\d+)/(\d+)  ", shown)
    assert any(int(total) >= 24 and done == total for done, total in counts)
    assert b"an-pham/b-diem-quet-a5/" in shown
