"""What was made before is found again, and whatever is damaged is never handed out."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from bangtin.engine import cache as store_module
from bangtin.engine.cache import INLINE_LIMIT, SCHEMA_VERSION, Forgotten, Store
from bangtin.files import digests
from bangtin.files.digests import Entry
from bangtin.files.paths import STORE
from bangtin.problems import StoreCorrupt

from tests.conftest import page

SMALL = b"nho"
LARGE = bytes(range(256)) * (INLINE_LIMIT // 256 + 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with Store(folder) as opened:
        yield opened


def blobs(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "blobs").rglob("*") if path.is_file())


def alter(folder: Path, statement: str, *values: object) -> None:
    database = sqlite3.connect(folder / "made.sqlite")
    with database:
        database.execute(statement, values)
    database.close()


@pytest.mark.parametrize("data", [b"", SMALL, b"\0\xff", b"x" * INLINE_LIMIT, LARGE])
def test_what_was_put_in_is_got_back(store, data):
    entries = store.put([("khoa", data)])
    assert entries == {"khoa": Entry(digests.digest(data), len(data))}
    assert store.entries(["khoa"]) == entries
    assert store.get("khoa") == data


def test_only_large_results_are_files_beside_the_database(store, folder):
    store.put([("a", SMALL), ("b", b"x" * INLINE_LIMIT)])
    assert blobs(folder) == []
    store.put([("c", LARGE)])
    assert [path.read_bytes() for path in blobs(folder)] == [LARGE]


def test_one_content_under_two_keys_is_one_file(store, folder):
    store.put([("a", LARGE), ("b", LARGE)])
    assert len(blobs(folder)) == 1
    assert (len(store), store.get("a"), store.get("b")) == (2, LARGE, LARGE)


def test_results_outlive_the_process(folder):
    with Store(folder) as store:
        store.put([("a", SMALL), ("b", LARGE)])
    with Store(folder) as store:
        assert (store.get("a"), store.get("b"), len(store)) == (SMALL, LARGE, 2)


def test_a_key_put_again_has_its_new_content(store):
    store.put([("a", b"cu")])
    store.put([("a", b"moi")])
    assert (store.get("a"), len(store)) == (b"moi", 1)


def test_many_keys_are_asked_for_at_once(store):
    keys = [f"k{n}" for n in range(1_203)]
    store.put([(key, key.encode()) for key in keys])
    assert set(store.entries([*keys, "khong-co"])) == set(keys)
    assert store.entries([]) == {}


def test_putting_nothing_changes_nothing(store):
    assert store.put([]) == {}
    assert len(store) == 0


def test_what_was_never_put_in_can_not_be_got(store):
    assert store.entries(["khong-co"]) == {}
    with pytest.raises(StoreCorrupt):
        store.get("khong-co")


def test_a_batch_that_fails_leaves_nothing_behind(store):
    def results() -> Iterator[tuple[str, bytes]]:
        yield "a", SMALL
        raise RuntimeError("cut off")

    with pytest.raises(RuntimeError, match="cut off"):
        store.put(results())
    assert len(store) == 0


# ── Damage ──


def test_bytes_that_are_not_what_was_put_in_are_corrupt(store, folder):
    store.put([("a", SMALL), ("b", b"con nguyen")])
    alter(folder, "UPDATE made SET data = ? WHERE key = 'a'", b"khac")
    with Store(folder) as opened:
        with pytest.raises(StoreCorrupt):
            opened.get("a")
        assert opened.get("b") == b"con nguyen"


@pytest.mark.parametrize("damage", ["changed", "cut", "missing", "folder"])
def test_a_damaged_file_is_corrupt(store, folder, damage):
    store.put([("a", LARGE)])
    (blob,) = blobs(folder)
    if damage == "changed":
        blob.write_bytes(LARGE[:-1] + b"?")
    elif damage == "cut":
        blob.write_bytes(LARGE[: len(LARGE) // 2])
    else:
        blob.unlink()
        if damage == "folder":
            blob.mkdir()
    with pytest.raises(StoreCorrupt):
        store.get("a")


def test_a_file_of_another_key_does_not_pass_for_this_one(store, folder):
    store.put([("a", LARGE), ("b", LARGE + b"?")])
    first, second = blobs(folder)
    second.write_bytes(first.read_bytes())
    with pytest.raises(StoreCorrupt):
        _ = [store.get("a"), store.get("b")]


@pytest.mark.parametrize("raw", [b"x" * 5_000, b"SQLite format 3\0" + b"\xff" * 5_000])
def test_a_database_that_is_none_is_made_anew(folder, raw):
    folder.mkdir()
    (folder / "made.sqlite").write_bytes(raw)
    (folder / "blobs" / "ab").mkdir(parents=True)
    (folder / "blobs" / "ab" / "abc").write_bytes(b"cu")
    with Store(folder) as store:
        assert len(store) == 0
        store.put([("a", SMALL), ("b", LARGE)])
        assert (store.get("a"), store.get("b")) == (SMALL, LARGE)
    assert [path.read_bytes() for path in blobs(folder)] == [LARGE]


@pytest.mark.parametrize("version", [SCHEMA_VERSION + 1, 99, -1])
def test_a_store_of_another_version_is_made_anew(folder, version):
    with Store(folder) as store:
        store.put([("a", SMALL), ("b", LARGE)])
    alter(folder, f"PRAGMA user_version = {version}")
    with Store(folder) as store:
        assert len(store) == 0
        assert blobs(folder) == []
        store.put([("a", SMALL)])
    with Store(folder) as store:
        assert store.get("a") == SMALL


def test_a_store_whose_table_has_other_columns_is_made_anew(folder):
    folder.mkdir()
    alter(folder, "CREATE TABLE made (khac TEXT)")
    with Store(folder) as store:
        store.put([("a", SMALL)])
        assert store.get("a") == SMALL


@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_database_damaged_within_is_corrupt_or_made_anew(folder, part):
    """Whatever is read, it is what was put in; and the only exception is StoreCorrupt."""
    keys = [f"{n:04d}" for n in range(400)]
    with Store(folder) as store:
        store.put([(key, key.encode() * 500) for key in keys])
    file = folder / "made.sqlite"
    raw = bytearray(file.read_bytes())
    start = int(len(raw) * part)
    raw[start : start + 20_000] = b"\xa5" * min(20_000, len(raw) - start)
    file.write_bytes(raw)
    with Store(folder) as store:
        for key in keys:
            try:
                if key in store.entries([key]):
                    assert store.get(key) == key.encode() * 500
                store.put([("moi", SMALL)])
            except StoreCorrupt:
                pass


def test_a_build_goes_on_when_its_store_was_damaged(make_site):
    """A lost store costs time, not content."""
    site = make_site({"content/a.md": page()})
    site.build()
    good = site.tree()
    alter(site.root / STORE / "store", "UPDATE made SET data = ?", b"hong")
    (site.public / "a/index.html").unlink()
    result = site.build()
    assert result.problems == ()
    assert site.tree() == good


def test_a_build_goes_on_when_its_store_was_lost(make_site):
    site = make_site({"content/a.md": page()})
    first = site.build()
    good = site.tree()
    for path in (site.root / STORE / "store").glob("made.sqlite*"):
        path.unlink()
    (site.public / "a/index.html").unlink()
    second = site.build()
    assert (second.problems, second.made) == ((), first.made)
    assert second.published is not None
    assert second.published.written == ("a/index.html",)
    assert site.tree() == good


# ── Cleaning up ──


def test_only_what_the_last_build_used_is_kept(store, folder):
    store.put([("a", SMALL), ("b", LARGE), ("c", LARGE + b"1"), ("d", b"x")])
    store.settle({"a", "b", "khong-co"})
    assert store.forget() == Forgotten(2, len(LARGE) + 2)
    assert set(store.entries("abcd")) == {"a", "b"}
    assert [path.read_bytes() for path in blobs(folder)] == [LARGE]
    assert store.get("b") == LARGE


def test_what_is_used_again_is_kept(store):
    store.put([("a", SMALL), ("b", SMALL)])
    store.settle({"a"})
    store.settle({"b"})
    store.forget()
    assert set(store.entries("ab")) == {"b"}


def test_what_was_put_in_since_the_last_build_is_kept(store):
    """A build that failed made it: the mended one will use it."""
    store.put([("a", SMALL)])
    store.settle(set())
    store.put([("b", SMALL)])
    store.forget()
    assert set(store.entries("ab")) == {"b"}


def test_what_was_left_longest_ago_goes_first(store):
    for number in range(5):
        store.put([(f"k{number}", bytes(1_000))])
    for number in range(5):
        store.settle({f"k{n}" for n in range(number + 1, 5)})
    assert store.forget(2_500) == Forgotten(3, 3_000)
    assert set(store.entries([f"k{n}" for n in range(5)])) == {"k3", "k4"}


def test_the_store_is_bounded(store, monkeypatch):
    """Ten times what a build uses is not kept for an edit that may be taken back."""
    monkeypatch.setattr(store_module, "SPARE", 10_000)
    held: list[int] = []
    for number in range(60):
        store.put([(f"k{number}", bytes(1_000))])
        store.settle({f"k{number}"})
        held.append(len(store))
    assert max(held) == 11
    assert min(held[20:]) >= 5


def test_the_files_shrink_with_what_is_forgotten(store, folder):
    store.put([(f"k{n}", os.urandom(50_000)) for n in range(100)])
    store.put([("large", LARGE), ("kept", SMALL)])
    store.settle({"kept"})
    full = size_of(folder)
    assert full > 5_000_000
    store.forget()
    assert size_of(folder) < 100_000


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_a_build_that_uses_the_same_writes_nothing(store, folder):
    store.put([("a", SMALL), ("b", SMALL)])
    store.settle({"a"})
    before = store._database.total_changes
    store.settle({"a"})
    assert store._database.total_changes == before


def test_a_file_that_another_key_uses_is_kept(store, folder):
    store.put([("a", LARGE), ("b", LARGE)])
    store.settle({"b"})
    assert store.forget().results == 1
    assert store.get("b") == LARGE


def test_files_that_belong_to_nothing_go(store, folder):
    store.put([("a", LARGE)])
    left_over = blobs(folder)[0].with_suffix(".part")
    left_over.write_bytes(b"do dang")
    assert store.forget() == Forgotten()
    assert [path.read_bytes() for path in blobs(folder)] == [LARGE]


def test_keeping_nothing_empties_the_store(store, folder):
    store.put([("a", SMALL), ("b", LARGE), ("c", b"")])
    store.settle(set())
    assert store.forget().results == 3
    assert (len(store), blobs(folder)) == (0, [])
    assert store.forget() == Forgotten()
