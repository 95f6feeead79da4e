"""What is wrong with a site: one shape for every stage, and the report that shows it.

Problems are values. A stage collects them and goes on, so that an author sees
all of them in one run. Exceptions are for what stops the work::

    BangtinError
    ├── Refused        content that can't become what it should (exit code 1)
    ├── ChangedFile    a file changed while it was being read (exit code 1)
    ├── ForeignFiles   somebody else's files stand where ours are to be (exit code 1)
    ├── DiskFailed     the disk refuses to be written (exit code 3)
    └── Fault          a failure of Bangtin itself (exit code 3)
"""

from __future__ import annotations

import collections
import enum
import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from bangtin.messages import catalogue as messages

LEAST_SHARED = 3
"""So many letters at least make a word that says which name was meant."""


MOST_COMPARED = 3
"""So many of the nearest names are looked at more closely."""
MOST_ALIKE, FIRST_ALIKE, MOST_PLACES = 5, 3, 12
"""More warnings of a kind than the first are written as the second, and places up to the third."""


class Level(enum.IntEnum):
    """How much a problem matters: an error stops publishing, a warning doesn't."""

    WARNING = 1
    ERROR = 2


class Place(msgspec.Struct, frozen=True):
    """A position in a file of the site; lines and columns count from 1, 0 is "the whole file"."""

    file: str
    line: int = 0
    column: int = 0


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong: which (a key of the message catalogue), where, and its details."""

    level: Level
    key: str
    place: Place
    args: tuple[tuple[str, str], ...] = ()

    def without(self, name: str) -> Problem:
        """Return the problem without one of its details, to compare it by the others."""
        args = tuple((key, value) for key, value in self.args if key != name)
        return msgspec.structs.replace(self, args=args)

    def message(self, language: str) -> str:
        """Say what is wrong, in ``language`` ("vi" or "en")."""
        return messages.message(self.key, language, dict(self.args))

    def hint(self, language: str) -> str:
        """Say what to write instead; empty when the message says it all."""
        return messages.hint(self.key, language, dict(self.args))


class BangtinError(Exception):
    """The root of the exceptions that Bangtin raises on purpose."""


class Refused(BangtinError):
    """Content that can't be made into its artifact.

    It becomes a problem at ``place``, or else where the artifact is asked for.
    """

    def __init__(self, key: str, place: Place | None = None, /, **args: object) -> None:
        super().__init__(key, args)
        self.key = key
        self.place = place
        self.details = tuple((name, str(value)) for name, value in args.items())

    def __reduce__(self) -> tuple[object, ...]:
        return (_refused, (type(self), self.key, self.place, self.details))


def _refused(
    kind: type[Refused], key: str, place: Place | None, details: tuple[tuple[str, str], ...]
) -> Refused:
    return kind(key, place, **dict(details))


class ChangedFile(Refused):
    """A file that changed between reading and making: the build would mix two versions."""

    @property
    def problem(self) -> Problem:
        """What people are told where it goes on changing: the file, and to run it again."""
        return Problem(Level.ERROR, self.key, Place(dict(self.details)["file"]), self.details)


class CacheCorrupt(BangtinError):
    """Stored bytes are not what was put in: the cache has to be made anew."""


class ForeignFiles(BangtinError):
    """What stands in ``public/`` where Bangtin would write or remove, and is not Bangtin's."""

    def __init__(self, paths: tuple[str, ...]) -> None:
        super().__init__(paths)
        self.paths = paths


class Fault(BangtinError):
    """A failure of Bangtin itself: what was being made and where, and the details.

    Where its builder could tell, ``section`` is the part of the page it failed at.
    """

    def __init__(self, doing: str, details: str, place: Place | None = None) -> None:
        super().__init__(doing, details, place)
        self.doing = doing
        self.details = details
        self.place = place

    @property
    def section(self) -> str:
        """The section that ``FaultAt`` names in the details, or nothing."""
        found = _SECTION.search(self.details)
        return found.group(1) if found else ""


class FaultAt(RuntimeError):
    """A builder's failure whose part of the page is known; what it says ends up in a Fault."""

    def __init__(self, section: str, details: str) -> None:
        super().__init__(f"{details}\nat section: {section}" if section else details)


_SECTION = re.compile(r"^at section: (.+)$", re.MULTILINE)


class DiskFailed(BangtinError):
    """A file can't be written or removed: a full disk, missing rights, a file in use."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason


class Problems:
    """A collector that the readers write into; it only grows."""

    def __init__(self) -> None:
        self._items: list[Problem] = []

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    @property
    def has_errors(self) -> bool:
        """Whether anything was found that stops publishing."""
        return any(problem.level is Level.ERROR for problem in self._items)

    def has_errors_since(self, count: int) -> bool:
        """Whether one that stops publishing came after the first ``count`` problems."""
        return any(problem.level is Level.ERROR for problem in self._items[count:])

    def error(self, key: str, place: Place, /, **args: object) -> None:
        """Add an error: the site won't be published."""
        self._add(Level.ERROR, key, place, args)

    def warning(self, key: str, place: Place, /, **args: object) -> None:
        """Add a warning: it is shown, and the site is published."""
        self._add(Level.WARNING, key, place, args)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Take over problems found elsewhere."""
        self._items.extend(problems)

    def _add(self, level: Level, key: str, place: Place, args: dict[str, object]) -> None:
        details = tuple((name, str(value)) for name, value in args.items())
        self._items.append(Problem(level, key, place, details))


def ordered(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort problems for reading: errors first, then by file, line and column; each once."""
    unique = dict.fromkeys(problems)
    return tuple(
        sorted(
            unique,
            key=lambda p: (-p.level, p.place.file, p.place.line, p.place.column, p.key, p.args),
        )
    )


def closest(name: str, known: Iterable[str]) -> str:
    """Return the known name that was most likely meant, or an empty string.

    Near is what differs in letters' size or marks only, by a slip and one more in five letters
    (a letter wrong, missing, too many, or two exchanged), by the order of its words,
    by words left off or added at an end, or as one and many (``copy``, ``copies``). Folders
    and an ending that both have (``content/``, ``.gov.vn``) make nothing alike. A guess
    beyond that leads astray: none is better.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    choices = list(known)
    wanted = _bare(name)
    if not wanted:
        return ""
    folded = [_bare(choice) for choice in choices]
    near = process.extract(
        wanted, folded, scorer=OSA.distance, score_cutoff=_slips(wanted), limit=MOST_COMPARED
    )
    for other, distance, position in near:
        if distance <= _slips(_core(wanted, other)):
            return choices[position]
    words = _words(wanted)
    alike = [
        (abs(len(other) - len(wanted)), position)
        for position, other in enumerate(folded)
        if _is_shortened(wanted, other)
        or _singular(wanted) == _singular(other)
        or (len(words) > 1 and words == _words(other))
    ]
    return choices[min(alike)[1]] if alike else ""


@functools.lru_cache(maxsize=20_000)
def _words(name: str) -> frozenset[str]:
    return frozenset(_WORD.findall(name))


def _slips(name: str) -> int:
    """Return how many letters may differ: none of two, one of four, two of nine, and so on."""
    return 1 + len(name) // 5 if len(name) >= LEAST_SHARED else 0


def _core(name: str, other: str) -> str:
    """Return a name without the folders and the ending that the other has as well."""
    folders, others = name.split("/"), other.split("/")
    while len(folders) > 1 and len(others) > 1 and folders[0] == others[0]:
        del folders[0], others[0]
    labels, others = "/".join(folders).split("."), "/".join(others).split(".")
    while len(labels) > 1 and len(others) > 1 and labels[-1] == others[-1]:
        del labels[-1], others[-1]
    return ".".join(labels)


_WORD = re.compile(r"[^\W_]+")


@functools.lru_cache(maxsize=20_000)
def _bare(name: str) -> str:
    """Return a name without what people don't see as a difference: capitals, marks, outer space."""
    spread = unicodedata.normalize("NFD", name.strip().lower()).replace("đ", "d")
    return "".join(c for c in spread if not unicodedata.combining(c))


def _singular(name: str) -> str:
    """Return an English key as it is called for one thing."""
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    return name.removesuffix("s")


def _is_shortened(one: str, other: str) -> bool:
    """Whether one name is the beginning or the end of the other, up to a word's end."""
    short, long = (one, other) if len(one) < len(other) else (other, one)
    size, rest = len(short), len(long) - len(short)
    if size < LEAST_SHARED or not rest:
        return False
    if long.startswith(short) and not long[size].isalnum():
        return True
    return long.endswith(short) and not long[rest - 1].isalnum()


def as_text(problems: Iterable[Problem], language: str, root: Path) -> str:
    """Write problems for a terminal: place, message, the source line with a caret, and a hint.

    Of a warning that many places bring, the first few are written; the others' places follow.
    """
    problems = list(problems)
    alike: dict[str, list[Place]] = {}
    for problem in problems:
        if problem.level is Level.WARNING:
            alike.setdefault(problem.key, []).append(problem.place)
    blocks = []
    written: collections.Counter[str] = collections.Counter()
    for problem in problems:
        place = problem.place
        if problem.level is Level.WARNING and len(alike[problem.key]) > MOST_ALIKE:
            written[problem.key] += 1
            if written[problem.key] == FIRST_ALIKE + 1:
                blocks.append(_others(alike[problem.key][FIRST_ALIKE:], language))
            if written[problem.key] > FIRST_ALIKE:
                continue
        where = place.file
        if place.line:
            where += f":{place.line}"
            if place.column:
                where += f":{place.column}"
        label = messages.label(problem.level.name.lower(), language)
        lines = [f"{label}: {where}: {problem.message(language)}"]
        lines += _excerpt(root, place)
        hint = problem.hint(language)
        if hint:
            lines.append(f"    → {hint}")
        blocks.append("\n".join(lines))
    return "\n".join(blocks)


def _others(places: list[Place], language: str) -> str:
    named = list(dict.fromkeys(f"{p.file}:{p.line}" if p.line else p.file for p in places))
    more = f" … (+{len(named) - MOST_PLACES})" if len(named) > MOST_PLACES else ""
    return messages.text(
        "warnings-alike", language, count=len(places), places=", ".join(named[:MOST_PLACES]) + more
    )


def as_data(problems: Iterable[Problem], language: str) -> list[dict[str, str | int]]:
    """Write problems as plain data, for JSON and for the preview's overlay."""
    return [
        {
            "level": p.level.name.lower(),
            "key": p.key,
            "file": p.place.file,
            "line": p.place.line,
            "column": p.place.column,
            "message": p.message(language),
            "hint": p.hint(language),
        }
        for p in problems
    ]


def _excerpt(root: Path, place: Place) -> list[str]:
    """Return the source line and a caret under its column, or nothing if it can't be read."""
    if not place.line:
        return []
    try:
        text = (root / place.file).read_text("utf-8-sig", errors="replace")
        # As editors count: str.splitlines would also part lines at rarer characters.
        source = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        line = source[place.line - 1]
    except (OSError, IndexError):
        return []
    number = f"{place.line:>5} | "
    # Long lines are shown around the column, so that the caret stays in view.
    start = max(0, place.column - 60)
    shown = line[start : start + 100].replace("\t", " ")
    excerpt = [f"{number}{shown}"]
    if place.column:
        excerpt.append(" " * (len(number) + place.column - 1 - start) + "^")
    return excerpt
