"""Tells which files of a site changed, in batches, however they were saved.

Folders are watched, never single files: a file that is saved by renaming
another over it is a new file. The site's root is watched for its own entries,
and the folders in it with all that they hold. When the root says that one of
these was replaced whole, as ``git checkout`` or a move does, they are watched anew.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from bangtin.files import inventory

DEBOUNCE_MS, STEP_MS = 50, 10
"""Changes within so many milliseconds are one batch; it is closed when so many bring none."""


class Watcher:
    """Watches a site in threads of its own, until it is stopped."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._changes: queue.Queue[set[str]] = queue.Queue()
        self._stop = threading.Event()
        self._renew = threading.Event()
        self._threads = [
            threading.Thread(target=work, daemon=True)
            for work in (self._watch_root, self._watch_folders)
        ]
        self.is_ready = threading.Event()
        """Set once the folders are watched: a change from then on is told."""

    def __enter__(self) -> Watcher:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._renew.set()
        for thread in self._threads:
            thread.join(timeout=2)

    def batches(self, rest: float, stop: Callable[[], bool]) -> Iterator[set[str]]:
        """Yield what changed, as paths from the root; an empty set after ``rest`` quiet seconds."""
        while not stop():
            try:
                found = self._changes.get(timeout=rest)
            except queue.Empty:
                yield set()
                continue
            while not self._changes.empty():
                found |= self._changes.get()
            yield found

    def has_changes(self) -> bool:
        """Whether something changed since the last batch."""
        return not self._changes.empty()

    def _watch_root(self) -> None:
        import watchfiles

        for batch in watchfiles.watch(
            self._root, recursive=False, debounce=DEBOUNCE_MS, step=STEP_MS,
            stop_event=self._stop, watch_filter=self._is_of_the_site,
        ):  # fmt: skip
            names = self._names(batch)
            if names & set(inventory.FOLDERS):
                self._renew.set()
            self._changes.put(names)

    def _watch_folders(self) -> None:
        import watchfiles

        while not self._stop.is_set():
            self._renew.clear()
            folders = [f for name in inventory.FOLDERS if (f := self._root / name).is_dir()]
            if not folders:
                self.is_ready.set()
                self._renew.wait()
                continue
            # What changes while nothing is watched: the first look after tells of it.
            for batch in watchfiles.watch(
                *folders, debounce=DEBOUNCE_MS, step=STEP_MS, stop_event=self._renew,
                rust_timeout=200, yield_on_timeout=True, raise_interrupt=False,
            ):  # fmt: skip
                self.is_ready.set()
                if batch:
                    self._changes.put(self._names(batch))

    def _is_of_the_site(self, _: object, path: str) -> bool:
        return self._name(path) in (*inventory.FOLDERS, *inventory.FILES)

    def _names(self, batch: Iterable[tuple[object, str]]) -> set[str]:
        return {self._name(path) for _, path in batch}

    def _name(self, path: str) -> str:
        return Path(path).relative_to(self._root).as_posix()
