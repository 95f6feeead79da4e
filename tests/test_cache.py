"""What was made before is found again, and whatever is damaged is never handed out."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click.testing
import pytest
from bangtin import cli
from bangtin.engine import cache as store_module
from bangtin.engine.cache import INLINE_LIMIT, SCHEMA_VERSION, Cache, Evicted
from bangtin.engine.lock import Busy
from bangtin.files import digests
from bangtin.files.digests import Entry
from bangtin.files.paths import CACHE_FOLDER
from bangtin.messages import catalogue
from bangtin.problems import CacheCorrupt, DiskFailed

from tests.conftest import page

SMALL = b"nho"
LARGE = bytes(range(256)) * (INLINE_LIMIT // 256 + 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def cache(folder: Path) -> Iterator[Cache]:
    with Cache(folder) as opened:
        yield opened


def blobs(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "blobs").rglob("*") if path.is_file())


def alter(folder: Path, statement: str, *values: object) -> None:
    database = sqlite3.connect(folder / "made.sqlite")
    with database:
        database.execute(statement, values)
    database.close()


@pytest.mark.parametrize("data", [b"", SMALL, b"\0\xff", b"x" * INLINE_LIMIT, LARGE])
def test_what_was_put_in_is_got_back(cache, data):
    entries = cache.put([("khoa", data)])
    assert entries == {"khoa": Entry(digests.digest(data), len(data))}
    assert cache.entries(["khoa"]) == entries
    assert cache.get("khoa") == data


def test_only_large_results_are_files_beside_the_database(cache, folder):
    cache.put([("a", SMALL), ("b", b"x" * INLINE_LIMIT)])
    assert blobs(folder) == []
    cache.put([("c", LARGE)])
    assert [path.read_bytes() for path in blobs(folder)] == [LARGE]


def test_one_content_under_two_keys_is_one_file(cache, folder):
    cache.put([("a", LARGE), ("b", LARGE)])
    assert len(blobs(folder)) == 1
    assert (len(cache), cache.get("a"), cache.get("b")) == (2, LARGE, LARGE)


def test_results_outlive_the_process(folder):
    with Cache(folder) as cache:
        cache.put([("a", SMALL), ("b", LARGE)])
    with Cache(folder) as cache:
        assert (cache.get("a"), cache.get("b"), len(cache)) == (SMALL, LARGE, 2)


def test_what_was_put_in_last_is_got_back_without_the_disk(cache, folder, monkeypatch):
    monkeypatch.setattr(store_module, "RECENT_BYTES", 6)
    cache.put([("a", b"mot"), ("b", b"hai")])
    alter(folder, "UPDATE made SET data = ?", b"hong")
    assert (cache.get("a"), cache.get("b")) == (b"mot", b"hai")
    cache.put([("c", b"3")])
    assert (cache.get("b"), cache.get("c")) == (b"hai", b"3")
    with pytest.raises(CacheCorrupt):
        cache.get("a")


@pytest.mark.parametrize(("size", "is_at_hand"), [(INLINE_LIMIT, True), (INLINE_LIMIT + 1, False)])
def test_what_has_a_file_of_its_own_is_not_kept_at_hand(cache, folder, size, is_at_hand):
    cache.put([("a", bytes(size))])
    alter(folder, "UPDATE made SET digest = ?", "hong")
    if is_at_hand:
        assert cache.get("a") == bytes(size)
    else:
        with pytest.raises(CacheCorrupt):
            cache.get("a")


def test_a_key_put_again_has_its_new_content(cache):
    cache.put([("a", b"cu")])
    cache.put([("a", b"moi")])
    assert (cache.get("a"), len(cache)) == (b"moi", 1)


def test_many_keys_are_asked_for_at_once(cache):
    keys = [f"k{n}" for n in range(1_203)]
    cache.put([(key, key.encode()) for key in keys])
    assert set(cache.entries([*keys, "khong-co"])) == set(keys)
    assert cache.entries([]) == {}


def test_putting_nothing_changes_nothing(cache):
    assert cache.put([]) == {}
    assert len(cache) == 0


def test_what_was_never_put_in_can_not_be_got(cache):
    assert cache.entries(["khong-co"]) == {}
    with pytest.raises(CacheCorrupt):
        cache.get("khong-co")


def test_a_batch_that_fails_leaves_nothing_behind(cache):
    def results() -> Iterator[tuple[str, bytes]]:
        yield "a", SMALL
        raise RuntimeError("cut off")

    with pytest.raises(RuntimeError, match="cut off"):
        cache.put(results())
    assert len(cache) == 0


# ── Damage ──


def test_what_is_kept_is_there_or_the_store_is_corrupt(cache):
    entries = cache.put([("khoa", SMALL), ("khac", LARGE)])
    assert cache.kept(["khoa", "khac"]) == entries
    with pytest.raises(CacheCorrupt):
        cache.kept(["khoa", "chua"])


def test_bytes_that_are_not_what_was_put_in_are_corrupt(cache, folder):
    cache.put([("a", SMALL), ("b", b"con nguyen")])
    alter(folder, "UPDATE made SET data = ? WHERE key = 'a'", b"khac")
    with Cache(folder) as opened:
        with pytest.raises(CacheCorrupt):
            opened.get("a")
        assert opened.get("b") == b"con nguyen"


def test_a_row_with_the_whole_result_of_another_key_is_corrupt(cache, folder):
    """As where one bit of the database's index is flipped: the bytes fit their own digest."""
    cache.put([("a", SMALL), ("b", b"con nguyen")])
    other = "(SELECT {} FROM made WHERE key = 'b')"
    columns = ", ".join(f"{name} = {other.format(name)}" for name in ("digest", "size", "data"))
    alter(folder, f"UPDATE made SET {columns} WHERE key = 'a'")
    with Cache(folder) as opened:
        with pytest.raises(CacheCorrupt):
            opened.get("a")
        assert opened.get("b") == b"con nguyen"


@pytest.mark.parametrize("damage", ["changed", "cut", "missing", "folder"])
def test_a_damaged_file_is_corrupt(cache, folder, damage):
    cache.put([("a", LARGE)])
    (blob,) = blobs(folder)
    if damage == "changed":
        blob.write_bytes(LARGE[:-1] + b"?")
    elif damage == "cut":
        blob.write_bytes(LARGE[: len(LARGE) // 2])
    else:
        blob.unlink()
        if damage == "folder":
            blob.mkdir()
    with pytest.raises(CacheCorrupt):
        cache.get("a")


def test_a_file_of_another_key_does_not_pass_for_this_one(cache, folder):
    cache.put([("a", LARGE), ("b", LARGE + b"?")])
    first, second = blobs(folder)
    second.write_bytes(first.read_bytes())
    with pytest.raises(CacheCorrupt):
        _ = [cache.get("a"), cache.get("b")]


@pytest.mark.parametrize("raw", [b"x" * 5_000, b"SQLite format 3\0" + b"\xff" * 5_000])
def test_a_database_that_is_none_is_made_anew(folder, raw):
    folder.mkdir()
    (folder / "made.sqlite").write_bytes(raw)
    (folder / "blobs" / "ab").mkdir(parents=True)
    (folder / "blobs" / "ab" / "abc").write_bytes(b"cu")
    with Cache(folder) as cache:
        assert len(cache) == 0
        cache.put([("a", SMALL), ("b", LARGE)])
        assert (cache.get("a"), cache.get("b")) == (SMALL, LARGE)
    assert [path.read_bytes() for path in blobs(folder)] == [LARGE]


@pytest.mark.parametrize("place", [0, 18, 19])
def test_a_database_whose_head_was_changed_is_made_anew(folder, place):
    """One byte of its name, or of the version of those who may write it, or read it."""
    with Cache(folder) as cache:
        cache.put([("a", SMALL)])
    file = folder / "made.sqlite"
    raw = bytearray(file.read_bytes())
    raw[place] = 3
    file.write_bytes(raw)
    with Cache(folder) as cache:
        assert (cache.is_repaired, len(cache)) == (True, 0)
        cache.put([("b", LARGE)])
        assert cache.get("b") == LARGE


@pytest.mark.parametrize("version", [SCHEMA_VERSION + 1, 99, -1])
def test_a_store_of_another_version_is_made_anew(folder, version):
    with Cache(folder) as cache:
        cache.put([("a", SMALL), ("b", LARGE)])
    alter(folder, f"PRAGMA user_version = {version}")
    with Cache(folder) as cache:
        assert len(cache) == 0
        assert blobs(folder) == []
        cache.put([("a", SMALL)])
    with Cache(folder) as cache:
        assert cache.get("a") == SMALL


def test_a_store_whose_table_has_other_columns_is_made_anew(folder):
    folder.mkdir()
    alter(folder, "CREATE TABLE made (khac TEXT)")
    with Cache(folder) as cache:
        cache.put([("a", SMALL)])
        assert cache.get("a") == SMALL


@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_database_damaged_within_is_corrupt_or_made_anew(folder, part):
    """Whatever is read, it is what was put in; and the only exception is CacheCorrupt."""
    keys = [f"{n:04d}" for n in range(400)]
    with Cache(folder) as cache:
        cache.put([(key, key.encode() * 500) for key in keys])
    file = folder / "made.sqlite"
    raw = bytearray(file.read_bytes())
    start = int(len(raw) * part)
    raw[start : start + 20_000] = b"\xa5" * min(20_000, len(raw) - start)
    file.write_bytes(raw)
    with Cache(folder) as cache:
        for key in keys:
            try:
                if key in cache.entries([key]):
                    assert cache.get(key) == key.encode() * 500
                cache.put([("moi", SMALL)])
            except CacheCorrupt:
                pass


def test_a_build_goes_on_when_its_store_was_damaged(make_site):
    """A lost cache costs time, not content."""
    site = make_site({"content/a.md": page()})
    site.build()
    good = site.tree()
    alter(site.root / CACHE_FOLDER / "cache", "UPDATE made SET data = ?", b"hong")
    (site.public / "a/index.html").unlink()
    result = site.build()
    assert result.problems == ()
    assert site.tree() == good


def test_a_build_goes_on_when_its_store_was_lost(make_site):
    site = make_site({"content/a.md": page()})
    first = site.build()
    good = site.tree()
    for path in (site.root / CACHE_FOLDER / "cache").glob("made.sqlite*"):
        path.unlink()
    (site.public / "a/index.html").unlink()
    second = site.build()
    assert (second.problems, second.made) == ((), first.made)
    assert second.published is not None
    assert second.published.written == ("a/index.html",)
    assert site.tree() == good


# ── What another program holds ──


@pytest.fixture
def held(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """A cache with one result, whose database another program has locked."""
    monkeypatch.setattr(store_module, "WAIT_SECONDS", 0.05)
    with Cache(folder) as cache:
        cache.put([("a", SMALL)])
    other = sqlite3.connect(folder / "made.sqlite", isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    yield other
    other.close()


def test_a_cache_that_another_program_holds_is_busy_and_stays(folder, held):
    with pytest.raises(Busy):
        Cache(folder)
    held.execute("ROLLBACK")
    held.close()
    with Cache(folder) as cache:
        assert cache.get("a") == SMALL


def test_a_cache_that_is_let_go_in_time_is_waited_for(folder, held, monkeypatch):
    monkeypatch.setattr(store_module, "WAIT_SECONDS", 30)
    script = (
        "import sqlite3, sys, time\n"
        "found = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "found.execute('BEGIN EXCLUSIVE')\n"
        "print('held', flush=True)\n"
        "time.sleep(0.3)\n"
        "found.execute('ROLLBACK')\n"
    )
    held.close()
    with subprocess.Popen(
        [sys.executable, "-c", script, str(folder / "made.sqlite")], stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with Cache(folder) as cache:
            cache.put([("b", SMALL)])
            assert (cache.get("a"), cache.get("b")) == (SMALL, SMALL)


def test_a_cache_that_is_held_while_it_is_used_is_busy_and_stays(folder, monkeypatch):
    monkeypatch.setattr(store_module, "WAIT_SECONDS", 0.05)
    with Cache(folder) as cache:
        cache.put([("a", SMALL)])
        other = sqlite3.connect(folder / "made.sqlite", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy):
            cache.put([("b", SMALL)])
        with pytest.raises(Busy):
            cache.prune(set())
        other.execute("ROLLBACK")
        other.close()
        assert cache.get("a") == SMALL


@pytest.mark.parametrize(
    "name", ["SQLITE_FULL", "SQLITE_READONLY_DIRECTORY", "SQLITE_IOERR_READ", "SQLITE_CANTOPEN"]
)
def test_a_cache_that_the_disk_refuses_to_open_stays(folder, monkeypatch, name):
    with Cache(folder) as cache:
        cache.put([("a", SMALL)])

    def refuse(self: Cache) -> None:
        error = sqlite3.OperationalError("refused")
        error.sqlite_errorname = name
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(Cache, "_connect", refuse)
        with pytest.raises(DiskFailed, match="refused"):
            Cache(folder)
    with Cache(folder) as cache:
        assert cache.get("a") == SMALL


def test_a_folder_in_the_place_of_the_database_makes_way(folder):
    (folder / "made.sqlite" / "a").mkdir(parents=True)
    with Cache(folder) as cache:
        cache.put([("a", SMALL)])
        assert cache.get("a") == SMALL


def test_a_command_tells_in_a_sentence_that_the_cache_is_held(make_site, monkeypatch):
    site = make_site({"content/a.md": page()})
    assert site.build().problems == ()
    monkeypatch.setattr(store_module, "WAIT_SECONDS", 0.05)
    database = site.root / CACHE_FOLDER / "cache" / "made.sqlite"
    before = database.stat().st_ino
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    site.edit("content/a.md", "Nội dung.", "Nội dung mới.")

    done = click.testing.CliRunner().invoke(cli.main, ["build", "--root", str(site.root)])

    assert done.exit_code == 2
    assert catalogue.text("busy", "vi") in " ".join(done.output.split())
    other.execute("ROLLBACK")
    other.close()
    assert database.stat().st_ino == before
    assert site.build().problems == ()


# ── Cleaning up ──


def test_only_what_the_last_build_used_is_kept(cache, folder):
    cache.put([("a", SMALL), ("b", LARGE), ("c", LARGE + b"1"), ("d", b"x")])
    cache.prune({"a", "b", "khong-co"})
    assert cache.evict() == Evicted(2, len(LARGE) + 2)
    assert set(cache.entries("abcd")) == {"a", "b"}
    assert [path.read_bytes() for path in blobs(folder)] == [LARGE]
    assert cache.get("b") == LARGE


def test_what_is_used_again_is_kept(cache):
    cache.put([("a", SMALL), ("b", SMALL)])
    cache.prune({"a"})
    cache.prune({"b"})
    cache.evict()
    assert set(cache.entries("ab")) == {"b"}


def test_what_was_put_in_since_the_last_build_is_kept(cache):
    """A build that failed made it: the mended one will use it."""
    cache.put([("a", SMALL)])
    cache.prune(set())
    cache.put([("b", SMALL)])
    cache.evict()
    assert set(cache.entries("ab")) == {"b"}


def test_what_was_left_longest_ago_goes_first(cache):
    for number in range(5):
        cache.put([(f"k{number}", bytes(1_000))])
    for number in range(5):
        cache.prune({f"k{n}" for n in range(number + 1, 5)})
    assert cache.evict(2_500) == Evicted(3, 3_000)
    assert set(cache.entries([f"k{n}" for n in range(5)])) == {"k3", "k4"}


def test_the_store_is_bounded(cache, monkeypatch):
    """Ten times what a build uses is not kept for an edit that may be taken back."""
    monkeypatch.setattr(store_module, "LEAST_BOUND", 10_000)
    held: list[int] = []
    for number in range(60):
        cache.put([(f"k{number}", bytes(1_000))])
        cache.prune({f"k{number}"})
        held.append(len(cache))
    assert max(held) == 11
    assert min(held[20:]) >= 5


def test_the_files_shrink_with_what_is_forgotten(cache, folder):
    cache.put([(f"k{n}", os.urandom(50_000)) for n in range(100)])
    cache.put([("large", LARGE), ("kept", SMALL)])
    cache.prune({"kept"})
    full = size_of(folder)
    assert full > 5_000_000
    cache.evict()
    assert size_of(folder) < 100_000


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_a_build_that_uses_the_same_writes_nothing(cache, folder):
    cache.put([("a", SMALL), ("b", SMALL)])
    cache.prune({"a"})
    before = cache._database.total_changes
    cache.prune({"a"})
    assert cache._database.total_changes == before


def test_a_file_that_another_key_uses_is_kept(cache, folder):
    cache.put([("a", LARGE), ("b", LARGE)])
    cache.prune({"b"})
    assert cache.evict().results == 1
    assert cache.get("b") == LARGE


def test_files_that_belong_to_nothing_go(cache, folder):
    cache.put([("a", LARGE)])
    left_over = blobs(folder)[0].with_suffix(".part")
    left_over.write_bytes(b"do dang")
    assert cache.evict() == Evicted()
    assert [path.read_bytes() for path in blobs(folder)] == [LARGE]


def test_keeping_nothing_empties_the_store(cache, folder):
    cache.put([("a", SMALL), ("b", LARGE), ("c", b"")])
    cache.prune(set())
    assert cache.evict().results == 3
    assert (len(cache), blobs(folder)) == (0, [])
    assert cache.evict() == Evicted()
