"""Hundreds of bad inputs: each brings exactly its problems, and nothing is written elsewhere."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from bangtin.build import Result
from bangtin.messages import catalogue
from bangtin.problems import as_text

from tests.conftest import PROJECT, Sandbox, places
from tests.small import HOME, SITE

CORPUS = Path(__file__).parent / "corpus"
A = "content/a.md"
LEAST = 300
SOUND = "sound.yaml"
"""What looks odd and is as it should be: its entries bring nothing."""
USUAL = "title: Một trang\nsummary: Tóm tắt.\ndate: 2021-07-05\n"
POSTER = {
    "format": "poster-a3",
    "slogan": "Chào bà con",
    "qr": "bluezone",
    "steps": "[{text: Một, icon: quet-ma}]",
}
UNITS = "ma,ten\n1,Nàn Sán\n2,Bản Mế\n"
COUNT = """\
count:
  title: Tiến độ
  base: người dùng
  columns: {day: ngay, unit: xa, base: goc, reported: gio, note: ghi_chu, revised: sua}
  measures: {cai: {column: cai, title: Cài đặt, goal: 50%}, khai: {column: khai, title: Khai báo}}
  due: "9:00"
  example: true
"""
COUNTED = (
    "ma,ten,ten_khac\n02806,Bản Mế,\n02800,Nàn Sán,\n02836,Nàn Sín,Nàn Xín\n03001,Tân Lập,\n"
    "03002,Tân Lập,\n"
)
REPORTS = "ngay,xa,goc,cai,khai,gio,ghi_chu,sua\n"
"""A table of counts, its settings (from line 28 of ``site.yaml`` on) and its units."""
KEYS = {"name", "correction", "head", "more", "body", "print", "entry", "table", "settings",
        "added", "files", "reports", "at", "meant", "says"}  # fmt: skip

FOUND_LATER = {
    # by the builders of prints and the checks of what was made: they need a finished sheet or page
    "file-changed", "text-too-long", "address-too-long", "text-overflows", "step-too-long",
    "steps-overflow", "sections-overflow", "table-too-wide", "code-too-small", "code-too-long",
    "missing-glyph", "code-not-read", "code-read-wrong", "page-count", "box-size",
    "outside-safe-area", "text-too-small", "text-spared-small", "module-too-small", "module-fine",
    "dead-link",
    "dead-anchor", "font-not-embedded", "issuer-not-shown", "foreign-too-large", "foreign-above",
    "text-squeezed", "text-unseen", "text-overlapped", "slogan-not-shown", "text-not-shown",
    "print-link",
    "code-unasked", "code-inverted", "code-mirrored", "code-faint", "code-covered",
    "code-quiet-zone", "code-over-trim", "picture-code-unknown",
    "foreign-not-shown", "icon-unreadable", "layout-broken", "pattern-too-fine", "picture-coarse",
    "code-without-room",
    # what went out before stands in a file of its own: test_publication_log.py
    "log-unreadable", "log-behind", "permalink-dropped", "page-dropped", "permalink-moved",
    "portal-moved", "edition-dropped", "edition-taken", "edition-next",
    # a file of words changed by pieces: test_strings.py
    "placeholder-unknown", "placeholder-unknown-meant", "placeholder-missing", "placeholder-brace",
    # a page in another language with a print for the street: test_languages.py
    "foreign-alone",
    # a page in a language without spoken forms: test_scripts.py
    "script-language",
    # rights, which the tests' user may not be held to: test_inventory.py
    "folder-unreadable", "name-not-utf8",
    # of finished packs: test_packs.py
    "pack-large",
    # told when publishing: test_damage.py
    "public-foreign",
    # no key takes a time of day yet
    "not-a-datetime",
    # a site in English without a country: test_counts.py
    "count-day-order",
    # a picture of two codes is drawn in test_venues.py
    "picture-many-codes",
}  # fmt: skip
"""Messages that no entry here can bring."""


def cases() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every entry with its name; all scalars are text."""
    for file in sorted(CORPUS.glob("*.yaml")):
        if file.name == SOUND:
            continue
        for entry in yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader):
            yield f"{file.stem}: {entry['name']}", entry


ALL = list(cases())


def content(value: Any) -> bytes:
    """Return the bytes of a value that stands for a text."""
    if isinstance(value, str):
        return value.encode()
    encoding = "latin-1" if "bytes" in value else value.get("encoding", "utf-8")
    text: str = value.get("bytes") or value.get("text") or value["repeat"] * int(value["times"])
    return text.encode(encoding)


def poster(keys: dict[str, str]) -> str:
    """Return a poster's entry of ``publish`` with some keys set, or taken out by null.

    What shows a title in a slogan's place has none, unless it is set.
    """
    has_title = keys.get("format", "").startswith(("to-roi", "the-tham-nha", "to-gap"))
    usual = {key: value for key, value in POSTER.items() if key != "slogan" or not has_title}
    chosen = {key: value for key, value in (usual | keys).items() if value != "null"}
    return "{" + ", ".join(f"{key}: {value}" for key, value in chosen.items()) + "}"


CORRECTION = {
    "title": "Khai báo tại nhà",
    "summary": "Cách làm cho mọi nhà.",
    "date": "2021-07-05",
    "kind": "correction",
    "fact": "Ai cũng khai báo y tế được",
    "claim": "Phải có máy mới khai được",
    "why": "Người khác khai hộ được.",
    "source": "khai-bao",
}
"""A correction of ``content/tin-dung/``; its keys stand on the lines from 2 on."""
FACTS = "content/tin-dung/khai-ho.md"


def correction(keys: dict[str, str], body: str) -> str:
    """Return a correction with some keys set, or taken out by null; an entry stands last."""
    chosen = {key: value for key, value in (CORRECTION | keys).items() if value != "null"}
    entry = chosen.pop("entry", "")
    publish = f"code: DC\npublish:\n  - {entry}\n" if entry else ""
    return "---\n" + "".join(f"{k}: {v}\n" for k, v in chosen.items()) + f"{publish}---\n\n{body}"


def page(case: dict[str, Any]) -> bytes | None:
    """Return ``content/a.md`` as the entry wants it; None where it says nothing about it."""
    if not case.keys() & {"head", "more", "body", "print", "entry"} or "correction" in case:
        return None
    head = content(case["head"]) if "head" in case else (USUAL + case.get("more", "")).encode()
    if "print" in case or "entry" in case:
        entry = case.get("entry") or poster(case["print"])
        head += f"code: MT\npublish:\n  - {entry}\n".encode()
    return b"---\n" + head.removesuffix(b"\n") + b"\n---\n\n" + content(case.get("body", "Chữ.\n"))


def settings(case: dict[str, Any]) -> str:
    """Return ``site.yaml`` as the entry wants it."""
    text: str = SITE + (COUNT if "reports" in case else "")
    for old, new in case.get("settings", {}).items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text + str(case.get("added", ""))


def lay(root: Path, case: dict[str, Any]) -> None:
    """Write an entry's site into a new folder; ``ngoai`` beside it is what it may not reach."""
    root.mkdir()
    files: dict[str, Any] = {"site.yaml": settings(case), "content/index.md": HOME}
    if (text := page(case)) is not None:
        files[A] = {"bytes": text.decode("latin-1")}
    if "print" in case or "entry" in case:
        files["content/data/xa.csv"] = UNITS
    if "correction" in case:
        files[FACTS] = correction(case["correction"], case.get("body", "Chữ.\n"))
    if "reports" in case:
        files["content/data/xa.csv"] = COUNTED
        rows = case["reports"]
        files["content/data/tien-do.csv"] = REPORTS + rows if isinstance(rows, str) else rows
    if "table" in case:
        files["content/data/d.csv"] = case["table"]
    outside = root.parent / "ngoai"
    outside.mkdir()
    (outside / "trang.md").write_text(f"---\n{USUAL}---\n", "utf-8")
    shutil.copy(PROJECT / "assets/icons/scan-code.svg", outside / "hinh.svg")
    (outside / "hinh.png").write_bytes(b"")
    for name, value in (files | case.get("files", {})).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
        if isinstance(value, dict) and "link" in value:
            path.symlink_to(value["link"])
        elif isinstance(value, dict) and "shipped" in value:
            shutil.copy(PROJECT / value["shipped"], path)
        elif isinstance(value, dict) and "folder" in value:
            path.mkdir()
        elif isinstance(value, dict) and "pipe" in value:
            os.mkfifo(path)
        elif not (isinstance(value, dict) and "remove" in value):
            path.write_bytes(content(value))


def expected(case: dict[str, Any]) -> list[str]:
    """Return the problems of an entry in full."""
    written = [case["at"]] if isinstance(case["at"], str) else case["at"]
    own = FACTS if "correction" in case else A
    return [
        f"{own}:{place}"
        if place[0].isdigit()
        else place.replace("site:", "site.yaml:", 1).replace("r:", "content/data/tien-do.csv:", 1)
        if place.startswith(("site:", "r:"))
        else place
        for place in written
    ]


def snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    """Return the sizes and times of all files below a folder, apart from those of a build."""
    found = {}
    for here, folders, files in os.walk(folder):
        if Path(here) == folder / "site":
            folders[:] = [name for name in folders if name not in (".bangtin", "public")]
        for name in files:
            state = (Path(here) / name).lstat()
            found[f"{here}/{name}"] = (state.st_size, state.st_mtime_ns)
    return found


def build(folder: Path, case: dict[str, Any]) -> Result:
    """Build an entry's site below a folder, and see that nothing else was touched."""
    root = folder / "site"
    lay(root, case)
    before = snapshot(folder)
    result = Sandbox(root).build(publish=False)
    assert snapshot(folder) == before
    assert not (root / "public").exists()
    return result


@pytest.mark.parametrize("case", [case for _, case in ALL], ids=[name for name, _ in ALL])
def test_a_bad_input_brings_exactly_its_problems(tmp_path, case):
    result = build(tmp_path, case)

    assert places(result.problems) == expected(case)
    root = tmp_path / "site"
    shown = "".join(as_text(result.problems, language, root) for language in ("vi", "en"))
    assert case.get("says", "") in shown
    assert "{" not in str([p.key for p in result.problems])
    if "meant" in case:
        assert dict(result.problems[0].args)["meant"] == case["meant"]


ODD = yaml.load((CORPUS / SOUND).read_text("utf-8"), Loader=yaml.BaseLoader)


@pytest.mark.parametrize("case", ODD, ids=[case["name"] for case in ODD])
def test_what_only_looks_wrong_brings_nothing(tmp_path, case):
    assert places(build(tmp_path, case).problems) == []


def test_the_site_that_all_of_them_change_is_sound(tmp_path):
    """Else a problem of the fixture could pass for the one that an entry is about."""
    result = build(tmp_path, {"print": {}, "table": "a,b\n1,2\n"})
    assert places(result.problems) == []


FOUND_WHEN_TRANSLATING = {
    "po-new", "po-empty", "po-fuzzy", "po-unknown", "po-lost", "po-added", "po-mark", "po-shape",
    "po-language", "po-encoding", "po-none", "po-syntax", "po-doubled",
}  # fmt: skip
"""What a file of sentences says: tests/test_translations.py brings each but ``po-shape``, a net
below the others."""
FOUND_WHEN_PUBLISHING = {
    "targets-none", "targets-several", "target-unknown", "target-unknown-meant", "target-gone",
    "target-no-folder", "target-in-site", "target-refused", "target-host-unknown",
    "target-host-changed", "target-login", "target-ssh-config", "target-program", "target-extra",
    "target-busy", "target-busy-here", "target-lock-lost", "target-moved", "target-newer",
    "target-damaged", "target-foreign", "target-too-many", "target-dead", "drop-stays",
    "drop-meant", "target-emptied", "target-holds-site", "target-nothing-before",
    "target-kept-lost", "workflow-there", "publish-log-line", "publish-log-conflict",
    "publish-log-newer", "publish-clock",
    "editions-clock", "order-done", "edition-limit", "recalled-unknown", "recalled-unknown-meant",
    "recalled-place", "recalled-place-meant", "recalled-no-list", "recalled-columns",
    "recalled-note",
}  # fmt: skip
"""What a target, its line or its log says, and an order: tests/test_targets.py and
tests/test_editions.py bring each."""


def test_the_corpus_is_large_and_its_entries_are_well_formed():
    names = [name for name, _ in ALL]
    assert len(names) >= LEAST
    assert len(set(names)) == len(names)
    assert [name for name, case in ALL if case.keys() - KEYS or not case.get("at")] == []


def test_every_message_that_reading_can_give_stands_in_the_corpus():
    """A message that no entry brings is one whose cause and line nobody has looked at."""
    shown = {place.rpartition(" ")[2] for _, case in ALL for place in expected(case)}
    assert (
        set(catalogue.read("en")["problems"])
        - shown
        - FOUND_LATER
        - FOUND_WHEN_PUBLISHING
        - FOUND_WHEN_TRANSLATING
        == set()
    )
