"""What ``bangtin status`` tells maintainers, and what ``bangtin pack`` writes."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from tests.conftest import PROJECT, MakeSite, page


def bangtin(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command on a site, in English."""
    return subprocess.run(
        [sys.executable, "-m", "bangtin", *words, "--root", str(root), "--lang", "en"],
        capture_output=True,
        encoding="utf-8",
        cwd=PROJECT,
        check=False,
    )


def test_status_tells_what_is_due_whom_to_ask_and_what_time_brings(make_site: MakeSite) -> None:
    site = make_site(
        {
            "content/a.md": page(review_by="2021-07-15", owner="Phòng Y tế"),
            "content/b.md": page(review_by="2021-07-25"),
            "content/c.md": page(expires="2021-07-22"),
            "content/d.md": page(publish_from="2021-07-30"),
            "content/e.md": page(expires="2021-07-10"),
            "content/f.md": page(draft="true", expires="2021-07-21"),
        }
    )

    done = bangtin(site.root, "status")

    assert (done.returncode, done.stderr) == (0, "")
    lines = [" ".join(line.split()) for line in done.stdout.splitlines() if line]
    assert lines[0] == "On 20 July 2021"
    assert [line for line in lines if ".md" in line] == [
        "15 July 2021 content/a.md (Phòng Y tế)",
        "23 July 2021 content/c.md",
        "30 July 2021 content/d.md",
        "25 July 2021 content/b.md",
        "10 July 2021 content/e.md",
        "The next change that time brings: 23 July 2021 – content/c.md. Build again on that day.",
    ]
    later = bangtin(site.root, "status", "--as-of", "2021-08-05")
    assert "Time alone changes nothing more." in later.stdout
    assert not site.public.exists()


def test_pack_writes_the_portal_without_what_only_a_host_reads(
    make_site: MakeSite, tmp_path: Path
) -> None:
    site = make_site({"content/a.md": page("Xem [trang chủ](index.md).")})

    done = bangtin(site.root, "pack", "--out", str(tmp_path / "simacai.zip"))

    assert (done.returncode, done.stderr) == (0, "")
    with zipfile.ZipFile(tmp_path / "simacai.zip") as archive:
        names = archive.namelist()
        text = archive.read("simacai/a/index.html").decode()
    assert "simacai/index.html" in names
    assert not [n for n in names if n.endswith(("sw.js", "_headers", "nginx.conf", "404.html"))]
    assert 'href="../index.html"' in text

    (site.root / "content/a.md").write_text("hỏng", "utf-8")
    again = bangtin(site.root, "pack", "--out", str(tmp_path / "no.zip"))
    assert again.returncode == 1
    assert not (tmp_path / "no.zip").exists()
