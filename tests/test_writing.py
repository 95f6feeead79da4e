"""Files are written whole; what is the user's own is on the disk before anybody is told so."""

from __future__ import annotations

import datetime
import errno
import io
import os
import stat
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import click.testing
import pytest
from bangtin import cli, spelling
from bangtin.build import build
from bangtin.commands import pack, recording
from bangtin.files import writing
from bangtin.files.writing import TEMPORARY
from bangtin.problems import DiskFailed

from tests.conftest import MakeSite, page

POSTER = """
  - {format: poster-a3, slogan: A, qr: bluezone, steps: [{text: Một, icon: quet-ma}],
     order: {copies: 1, to: [UBND xã]}}
"""


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect what the disk is waited for: "file" or "folder", in order."""
    found: list[str] = []
    fsync = os.fsync

    def counted(opened: int) -> None:
        found.append("folder" if stat.S_ISDIR(os.fstat(opened).st_mode) else "file")
        fsync(opened)

    monkeypatch.setattr(os, "fsync", counted)
    return found


def test_a_file_that_nothing_makes_again_waits_for_the_disk_and_its_folder(
    tmp_path: Path, synced: list[str]
) -> None:
    writing.write(tmp_path / "a", b"mot", durable=True)
    assert synced == ["file", "folder"]
    assert (tmp_path / "a").read_bytes() == b"mot"
    writing.write(tmp_path / "a", b"hai")
    assert synced == ["file", "folder"]
    assert (tmp_path / "a").read_bytes() == b"hai"


def test_a_build_waits_for_the_disk_only_for_what_went_out(
    make_site: MakeSite, synced: list[str]
) -> None:
    site = make_site({"content/in.md": page(code="IN", publish=POSTER)})
    result = build(site.root, jobs=1, going_out="all")
    assert synced == []
    recording.went_out(site.root, result, datetime.datetime.now(spelling.TIME))
    assert synced == ["file", "folder"] * 2


@pytest.mark.parametrize(
    ("command", "files"), [("order", 6), ("pack", 1), ("contact-sheet", 1)]
)  # fmt: skip
def test_what_a_command_writes_for_somebody_is_on_the_disk(
    make_site: MakeSite, synced: list[str], tmp_path: Path, command: str, files: int
) -> None:
    site = make_site({"content/in.md": page(code="IN", publish=POSTER)})
    build(site.root, jobs=1)
    synced.clear()
    name = {"order": "don", "pack": "a.zip", "contact-sheet": "a.png"}[command]

    done = click.testing.CliRunner().invoke(
        cli.main, [command, "--root", str(site.root), "--out", str(tmp_path / "ra" / name)]
    )

    assert done.exit_code == 0, done.output
    assert synced == ["file", "folder"] * files


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP])
def test_a_shared_folder_that_can_not_be_waited_for_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(opened: int) -> None:
        if stat.S_ISDIR(os.fstat(opened).st_mode):
            raise OSError(number, "no such thing here")

    monkeypatch.setattr(os, "fsync", refuse)
    writing.write(tmp_path / "a", b"mot", durable=True)
    assert (tmp_path / "a").read_bytes() == b"mot"


def test_a_file_that_the_disk_does_not_take_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"cu")

    def refuse(opened: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(DiskFailed, match="No space left"):
        writing.write(tmp_path / "a", b"moi", durable=True)
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a", b"cu")]


def test_a_file_whose_making_fails_stays_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"cu")

    def fail() -> None:
        with writing.replacing(tmp_path / "a") as file:
            file.write(b"nua chung")
            assert (tmp_path / f"a{TEMPORARY}").exists()
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a", b"cu")]


def test_a_zip_is_written_while_it_is_packed_and_takes_its_place_whole(tmp_path: Path) -> None:
    public = tmp_path / "public"
    public.mkdir()
    for number in range(20):
        (public / f"{number}.pdf").write_bytes(os.urandom(1_000_000))
    target = tmp_path / "a.zip"
    names = [f"{number}.pdf" for number in range(20)]

    tracemalloc.start()
    pack.write(target, public, names, "a")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 5_000_000
    with zipfile.ZipFile(target) as archive:
        assert sorted(archive.namelist()) == sorted(f"a/{name}" for name in names)
        assert archive.testzip() is None
    good = target.read_bytes()
    (public / "3.pdf").unlink()
    with pytest.raises(DiskFailed):
        pack.write(target, public, names, "a")
    assert target.read_bytes() == good
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.zip", "public"]


class _Room(io.FileIO):
    """A file on a disk with little room: it takes what fits, and then nothing more."""

    room = 1_000

    def write(self, data: Any) -> int:
        part = memoryview(data)[: _Room.room]
        if not len(part):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        _Room.room -= len(part)
        return super().write(part)


@pytest.mark.parametrize("size", [999, 1_000, 1_001, 5_000])
def test_a_disk_that_takes_a_part_of_a_file_leaves_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """As a real one does that fills up: the write that finds the end says how much it took."""
    file = tmp_path / "a"
    file.write_bytes(b"mot")
    monkeypatch.setattr(_Room, "room", 1_000)
    opened = Path.open
    with monkeypatch.context() as patch:
        patch.setattr(
            Path, "open",
            lambda path, mode, buffering=-1: _Room(path, "xb") if mode == "xb"
            else opened(path, mode, buffering),
        )  # fmt: skip
        if size <= 1_000:
            writing.write(file, b"x" * size)
        else:
            with pytest.raises(DiskFailed):
                writing.write(file, b"x" * size)
    assert file.read_bytes() == (b"x" * size if size <= 1_000 else b"mot")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
