"""The publish stage: write ``public/``, and save the build state for the next build."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from bangtin.engine.publishing import Published
from bangtin.engine.task import Artifact, keys_of
from bangtin.files import digests, paths
from bangtin.files.digests import Entry
from bangtin.problems import Level, Problem
from bangtin.stages import check, state
from bangtin.stages.make import MakeResult
from bangtin.stages.plan import Plan, store
from bangtin.stages.read import ReadResult
from bangtin.stages.session import Session
from bangtin.stages.state import BuildState, PageState


@dataclass(frozen=True)
class SiteTotals:
    """The counts of the whole site: the last build's, or those of this one."""

    problems: tuple[Problem, ...]
    pages: int
    prints: int
    codes: int
    planned: int
    next_change: datetime.date | None


def publish(
    session: Session, reading: ReadResult, plan: Plan, made: MakeResult, totals: SiteTotals
) -> Published | None:
    """Publish what was made, and save the state for the next build.

    Returns None where nothing is to be published: something is wrong, or nobody
    asked. Raises ForeignFiles where somebody else's files stand in the way, and
    DiskFailed when the disk refuses; the next build goes on from there.
    """
    if not session.request.publish or any(p.level is Level.ERROR for p in totals.problems):
        return None
    file = session.root / paths.STATE
    publisher = session.publisher
    if reading.state is not None and not reading.texts and not plan.artifacts:
        return Published((), len(reading.state.outputs), ())
    from bangtin.engine import outputs

    gathered = outputs.gather(plan.artifacts, made.outcomes, session.scheduler.cache)
    if session.request.only_pages and reading.state is not None:
        # The state stays as it is: prints and index are still to be made from it.
        return publisher.publish(
            publisher.files | gathered.entries, gathered.get, gathered.entries, is_whole=False
        )
    force = session.request.force
    if reading.state is not None:
        folders = tuple(f"{a.path}/" for a in plan.artifacts if a.is_folder)
        kept = {p: e for p, e in reading.state.outputs.items() if not p.startswith(folders)}
        planned = kept | gathered.entries
        published = publisher.publish(planned, gathered.get, gathered.entries, force=force)
        _exchange(session, plan)
        edited = _edited(reading, reading.state, planned)
        state.save(file, msgspec.structs.replace(edited, publication=publisher.publication))
        return published
    published = publisher.publish(gathered.entries, gathered.get, force=force)
    found = dict(reading.inventory.digests)
    if not plan.has_passing_problems:
        new = _new(session, reading, plan, made, totals)
        state.save(file, msgspec.structs.replace(new, digests=found, outputs=gathered.entries))
    session.scheduler.cache.prune(session.scheduler.used)
    return published


def _exchange(session: Session, plan: Plan) -> None:
    """Tell the cache that the results of an edit replace those before it."""
    from bangtin.checks import links

    def keys(artifacts: Sequence[Artifact]) -> set[str]:
        return keys_of([*(a.task for a in artifacts), *links.plan(artifacts, plan.base)])

    before, now = keys(plan.before), keys(plan.artifacts)
    session.scheduler.cache.mark_used(before - now, now - before)


def _edited(reading: ReadResult, before: BuildState, outputs: dict[str, Entry]) -> BuildState:
    """Return the state after an edit of text."""
    texts = {
        name: msgspec.structs.replace(before.texts[name], text_digest=digest)
        for name, digest in reading.texts.items()
    }
    return msgspec.structs.replace(
        before, digests=reading.inventory.digests, texts=before.texts | texts, outputs=outputs
    )


def _new(
    session: Session, reading: ReadResult, plan: Plan, made: MakeResult, totals: SiteTotals
) -> BuildState:
    """Return the state of a build that planned anew, with its plan put into the cache."""
    assert reading.site is not None
    translated = {p.original for p in reading.site.pages if p.header.translates}
    texts = {
        page.source.on_disk: PageState(
            page.plan_digest,
            page.index.digest,
            (),
            is_in_plan=bool(page.header.publish) or page.file in translated,
        )
        for page in reading.site.pages
    }
    artifacts, texts = store(plan, texts)
    cache = session.scheduler.cache
    keys = {path: digests.digest(data) for path, data in artifacts.items()}
    known = cache.entries(keys.values())
    cache.put((keys[path], data) for path, data in artifacts.items() if keys[path] not in known)
    session.scheduler.used.update(keys.values())
    return BuildState(
        environment=session.request.environment,
        publication=session.publisher.publication,
        digests={},
        base_files=reading.inventory.base_files,
        problems=totals.problems,
        pages=totals.pages,
        prints=totals.prints,
        codes=totals.codes,
        planned=totals.planned,
        base=plan.base,
        next_change=totals.next_change,
        outputs={},
        texts=texts,
        artifacts=tuple(keys.values()),
        paths=tuple(keys),
        link_indexes=check.link_indexes(session, made),
    )
