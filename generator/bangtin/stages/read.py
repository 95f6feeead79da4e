"""The read stage: the inventory, and then either the changed pages or the whole site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bangtin.files import inventory as inventories
from bangtin.files import paths, records
from bangtin.files.inventory import Inventory
from bangtin.problems import Problem
from bangtin.stages import state as states
from bangtin.stages.session import Session
from bangtin.stages.state import BuildState

if TYPE_CHECKING:
    from bangtin.site.site import Site


@dataclass(frozen=True)
class ReadResult:
    """The whole site, or the last build's state where its stored plan can be used.

    ``texts`` are the new digests of the body texts that changed since, by file;
    ``stale`` are the indexes of the stored artifacts to be made anew. With
    neither site nor state the site can't be read at all, and ``problems`` say why; or only pages
    were asked for, and more changed.
    """

    inventory: Inventory
    problems: tuple[Problem, ...]
    site: Site | None = None
    state: BuildState | None = None
    texts: dict[str, str] = field(default_factory=dict)
    stale: tuple[int, ...] = ()


def read(session: Session, *, anew: bool = False) -> ReadResult:
    """Read the pages whose body text changed; the whole site with ``anew`` or where more changed.

    With ``only_pages`` nothing but those pages is read: where more changed, there is neither
    site nor state.

    Raises ChangedFile when files change meanwhile.
    """
    # What goes out is recorded from the site itself: a stored plan has none.
    anew = anew or bool(session.request.outgoing)
    if anew or not (session.root / paths.STATE).exists():
        session.prepare_workers()
    inventory = inventories.take(session.root)
    stored = None if anew else _by_state(session, inventory)
    if session.request.only_pages:
        # What is more than words is read by the whole build that follows.
        return stored or ReadResult(inventory, ())
    return stored or read_site(session, inventory)


def read_site(session: Session, inventory: Inventory | None = None) -> ReadResult:
    """Read the whole site. Raises ChangedFile when files change meanwhile."""
    from bangtin.site import reading

    session.prepare_workers()
    inventory = inventory or inventories.take(session.root)
    request = session.request
    content, problems = reading.read(
        session.root, inventory, session.read_all, request.now, request.today, request.outgoing
    )
    return ReadResult(inventory, problems, content)


def _by_state(session: Session, inventory: Inventory) -> ReadResult | None:
    """Return the last state with what is stale in its plan; None when the plan can't be used."""
    publisher = session.publisher
    try:
        state = states.load(
            session.root / paths.STATE, session.request.environment, publisher.publication
        )
    except records.Unsound:
        session.note_repair(paths.STATE)
        return None
    edited = state.edited(inventory) if state else None
    if state is None or edited is None or not publisher.is_unchanged():
        return None
    if edited and not session.request.publish:
        # The state has the problems of what is published, and those of nothing else.
        return None
    if not session.request.only_pages and any(state.texts[name].is_in_plan for name in edited):
        return None
    texts = _texts(session, inventory, state, edited) if edited else {}
    if texts is None:
        return None
    stale = state.artifacts_for(texts, publisher.differing(state.outputs))
    if stale is None:
        return None
    return ReadResult(inventory, state.problems, None, state, texts, tuple(stale))


def _texts(
    session: Session, inventory: Inventory, state: BuildState, edited: Sequence[str]
) -> dict[str, str] | None:
    """Return the digests of edited pages' texts; None when more than text changed in one."""
    from bangtin.site import pages
    from bangtin.site.pages import SourceFile

    sources = [SourceFile.at(name, inventory.digests[name]) for name in edited]
    texts = {}
    for name, data in zip(edited, session.read_all(pages.parse_encoded, sources), strict=True):
        page = pages.decode(data)
        if page.problems or page.index is None or page.plan_digest != state.texts[name].plan_digest:
            return None
        texts[name] = page.index.digest
    return texts
