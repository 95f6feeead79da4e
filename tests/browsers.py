"""Finds the Chromium or Chrome that the system has; as a program it prints its path.

It needs nothing but Python, so that ``prepare.sh`` can ask it before anything is installed.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_APPLICATIONS = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
)
WINDOWS_PROGRAMS = (
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
)


def find(platform: str = sys.platform) -> str | None:
    """Return the path of Chromium, or else of Chrome; None where there is neither."""
    for command in COMMANDS:
        if path := shutil.which(command):
            return path
    return next((str(path) for path in _usual_places(platform) if path.is_file()), None)


def _usual_places(platform: str) -> Iterator[Path]:
    """Yield where installers put the browser on systems that don't put it on the path."""
    if platform == "darwin":
        for folder in (Path("/Applications"), Path.home() / "Applications"):
            yield from (folder / name for name in MAC_APPLICATIONS)
    if platform == "win32":
        for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
            if folder_name := os.environ.get(variable):
                yield from (Path(folder_name) / name for name in WINDOWS_PROGRAMS)


if __name__ == "__main__":
    found = find()
    if found is None:
        sys.exit(1)
    print(found)
