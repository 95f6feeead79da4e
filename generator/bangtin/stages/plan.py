"""The plan stage: from the site to artifacts, or the kept ones with the texts of now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from bangtin.checks.expectations import PageExpectations
from bangtin.engine import builders
from bangtin.engine.task import Artifact, Part, Source, Stored, Task
from bangtin.problems import CacheCorrupt, Problems
from bangtin.stages.read import Reading
from bangtin.stages.session import Session
from bangtin.stages.state import BuildState, PageState

if TYPE_CHECKING:
    from bangtin.site.publication_log import PublicationLog


@dataclass(frozen=True)
class Plan:
    """What is to be made and checked.

    ``problems`` are those of reading and planning. ``log`` is the publication
    log as it will be, ``logged`` the names that are new in it; with
    ``is_told_once`` the next build may have less to say of it. ``base`` is the
    portal's path on its host. With a kept plan, ``artifacts`` are only those
    that have to be made anew, and ``before`` what they were.
    """

    problems: Problems
    artifacts: tuple[Artifact, ...] = ()
    base: str = "/"
    log: PublicationLog = ()
    logged: tuple[str, ...] = ()
    is_told_once: bool = False
    before: tuple[Artifact, ...] = ()


def plan(session: Session, reading: Reading) -> Plan:
    """Plan what was read. Raises CacheCorrupt when a kept plan is not there any more."""
    if reading.state is not None:
        return _kept_plan(session, reading, reading.state)
    return _new_plan(session, reading)


def _new_plan(session: Session, reading: Reading) -> Plan:
    from bangtin import channels
    from bangtin.checks.expectations import PrintExpectations
    from bangtin.site import links, publication_log

    problems = Problems()
    problems.extend(reading.problems)
    site = reading.site
    if site is None:
        return Plan(problems)
    artifacts = channels.plan(site, problems)
    before = len(problems)
    log, logged = publication_log.update(
        session.root, site, problems, is_locked=session.request.is_locked
    )
    is_told_once = bool(logged) and len(problems) > before
    if problems.has_errors:
        # Only prints can find more to mend: text that doesn't fit is known once it is set.
        artifacts = [a for a in artifacts if isinstance(a.expectations, PrintExpectations)]
    return Plan(
        problems,
        tuple(artifacts),
        links.base_path(site.settings),
        log,
        tuple(logged),
        is_told_once,
    )


def _kept_plan(session: Session, reading: Reading, state: BuildState) -> Plan:
    """Take up the stale artifacts of a kept plan, with the texts that are there now."""
    problems = Problems()
    problems.extend(reading.problems)
    artifacts, before = [], []
    for number in reading.stale:
        data = session.scheduler.cache.get(state.artifacts[number])
        try:
            artifact = _decoder.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise CacheCorrupt(state.artifacts[number]) from error
        if not (session.request.only_pages and artifact.is_folder):
            files = reading.inventory.digests
            artifacts.append(with_texts(artifact, files, reading.texts, state))
            before.append(with_texts(artifact, state.digests, {}, state))
    return Plan(problems, tuple(artifacts), state.base, before=tuple(before))


def with_texts(
    artifact: Artifact, files: Mapping[str, str], texts: Mapping[str, str], state: BuildState
) -> Artifact:
    """Return a kept artifact with the texts of now, as its sources and their sources have them.

    Raises CacheCorrupt for a builder that is not Bangtin's.
    """
    from bangtin.site import page_text
    from bangtin.site.pages import SourceFile

    def of_now(source: Source) -> Source:
        match source:
            case Part(name=name):
                digest = texts.get(name) or state.texts[name].text_digest
                return page_text.part(SourceFile.at(name, files[name]), digest)
            case Task():
                if not builders.is_known(source.builder):
                    raise CacheCorrupt(source.builder)
                sources = tuple(of_now(inner) for inner in source.sources)
                return msgspec.structs.replace(source, sources=sources)
            case Stored():
                return source

    task = of_now(artifact.task)
    expectations = artifact.expectations
    if expectations is not None:
        expectations = msgspec.convert(expectations, PageExpectations)
    return msgspec.structs.replace(artifact, task=task, expectations=expectations)


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Artifact)


def keep(
    plan_: Plan, texts: Mapping[str, PageState]
) -> tuple[dict[str, bytes], dict[str, PageState]]:
    """Return the artifacts that show text, by path, encoded; and where each page's text shows.

    ``texts`` are the pages' states without that.
    """
    kept: dict[str, bytes] = {}
    places: dict[str, list[int]] = {}
    for artifact in plan_.artifacts:
        names: list[str] = []
        task = _without_results(artifact.task, names)
        if isinstance(task, Task):
            for name in dict.fromkeys(names):
                places.setdefault(name, []).append(len(kept))
            shown = msgspec.structs.replace(artifact, task=task)
            kept[artifact.path] = _encoder.encode(shown)
    return kept, {
        name: msgspec.structs.replace(text, artifacts=tuple(places.get(name, ())))
        for name, text in texts.items()
    }


def _without_results(source: Source, names: list[str]) -> Source:
    """Return a source with every one that no text reaches as a stored result.

    Adds the files of the texts to ``names``.
    """
    match source:
        case Part(name=name):
            names.append(name)
            return source
        case Task():
            sources = tuple(_without_results(inner, names) for inner in source.sources)
            if all(isinstance(inner, Stored) for inner in sources):
                return Stored(source.key)
            return msgspec.structs.replace(source, sources=sources)
        case Stored():
            return source
