"""Messages of Bangtin in a further language, by a file of the site or of the user."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from bangtin.messages import catalogue

from tests.conftest import PROJECT, MakeSite, Sandbox
from tests.small import SITE

FILE = "layouts/messages/es.json"
OWN = {
    "levels": {"error": "error", "warning": "aviso"},
    "problems": {
        "empty-value": {"message": "{key} está vacío"},
        "name-form": {"message": "{nombre} no sirve"},
    },
    "commands": {"about": "Bangtin, en español.", "wrote": 7},
    "unknown": {},
}
FAULTY = SITE.replace("title: Huyện thử", "title: ''")


def bangtin(site: Sandbox, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("BANGTIN_")}
    return subprocess.run(
        [sys.executable, "-m", "bangtin", *arguments],
        cwd=site.root, env=kept | {"PYTHONPATH": str(PROJECT)} | more,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_file_of_the_site_speaks_and_english_stands_in(make_site: MakeSite) -> None:
    site = make_site({FILE: json.dumps(OWN)}, site=FAULTY + "language: es\n")

    run = bangtin(site, "check")

    assert run.returncode == 1
    assert "error: site.yaml:1:8: title está vacío" in run.stdout + run.stderr
    assert "Give it a value" in run.stdout
    assert "Bangtin, en español." in bangtin(site, "--help").stdout


def test_what_can_t_be_said_so_is_told_and_said_in_english(make_site: MakeSite) -> None:
    site = make_site({FILE: json.dumps(OWN)})

    run = bangtin(site, "check", "--lang", "es")

    assert "2 texts can't be said so" in run.stderr
    assert "wrote, name-form" in run.stderr
    assert "can't be said so" not in bangtin(site, "check", "--lang", "en").stderr


def test_a_file_of_the_user_speaks_in_every_folder(make_site: MakeSite, tmp_path: Path) -> None:
    (tmp_path / "es.json").write_text(json.dumps(OWN), "utf-8")
    (tmp_path / "vi.json").write_text('{"commands": {"about": "x"}}', "utf-8")
    site = make_site()
    folder = {"BANGTIN_MESSAGES": str(tmp_path)}

    told = bangtin(site, "check", "--lang", "es", **folder)
    assert str(tmp_path / "es.json") in told.stderr
    assert "en español" in bangtin(site, "--help", BANGTIN_LANG="es", **folder).stdout
    assert "x\n" not in bangtin(site, "--help", BANGTIN_LANG="vi", **folder).stdout


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"problems": 7, "commands": []}', b"null"],
)
def test_a_file_that_is_no_catalogue_never_stops_a_command(make_site: MakeSite, raw: bytes) -> None:
    site = make_site({FILE: raw})
    run = bangtin(site, "check", "--lang", "es")
    assert run.returncode == 0, run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("{count:página|páginas} y {name}", True),
        ("nada", True),
        ("{count}", True),
        ("{name:x}", False),
        ("{other}", False),
        ("{name!r}", False),
        ("{name.__class__}", False),
        ("{0}", False),
        ("{", False),
        ("{count:{name}}", False),
        ("\x1b[31m", False),
        (7, False),
    ],
)
def test_a_text_is_taken_when_it_can_be_filled_in_as_the_english_one(
    text: object, fits: bool
) -> None:
    assert catalogue._says_the_same(text, "{count:page|pages} and {name}") == fits


def test_a_catalogue_to_translate_is_written_once(make_site: MakeSite) -> None:
    site = make_site()
    assert bangtin(site, "new", "messages", "es", "--lang", "en").returncode == 0
    written = json.loads((site.root / FILE).read_text("utf-8"))
    assert written == catalogue.read("en")
    again = bangtin(site, "new", "messages", "ES", "--lang", "en")
    assert again.returncode == 2
    assert "speaks vi already" in bangtin(site, "new", "messages", "vi", "--lang", "en").stderr
    assert "mean vi?" in bangtin(site, "new", "messages", "vn", "--lang", "en").stderr
