"""``bangtin init``: a small site of an authority's own, or a whole example, in an empty folder."""

from __future__ import annotations

import contextlib
import csv
import datetime
import io
import json
import os
import re
import shlex
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bangtin import spelling
from bangtin.commands import starters
from bangtin.commands.asking import Asker, Unusable
from bangtin.commands.starters import GROUNDS
from bangtin.config import contrast, telephones
from bangtin.config.formats import LETTER_COUNTRIES
from bangtin.files import writing
from bangtin.messages import catalogue
from bangtin.problems import Level, Place, Problem, Problems, ordered

if TYPE_CHECKING:
    from jinja2 import Environment


OURS = frozenset((".git", ".DS_Store", "Thumbs.db", "desktop.ini"))
"""What systems and git put into a folder that nobody has used yet."""
REVIEW_AFTER = datetime.timedelta(days=182)
TEXT_SUFFIXES = frozenset((".md", ".yaml", ".csv", ""))
HOME_COUNTRY = {"vi": "VN"}
"""The country of a language that is at home in one alone."""
REGIONS_MEANT = {"UK": "GB", "VIETNAM": "VN", "VIỆT NAM": "VN", "VIET NAM": "VN"}

Palette = tuple[tuple[str, str, list[int]], ...]

COLOURS_MEANT = {
    "xanh": "blue", "xanh duong": "blue", "xanh lam": "blue", "xanh la": "green",
    "xanh luc": "green", "xanh la cay": "green", "luc lam": "teal",
    "tim": "purple", "do": "red", "nau": "brown",
}  # fmt: skip
OTHERS: Palette = (
    ("action", "#b3261e", [10, 100, 95, 15]),
    ("notice", "#ffc72c", [0, 22, 90, 0]),
    ("paper", "#fffdf7", [0, 0, 3, 0]),
)
_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})")
_HOTLINE = re.compile(r"(?P<name>[^=]+?)\s*=\s*(?P<number>.*)")
_TOLD = re.compile(r"(?P<name>.*?\S)\s*(?:[:：\t]|\s[-–—])\s*(?P<number>[+(]?\d[\d .()-]+)")
_JOINED = re.compile(r"(?P<name>.*[^\W\d_]\S*)\s+(?P<number>[+(]?\d[\d .()-]*\d)")
_NUMBER = re.compile(r"\+?[\d(][\d .()-]{1,18}\d")
_HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?")


@dataclass(frozen=True)
class Answers:
    """What a person says of their authority. ``hotlines`` are names with numbers, or with none."""

    lang: str
    authority: str
    short: str
    place: str
    title: str
    address: str
    country: str
    hotlines: tuple[tuple[str, str], ...]
    units: tuple[str, ...]
    palette: Palette


@dataclass(frozen=True)
class Started:
    """What was written, and what a build of it will warn of."""

    files: tuple[str, ...]
    problems: tuple[Problem, ...]


# ── What people answer ──


def line(text: str) -> str:
    """Return what was typed or pasted as one line; raises Unusable for what no name can hold."""
    found = " ".join(spelling.nfc(text).split())
    if not found:
        raise Unusable("init-empty")
    if sign := spelling.HIDDEN.search(found):
        raise Unusable("init-hidden", sign=f"U+{ord(sign.group()):04X}")
    if sign := re.search(r"[{}<>]", found):
        raise Unusable("init-sign", sign=sign.group())
    return found


def country(text: str) -> str:
    """Return a country's two letters; empty for none."""
    found = " ".join(spelling.nfc(text).split()).upper()
    found = REGIONS_MEANT.get(found, found)
    if found and not telephones.is_country(found):
        raise Unusable("init-country", value=text.strip())
    return found


def address(text: str) -> str:
    """Return the portal's address as the settings have it: ``https://`` and no slash at its end."""
    found = "".join(spelling.nfc(text).split())
    scheme, sign, rest = found.partition("://")
    if not sign:
        scheme, rest = "https", found
    host, slash, path = rest.rstrip("/").partition("/")
    name, colon, port = host.lower().partition(":")
    if scheme.lower() not in ("http", "https") or not _HOST.fullmatch(name) or slash or path:
        raise Unusable("init-address", value=text.strip())
    if scheme.lower() == "http":
        raise Unusable("init-address-http", value=text.strip(), meant=f"https://{host.lower()}")
    if colon and not (port.isascii() and port.isdecimal() and int(port) <= 65535):  # noqa: PLR2004
        raise Unusable("init-address", value=text.strip())
    return f"https://{name}{colon}{port}"


def hotline(text: str, region: str) -> tuple[str, str]:
    """Return a hotline's name and number of ``NAME=NUMBER``; the number may be left open.

    What people write instead is taken as meant: ``NAME: NUMBER``, ``NAME - NUMBER``,
    ``NAME NUMBER``.
    """
    written = spelling.nfc(text).strip()
    found = _HOTLINE.fullmatch(written) or _TOLD.fullmatch(written)
    found = found or _JOINED.fullmatch(written)
    if found is None:
        raise Unusable("init-hotline", value=written)
    name, number = line(found["name"]), " ".join(found["number"].split())
    if not number:
        return name, ""
    if not _NUMBER.fullmatch(number):
        raise Unusable("init-hotline-number", value=number)
    problems = Problems()
    telephones.check(number, region, Place(""), problems)
    for problem in ordered(problems):
        if problem.level is Level.ERROR:
            raise Unusable("init-hotline-number", value=number)
    return name, number


def units(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the names of units, parted by commas, semicolons or lines; each of them once."""
    parts = [part for text in texts for part in re.split(r"[,;\n]", text) if part.strip()]
    return tuple(dict.fromkeys(line(part) for part in parts))


def palette(text: str) -> Palette:
    """Return a palette around one colour: a name of GROUNDS, or ``#rrggbb``.

    Inks of a colour by its number are reckoned from the screen's, at most three of the four.
    """
    written = text.strip().casefold()
    name = COLOURS_MEANT.get(spelling.fold(written), written)
    if name in GROUNDS:
        rgb, cmyk = GROUNDS[name]
        return (("ground", rgb, cmyk), *OTHERS)
    found = _HEX.fullmatch(written)
    if found is None:
        raise Unusable("init-colour", value=text.strip(), known=", ".join(GROUNDS))
    digits = found[1] if len(found[1]) == 6 else "".join(d * 2 for d in found[1])  # noqa: PLR2004
    rgb = f"#{digits}"
    colours = {name: value for name, value, _ in OTHERS} | {"white": contrast.WHITE}
    least = min(
        contrast.ratio(rgb, colours[other]) for one, other in contrast.PAIRS if one == "ground"
    )
    if least < contrast.LEAST:
        raise Unusable("init-colour-light", value=text.strip(), known=", ".join(GROUNDS))
    return (("ground", rgb, inks(rgb)), *OTHERS)


def inks(rgb: str) -> list[int]:
    """Return cyan, magenta, yellow and black in percent for ``#rrggbb``: what is grey is black.

    >>> inks("#102040")
    [75, 50, 0, 75]
    """
    shares = [int(rgb[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    black = 1 - max(shares)
    if black == 1:
        return [0, 0, 0, 100]
    return [*(round(100 * (1 - s - black) / (1 - black)) for s in shares), round(100 * black)]


def language(text: str) -> str:
    """Return a language that a site can be started in, as people write it: ``EN``, ``en-GB``."""
    found = re.split(r"[-_]", text.strip().casefold())[0]
    if found not in starters.languages():
        known = ", ".join(starters.languages())
        raise Unusable("init-no-language", value=text.strip(), known=known)
    return found


def spoken(lang: str) -> str:
    """Return the language in which a person is asked who starts a site in ``lang``."""
    return lang if lang in catalogue.languages() else catalogue.ENGLISH


def hotlines(texts: Sequence[str], region: str) -> tuple[tuple[str, str], ...]:
    """Return hotlines, several in a text parted by semicolons or lines; one has its number."""
    parts = [part for text in texts for part in re.split(r"[;\n]", text) if part.strip()]
    found = tuple(dict.fromkeys(hotline(part, region) for part in parts))
    if not any(number for _, number in found):
        raise Unusable("init-hotline-none")
    return found


def ask(asker: Asker, given: Mapping[str, Any]) -> Answers:
    """Return what the options gave, and of the rest what a person answers.

    Raises Unusable where nobody answered what has no default.
    """
    own = asker.language if asker.language in starters.languages() else catalogue.ENGLISH
    lang = asker.answer("--lang", given["lang"], language, own)
    assert lang is not None
    asker.language = spoken(lang)
    found: dict[str, Any] = {"lang": lang}

    def line_of(name: str, default: str | None) -> str:
        found[name] = asker.answer(f"--{name}", given[name], line, default)
        return found[name] or ""

    authority = line_of("authority", None)
    short = line_of("short", authority or "-")
    line_of("place", short or "-")
    called = short[:1].upper() + short[1:]
    own_title = starters.TITLES.get(lang, "").format(short=called)
    line_of("title", own_title or asker.say("init-default-title", short=called))
    found["address"] = asker.answer("--address", given["address"], address)
    home = HOME_COUNTRY.get(lang, "")
    region = asker.answer("--country", given["country"], country, home) or ""
    found["country"] = region
    told = "\n".join(given["hotline"]) if given["hotline"] else None
    found["hotlines"] = asker.answer("--hotline", told, lambda text: hotlines((text,), region))
    found["units"] = asker.answer("--units", given["units"], lambda text: units((text,)), "")
    found["palette"] = asker.answer("--colour", given["colour"], palette, "blue")
    if asker.missing:
        raise Unusable("init-missing", options=", ".join(asker.missing))
    return Answers(**found)


def report(started: Started, folder: Path, asker: Asker) -> str:
    """Return what was written, what to do next, and what a build will warn of."""
    from bangtin.problems import as_text

    lines = [
        asker.say("init-started", count=len(started.files), path=folder),
        "",
        f"  cd {_typed(folder)}",
        "  bangtin build",
        "  bangtin serve --open",
    ]
    if started.problems:
        told = as_text(started.problems, asker.language, folder.resolve())
        lines += ["", asker.say("init-will-warn"), told]
    return "\n".join(lines)


def _typed(folder: Path) -> str:
    """Return a folder as a person types it into the shell of this system."""
    written = str(folder)
    if os.name == "nt":
        return f'"{written}"' if re.search(r"[\s&()^;,']", written) else written
    return shlex.quote(written)


# ── What is written ──


def files_of(answers: Answers, today: datetime.date) -> dict[str, bytes]:
    """Return the files of a started site by their path, filled in."""
    folder = starters.FOLDER / answers.lang
    environment = templates()
    values = {
        "authority": answers.authority, "short": answers.short, "place": answers.place,
        "title": answers.title, "address": answers.address, "country": answers.country,
        "hotlines": answers.hotlines, "palette": answers.palette,
        "units": answers.units or (answers.short,),
        "on_letter": answers.country in LETTER_COUNTRIES,
        "today": today.isoformat(), "review": (today + REVIEW_AFTER).isoformat(),
    }  # fmt: skip
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            name = ".gitignore" if name == "gitignore" else name
            raw = path.read_bytes()
            if path.suffix in TEXT_SUFFIXES:
                raw = environment.from_string(raw.decode("utf-8")).render(values).encode("utf-8")
            found[name] = raw
    return found


def templates() -> Environment:
    """Return what fills templates in; each kind of file has a filter that makes a value safe."""
    import jinja2

    environment = jinja2.Environment(  # noqa: S701 - none of it is HTML
        undefined=jinja2.StrictUndefined, keep_trailing_newline=True
    )
    environment.filters |= {"yaml": quoted, "cells": _cells}
    return environment


def quoted(text: str) -> str:
    """Return a text as YAML reads it back, whatever it holds: JSON's quotes are YAML's too."""
    return json.dumps(text, ensure_ascii=False)


def _cells(values: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(values)
    return out.getvalue()


def start(folder: Path, answers: Answers, today: datetime.date) -> Started:
    """Write a site into an empty folder, once it has been read without an error elsewhere.

    Raises Unusable where the folder holds something, or where the answers make no sound
    site, and DiskFailed; whatever this wrote is gone then.
    """
    check_folder(folder)
    files = files_of(answers, today)
    problems = _problems_of(files)
    if errors := [p for p in problems if p.level is Level.ERROR]:
        raise Unusable("init-unsound", why=errors[0].message(spoken(answers.lang)))
    write(folder, files)
    return Started(tuple(files), problems)


def _problems_of(files: dict[str, bytes]) -> tuple[Problem, ...]:
    """Return what the read stage says of files."""
    from bangtin.stages.read import read_site
    from bangtin.stages.session import Request, Session

    with tempfile.TemporaryDirectory() as name:
        root = Path(name).resolve()
        write(root, files)
        with Session(Request(root, jobs=1)) as session:
            return tuple(ordered(read_site(session).problems))


def check_folder(folder: Path) -> None:
    """Raise Unusable for a folder that a site can't be started in, and say what is there."""
    if folder.is_file() or (folder.is_symlink() and not folder.exists()):
        raise Unusable("init-not-a-folder", path=folder)
    above = next((f for f in folder.resolve().parents if (f / "site.yaml").is_file()), None)
    if above is not None:
        raise Unusable("init-inside", path=folder, site=above)
    if not folder.exists():
        return
    try:
        found = sorted(path.name for path in folder.iterdir() if path.name not in OURS)
    except OSError as error:
        raise writing.refused(folder, error) from error
    if found:
        shown = ", ".join(found[:5]) + (", …" if len(found) > 5 else "")  # noqa: PLR2004
        raise Unusable("init-not-empty", path=folder, files=shown)


def write(folder: Path, files: dict[str, bytes]) -> None:
    """Write new files; none is ever replaced. Raises DiskFailed, and leaves nothing of it then."""
    made: list[Path] = []
    try:
        for name, raw in files.items():
            path = folder / name
            missing = [f for f in (path.parent, *path.parent.parents) if not f.exists()]
            for parent in reversed(missing):
                parent.mkdir()
                made.append(parent)
            writing.create(path, raw)
            made.append(path)
    except OSError as error:
        for path in reversed(made):
            with contextlib.suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink()
        raise writing.refused(Path(error.filename or folder), error) from error


# ── Examples ──


def copy_example(folder: Path, name: str) -> Started:
    """Copy a shipped example whole, without what was built of it."""
    check_folder(folder)
    known = starters.examples()
    if name not in known:
        raise Unusable("init-no-example", name=name, known=", ".join(known) or "–")
    source = known[name]
    files = {path.relative_to(source).as_posix(): path.read_bytes() for path in _own(source)}
    write(folder, files)
    return Started(tuple(files), ())


def _own(source: Path) -> Iterator[Path]:
    from bangtin.files.paths import CACHE_FOLDER, PUBLIC

    for path in sorted(source.rglob("*")):
        top = path.relative_to(source).parts[0]
        if path.is_file() and top not in (PUBLIC, CACHE_FOLDER) and path.name not in OURS:
            yield path
