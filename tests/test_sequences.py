"""Whatever happens between two builds, the next one comes to what a clean one does.

Random sequences of what people and machines do; ``make faults`` does 500 of them
(BANGTIN_SEQUENCES).
"""

from __future__ import annotations

import contextlib
import datetime
import errno
import os
import random
import shutil
from pathlib import Path

import pytest
from bangtin import spelling
from bangtin.build import build
from bangtin.commands import recording
from bangtin.files import paths
from bangtin.problems import DiskFailed

from tests.conftest import MakeSite, Sandbox, page, places, tree
from tests.disk import REMOVING, WRITING, Disk, end_of_build

SEQUENCES = int(os.environ.get("BANGTIN_SEQUENCES", "30"))
SEED = 20210720
EARLY, LATE = datetime.date(2021, 7, 20), datetime.date(2021, 7, 28)
NAMES = ("a", "b", "c")
FILES: dict[str, str | bytes] = {
    "content/huong-dan/het.md": page(title="Sắp hết hạn", expires="2021-07-25"),
    **{f"content/huong-dan/{n}.md": page(f"Lời {n}.", title=f"Trang {n}") for n in NAMES},
}
LOGGED = ("site.yaml", paths.PUBLICATION_LOG, paths.EDITION_LOG)
ADDRESS = ("https://thu.gov.vn", "https://khac.gov.vn")


class World:
    """A site to which things happen, and what clean builds of its states publish."""

    def __init__(self, make_site: MakeSite, folder: Path, draw: random.Random) -> None:
        self.site = make_site(FILES)
        self._folder = folder
        self._draw = draw
        self._first = self._written()
        self._clean: dict[tuple[object, ...], dict[str, bytes]] = {}
        self.day = EARLY
        self.go_out()
        for name in LOGGED[1:]:
            self._first[name] = self._written().get(name, b"")

    def go_out(self) -> None:
        """Build and record, as a command does that brings it to readers."""
        result = build(self.site.root, now=self.day, jobs=1, going_out="all")
        noon = datetime.datetime.combine(self.day, datetime.time(12), spelling.TIME)
        recording.went_out(self.site.root, result, noon)

    def build(self, **options: bool) -> None:
        """Build on the day that it is."""
        build(self.site.root, now=self.day, jobs=1, **options)  # type: ignore[arg-type]

    def _written(self) -> dict[str, bytes]:
        """Return what the author wrote, layouts left out: they stay as they are."""
        content = tree(self.site.root / "content")
        found = {f"content/{name}": data for name, data in content.items()}
        for name in LOGGED:
            if (self.site.root / name).exists():
                found[name] = (self.site.root / name).read_bytes()
        return found

    def _page(self) -> Path:
        return self.site.root / f"content/huong-dan/{self._draw.choice(NAMES)}.md"

    def edit(self) -> None:
        """Change words of a page, or its title."""
        file = self._page()
        text = file.read_text("utf-8")
        old = self._draw.choice(("Lời", "title: Trang"))
        file.write_text(text.replace(old, f"{old} mới", 1), "utf-8")

    def revert(self) -> None:
        """Take everything back, as git does."""
        shutil.rmtree(self.site.root / "content")
        self.site.write(dict(self._first))
        if paths.PUBLICATION_LOG not in self._first:
            for name in LOGGED[1:]:
                (self.site.root / name).unlink(missing_ok=True)

    def kill(self) -> None:
        """Kill a build at one of its writes."""
        end_of_build(self.site.root, self._draw.randrange(1, 40), by_threads=False)

    def refuse(self) -> None:
        """Have the disk refuse one of them; the last one is the state's."""

        def full() -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        choice = self._draw.randrange(40)
        disk = Disk(self.site.root, full, choice) if choice else None
        disk = disk or Disk(self.site.root, full, path=paths.STATE)
        with pytest.MonkeyPatch.context() as patch:
            disk.install(patch.setattr, WRITING + REMOVING)
            with contextlib.suppress(DiskFailed):
                self.build()

    def tamper(self) -> None:
        """Lose a published file, or its bytes."""
        file = self._draw.choice(sorted(p for p in self.site.public.rglob("*") if p.is_file()))
        if self._draw.random() < 0.5:
            file.unlink()
        else:
            file.write_bytes(b"")

    def link(self) -> None:
        """Have a page be a link out of the site for one build: it is refused."""
        file, outside = self._page(), self._folder / "ngoai.md"
        outside.write_text(page("Ngoài.", title="Ngoài"), "utf-8")
        kept = file.read_bytes()
        file.unlink()
        file.symlink_to(outside)
        result = build(self.site.root, now=self.day, jobs=1)
        assert "link-outside" in {p.key for p in result.problems}
        file.unlink()
        file.write_bytes(kept)

    def register(self) -> None:
        """Register under another address, and take address and log back."""
        kept = self._written()
        self.site.edit("site.yaml", *ADDRESS)
        self.go_out()
        for name in LOGGED:
            if name in kept:
                (self.site.root / name).write_bytes(kept[name])

    def midnight(self) -> None:
        """Turn to another day."""
        self.day = LATE if self.day == EARLY else EARLY

    def preview(self) -> None:
        """Publish words ahead, and take them back before the rest followed."""
        file = self._page()
        kept = file.read_bytes()
        file.write_bytes(kept + "\nLời viết thử.\n".encode())
        self.build(only_pages=True)
        file.write_bytes(kept)

    def check(self, done: list[str]) -> None:
        """Assert that the next build publishes what a clean one does."""
        result = build(self.site.root, now=self.day, jobs=1)
        assert [p for p in places(result.problems) if not p.endswith("portal-moved")] == [], done
        written = self._written()
        for name in LOGGED[1:]:
            written.pop(name, None)
        state = (self.day, *sorted(written.items()))
        if state not in self._clean:
            self._clean[state] = self._built_clean()
        assert self.site.tree() == self._clean[state], done

    def _built_clean(self) -> dict[str, bytes]:
        twin = Sandbox(self._folder / "twin")
        ignored = shutil.ignore_patterns(paths.PUBLIC, paths.CACHE_FOLDER)
        shutil.copytree(self.site.root, twin.root, ignore=ignored)
        build(twin.root, now=self.day, jobs=1)
        found = twin.tree()
        shutil.rmtree(twin.root)
        return found


STEPS = ("edit", "revert", "kill", "refuse", "tamper", "link", "register", "midnight", "preview")


def test_after_any_sequence_a_build_comes_to_what_a_clean_one_does(
    make_site: MakeSite, tmp_path: Path
) -> None:
    draw = random.Random(SEED)
    world = World(make_site, tmp_path, draw)
    for _ in range(SEQUENCES):
        done = [draw.choice(STEPS) for _ in range(draw.randrange(1, 4))]
        for step in done:
            getattr(world, step)()
        world.check(done)
        world.revert()
