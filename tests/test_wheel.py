"""The wheel stands alone: with its dependencies, content and settings build the same bytes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import PROJECT, MakeSite, page, tree


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as a release does, without asking any other host for what builds it."""
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
         "--wheel-dir", str(out), str(PROJECT)],
        check=True,
    )  # fmt: skip
    (found,) = out.glob("*.whl")
    return found


def test_the_wheel_holds_the_package_and_the_product_s_files_and_no_sample(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    shipped = [n.removeprefix("bangtin/defaults/") for n in names if "/defaults/" in n]
    for folder in ("layouts", "assets", "examples"):
        there = {
            path.relative_to(PROJECT).as_posix()
            for path in (PROJECT / folder).rglob("*")
            if path.is_file()
        }
        assert there <= set(shipped)
    code = {p.relative_to(PROJECT / "generator").as_posix() for p in package_files()}
    assert code <= set(names)
    others = [n for n in names if not n.startswith(("bangtin/", "bangtin-"))]
    assert others == []


def package_files() -> list[Path]:
    found = (PROJECT / "generator/bangtin").rglob("*")
    return [p for p in found if p.is_file() and "__pycache__" not in p.parts]


@pytest.fixture(scope="session")
def wheel_alone(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a Python that has the wheel and its dependencies, and where the wheel lies."""
    environment = tmp_path_factory.mktemp("alone") / "env"
    venv.create(environment, with_pip=False)
    folder = "Scripts" if os.name == "nt" else "bin"
    python = environment / folder / Path(sys.executable).name
    if not python.exists():
        python = environment / folder / "python"
    purelib = site_packages(python)
    # The dependencies as they are installed here; Bangtin itself only from the wheel.
    (purelib / "dependencies.pth").write_text(str(site_packages(Path(sys.executable))) + "\n")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(purelib)
    return python, purelib


GUIDANCE = page(
    "1. **Mở.** Mở *Bluezone*.\n\n## Hỏi đáp\n\nCó tốn pin không?\n",
    code="AB", step_icons="[mo-ung-dung]", publish="""
  - format: to-roi-a5
    qr: bluezone
    sections: [Hỏi đáp]
  - format: poster-a3
    slogan: Cài Bluezone
    reason: Được báo khi gần ca nhiễm
    qr: bluezone
    steps: [{text: Mở Bluezone, icon: mo-ung-dung}]
  - format: led-160x32
    lines: [Cài Bluezone]
""",
)  # fmt: skip


def test_content_and_settings_alone_build_the_same_bytes(
    wheel_alone: tuple[Path, Path], make_site: MakeSite, tmp_path: Path
) -> None:
    """In an environment that has the wheel and the dependencies, and nothing of the checkout."""
    python, purelib = wheel_alone
    site = make_site({"content/huong-dan/a.md": GUIDANCE})
    result = site.build()
    assert not result.failed, result.problems
    root = tmp_path / "trang"
    shutil.copytree(site.root / "content", root / "content")
    shutil.copy(site.root / "site.yaml", root)

    done = subprocess.run(
        [str(python), "-c", PROGRAM], cwd=root, capture_output=True, text=True, check=False,
        env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    assert str(purelib) in done.stdout
    assert str(PROJECT / "generator") not in done.stdout
    assert sorted(p.name for p in root.iterdir() if not p.name.startswith(".")) == [
        "content", "public", "site.yaml",
    ]  # fmt: skip
    assert tree(root / "public") == site.tree()


COUNTY = (
    "--lang", "en", "--authority", "Westmarch County Council", "--short", "Westmarch",
    "--place", "1 Market Street, Westmarch", "--address", "westmarch.example.org",
    "--country", "GB", "--hotline", "Health line=0808 157 0192",
    "--units", "North Ward, South Ward",
)  # fmt: skip


def test_another_authority_starts_from_the_wheel_alone(
    wheel_alone: tuple[Path, Path], tmp_path: Path
) -> None:
    python, _ = wheel_alone
    root = tmp_path / "westmarch"

    def bangtin(folder: Path, *arguments: str) -> str:
        done = subprocess.run(
            [str(python), "-m", "bangtin", *arguments], cwd=folder, capture_output=True,
            text=True, check=False, stdin=subprocess.DEVNULL,
            env={k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "BANGTIN_LANG")},
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert "warning" not in bangtin(tmp_path, "init", str(root), *COUNTY)
    assert "0 errors, 0 warnings" in bangtin(root, "build")

    made = {path.relative_to(root / "public").as_posix() for path in files_below(root / "public")}
    assert "index.html" in made
    prints = {path for path in made if path.endswith(".pdf")}
    for name in ("wash-your-hands-poster", "wash-your-hands-leaflet", "emergency-numbers-banner"):
        assert any(name in path for path in prints), sorted(prints)
    # One banner for each unit, in an edition to look at and one for the press.
    assert len([path for path in prints if "banner" in path]) >= 4


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


PROGRAM = "import bangtin; print(bangtin.__file__); from bangtin.cli import main; main(['build'])"


def site_packages(python: Path) -> Path:
    program = "import sysconfig; print(sysconfig.get_path('purelib'))"
    done = subprocess.run([str(python), "-c", program], capture_output=True, text=True, check=True)
    return Path(done.stdout.strip())
