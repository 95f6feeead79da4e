"""The short way for words: when only they changed, the last plan holds.

A plan is made from headers and page_index (``document.PageIndex``), never from words:
artifacts that show words have them as a source. So when pages changed and
neither their headers nor their page_index did, the plan that the last build kept is
the plan of this one, but for the digests of these words. Whatever is not as
simple as that gives way to the whole build.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from bangtin import stages
from bangtin.channels import portal, search
from bangtin.channels.portal.inputs import PageInputs
from bangtin.checks import links as page_checks
from bangtin.checks.expectations import PageExpectations
from bangtin.engine import outputs
from bangtin.engine.publishing import Published, Publisher
from bangtin.engine.scheduler import Scheduler
from bangtin.engine.task import Artifact, Part, Source, Stored, Task
from bangtin.files import digests as contents
from bangtin.files.inventory import Inventory
from bangtin.problems import Place
from bangtin.site import page_text, pages
from bangtin.site.pages import SourceFile
from bangtin.unchanged import Past, Words

_BUILDERS: dict[str, tuple[Any, type[msgspec.Struct]]] = {
    "page": (portal.make_page, PageInputs),
    "words": (search.make_words, search.Nothing),
    "index": (search.make_index, search.Index),
}
"""The builders that words reach, by the name under which a plan keeps them."""
_NAMES = {builder: name for name, (builder, _) in _BUILDERS.items()}


class KeptWords(msgspec.Struct, frozen=True, array_like=True, tag="w"):
    """A source that is the words of a page: its file, as the disk spells it."""

    name: str


class KeptResult(msgspec.Struct, frozen=True, array_like=True, tag="r"):
    """A source that no words reach: the cache has it."""

    key: str


class KeptJob(msgspec.Struct, frozen=True, array_like=True, tag="j"):
    """A task that words reach."""

    builder: str
    inputs: bytes
    origin: Place
    label: str
    sources: tuple[KeptJob | KeptWords | KeptResult, ...]


class KeptArtifact(msgspec.Struct, frozen=True, array_like=True):
    """An artifact that words reach."""

    path: str
    channel: str
    task: KeptJob
    expectations: PageExpectations | None
    is_folder: bool


_artifacts = msgspec.msgpack.Decoder(KeptArtifact)


def keep(
    built: Iterable[pages.Page], artifacts: Iterable[Artifact], scheduler: Scheduler
) -> tuple[dict[str, Words], tuple[str, ...]]:
    """Keep what to make of each page's words; returns ``Past.words`` and ``Past.plans``."""
    plans: dict[str, bytes] = {}
    numbers: dict[str, list[int]] = {}
    for artifact in artifacts:
        names: list[str] = []
        task = _kept(artifact.task, names)
        if task is not None:
            expectations = (
                artifact.expectations
                if isinstance(artifact.expectations, PageExpectations)
                else None
            )
            kept = KeptArtifact(
                artifact.path, artifact.channel, task, expectations, artifact.is_folder
            )
            data = msgspec.msgpack.encode(kept)
            for name in names:
                numbers.setdefault(name, []).append(len(plans))
            plans[contents.digest(data)] = data
    known = scheduler.cache.entries(plans)
    scheduler.cache.put((key, data) for key, data in plans.items() if key not in known)
    scheduler.used |= plans.keys()
    words = {}
    for page in built:
        name = page.source.on_disk
        shown = tuple(numbers.get(name, ()))
        words[name] = Words(page.plan_digest, page.index.digest, shown, bool(page.header.publish))
    return words, tuple(plans)


def revise(
    past: Past,
    found: Inventory,
    changed: Sequence[str],
    scheduler: Scheduler,
    publisher: Publisher,
    *,
    only_pages: bool = False,
) -> tuple[Past, tuple[str, ...], Published] | None:
    """Make and publish what shows the words of changed pages.

    Returns what the build came to, which paths were made and what was published;
    None, with nothing published, where a whole build is due: the plan or a check
    could come out otherwise, or there is something to say. With ``only_pages``
    prints and the search index are left for later: a page is there at once.
    """
    if not only_pages and any(past.words[name].is_printed for name in changed):
        return None
    sources = [SourceFile.at(name, found.digests[name]) for name in changed]
    parsed = stages.recall(scheduler)(pages.parse_encoded, sources)
    words = dict(past.words)
    for name, data in zip(changed, parsed, strict=True):
        page = pages.decode(data)
        if page.problems or page.index is None or page.plan_digest != words[name].plan_digest:
            return None
        words[name] = msgspec.structs.replace(words[name], digest=page.index.digest)
    numbers = sorted({number for name in changed for number in words[name].plans})
    kept = [_artifacts.decode(scheduler.cache.get(past.plans[number])) for number in numbers]
    kept = [k for k in kept if not (only_pages and k.is_folder)]
    artifacts = [_artifact(k, found.digests, words) for k in kept]
    outcomes = scheduler.run([artifact.task for artifact in artifacts])
    before = [_artifact(k, past.digests, past.words) for k in kept]
    if any(outcome.problem for outcome in outcomes):
        return None
    if _outlines(artifacts, scheduler, past.base) != _outlines(before, scheduler, past.base):
        return None
    shipped = outputs.load(artifacts, outcomes, scheduler.cache)
    folders = tuple(artifact.path for artifact in artifacts if artifact.is_folder)
    published = publisher.publish_among(shipped.entries, shipped.get, folders)
    if published is None:
        return None
    made = tuple(a.path for a, o in zip(artifacts, outcomes, strict=True) if o.made)
    planned = publisher.paths
    now = msgspec.structs.replace(past, digests=found.digests, words=words, planned=planned)
    return now, made, published


def _kept(task: Task, names: list[str]) -> KeptJob | None:
    """Return a task as it is kept, None when no body text reaches it; adds whose to ``names``."""
    sources = tuple(_kept_source(source, names) for source in task.sources)
    if all(isinstance(source, KeptResult) for source in sources):
        return None
    inputs = msgspec.msgpack.encode(task.inputs)
    return KeptJob(_NAMES[task.builder], inputs, task.origin, task.label, sources)


def _kept_source(source: Source, names: list[str]) -> KeptJob | KeptWords | KeptResult:
    if isinstance(source, Part):
        file = source.whole.inputs
        assert isinstance(file, SourceFile)
        names.append(file.on_disk)
        return KeptWords(file.on_disk)
    inner = _kept(source, names) if isinstance(source, Task) else None
    return inner or KeptResult(source.key)


def _artifact(
    kept: KeptArtifact, digests: Mapping[str, str], words: Mapping[str, Words]
) -> Artifact:
    """Return a kept artifact with the words that are there now."""
    task = _job(kept.task, digests, words)
    return Artifact(kept.path, kept.channel, task, kept.expectations, kept.is_folder)


def _job(kept: KeptJob, digests: Mapping[str, str], words: Mapping[str, Words]) -> Task:
    builder, kind = _BUILDERS[kept.builder]
    inputs = msgspec.msgpack.decode(kept.inputs, type=kind)
    sources: list[Source] = []
    for source in kept.sources:
        match source:
            case KeptWords(name):
                file = SourceFile.at(name, digests[name])
                sources.append(page_text.part(file, words[name].digest))
            case KeptResult(key):
                sources.append(Stored(key))
            case _:
                sources.append(_job(source, digests, words))
    return Task(builder, inputs, kept.origin, kept.label, tuple(sources))


def _outlines(artifacts: Iterable[Artifact], scheduler: Scheduler, base: str) -> list[bytes]:
    """Return what checks look at in pages: where it is the same, they come to the same."""
    jobs = list(page_checks.plan(artifacts, base))
    return [scheduler.cache.get(outcome.key) for outcome in scheduler.run(jobs)]
