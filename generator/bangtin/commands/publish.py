"""Publishing to a target: what it changes, sending it, and the way back."""

from __future__ import annotations

import contextlib
import datetime
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bangtin.config import clock, loading
from bangtin.config.settings import Settings
from bangtin.config.settings import Target as TargetSettings
from bangtin.engine import lock
from bangtin.files import digests, inventory, paths, writing
from bangtin.files.digests import Entry
from bangtin.messages.catalogue import text
from bangtin.problems import ChangedFile, Problems, Refused, closest
from bangtin.publishing import comparing, log, opening, readers, sending
from bangtin.publishing import state as states
from bangtin.publishing.comparing import Difference
from bangtin.publishing.readers import Changes
from bangtin.publishing.state import State
from bangtin.publishing.targets import Ask, Target

SOURCE = "site.yaml"
AT_FAULT = "target-refused"
"""What a target or the line to it refuses, as a disk does."""


@dataclass(frozen=True)
class Choices:
    """What a person asked for."""

    drop: tuple[str, ...] = ()
    force: bool = False
    goes_back: bool = False


@dataclass
class Job:
    """One publish: a target, what it has, and what it is to have."""

    root: Path
    name: str
    target: Target
    state: State
    goal: dict[str, Entry]
    difference: Difference
    changes: Changes
    dropped: list[str]
    load: Callable[[str], bytes]
    choices: Choices
    now: datetime.datetime
    prints: str
    """The folder of ``public/`` that prints lie in."""

    @property
    def is_needed(self) -> bool:
        """Whether anything is to be done."""
        found = self.difference
        return bool(found.put or found.remove or self.state.is_sending or found.left) or (
            self.state.files != self.goal | found.staying(self.state)
        )

    @property
    def size(self) -> int:
        """The bytes that will be sent."""
        return sum(self.goal[path].size for path in self.difference.put)


def read_settings(root: Path, problems: Problems) -> Settings | None:
    """Read ``site.yaml`` alone: the way back has to be open whatever stands in the content."""
    found = Problems()
    settings, _ = loading.read_settings(loading.Files(root, inventory.take(root), found), found)
    problems.extend(found)
    return settings


def choose(settings: Settings, name: str | None) -> str:
    """Return the target that is meant. Raises Refused where none or several may be."""
    known = settings.targets
    if not known:
        raise Refused("targets-none")
    if name is None:
        if len(known) > 1:
            raise Refused("targets-several", known=", ".join(known))
        return next(iter(known))
    if name not in known:
        meant = closest(name, known)
        key = "target-unknown-meant" if meant else "target-unknown"
        raise Refused(key, name=name, meant=meant, known=", ".join(known))
    return name


@contextlib.contextmanager
def prepared(
    root: Path,
    name: str,
    settings: Settings,
    planned: Iterable[str],
    choices: Choices,
    ask: Ask | None,
    *,
    now: datetime.datetime,
) -> Iterator[Job]:
    """Open a target and compare it with ``planned``, the files of ``public/``.

    Nothing is sent. Raises Refused for whatever stands against it, and Busy when
    another publishes to the target from here.
    """
    folder = root / paths.SENDING
    with contextlib.ExitStack() as opened:
        opened.enter_context(lock.hold(folder / f"{name}.lock"))
        spool = folder / f"{name}.old"
        shutil.rmtree(spool, ignore_errors=True)
        opened.callback(shutil.rmtree, spool, ignore_errors=True)
        target = _open(name, settings.targets[name], root, ask)
        opened.callback(target.close)
        yield _compare(root, name, settings, target, list(planned), choices, spool, now)


def _open(name: str, settings: TargetSettings, root: Path, ask: Ask | None) -> Target:
    return opening.open_target(name, settings, root, ask)


def _compare(
    root: Path,
    name: str,
    settings: Settings,
    target: Target,
    planned: list[str],
    choices: Choices,
    spool: Path,
    now: datetime.datetime,
) -> Job:
    state = _state(target, force=choices.force)
    public = root / paths.PUBLIC
    if choices.goes_back:
        goal = _before(state, target)
    else:
        goal = {path: _entry(_published(public, path)) for path in planned}
    found = comparing.compare(
        target, state, goal, spool, now.timestamp(), at_once=choices.goes_back
    )
    if not choices.force:
        _check_place(root, name, target, state, goal, found)
    load = _from_public(public, goal)
    if choices.goes_back:
        load = _from_kept(target, goal, found)
    if found.in_the_way and not choices.force:
        files = readers.shown(found.in_the_way)
        raise Refused(
            "target-foreign", target=target.label, count=len(found.in_the_way), files=files
        )
    if not choices.force:
        found.check_ceiling(state)
    rules = (
        load("_redirects").decode("utf-8") if "_redirects" in goal and not choices.goes_back else ""
    )
    shown = {p: e for p, e in state.files.items() if p not in state.leaving}
    prints = f"{settings.addresses.prints}/"
    changes = readers.changes(
        shown, goal, found, load if not choices.goes_back else _nothing,
        readers.redirects(rules, settings.base_url), f"{settings.addresses.offline}/", prints,
    )  # fmt: skip
    dropped = changes.dead
    if not choices.goes_back:
        dropped = readers.check_dead(changes.dead, choices.drop, goal, settings.base_url)
    return Job(
        root, name, target, state, goal, found, changes, dropped, load, choices, now, prints
    )  # fmt: skip


def _check_place(
    root: Path, name: str, target: Target, state: State, goal: dict[str, Entry], found: Difference
) -> None:
    """Refuse a place that is probably another than was meant."""
    if SOURCE in found.there and SOURCE not in state.paths:
        raise Refused("target-holds-site", target=target.label, file=SOURCE)
    if state.paths or not goal.keys().isdisjoint(found.there):
        return
    # A share that is not connected is often an empty folder, and a portal sent into it is lost.
    before = [event for _, event in log.read(root, Problems()) if event.target == name]
    if before:
        raise Refused("target-emptied", target=target.label, time=before[-1].time.isoformat())


def _nothing(_: str) -> bytes:
    return b""


def _state(target: Target, *, force: bool) -> State:
    try:
        return states.read(target) or State()
    except Refused as error:
        if error.key == "target-damaged" and force:
            return State()
        raise


def _before(state: State, target: Target) -> dict[str, Entry]:
    """Return the files to go back to: those before an unfinished publish, or the last one."""
    if state.is_sending and not state.goes_back:
        files = state.files
    else:
        files = state.before.files if state.before else {}
    if not files:
        raise Refused("target-nothing-before", target=target.label)
    return dict(files)


def _entry(data: bytes) -> Entry:
    return Entry(digests.digest(data), len(data))


def _published(public: Path, path: str) -> bytes:
    """Return a file of ``public/``. Raises ChangedFile where another build just removed it."""
    try:
        return (public / path).read_bytes()
    except OSError as error:
        raise _changed(path) from error


def _changed(path: str) -> ChangedFile:
    return ChangedFile("file-changed", file=f"{paths.PUBLIC}/{path}")


def _from_public(public: Path, goal: dict[str, Entry]) -> Callable[[str], bytes]:
    def load(path: str) -> bytes:
        data = _published(public, path)
        if _entry(data) != goal[path]:
            # A preview builds at the same time: half of each would be a site of none.
            raise _changed(path)
        return data

    return load


def _from_kept(
    target: Target, goal: dict[str, Entry], difference: Difference
) -> Callable[[str], bytes]:
    """Get what is to come back, and refuse to begin where a part of it is lost."""
    spool = difference.spool
    needed = {p: goal[p] for p in difference.put if not (spool / goal[p].digest).exists()}
    found: Iterable[bytes]
    if target.keeps_history:
        found = (target.read_before(path) or b"" for path in needed)
    else:
        kept = dict.fromkeys(states.kept(entry) for entry in needed.values())
        found = (data for _, data in target.read(kept))
    for data in found:
        writing.write(spool / digests.digest(data), data)
    lost = [path for path, entry in needed.items() if not (spool / entry.digest).exists()]
    if lost:
        raise Refused("target-kept-lost", target=target.label, files=readers.shown(lost))

    def load(path: str) -> bytes:
        return difference.old(goal[path])

    return load


def send(job: Job, progress: sending.Progress | None) -> State:
    """Send, and record what went out. Raises Refused when the target refuses."""
    found = job.difference
    token = job.root / paths.SENDING / f"{job.name}.token"
    event = "back" if job.choices.goes_back else "publish"
    with sending.locked(job.target, token, job.now, force=job.choices.force):
        if not job.target.keeps_history:
            _check_unmoved(job)
        _save_theirs(job)
        state = sending.send(
            job.target, job.state, job.goal, found, job.load, token_file=token, now=job.now,
            message=f"bangtin {event}", goes_back=job.choices.goes_back,
            leaving=_leaving_before(job) if job.choices.goes_back else None,
            progress=progress,
        )  # fmt: skip
    log.went_out(
        job.root,
        log.WentOut(
            job.now,
            event,
            job.name,
            _pages(job.goal),
            len(readers.folders_of_prints(job.goal, job.prints)),
            len(found.put),
            len(found.remove),
            job.size,
            state_digest(job.goal),
        ),
    )
    return state


def _leaving_before(job: Job) -> dict[str, float]:
    """Return what was leaving in the state that comes back."""
    if job.state.is_sending and not job.state.goes_back:
        return job.state.leaving
    return job.state.before.leaving if job.state.before else {}


def _check_unmoved(job: Job) -> None:
    """Refuse where somebody published between the comparison and the lock."""
    if _state(job.target, force=job.choices.force) != job.state:
        raise Refused("target-moved", target=job.target.label)


def _save_theirs(job: Job) -> None:
    """Keep here what is overwritten although somebody else wrote it."""
    for path, entry in job.difference.theirs.items():
        file = theirs_folder(job) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        writing.write(file, job.difference.old(entry), durable=True)


def theirs_folder(job: Job) -> Path:
    """Return where files of others are kept that were overwritten with ``--force``."""
    return job.root / paths.SENDING / f"{job.name}.theirs" / f"{job.now:%Y%m%d-%H%M%S}"


def _pages(goal: Iterable[str]) -> int:
    return sum(path.endswith(".html") for path in goal)


def state_digest(goal: dict[str, Entry]) -> str:
    """Return one digest for all files with their paths."""
    lines = "".join(f"{entry.digest}  {path}\n" for path, entry in sorted(goal.items()))
    return digests.digest(lines.encode("utf-8"))


# ── What is said ──


def as_preview(job: Job, editions: dict[str, str], language: str) -> str:
    """Write what a publish changes, for readers first.

    ``editions`` are the codes of what goes out, by their folder.
    """

    def say(key: str, **values: object) -> str:
        return text(key, language, **values)

    changes, found = job.changes, job.difference
    lines = [say("publish-target", name=job.name, target=job.target.label)]
    if job.state.is_sending:
        lines.append("  " + say("publish-resumed"))
    if not job.is_needed:
        return "\n".join([*lines, "  " + say("publish-nothing")])
    if time := _time_shown(job):
        key = "publish-back-to" if job.choices.goes_back else "publish-last"
        lines.append("  " + say(key, time=time))
    prints = [f"{editions[f]} ({f})" if f in editions else f for f in changes.prints]
    for key, names in (
        ("publish-new", changes.new),
        ("publish-changed", changes.changed),
        ("publish-looks", changes.looks),
        ("publish-gone", changes.gone),
        ("publish-dropped", job.dropped),
        ("publish-prints", prints),
        ("publish-feeds", changes.feeds),
    ):
        if names:
            lines.append("  " + say(key, count=len(names), names=readers.shown(names)))
    if changes.permalinks:
        lines.append("  " + say("publish-permalinks", count=changes.permalinks))
    for key, names in (
        ("publish-missing", found.missing),
        ("publish-left", found.left),
        ("publish-in-the-way", found.in_the_way),
    ):
        if names:
            listed = readers.shown(sorted(names))
            lines.append("  " + say(key, names=listed, folder=theirs_folder(job)))
    if found.leaving:
        lines.append("  " + say("publish-leaving", count=len(found.leaving)))
    lines.append(
        "  "
        + say(
            "publish-sends",
            files=len(found.put),
            size=size(job.size, language),
            removed=len(found.remove),
        )
    )
    return "\n".join(lines)


def _time_shown(job: Job) -> str:
    """Return when what is there was published; for the way back, what comes back."""
    is_last = not job.choices.goes_back or (job.state.is_sending and not job.state.goes_back)
    if is_last or job.state.before is None:
        return job.state.time
    return job.state.before.time


def size(count: int, language: str) -> str:
    """Write a number of bytes as people say it."""
    for unit, least in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= least:
            number = f"{count / least:.1f} {unit}"
            return number.replace(".", ",") if language == "vi" else number
    return f"{count} B"


def now(root: Path) -> datetime.datetime:
    """Return the time in the portal's own zone."""
    return datetime.datetime.now(clock.of_site(root))
