"""The command line as a stranger meets it."""

from __future__ import annotations

import ast
import functools
import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import click.testing
import pytest
from bangtin import cli
from bangtin.problems import ChangedFile
from bangtin.stages import read
from bangtin.stages.session import Session

from tests.conftest import PROJECT, MakeSite, Sandbox, page
from tests.small import NOTICES, SITE


def bangtin(
    site: Sandbox, *arguments: str, language: str = "vi", **more: str
) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(PROJECT), "BANGTIN_LANG": language} | more
    return subprocess.run(
        [sys.executable, "-m", "bangtin", *arguments],
        cwd=site.root, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


NOTICE = """
  - format: diem-quet-a5
    slogan: Quét mã
    qr: bluezone
    steps: [{text: Mở Bluezone, icon: mo-ung-dung}]
"""


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


def test_clean_keep_drops_only_what_the_last_build_did_not_use(site: Sandbox) -> None:
    bangtin(site, "build")
    site.edit("content/a.md", "Nội dung.", "Nội dung mới.")
    bangtin(site, "build")
    published = site.tree()

    run = bangtin(site, "clean", "--keep", language="en")

    assert run.returncode == 0
    dropped = re.match(
        r"(\d+) results that are no longer used were dropped \(0\.\d MB\)", run.stdout
    )
    assert dropped
    assert 0 < int(dropped[1]) < 20
    assert site.tree() == published
    assert "There was nothing to remove" in bangtin(site, "clean", "--keep", language="en").stdout
    # All that is current is still there.
    (site.root / ".bangtin/state").unlink()
    assert json.loads(bangtin(site, "build", "--format", "json").stdout)["made"] == []


def test_clean_keep_keeps_what_current_results_are_made_of(site: Sandbox) -> None:
    """A code is no file of its own: it is needed as soon as the words beside it change."""
    site.write({"content/b.md": page(code="QR", publish=NOTICE)})
    bangtin(site, "build")
    site.edit("content/a.md", "Nội dung.", "Nội dung mới.")
    bangtin(site, "build")
    bangtin(site, "clean", "--keep")
    site.edit("content/b.md", "Quét mã", "Quét ngay")

    builders = json.loads(bangtin(site, "build", "--format", "json").stdout)["stages"]["make"][
        "builders"
    ]

    assert "channels.press.make_sheet" in builders
    assert "channels.press.make_code" not in builders


def test_clean_keep_without_a_store_has_nothing_to_do(site: Sandbox) -> None:
    run = bangtin(site, "clean", "--keep", language="en")

    assert run.returncode == 0
    assert "There was nothing to remove" in run.stdout
    assert not (site.root / ".bangtin").exists()


def test_nothing_is_dropped_under_a_build_that_runs(site: Sandbox) -> None:
    from bangtin.engine import lock

    bangtin(site, "build")
    with lock.hold(site.root / ".bangtin" / "lock"):
        run = bangtin(site, "clean", "--keep", language="en")

    assert run.returncode == 2
    assert "Another bangtin is building this site" in run.stderr


def test_profile_says_where_the_time_went(site: Sandbox) -> None:
    run = bangtin(site, "build", "--profile", language="en")

    assert run.returncode == 0
    told = run.stdout.partition("Where the time went:\n")[2]
    stages = re.findall(r"^  (\w+) +\d+\.\d\d s +(\d+)%$", told, re.MULTILINE)
    assert [name for name, _ in stages] == ["read", "plan", "make", "check", "publish"]
    assert 95 <= sum(int(share) for _, share in stages) <= 105
    assert re.search(r"^ +site\.pages\.\w+: 2 made, 0 reused · \d+\.\d\d s$", told, re.MULTILINE)

    assert "Where the time went" not in bangtin(site, "build", language="en").stdout
    settings = site.root / "site.yaml"
    settings.write_text(settings.read_text("utf-8") + "# Hết\n", "utf-8")
    again = bangtin(site, "check", "--profile")
    assert "Thời gian từng khâu:\n  đọc " in again.stdout
    assert re.search(r": làm mới 0, dùng lại 2 · 0,00 giây$", again.stdout, re.MULTILINE)


def test_json_carries_the_stages_and_their_makers(site: Sandbox) -> None:
    told = json.loads(bangtin(site, "build", "--format", "json").stdout)

    assert list(told["stages"]) == ["read", "plan", "make", "check", "publish"]
    assert sum(stage["share"] for stage in told["stages"].values()) == pytest.approx(1, abs=0.01)
    assert sum(s["seconds"] for s in told["stages"].values()) <= told["seconds"] + 0.01
    made = [builder["made"] for builder in told["stages"]["make"]["builders"].values()]
    assert sum(made) >= len(told["made"]) > 0
    for builder in told["stages"]["make"]["builders"].values():
        assert set(builder) == {"made", "reused", "seconds"}


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("proceses", "Did you mean processes?"),
        ("Serial", "Did you mean serial?"),
        ("dask", "Did you mean dask://HOST:PORT?"),
        ("dask://may-1", "Did you mean dask://HOST:PORT?"),
        ("dask://may-1:99999", "Did you mean dask://HOST:PORT?"),
        ("cloud", "Write one of these: serial, processes, dask://HOST:PORT."),
    ],
)
@pytest.mark.parametrize("command", ["build", "check"])
def test_a_typo_in_an_executor_is_answered_with_the_executor(
    site: Sandbox, command: str, written: str, told: str
) -> None:
    result = invoke(site, command, "--executor", written)

    assert result.exit_code == 2
    assert f"There is no executor {written}. {told}" in result.stderr
    assert not (site.root / ".bangtin").exists()


def invoke(site: Sandbox, *arguments: str) -> click.testing.Result:
    """Run a command in this process."""
    from bangtin import cli

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cli, "LANGUAGE", "en")
        return click.testing.CliRunner().invoke(cli.main, [*arguments, "--root", str(site.root)])


def test_a_scheduler_that_does_not_answer_is_told_with_what_to_do(
    site: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bangtin.engine.executors import dask_cluster

    monkeypatch.setattr(dask_cluster, "CONNECT_SECONDS", 1)
    site.write({f"content/p{n}.md": page(f"Trang {n}.") for n in range(8)})
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        result = invoke(site, "build", "--executor", f"dask://{address}")

    assert result.exit_code == 2
    assert f"No Dask scheduler answers at {address}" in result.stderr
    assert "leave out --executor" in result.stderr
    assert not site.public.exists()


def test_without_the_package_of_dask_the_command_says_what_to_install(
    site: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "bangtin.engine.executors.dask_cluster", raising=False)
    site.write({f"content/p{n}.md": page(f"Trang {n}.") for n in range(8)})

    result = invoke(site, "build", "--executor", "dask://127.0.0.1:8786")

    assert result.exit_code == 2
    assert f'"{sys.executable}" -m pip install "distributed"' in result.stderr


@pytest.mark.parametrize("times", [1, 9])
def test_a_file_that_changes_while_a_command_reads_is_read_again_or_told(
    site: Sandbox, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    left = [ChangedFile("file-changed", file="content/a.md")] * times
    whole = read.read_site

    def changing(session: Session) -> read.ReadResult:
        if left:
            raise left.pop()
        return whole(session)

    monkeypatch.setattr(read, "read_site", changing)
    result = invoke(site, "status")

    assert result.exit_code == (0 if times == 1 else 1)
    assert ("content/a.md" in result.output) is (times > 1)


def test_one_process_publishes_what_several_do(site: Sandbox, make_site: MakeSite) -> None:
    twin = make_site({"content/a.md": page()})
    for each, executor in ((site, "serial"), (twin, "processes")):
        each.write({"content/b.md": page(code="QR", publish=NOTICE)})
        assert invoke(each, "build", "--executor", executor, "--jobs", "2").exit_code == 0

    assert site.tree() == twin.tree()


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


def test_help_lists_commands_as_people_need_them_with_whole_sentences(site: Sandbox) -> None:
    told = bangtin(site, "--help", language="en").stdout

    names = re.findall(r"^  ([a-z][a-z-]+) {2,}[A-Z]", told, re.MULTILINE)
    assert names[:4] == ["init", "new", "import", "serve"]
    assert set(names) == set(cli.main.commands)
    assert "..." not in told.partition("Commands:")[2]
    assert "--lang" in told
    assert "Begin with: bangtin init" in told
    assert "Usage:" in bangtin(site, "--lang", "en", "--help", language="vi").stdout
    kept = " ".join(bangtin(site, "build", "--help", language="en").stdout.split())
    assert "stop with an error when published.csv lacks an entry" in kept
    assert "flood, vaccination" in bangtin(site, "init", "--help", language="en").stdout


@pytest.mark.parametrize("words", [("status",), ("check",), ("formats",), ("where", "1900 9095")])
def test_a_reader_that_ends_is_no_fault(site: Sandbox, words: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    with os.fdopen(writing, "wb") as nobody:
        run = subprocess.run(
            [sys.executable, "-m", "bangtin", *words],
            cwd=site.root, env=environment, stdout=nobody, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip

    assert (run.returncode, run.stderr) == (cli.EXIT_UNREAD, b"")
    assert not (site.root / ".bangtin/fault.txt").exists()


# ── The language of messages ──


@pytest.fixture
def english(make_site: MakeSite) -> Sandbox:
    """Make a site in English."""
    return make_site(site=f"language: en\n{SITE}")


@pytest.mark.parametrize("written", [["--root", "{}"], ["--root={}"]])
def test_the_language_is_that_of_the_site_that_root_names(
    site: Sandbox, english: Sandbox, written: list[str]
) -> None:
    of_english = [part.format(english.root) for part in written]
    of_site = [part.format(site.root) for part in written]

    assert bangtin(site, "clean", language="").stdout == "Không có gì để xóa.\n"
    told = bangtin(site, "clean", *of_english, language="")
    assert told.stdout == "There was nothing to remove.\n"
    assert bangtin(english, "clean", *of_site, language="").stdout == "Không có gì để xóa.\n"
    # Help and mistakes are told before the options are read.
    assert bangtin(site, "clean", *of_english, "--help", language="").stdout.startswith("Usage:")
    assert "No such option" in bangtin(site, "clean", "--k", *of_english, language="").stderr


@pytest.mark.parametrize("written", [["--lang", "en"], ["--lang=en"], ["--lang=vi", "--lang=en"]])
def test_lang_goes_before_the_environment_and_that_before_the_site(
    site: Sandbox, english: Sandbox, written: list[str]
) -> None:
    root = f"--root={site.root}"

    assert "nothing to remove" in bangtin(site, "clean", *written, root, language="vi").stdout
    assert "nothing to remove" in bangtin(site, "clean", root, language="en").stdout
    assert "Không có gì" in bangtin(english, "clean", language="vi").stdout


@pytest.mark.parametrize("first_line", ["", "\ufeff", "# một\r\n"])
@pytest.mark.parametrize("written", ["en", "'en'", '"en"  # English', "en-GB"])
def test_the_language_of_a_site_is_found_however_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first_line: str, written: str
) -> None:
    from bangtin.messages import language

    monkeypatch.delenv("BANGTIN_LANG", raising=False)
    text = f"{first_line}language: {written}\r\ntitle: Một\r\n"
    (tmp_path / "site.yaml").write_bytes(text.encode())

    assert language.choose(["--root", str(tmp_path)]) == "en"


@pytest.mark.parametrize("arguments", [["--root"], ["--root="], ["--root", "a\0b"], ["--lang"], []])
def test_without_a_language_that_is_known_messages_are_in_vietnamese(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    from bangtin.messages import language

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BANGTIN_LANG", "xx")

    assert language.choose(["build", *arguments]) == "vi"


COMMANDS = [
    "build", "check", "clean", "contact-sheet", "count", "formats", "icons", "import", "links",
    "order", "pack", "publish", "recall", "recalled", "report", "serve", "status",
    "translate", "where",
]  # fmt: skip
WITH_ARGUMENTS = {"init", "new"}
"""What asks for what it needs, or holds other commands."""
MISTAKES = {
    "help": ["--help"],
    "a wrong option": ["--langg", "x"],
    "a missing value": ["--root"],
    "a bad choice": ["--lang", "xx"],
    "an argument too many": ["x"],
    "a flag with a value": ["--help=x"],
}
MORE = {
    "what all of it is": ["--help"],
    "the version": ["--version"],
    "a wrong option of the group": ["--langg"],
    "a number out of range": ["build", "--jobs", "99"],
    "no number": ["serve", "--port", "x"],
    "no day": ["status", "--as-of", "x"],
    "a folder for a file": ["pack", "--out", "."],
    "a file for a folder": ["order", "--out", "site.yaml"],
}
TAKES_ARGUMENT = {
    "count": "[FILE|-]", "import": "FILE", "publish": "[TARGET]", "recalled": "CODE [PLACE]",
    "translate": "LANGUAGE [PAGE]", "where": "FACT",
}  # fmt: skip
"""What commands take besides options, in English."""
ALL_MISTAKES = MORE | {
    f"{command}: {what}": [command, *arguments]
    for command in COMMANDS
    for what, arguments in MISTAKES.items()
}
for name, taken in TAKES_ARGUMENT.items():
    many = ["site.yaml"] * len(taken.split())
    ALL_MISTAKES[f"{name}: an argument too many"] = [name, *many, "x"]


@functools.cache
def told(language: str) -> dict[str, str]:
    """Return what every mistake in ``ALL_MISTAKES`` is answered with, in one process."""
    program = (
        "import json, sys\n"
        "from click.testing import CliRunner\n"
        "from bangtin import cli\n"
        "assert sorted(cli.main.commands) == json.loads(sys.argv[1])\n"
        "mistakes = json.loads(sys.argv[2])\n"
        "run = CliRunner().invoke\n"
        "print(json.dumps({what: run(cli.main, arguments, prog_name='bangtin').output\n"
        "    for what, arguments in mistakes.items()}))"
    )
    known = json.dumps(sorted({*COMMANDS, *WITH_ARGUMENTS}))
    done = subprocess.run(
        [sys.executable, "-c", program, known, json.dumps(ALL_MISTAKES)],
        cwd=PROJECT, env=os.environ | {"BANGTIN_LANG": language}, capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    answers: dict[str, str] = json.loads(done.stdout)
    return answers


@functools.cache
def words_of_click() -> frozenset[str]:
    """Return the words of what click says to people, without the names of what it fills in."""
    texts = ["OPTIONS COMMAND ARGS INTEGER RANGE TEXT"]
    for name in ("core", "decorators", "exceptions", "formatting", "parser", "types"):
        source = (Path(click.__file__).parent / f"{name}.py").read_text("utf-8")
        texts += [
            str(argument.value)
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if node.func.id in ("_", "ngettext")
            for argument in node.args
            if isinstance(argument, ast.Constant)
        ]
    text = re.sub(r"\{[^}]*\}|%\(\w+\)s", " ", "\n".join(texts))
    return frozenset(re.findall(r"[^\W\d]+", text.lower()))


def words_of(text: str) -> set[str]:
    """Return the words of an answer without what is written in a command as it stands."""
    text = re.sub(r"--?[a-z-]+|'[^']*'|\[text\|json\]", " ", text)
    return set(re.findall(r"[^\W\d]+", text.lower()))


IN_BOTH = {"in", "text", "do", "formats"}
"""Words of our own Vietnamese texts that click has too: "in" is to print, "do" is by; a command."""


@pytest.mark.parametrize("what", ALL_MISTAKES)
def test_click_speaks_vietnamese(what: str) -> None:
    answer = told("vi")[what]

    assert re.search("[ăâđêôơưáàảãạếềộợụứ]", answer)
    assert words_of(answer) & words_of_click() <= IN_BOTH


@pytest.mark.parametrize("what", ALL_MISTAKES)
def test_click_says_in_english_what_it_says_by_itself(what: str) -> None:
    answer = told("en")[what]

    expected = {
        "help": "Usage: bangtin {} [OPTIONS]",
        "a wrong option": "Error: No such option '--langg'. Did you mean '--lang'?\n",
        "a missing value": "Error: Option '--root' requires an argument.\n",
        "a bad choice": "Error: Invalid value for '--lang': 'xx' is not one of 'en', 'vi'.\n",
        "an argument too many": "Error: Got unexpected extra argument (x)\n",
        "a flag with a value": "Error: Option '--help' does not take a value.\n",
        "what all of it is": "Usage: bangtin [OPTIONS] COMMAND [ARGS]...\n",
        "the version": "bangtin, version ",
        "a wrong option of the group": "Error: No such option '--langg'.",
        "a number out of range": "'--jobs': 99 is not in the range 1<=x<=64.\n",
        "no number": "'--port': 'x' is not a valid integer range.\n",
        "no day": "'--as-of': 'x' does not match the format '%Y-%m-%d'.\n",
        "a folder for a file": "'--out': File '.' is a directory.\n",
        "a file for a folder": "'--out': Directory 'site.yaml' is a file.\n",
    }
    command, _, kind = what.rpartition(": ")
    assert expected[kind].format(command) in answer
    if kind == "help":
        taken = TAKES_ARGUMENT.get(command, "")
        assert answer.startswith(f"Usage: bangtin {command} [OPTIONS] {taken}".rstrip() + "\n")
        assert "\nOptions:\n  --root PATH " in answer
        assert "\n  -h, --help " in answer
        assert " Show this message and exit.\n" in answer


def test_help_is_written_where_the_terminal_has_no_vietnamese(site: Sandbox) -> None:
    run = bangtin(site, "--help", PYTHONIOENCODING="cp1252")

    assert run.returncode == 0
    assert "Các lệnh:" in run.stdout


def test_a_second_build_at_the_same_time_leaves(site: Sandbox) -> None:
    from bangtin.engine import lock

    with lock.hold(site.root / ".bangtin" / "lock"):
        run = bangtin(site, "build", language="en")

    assert run.returncode == 2
    assert "Another bangtin is building this site" in run.stderr


def test_a_terminal_is_shown_how_far_a_build_is(site: Sandbox) -> None:
    """On a terminal, and only there: what is being made, and how many are left."""
    import pty

    rows = "".join(f"{n},Chợ {n}\n" for n in range(12))
    site.write(
        {
            "content/b.md": page(code="QR", publish=NOTICES),
            "content/data/cho.csv": f"ma,ten\n{rows}",
        }
    )
    environment = os.environ | {"PYTHONPATH": str(PROJECT), "BANGTIN_LANG": "en"}
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "bangtin", "build"],
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
    counts = [(int(done), int(total)) for done, total in re.findall(rb"\r  (\d+)/(\d+)  ", shown)]
    assert any(total >= 24 and done == total for done, total in counts)
    assert all(done <= total for done, total in counts)
    assert b"an-pham/b-diem-quet-a5/" in shown
    # One line that is written over, and wiped off at the end.
    assert b"\n" not in shown
    assert re.search(rb"\r +\r$", shown)


def test_nothing_of_it_is_shown_where_the_output_is_piped(site: Sandbox) -> None:
    run = bangtin(site, "build", language="en")

    assert run.stderr == ""
    assert "\r" not in run.stdout
    assert not re.search(r"\d+/\d+  ", run.stdout)


@pytest.mark.parametrize(
    "command",
    [
        ("build", "--root"), ("check", "--root"), ("status", "--root"), ("serve", "--root"),
        ("init",), ("translate", "en", "--read"), ("import",), ("recalled",), ("new", "table"),
    ],
)  # fmt: skip
def test_a_name_that_no_disk_keeps_is_no_fault(site: Sandbox, command: tuple[str, ...]) -> None:
    run = bangtin(site, *command, f"{'a' * 300}.po", language="en")

    assert run.returncode in (1, 2, 3)
    assert "does not know why" not in run.stdout + run.stderr
    assert not (site.root / ".bangtin/fault.txt").exists()
