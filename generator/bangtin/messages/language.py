"""Which language to speak: what the command line, the environment or the site asks for."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from bangtin.messages import catalogue

FOLDER = "layouts/messages"
"""Where a site has catalogues of further languages; a user's are where BANGTIN_MESSAGES says."""
DEFAULT = "vi"
ELSEWHERE = "en"
"""What a site is told in whose own language has no catalogue."""
_LANGUAGE = re.compile(r"^language:[ \t]*[\"']?([a-zA-Z]+)\b", re.MULTILINE)


def choose(arguments: Sequence[str]) -> str:
    """Return the first of these that has a catalogue, of the product, the site or the user.

    ``--lang`` among the command's ``arguments``, BANGTIN_LANG, ``language`` in
    the ``site.yaml`` of the folder that ``--root`` names (the working folder
    without it); English for a site in a language without one, Vietnamese for no site.

    Help is written before click reads the options, and a mistake in an option is
    told instead of reading the rest: so this looks at the arguments itself.
    """
    if folder := os.environ.get("BANGTIN_MESSAGES"):
        catalogue.add(Path(folder))
    with contextlib.suppress(ValueError):  # a path with a NUL byte
        catalogue.add(Path(_option("--root", arguments)) / FOLDER)
    known = catalogue.languages()
    return next((name for name in _asked_for(arguments) if name in known), DEFAULT)


def _asked_for(arguments: Sequence[str]) -> Iterator[str]:
    yield _option("--lang", arguments)
    yield os.environ.get("BANGTIN_LANG", "")
    try:
        file = Path(_option("--root", arguments)) / "site.yaml"
        if not file.is_file():  # a pipe would be waited for
            return
        settings = file.read_text("utf-8-sig", errors="replace")
    except (OSError, ValueError):  # a path with a NUL byte is a ValueError
        return
    if found := _LANGUAGE.search(settings):
        yield found[1].lower()
        yield ELSEWHERE


def _option(option: str, arguments: Sequence[str]) -> str:
    """Return the value of an option, the last one as click does; empty without it."""
    value = ""
    remaining = iter(arguments)
    for argument in remaining:
        name, sign, joined = argument.partition("=")
        if name == option:
            value = joined if sign else next(remaining, "")
    return value
