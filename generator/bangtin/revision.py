"""The short way for words: when only they changed, the last plan holds.

A plan is made from headers and facts (``document.Facts``), never from words:
artifacts that show words have them as a source. So when pages changed and
neither their headers nor their facts did, the plan that the last build kept is
the plan of this one, but for the digests of these words. Whatever is not as
simple as that gives way to the whole build.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from bangtin import stages
from bangtin.channels import portal, search
from bangtin.channels.portal.inputs import View
from bangtin.checks import links as page_checks
from bangtin.checks.expectations import PagePromise
from bangtin.engine import outputs
from bangtin.engine.publishing import Published, Publisher
from bangtin.engine.scheduler import Workshop
from bangtin.engine.task import Artifact, Job, Part, Source, Stored
from bangtin.files import digests as contents
from bangtin.files.inventory import Inventory
from bangtin.problems import Place
from bangtin.site import page_text, pages
from bangtin.site.pages import SourceFile
from bangtin.unchanged import Past, Words

_MAKERS: dict[str, tuple[Any, type[msgspec.Struct]]] = {
    "page": (portal.make_page, View),
    "words": (search.make_words, search.Nothing),
    "index": (search.make_index, search.Index),
}
"""The makers that words reach, by the name under which a plan keeps them."""
_NAMES = {maker: name for name, (maker, _) in _MAKERS.items()}


class KeptWords(msgspec.Struct, frozen=True, array_like=True, tag="w"):
    """A source that is the words of a page: its file, as the disk spells it."""

    name: str


class KeptResult(msgspec.Struct, frozen=True, array_like=True, tag="r"):
    """A source that no words reach: the store has it."""

    key: str


class KeptJob(msgspec.Struct, frozen=True, array_like=True, tag="j"):
    """A job that words reach."""

    maker: str
    inputs: bytes
    origin: Place
    label: str
    sources: tuple[KeptJob | KeptWords | KeptResult, ...]


class KeptArtifact(msgspec.Struct, frozen=True, array_like=True):
    """An artifact that words reach."""

    path: str
    channel: str
    job: KeptJob
    promise: PagePromise | None
    is_folder: bool


_artifacts = msgspec.msgpack.Decoder(KeptArtifact)


def keep(
    built: Iterable[pages.Page], artifacts: Iterable[Artifact], workshop: Workshop
) -> tuple[dict[str, Words], tuple[str, ...]]:
    """Keep what to make of each page's words; returns ``Past.words`` and ``Past.plans``."""
    plans: dict[str, bytes] = {}
    numbers: dict[str, list[int]] = {}
    for artifact in artifacts:
        names: list[str] = []
        job = _kept(artifact.job, names)
        if job is not None:
            promise = artifact.promise if isinstance(artifact.promise, PagePromise) else None
            kept = KeptArtifact(artifact.path, artifact.channel, job, promise, artifact.is_folder)
            data = msgspec.msgpack.encode(kept)
            for name in names:
                numbers.setdefault(name, []).append(len(plans))
            plans[contents.digest(data)] = data
    known = workshop.store.entries(plans)
    workshop.store.put((key, data) for key, data in plans.items() if key not in known)
    workshop.used |= plans.keys()
    words = {}
    for page in built:
        name = page.source.on_disk
        shown = tuple(numbers.get(name, ()))
        words[name] = Words(page.face, page.facts.digest, shown, bool(page.header.publish))
    return words, tuple(plans)


def revise(
    past: Past,
    found: Inventory,
    changed: Sequence[str],
    workshop: Workshop,
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
    parsed = stages.recall(workshop)(pages.parse_encoded, sources)
    words = dict(past.words)
    for name, data in zip(changed, parsed, strict=True):
        page = pages.decode(data)
        if page.problems or page.facts is None or page.face != words[name].face:
            return None
        words[name] = msgspec.structs.replace(words[name], digest=page.facts.digest)
    numbers = sorted({number for name in changed for number in words[name].plans})
    kept = [_artifacts.decode(workshop.store.get(past.plans[number])) for number in numbers]
    kept = [k for k in kept if not (only_pages and k.is_folder)]
    artifacts = [_artifact(k, found.digests, words) for k in kept]
    outcomes = workshop.run([artifact.job for artifact in artifacts])
    before = [_artifact(k, past.digests, past.words) for k in kept]
    if any(outcome.problem for outcome in outcomes):
        return None
    if _outlines(artifacts, workshop, past.base) != _outlines(before, workshop, past.base):
        return None
    cargo = outputs.load(artifacts, outcomes, workshop.store)
    folders = tuple(artifact.path for artifact in artifacts if artifact.is_folder)
    published = publisher.publish_among(cargo.entries, cargo.get, folders)
    if published is None:
        return None
    made = tuple(a.path for a, o in zip(artifacts, outcomes, strict=True) if o.made)
    planned = publisher.paths
    now = msgspec.structs.replace(past, digests=found.digests, words=words, planned=planned)
    return now, made, published


def _kept(job: Job, names: list[str]) -> KeptJob | None:
    """Return a job as it is kept, None when no words reach it; adds to ``names`` whose they are."""
    sources = tuple(_kept_source(source, names) for source in job.sources)
    if all(isinstance(source, KeptResult) for source in sources):
        return None
    inputs = msgspec.msgpack.encode(job.inputs)
    return KeptJob(_NAMES[job.maker], inputs, job.origin, job.label, sources)


def _kept_source(source: Source, names: list[str]) -> KeptJob | KeptWords | KeptResult:
    if isinstance(source, Part):
        file = source.whole.inputs
        assert isinstance(file, SourceFile)
        names.append(file.on_disk)
        return KeptWords(file.on_disk)
    inner = _kept(source, names) if isinstance(source, Job) else None
    return inner or KeptResult(source.key)


def _artifact(
    kept: KeptArtifact, digests: Mapping[str, str], words: Mapping[str, Words]
) -> Artifact:
    """Return a kept artifact with the words that are there now."""
    job = _job(kept.job, digests, words)
    return Artifact(kept.path, kept.channel, job, kept.promise, kept.is_folder)


def _job(kept: KeptJob, digests: Mapping[str, str], words: Mapping[str, Words]) -> Job:
    maker, kind = _MAKERS[kept.maker]
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
    return Job(maker, inputs, kept.origin, kept.label, tuple(sources))


def _outlines(artifacts: Iterable[Artifact], workshop: Workshop, base: str) -> list[bytes]:
    """Return what checks look at in pages: where it is the same, they come to the same."""
    jobs = list(page_checks.plan(artifacts, base))
    return [workshop.store.get(outcome.key) for outcome in workshop.run(jobs)]
