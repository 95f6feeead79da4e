"""A folder on this machine, a stick, or a share that the system shows as a folder."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from bangtin.config.settings import Target as Settings
from bangtin.files import writing
from bangtin.problems import DiskFailed, Refused
from bangtin.publishing import targets


def open_folder(settings: Settings, root: Path) -> Folder:
    """Return the folder of a target. It has to be there: a share may be unplugged."""
    path = (root / Path(settings.path or "").expanduser()).absolute()
    try:
        resolved = path.resolve()
        if resolved.is_relative_to(root) or root.is_relative_to(resolved):
            raise Refused("target-in-site", path=path)
        if not resolved.exists():
            raise Refused("target-gone", path=path)
        if not resolved.is_dir():
            raise Refused("target-no-folder", path=path)
    except (OSError, RuntimeError) as error:
        raise targets.refused(str(path), error) from error
    return Folder(resolved, str(resolved))


class Folder:
    """A folder as a target."""

    keeps_history = False

    def __init__(self, folder: Path, label: str) -> None:
        self.label = label
        self._folder = folder

    def files(self) -> dict[str, int]:
        """Return all files with their sizes."""
        found = {}
        try:
            for folder, _, names in os.walk(self._folder, onerror=_raise):
                for name in names:
                    path = Path(folder, name)
                    with contextlib.suppress(FileNotFoundError):  # a link that leads nowhere
                        found[path.relative_to(self._folder).as_posix()] = path.stat().st_size
        except OSError as error:
            raise targets.refused(self.label, error) from error
        return found

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield the bytes of files."""
        for path in paths:
            try:
                data = (self._folder / path).read_bytes()
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as error:
                raise targets.refused(self.label, error) from error
            yield path, data

    def read_before(self, path: str) -> bytes | None:  # noqa: ARG002 - no history
        """Return nothing: a folder has no history."""
        return None

    def put(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Write files one after another."""
        for path, data in files:
            target = self._folder / path
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                writing.write(target, data)
            except DiskFailed as error:
                raise targets.refused(str(error.path), error.reason) from error
            except OSError as error:
                raise targets.refused(str(target), error) from error

    def remove(self, paths: Iterable[str]) -> None:
        """Remove files, and folders that are empty then."""
        paths = list(paths)
        for path in paths:
            try:
                (self._folder / path).unlink(missing_ok=True)
            except NotADirectoryError:
                continue
            except OSError as error:
                raise targets.refused(str(self._folder / path), error) from error
        for folder in targets.folders_above(paths):
            with contextlib.suppress(OSError):
                (self._folder / folder).rmdir()

    def lock(self, note: bytes, *, force: bool) -> bytes | None:
        """Lock the folder by a file that only one can make."""
        file = self._folder / targets.LOCK
        try:
            with file.open("wb" if force else "xb") as made:
                made.write(note)
        except FileExistsError:
            try:
                return file.read_bytes()
            except OSError as error:
                raise targets.refused(str(file), error) from error
        except OSError as error:
            raise targets.refused(str(file), error) from error
        return None

    def unlock(self) -> None:
        """Let it go."""
        with contextlib.suppress(OSError):
            (self._folder / targets.LOCK).unlink(missing_ok=True)

    def finish(self, message: str) -> None:
        """Do nothing: each file was seen as it came."""

    def close(self) -> None:
        """Do nothing."""


def _raise(error: OSError) -> None:
    raise error
