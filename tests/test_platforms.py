"""What Bangtin is set up and tested with: any Python that it serves, and the programs at hand."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import browsers
from tests.conftest import PROJECT


def program(path: Path, script: str = "") -> Path:
    """Write a program for a shell."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)
    return path


# ── The browser ──


@pytest.fixture
def nothing_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with an empty search path and an empty home; returns its folder."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    return tmp_path


@pytest.mark.parametrize("command", ["google-chrome", "google-chrome-stable", "chrome"])
@pytest.mark.slow
def test_chrome_is_taken_where_chromium_is_not(nothing_installed: Path, command: str) -> None:
    assert browsers.find("linux") is None
    chrome = program(nothing_installed / "bin" / command)
    assert browsers.find("linux") == str(chrome)
    chromium = program(nothing_installed / "bin/chromium")
    assert browsers.find("linux") == str(chromium)


def test_chrome_is_found_among_the_applications_of_a_mac(nothing_installed: Path) -> None:
    chrome = program(
        nothing_installed / "Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    )
    assert browsers.find("darwin") in (str(chrome), f"/{chrome.relative_to(nothing_installed)}")


@pytest.mark.parametrize("variable", ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"])
def test_chrome_is_found_among_the_programs_of_windows(
    nothing_installed: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    assert browsers.find("win32") is None
    chrome = program(nothing_installed / "Google/Chrome/Application/chrome.exe")
    monkeypatch.setenv(variable, str(nothing_installed))
    assert browsers.find("win32") == str(chrome)


# ── tests/prepare.sh ──


@pytest.mark.slow
def test_without_apt_the_programs_to_install_are_named(tmp_path: Path) -> None:
    bash = shutil.which("bash")
    dirname = shutil.which("dirname")
    assert bash
    assert dirname
    (tmp_path / "dirname").symlink_to(dirname)
    # Whichever browser a Mac has is found; elsewhere there is none on this path.
    (tmp_path / "python3").symlink_to(sys.executable)

    done = subprocess.run(
        [bash, PROJECT / "tests/prepare.sh"],
        env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert "There is no apt here" in done.stderr
    assert "zbarimg" in done.stderr
    assert "qpdf" in done.stderr
    assert ("Chromium or Chrome" in done.stderr) == (sys.platform != "darwin")


@pytest.mark.slow
def test_nothing_is_asked_for_where_all_programs_are_there(tmp_path: Path) -> None:
    bash, dirname = shutil.which("bash"), shutil.which("dirname")
    assert bash
    assert dirname
    (tmp_path / "dirname").symlink_to(dirname)
    (tmp_path / "python3").symlink_to(sys.executable)
    for name in (
        "zbarimg",
        "qpdf",
        "google-chrome",
        "nginx",
        "caddy",
        "apache2",
        "sshd",
        "rsync",
        "git",
        "ps",
    ):
        program(tmp_path / name)

    done = subprocess.run(
        [bash, PROJECT / "tests/prepare.sh"],
        env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# ── The environment that make prepares ──


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    """A folder that make has prepared with Python 3.11.7."""
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(PROJECT / name, tmp_path)
    program(tmp_path / ".venv/bin/python", "echo 3 11 7")
    (tmp_path / ".venv/.ready").touch()
    return tmp_path


def planned(folder: Path, *arguments: str) -> str:
    """Return what make would do for the site."""
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHON", "MAKEFLAGS")}
    return subprocess.run(
        ["make", "--dry-run", "site", *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip


@pytest.mark.slow
def test_make_prepares_a_new_environment_for_another_python(prepared: Path) -> None:
    other = program(prepared / "python3.13", "echo 3 13 0")
    assert f"{other} -m venv --clear .venv" in planned(prepared, f"PYTHON={other}")


@pytest.mark.slow
@pytest.mark.parametrize("names_it", [True, False])
def test_make_keeps_the_environment_of_the_same_python(prepared: Path, names_it: bool) -> None:
    same = program(prepared / "python3.11", "echo 3 11 7")
    assert "venv --clear" not in planned(prepared, *([f"PYTHON={same}"] if names_it else []))


@pytest.mark.slow
def test_make_keeps_the_environment_when_a_python_is_named_that_is_not_there(
    prepared: Path,
) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "MAKEFLAGS"}
    done = subprocess.run(
        ["make", "site", "PYTHON=no-such-python"],
        cwd=prepared, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert (prepared / ".venv/bin/python").exists()
