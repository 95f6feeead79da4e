"""The plan stage: the artifacts of the site, or those of the stored plan that are stale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from bangtin.checks.expectations import Expectations
from bangtin.engine import builders
from bangtin.engine.task import Artifact, PartialResult, Source, StoredResult, Task
from bangtin.problems import CacheCorrupt, Problems
from bangtin.stages.read import ReadResult
from bangtin.stages.session import Session
from bangtin.stages.state import BuildState, PageState

if TYPE_CHECKING:
    from bangtin.site.editions import Issue
    from bangtin.site.publication_log import PublicationLog


@dataclass(frozen=True)
class GoingOut:
    """What a build that goes out is recorded by: its editions, and the site's facts by key."""

    issues: tuple[Issue, ...]
    facts: dict[str, str]


@dataclass(frozen=True)
class Plan:
    """What is to be made and checked.

    ``problems`` are those of reading and planning. ``log`` is the publication
    log as it will be, ``logged`` the names that are new in it; with
    ``has_passing_problems`` the next build may have less to say of it. ``base`` is the
    portal's path on its host. With a stored plan, ``artifacts`` are the stale ones
    only, and ``before`` the same as the last build had them. ``going`` is what would be
    recorded of a build that goes out.
    """

    problems: Problems
    artifacts: tuple[Artifact, ...] = ()
    base: str = "/"
    log: PublicationLog = ()
    logged: tuple[str, ...] = ()
    has_passing_problems: bool = False
    before: tuple[Artifact, ...] = ()
    going: GoingOut | None = None


def plan(session: Session, reading: ReadResult) -> Plan:
    """Plan what was read. Raises CacheCorrupt when the cache has lost the stored plan."""
    if reading.state is not None:
        return _stored_plan(session, reading, reading.state)
    return _new_plan(session, reading)


def _new_plan(session: Session, reading: ReadResult) -> Plan:
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
    request = session.request
    log, logged = publication_log.update(
        session.root, site, problems, is_locked=request.is_locked,
        only_ordered=request.outgoing == "ordered",
    )  # fmt: skip
    has_passing_problems = bool(request.outgoing) or (bool(logged) and len(problems) > before)
    going = None
    if request.outgoing:
        from bangtin.site import edition_log, editions, facts

        editions_out = edition_log.read(session.root, Problems()) or {}
        issues = editions.going(site, editions_out)
        if request.outgoing == "ordered":
            issues = tuple(issue for issue in issues if issue.is_ordered)
        going = GoingOut(issues, facts.of_site(site))
    if problems.has_errors:
        # Only prints can find more to mend: text that doesn't fit is known once it is set.
        artifacts = [a for a in artifacts if isinstance(a.expectations, PrintExpectations)]
    return Plan(
        problems,
        tuple(artifacts),
        links.base_path(site.settings),
        log,
        tuple(logged),
        has_passing_problems,
        going=going,
    )


def _stored_plan(session: Session, reading: ReadResult, state: BuildState) -> Plan:
    """Load the stale artifacts of a stored plan, and give them the current texts."""
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
    """Return a stored artifact with the current texts among its sources, near and far.

    Raises CacheCorrupt for a builder that is not Bangtin's.
    """
    from bangtin.site import page_text
    from bangtin.site.pages import SourceFile

    def current(source: Source) -> Source:
        match source:
            case PartialResult(name=name):
                digest = texts.get(name) or state.texts[name].text_digest
                return page_text.part(SourceFile.at(name, files[name]), digest)
            case Task():
                if not builders.is_known(source.builder):
                    raise CacheCorrupt(source.builder)
                sources = tuple(current(inner) for inner in source.sources)
                return msgspec.structs.replace(source, sources=sources)
            case StoredResult():
                return source

    task = current(artifact.task)
    expectations = artifact.expectations
    if expectations is not None:
        expectations = msgspec.convert(expectations, Expectations)
    return msgspec.structs.replace(artifact, task=task, expectations=expectations)


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Artifact)


def store(
    plan_: Plan, texts: Mapping[str, PageState]
) -> tuple[dict[str, bytes], dict[str, PageState]]:
    """Return the artifacts that show text, encoded, by path; and the pages' states with them.

    ``texts`` are the pages' states, in which ``artifacts`` is still empty.
    """
    stored: dict[str, bytes] = {}
    places: dict[str, list[int]] = {}
    for artifact in plan_.artifacts:
        names: list[str] = []
        task = _without_results(artifact.task, names)
        if isinstance(task, Task):
            for name in dict.fromkeys(names):
                places.setdefault(name, []).append(len(stored))
            shown = msgspec.structs.replace(artifact, task=task)
            stored[artifact.path] = _encoder.encode(shown)
    return stored, {
        name: msgspec.structs.replace(text, artifacts=tuple(places.get(name, ())))
        for name, text in texts.items()
    }


def _without_results(source: Source, names: list[str]) -> Source:
    """Return a source in which each source without text is replaced by the key of its result.

    Adds the files whose text it shows to ``names``.
    """
    match source:
        case PartialResult(name=name):
            names.append(name)
            return source
        case Task():
            sources = tuple(_without_results(inner, names) for inner in source.sources)
            if all(isinstance(inner, StoredResult) for inner in sources):
                return StoredResult(source.key)
            return msgspec.structs.replace(source, sources=sources)
        case StoredResult():
            return source
