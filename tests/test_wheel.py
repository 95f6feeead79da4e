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
from bangtin.build import Result

from tests.conftest import PROJECT, tree


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
    for folder in ("layouts", "assets"):
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


def test_content_and_settings_alone_build_the_same_bytes(
    wheel: Path, sample: tuple[Path, Result], tmp_path: Path
) -> None:
    """In an environment that has the wheel and the dependencies, and nothing of the checkout."""
    environment = tmp_path / "env"
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
    root = tmp_path / "trang"
    shutil.copytree(PROJECT / "content", root / "content")
    for name in ("site.yaml", "published.csv"):
        shutil.copy(PROJECT / name, root)

    done = subprocess.run(
        [str(python), "-c", PROGRAM], cwd=root, capture_output=True, text=True, check=False,
        env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    assert str(purelib) in done.stdout
    assert str(PROJECT / "generator") not in done.stdout
    assert sorted(p.name for p in root.iterdir() if not p.name.startswith(".")) == [
        "content", "public", "published.csv", "site.yaml",
    ]  # fmt: skip
    assert tree(root / "public") == tree(sample[0] / "public")


PROGRAM = "import bangtin; print(bangtin.__file__); from bangtin.cli import main; main(['build'])"


def site_packages(python: Path) -> Path:
    program = "import sysconfig; print(sysconfig.get_path('purelib'))"
    done = subprocess.run([str(python), "-c", program], capture_output=True, text=True, check=True)
    return Path(done.stdout.strip())
