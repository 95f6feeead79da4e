"""A folder on a server, by the programs ``rsync`` and ``ssh``: quick for many small changes.

rsync writes each file beside its place and renames it, and takes a large one up
where the line broke. What it has no word for (a lock, single removals) is said
to the server's shell through ssh. One line serves all of them.
"""

from __future__ import annotations

import contextlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from bangtin.config.settings import Target as Settings
from bangtin.problems import Refused
from bangtin.publishing import targets

SECONDS = 30
"""So long a silent server is waited for."""
_LISTED = re.compile(rb"([-l])\S+ +([\d,.]+) \S+ \S+ (.*?)(?: -> .*)?")
_TAKEN = 73
"""What the lock's own command ends with where somebody has it; ssh ends with 255 at most."""


def is_there() -> bool:
    """Whether this machine has the programs; without them SFTP does as well."""
    return shutil.which("rsync") is not None and shutil.which("ssh") is not None


def open_server(settings: Settings, *, can_ask: bool) -> Server:
    """Return the folder of a target on its server."""
    return Server(settings, can_ask=can_ask)


class Server:
    """A folder on a server as a target."""

    keeps_history = False

    def __init__(self, settings: Settings, *, can_ask: bool) -> None:
        host = settings.host or ""
        login = f"{settings.user}@{host}" if settings.user else host
        self.label = f"{login}:{settings.path}"
        self._host = host
        self._folder = (settings.path or "").removeprefix("~/").rstrip("/")
        self._scratch = tempfile.TemporaryDirectory(prefix="bangtin-")
        self._ssh = ["ssh", "-o", f"ConnectTimeout={SECONDS}", "-o", "ServerAliveInterval=10"]
        if not can_ask:
            self._ssh += ["-o", "BatchMode=yes"]
        if settings.port:
            self._ssh += ["-p", str(settings.port)]
        if sys.platform != "win32":
            # A short path: a socket's may have about a hundred letters.
            self._ssh += ["-o", "ControlMaster=auto", "-o", "ControlPersist=60"]
            self._ssh += ["-o", f"ControlPath={self._scratch.name}/line"]
        self._login = login
        bare = f"[{host}]" if ":" in host else host
        self._remote = f"{settings.user}@{bare}" if settings.user else bare
        try:
            if self._shell("test -e .", check=False)[0] != 0:
                self._look_closer()
        except BaseException:
            self.close()
            raise

    def files(self) -> dict[str, int]:
        """Return all files with their sizes."""
        found = {}
        words = ["-r", "-l", "--list-only", "--no-human-readable", "--8-bit-output"]
        for line in self._rsync(*words, self._there("")).split(b"\n"):
            if match := _LISTED.fullmatch(line.rstrip(b"\r")):
                path = match[3].decode("utf-8", "surrogateescape")
                found[path] = int(re.sub(rb"\D", b"", match[2]))
        return found

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield the bytes of files: all of them come in one go."""
        paths = list(paths)
        if not paths:
            return
        with tempfile.TemporaryDirectory(dir=self._scratch.name) as folder:
            self._rsync(
                "--files-from=-", "--from0", "--ignore-missing-args", self._there(""), f"{folder}/",
                given="\0".join(paths).encode("utf-8", "surrogateescape"),
            )  # fmt: skip
            for path in paths:
                with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                    yield path, Path(folder, path).read_bytes()

    def read_before(self, path: str) -> bytes | None:  # noqa: ARG002 - no history
        """Return nothing: a folder has no history."""
        return None

    def put(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Send files all at once; rsync puts each in place whole, in their order."""
        with tempfile.TemporaryDirectory(dir=self._scratch.name) as folder:
            names = []
            for path, data in files:
                file = Path(folder, path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)
                names.append(path)
            if names:
                self._rsync(
                    "--files-from=-", "--from0", "--ignore-times", "--no-implied-dirs",
                    f"--partial-dir={targets.PARTIAL}", f"{folder}/", self._there(""),
                    given="\0".join(names).encode(),
                )  # fmt: skip

    def remove(self, paths: Iterable[str]) -> None:
        """Remove files, and folders that are empty then."""
        paths = list(paths)
        if not paths:
            return
        self._shell("xargs -0 rm -f --", given="\0".join(paths).encode())
        folders = targets.folders_above(paths)
        if folders:
            words = "xargs -0 -n 1 rmdir -- 2>/dev/null; true"
            self._shell(words, given="\0".join(folders).encode())

    def lock(self, note: bytes, *, force: bool) -> bytes | None:
        """Lock the folder by a file that only one can make."""
        name = targets.LOCK
        words = f"cat >{name}" if force else f"set -C; cat >{name} || exit {_TAKEN}"
        code, _ = self._shell(words, given=note, check=False)
        if code == 0:
            return None
        found = dict(self.read([name]))
        if name in found:
            return found[name]
        raise targets.refused(self.label, self._said)

    def unlock(self) -> None:
        """Let it go."""
        with contextlib.suppress(Refused):
            self._shell(f"rm -f {targets.LOCK}", check=False)

    def finish(self, message: str) -> None:
        """Do nothing: each file was seen as it came."""

    def close(self) -> None:
        """Leave the line."""
        if sys.platform != "win32":
            with contextlib.suppress(OSError, subprocess.SubprocessError):
                subprocess.run(  # noqa: S603
                    [*self._ssh, "-O", "exit", "--", self._login], capture_output=True,
                    check=False, timeout=SECONDS,
                )  # fmt: skip
        self._scratch.cleanup()

    def _there(self, path: str) -> str:
        return f"{self._remote}:{self._folder}/{path}"

    def _look_closer(self) -> None:
        """Say why the folder can't be entered. Raises Refused always."""
        said = self._said
        if "Host key verification failed" in said or "host key is known" in said:
            if "CHANGED" in said:
                raise Refused("target-host-changed", host=self._host)
            raise Refused("target-host-unknown", host=self._host)
        if "Permission denied (" in said:
            raise Refused("target-login", target=self.label)
        if "No such file" in said or "can't cd" in said:
            raise Refused("target-gone", path=self.label)
        if "Not a directory" in said:
            raise Refused("target-no-folder", path=self.label)
        raise targets.refused(self.label, said)

    def _shell(self, words: str, *, given: bytes = b"", check: bool = True) -> tuple[int, bytes]:
        """Have the server's shell run words in the folder."""
        line = f"LC_ALL=C; export LC_ALL; cd {shlex.quote(self._folder)} && {{ {words}; }}"
        command = [*self._ssh, "--", self._login, f"sh -c {shlex.quote(line)}"]
        return self._run(command, given, check=check)

    def _rsync(self, *words: str, given: bytes = b"") -> bytes:
        shell = shlex.join(self._ssh)
        command = ["rsync", "--protect-args", f"--timeout={SECONDS * 2}", "-e", shell, *words]
        return self._run(command, given)[1]

    def _run(self, command: list[str], given: bytes, *, check: bool = True) -> tuple[int, bytes]:
        done = subprocess.run(command, input=given, capture_output=True, check=False)  # noqa: S603
        self._said = done.stderr.decode("utf-8", "replace").strip()
        if done.returncode and check:
            lines = self._said.splitlines() or [str(done.returncode)]
            raise targets.refused(self.label, lines[0])
        return done.returncode, done.stdout
