"""The published tree: only what changed is written, nothing is left over, nothing foreign goes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from bangtin.engine import publishing
from bangtin.engine.publishing import MANIFEST, Published, Publisher
from bangtin.files import digests, writing
from bangtin.files.digests import Entry
from bangtin.files.writing import TEMPORARY
from bangtin.problems import DiskFailed, ForeignFiles

from tests.conftest import tree
from tests.disk import publish_by_threads

Plan = dict[str, bytes]


class CutOff(Exception):
    """Stands for a lost power supply."""


class Desk:
    """A folder to publish into, and what is published."""

    def __init__(self, folder: Path) -> None:
        self.public = folder / "public"
        self.record = folder / ".bangtin" / "published"

    def publish(
        self, plan: Plan, load: Callable[[str], bytes] | None = None, *, force: bool = False
    ) -> Published:
        """Publish a plan as a run of its own."""
        entries = {path: Entry(digests.digest(data), len(data)) for path, data in plan.items()}
        publisher = Publisher(self.public, self.record)
        return publisher.publish(entries, load or plan.__getitem__, force=force)

    def refused(self, plan: Plan) -> tuple[str, ...]:
        """Return what is in the way of a plan, and assert that nothing changed for it."""
        before = state(self.public)
        with pytest.raises(ForeignFiles) as caught:
            self.publish(plan)
        assert state(self.public) == before
        return caught.value.paths

    def publish_torn(self, plan: Plan, path: str) -> None:
        """Publish, and lose the power when a path's bytes are written and not yet in place."""
        replace = os.replace

        def cut(source: Path, target: Path) -> None:
            if target == self.public / path:
                raise CutOff
            replace(source, target)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "replace", cut)
            with pytest.raises(CutOff):
                self.publish(plan)
        assert list(self.public.rglob(f"*{TEMPORARY}"))

    def publish_cut_off(self, plan: Plan, after: int) -> None:
        """Publish, and fail when the bytes of one file too many are asked for."""
        asked: list[str] = []

        def load(path: str) -> bytes:
            asked.append(path)
            if len(asked) > after:
                raise CutOff
            return plan[path]

        with pytest.raises(CutOff):
            self.publish(plan, load)

    def tree(self) -> dict[str, bytes]:
        """Return every published file's bytes; the list of them has tests of its own."""
        return {path: data for path, data in tree(self.public).items() if path != MANIFEST}

    def folders(self) -> set[str]:
        """Return every folder below the published tree."""
        return {p.relative_to(self.public).as_posix() for p in self.public.rglob("*") if p.is_dir()}

    def times(self) -> dict[str, int]:
        """Return when each file was written."""
        return {path: (self.public / path).stat().st_mtime_ns for path in self.tree()}

    def foreign(self, plan: Plan) -> list[str]:
        """Return the files that are neither planned nor ours."""
        return sorted(Publisher(self.public, self.record).foreign(plan))


def state(folder: Path) -> dict[str, object]:
    """Return all that lies below a folder: bytes, links with where they lead, and folders."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = path.readlink().as_posix()
        else:
            found[name] = path.read_bytes() if path.is_file() else None
    return found


@pytest.fixture(params=["one by one", "by threads"])
def desk(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    if request.param == "by threads":
        publish_by_threads(monkeypatch.setattr)
    return Desk(tmp_path)


PLAN: Plan = {
    "index.html": b"trang chu",
    "a/index.html": b"a",
    "a/b/c.pdf": b"pdf",
    "assets/portal.css": b"css",
}


def test_everything_planned_is_written_at_first(desk):
    assert desk.publish(PLAN) == Published(tuple(sorted(PLAN)), 0, ())
    assert desk.tree() == PLAN


@pytest.mark.parametrize(
    ("most_bytes", "sizes"), [(publishing.BATCH_BYTES, [16] * 6 + [4]), (50, [6] * 16 + [4])]
)
def test_many_files_are_written_in_batches_of_so_many_files_or_bytes(
    tmp_path, monkeypatch, most_bytes, sizes
):
    batches: list[int] = []
    write = publishing.Publisher._write_batch

    def counted(self: publishing.Publisher, batch: list[tuple[str, bytes]]) -> None:
        batches.append(len(batch))
        write(self, batch)

    monkeypatch.setattr(publishing, "BATCH_BYTES", most_bytes)
    monkeypatch.setattr(publishing.Publisher, "_write_batch", counted)
    Desk(tmp_path).publish({f"{n:03}.txt": b"0123456789" for n in range(100)})
    assert sorted(batches, reverse=True) == sizes


def test_nothing_is_written_when_nothing_changed(desk):
    desk.publish(PLAN)
    times = desk.times()

    def load(path: str) -> bytes:
        raise AssertionError(f"{path} was asked for")

    assert desk.publish(PLAN, load) == Published((), 4, ())
    assert desk.times() == times


def test_only_what_changed_is_written(desk):
    desk.publish(PLAN)
    for path in PLAN:
        os.utime(desk.public / path, ns=(1, 1))
    desk.publish(PLAN)
    changed = PLAN | {"a/index.html": b"b", "moi.txt": b"x"}
    assert desk.publish(changed) == Published(("a/index.html", "moi.txt"), 3, ())
    assert desk.tree() == changed
    touched = {path for path, time in desk.times().items() if time != 1}
    assert touched == {"a/index.html", "moi.txt"}


def test_pages_are_written_after_what_they_name(desk, monkeypatch):
    order: list[str] = []
    replace = os.replace

    def noted(source: Path, target: Path) -> None:
        if not target.name.endswith(".html"):
            time.sleep(0.05)
        replace(source, target)
        order.append(os.path.relpath(target, desk.public))

    monkeypatch.setattr(os, "replace", noted)
    desk.publish(PLAN)
    written = [path for path in order if path in PLAN]
    assert sorted(written[:2]) == ["a/b/c.pdf", "assets/portal.css"]
    assert sorted(written[2:]) == ["a/index.html", "index.html"]


def test_what_is_no_longer_planned_goes_with_its_empty_folders(desk):
    desk.publish(PLAN)
    published = desk.publish({"index.html": PLAN["index.html"]})
    assert published == Published((), 1, ("a/b/c.pdf", "a/index.html", "assets/portal.css"))
    assert desk.tree() == {"index.html": b"trang chu"}
    assert desk.folders() == set()


@pytest.mark.parametrize("after", range(5))
def test_without_a_record_the_list_tells_what_is_stale(desk, after):
    """Also when the record went right after a run that was cut off."""
    desk.publish(PLAN)
    new = {"moi.css": b"m", "index.html": b"moi", "moi.html": b"x"}
    if after < len(new):
        desk.publish_cut_off(new, after)
    desk.record.unlink()
    desk.publish({"b": b"y"})
    assert desk.tree() == {"b": b"y"}
    assert desk.folders() == set()


def test_a_plan_of_nothing_leaves_an_empty_tree(desk):
    desk.publish(PLAN)
    desk.publish({})
    assert desk.tree() == {}
    assert desk.public.is_dir()


@pytest.mark.parametrize("plan", [PLAN, PLAN | {"index.html": b"moi"}, {"b": b"x"}])
def test_a_file_that_somebody_changed_is_named_and_stays(desk, plan):
    """Whether it is as planned, another one now, or no longer planned."""
    desk.publish(PLAN)
    (desk.public / "index.html").write_bytes(b"bi sua")
    assert desk.refused(plan) == ("index.html",)
    desk.publish(plan, force=True)
    assert desk.tree() == plan


@pytest.mark.parametrize("written", [b"", bytes(9), bytes(5_000)])
def test_a_file_that_the_disk_lost_is_written_again(desk, written):
    """What a loss of power leaves: no bytes, or zeros."""
    desk.publish(PLAN)
    (desk.public / "index.html").write_bytes(written)
    assert desk.publish(PLAN).written == ("index.html",)
    assert desk.tree() == PLAN


@pytest.mark.parametrize("path", [*PLAN, MANIFEST])
@pytest.mark.parametrize("what", ["file", "empty", "link", "dead link", "pipe", "folder"])
def test_what_stands_at_a_path_before_the_first_build_is_named_and_stays(
    desk, tmp_path, path, what
):
    outside = tmp_path / "ngoai.txt"
    outside.write_bytes(b"cua nguoi khac")
    target = desk.public / path
    target.parent.mkdir(parents=True)
    named = path
    if what in ("file", "empty"):
        target.write_bytes(b"cua nguoi khac" if what == "file" else b"")
    elif what == "pipe":
        os.mkfifo(target)
    elif what == "folder":
        (target / "a").mkdir(parents=True)
        (target / "a" / "anh.jpg").write_bytes(b"cua nguoi khac")
        named = f"{path}/a/anh.jpg"
    else:
        target.symlink_to(outside if what == "link" else tmp_path / "khong-co")
    if what != "pipe":
        assert desk.refused(PLAN) == (named,)
    else:
        with pytest.raises(ForeignFiles):
            desk.publish(PLAN)
    (desk.public / "cua-toi.txt").write_bytes(b"cua toi")
    if what == "folder":
        (target / "a" / "anh.jpg").unlink()
        (target / "a").rmdir()
    desk.publish(PLAN, force=True)
    assert desk.tree() == PLAN | {"cua-toi.txt": b"cua toi"}
    assert outside.read_bytes() == b"cua nguoi khac"


def test_what_has_the_very_bytes_is_taken_as_ours(desk):
    desk.public.mkdir()
    (desk.public / "index.html").write_bytes(PLAN["index.html"])
    assert desk.publish(PLAN).unchanged == 1
    desk.publish({})
    assert desk.tree() == {}


@pytest.mark.parametrize("folder", ["a", "a/b"])
@pytest.mark.parametrize("plan", [PLAN, PLAN | {"a/b/c.pdf": b"moi"}, {"b": b"x"}])
def test_no_link_is_gone_through(desk, tmp_path, folder, plan):
    """A folder of ours that is a link now: what lies behind it is neither written nor removed."""
    desk.publish(PLAN)
    outside = tmp_path / "ngoai"
    (desk.public / folder).rename(outside)
    (outside / "khac.txt").write_bytes(b"cua nguoi khac")
    (desk.public / folder).symlink_to(outside, target_is_directory=True)
    before = tree(outside)
    assert desk.refused(plan) == (folder,)
    desk.publish(plan, force=True)
    assert desk.tree() == plan
    assert tree(outside) == before


@pytest.mark.parametrize("earlier", [{}, {"a": b"mot tep"}])
def test_a_foreign_link_is_named_and_nothing_behind_it(desk, tmp_path, earlier):
    outside = tmp_path / "ngoai"
    outside.mkdir()
    (outside / "index.html").write_bytes(b"cua nguoi khac")
    desk.publish(earlier)
    (desk.public / "a").unlink(missing_ok=True)
    (desk.public / "a").symlink_to(outside, target_is_directory=True)
    assert desk.refused(PLAN) == ("a",)


def test_what_is_half_written_never_goes_through_a_link(desk, tmp_path):
    outside = tmp_path / "ngoai.txt"
    outside.write_bytes(b"cua nguoi khac")
    desk.public.mkdir()
    (desk.public / f"index.html{TEMPORARY}").symlink_to(outside)
    desk.record.parent.mkdir()
    desk.record.with_name(f"published{TEMPORARY}").symlink_to(outside)
    desk.publish(PLAN)
    assert outside.read_bytes() == b"cua nguoi khac"
    assert (desk.public / f"index.html{TEMPORARY}").is_symlink()


def test_a_file_called_as_what_is_half_written_stays(desk):
    desk.publish(PLAN)
    mine = desk.public / f"index.html{TEMPORARY}"
    mine.write_bytes(b"cua nguoi khac")
    desk.publish_cut_off(PLAN | {"index.html": b"moi"}, 0)
    desk.publish(PLAN)
    desk.publish({"b": b"x"})
    assert mine.read_bytes() == b"cua nguoi khac"


def test_cleaning_removes_what_is_ours_and_names_the_rest(desk, tmp_path):
    desk.publish(PLAN)
    (desk.public / "a" / "anh.jpg").write_bytes(b"cua nguoi khac")
    (desk.public / "index.html").write_bytes(b"bi sua!!!")
    (desk.public / "lien-ket").symlink_to(tmp_path, target_is_directory=True)
    left = Publisher(desk.public, desk.record).clean()
    assert left == ["a/anh.jpg", "index.html", "lien-ket"]
    assert set(state(desk.public)) == {"a", *left}


@pytest.mark.parametrize("is_lost", [False, True])
def test_cleaning_finds_a_file_that_was_changed_behind_our_back(desk, is_lost):
    desk.publish(PLAN)
    file = desk.public / "index.html"
    time = file.stat().st_mtime_ns
    file.write_bytes(b"x" * len(PLAN["index.html"]))
    os.utime(file, ns=(time, time))
    if is_lost:
        desk.record.unlink()
    assert Publisher(desk.public, desk.record).clean() == ["index.html"]


@pytest.mark.parametrize("path", ["a/b/c.pdf", "index.html"])
def test_a_file_that_somebody_removed_is_written_again(desk, path):
    desk.publish(PLAN)
    (desk.public / path).unlink()
    assert desk.publish(PLAN).written == (path,)
    assert desk.tree() == PLAN


def test_a_touched_file_is_not_written_again(desk):
    desk.publish(PLAN)
    os.utime(desk.public / "index.html", ns=(5, 5))
    assert desk.publish(PLAN) == Published((), 4, ())
    assert desk.times()["index.html"] == 5


def test_what_is_gone_already_is_no_trouble(desk):
    desk.publish(PLAN)
    (desk.public / "a/b/c.pdf").unlink()
    desk.publish({"index.html": PLAN["index.html"]})
    assert desk.tree() == {"index.html": b"trang chu"}
    assert desk.folders() == set()


def test_folders_that_somebody_removed_are_no_trouble(desk):
    desk.publish(PLAN)
    (desk.public / "a/b/c.pdf").unlink()
    (desk.public / "a/b").rmdir()
    (desk.public / "a/index.html").unlink()
    desk.publish({"index.html": PLAN["index.html"]})
    assert desk.folders() == set()


# ── What is not ours ──


def test_foreign_files_stay_whatever_is_planned(desk):
    desk.publish(PLAN)
    foreign = {"robots.txt": b"r", "a/b/anh.jpg": b"j", "la/x": b"y"}
    for path, data in foreign.items():
        (desk.public / path).parent.mkdir(exist_ok=True)
        (desk.public / path).write_bytes(data)
    assert desk.foreign(PLAN) == sorted(foreign)
    desk.publish({"index.html": b"moi"})
    assert desk.tree() == {"index.html": b"moi", **foreign}
    assert desk.foreign({"index.html": b""}) == sorted(foreign)


def test_what_was_published_is_not_foreign_even_when_it_is_about_to_go(desk):
    desk.publish(PLAN)
    assert desk.foreign({}) == []


def test_a_record_that_was_lost_is_made_again_from_the_files(desk):
    desk.publish(PLAN)
    times = desk.times()
    desk.record.unlink()
    assert desk.publish(PLAN) == Published((), 4, ())
    assert desk.times() == times
    assert desk.publish({}).removed == tuple(sorted(PLAN))


@pytest.mark.parametrize("raw", [b"", b"\xff\xff", b"\x81\xa5files\x01", b"x" * 1_000])
def test_a_record_that_was_damaged_is_made_again(desk, raw):
    desk.publish(PLAN)
    desk.record.write_bytes(raw)
    assert desk.publish(PLAN) == Published((), 4, ())
    assert desk.publish({"index.html": b"moi"}).written == ("index.html",)
    assert desk.tree() == {"index.html": b"moi"}


# ── The list in the tree itself ──


def test_the_list_names_every_file_with_its_digest(desk):
    desk.publish(PLAN)
    lines = [f"{digests.digest(data)}  {path}" for path, data in sorted(PLAN.items())]
    assert (desk.public / MANIFEST).read_text("utf-8").splitlines() == lines


def test_without_a_record_the_list_tells_what_two_cut_off_runs_wrote(desk):
    desk.publish_cut_off(PLAN, 3)
    desk.publish_cut_off({"khac.html": b"k"}, 0)
    desk.record.unlink()
    desk.publish({"b": b"y"})
    assert desk.tree() == {"b": b"y"}


def test_without_a_record_the_list_tells_what_may_be_half_written(desk):
    desk.publish(PLAN)
    desk.publish_torn(PLAN | {"moi.css": b"moi", "a/b/c.pdf": b"moi"}, "moi.css")
    desk.record.unlink()
    desk.publish(PLAN)
    assert desk.tree() == PLAN


@pytest.mark.parametrize("written", [b"cua nguoi khac", b""])
def test_without_a_record_what_somebody_else_wrote_is_foreign(desk, written):
    desk.publish(PLAN)
    (desk.public / "a/index.html").write_bytes(written)
    desk.record.unlink()
    desk.publish({"index.html": b"moi"})
    assert desk.tree() == {"index.html": b"moi", "a/index.html": written}


def test_without_record_and_list_what_is_not_planned_is_foreign_and_stays(desk):
    desk.publish(PLAN)
    desk.record.unlink()
    (desk.public / MANIFEST).unlink()
    desk.publish({"index.html": PLAN["index.html"]})
    assert desk.tree() == PLAN


def test_a_list_that_was_lost_or_changed_is_written_again(desk):
    desk.publish(PLAN)
    good = (desk.public / MANIFEST).read_bytes()
    (desk.public / MANIFEST).unlink()
    assert desk.publish(PLAN) == Published((), 4, ())
    assert (desk.public / MANIFEST).read_bytes() == good
    (desk.public / MANIFEST).write_bytes(b"\xff\xfe")
    desk.publish(PLAN)
    assert (desk.public / MANIFEST).read_bytes() == good


def test_a_list_never_makes_a_file_outside_of_the_tree_ours(desk, tmp_path):
    """Whoever can write to the tree can write the list; it must not reach further than that."""
    outside = tmp_path / "ngoai.txt"
    outside.write_bytes(b"ngoai")
    desk.publish(PLAN)
    (desk.public / "lien-ket").symlink_to(outside)
    (desk.public / "thu-muc").symlink_to(tmp_path, target_is_directory=True)
    digest = digests.digest(b"ngoai")
    paths = (
        "../ngoai.txt",
        str(outside),
        "a/../../ngoai.txt",
        "lien-ket",
        "thu-muc/ngoai.txt",
        "",
        "a\0b",
    )
    lines = "".join(f"{digest}  {path}\n" for path in paths)
    lines += f"{digests.digest(PLAN['index.html'])}  index.html\n"
    (desk.public / MANIFEST).write_text(lines + "khong-ro\n", "utf-8")
    desk.record.unlink()
    desk.publish({"index.html": b"moi"})
    assert outside.read_bytes() == b"ngoai"
    assert (desk.public / "lien-ket").is_symlink()


# ── Files and folders in each other's place ──


def test_a_folder_takes_the_place_of_a_file(desk):
    desk.publish({"a": b"tep", "b": b"x"})
    published = desk.publish({"a/index.html": b"trang", "b": b"x"})
    assert desk.tree() == {"a/index.html": b"trang", "b": b"x"}
    assert published.removed == ("a",)


def test_a_file_takes_the_place_of_a_folder(desk):
    desk.publish({"a/b/index.html": b"trang", "a/c.css": b"css", "b": b"x"})
    desk.publish({"a": b"tep", "b": b"x"})
    assert desk.tree() == {"a": b"tep", "b": b"x"}


def test_a_file_and_a_folder_change_places(desk):
    desk.publish({"a": b"1", "b/c": b"2"})
    desk.publish({"a/d": b"3", "b": b"4"})
    assert desk.tree() == {"a/d": b"3", "b": b"4"}
    desk.publish({"a": b"1", "b/c": b"2"})
    assert desk.tree() == {"a": b"1", "b/c": b"2"}


def test_an_empty_folder_makes_way_for_a_file(desk):
    (desk.public / "a/b").mkdir(parents=True)
    desk.publish({"a/b": b"tep"})
    assert desk.tree() == {"a/b": b"tep"}


def test_a_foreign_file_where_a_folder_must_be_is_not_removed(desk):
    """Files that Bangtin did not write are never removed: the build says so and stops."""
    desk.publish({"index.html": b"x"})
    (desk.public / "a").write_bytes(b"cua nguoi khac")
    assert desk.refused({"index.html": b"x", "a/index.html": b"trang"}) == ("a",)
    assert desk.tree() == {"index.html": b"x", "a": b"cua nguoi khac"}


def test_a_foreign_file_in_a_folder_where_a_file_must_be_is_not_removed(desk):
    desk.publish({"a/index.html": b"trang"})
    (desk.public / "a/anh.jpg").write_bytes(b"cua nguoi khac")
    assert desk.refused({"a": b"tep"}) == ("a/anh.jpg",)
    assert desk.tree()["a/anh.jpg"] == b"cua nguoi khac"


def test_a_public_folder_that_is_a_link_is_followed(desk, tmp_path):
    """A web server's folder may lie elsewhere."""
    elsewhere = tmp_path / "www"
    elsewhere.mkdir()
    desk.public.symlink_to(elsewhere, target_is_directory=True)
    desk.publish(PLAN)
    assert desk.public.is_symlink()
    assert desk.tree() == PLAN
    assert set(tree(elsewhere)) == {*PLAN, MANIFEST}


# ── Cut off ──


@pytest.mark.parametrize("after", range(4))
def test_a_run_that_was_cut_off_is_completed_by_the_next(desk, after):
    old = {"index.html": b"cu", "cu/index.html": b"x", "a/index.html": b"a"}
    desk.publish(old)
    desk.publish_cut_off(PLAN | {"moi.html": b"m"}, after)
    assert all(len(data) > 0 for data in desk.tree().values())
    desk.publish(PLAN | {"moi.html": b"m"})
    assert desk.tree() == PLAN | {"moi.html": b"m"}
    assert desk.folders() == {"a", "a/b", "assets"}


@pytest.mark.parametrize("after", range(4))
def test_what_a_cut_off_run_wrote_is_ours(desk, after):
    desk.publish_cut_off(PLAN, after)
    assert desk.foreign({}) == []
    desk.publish({})
    assert desk.tree() == {}
    assert desk.folders() == set()


@pytest.mark.parametrize("after", [1, 2, 3])
def test_what_two_cut_off_runs_wrote_is_ours(desk, after):
    """The plan changed between them: what the first wrote must not be evicted by the second."""
    desk.publish_cut_off(PLAN, after)
    desk.publish_cut_off({"khac.html": b"k"}, 0)
    assert desk.foreign({}) == []
    desk.publish({"khac.html": b"k"})
    assert desk.tree() == {"khac.html": b"k"}


def test_old_files_stay_until_the_new_ones_are_there(desk):
    desk.publish({"cu.html": b"cu"})
    desk.publish_cut_off({"a.css": b"a", "moi.html": b"moi"}, 1)
    assert desk.tree() == {"cu.html": b"cu", "a.css": b"a"}


def test_what_was_written_before_the_cut_is_not_written_again(desk):
    desk.publish_cut_off(PLAN, 2)
    assert desk.publish(PLAN).written == ("a/index.html", "index.html")


@pytest.mark.parametrize("path", ["index.html", "a/b/c.pdf"])
def test_a_half_written_file_is_neither_ours_to_keep_nor_foreign(desk, path):
    desk.publish(PLAN)
    changed = PLAN | {path: b"moi"}
    desk.publish_torn(changed, path)
    assert desk.foreign(PLAN) == []
    desk.publish(changed)
    assert desk.tree() == changed


def test_a_half_written_file_goes_when_its_change_was_taken_back(desk):
    desk.publish(PLAN)
    desk.publish_torn(PLAN | {"index.html": b"moi"}, "index.html")
    desk.publish(PLAN)
    assert desk.tree() == PLAN


def test_a_half_written_file_goes_when_its_page_was_taken_back(desk):
    desk.publish_torn({"a/index.html": b"x"}, "a/index.html")
    desk.publish({"b": b"y"})
    assert desk.tree() == {"b": b"y"}
    assert desk.folders() == set()


def test_no_temporary_file_is_left_by_a_write_that_fails(desk, monkeypatch):
    desk.publish({"index.html": b"cu"})

    def fail(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(writing, "create", fail)
        with pytest.raises(DiskFailed) as caught:
            desk.publish({"index.html": b"moi"})
    assert "No space left" in caught.value.reason
    assert desk.tree() == {"index.html": b"cu"}
    desk.publish({"index.html": b"moi"})
    assert desk.tree() == {"index.html": b"moi"}
