"""A branch of a git repository, as GitHub and GitLab Pages serve it.

How it works: the branch is fetched into a repository of our own below
``.bangtin``; what is new goes on top of its tip as one commit, and is pushed
without force. So nobody's checkout is touched, files of others (``CNAME``) stay
as they are, readers get all or nothing, and where somebody pushed meanwhile the
host refuses. ``git fast-import`` makes the commit, whose input is a stream of
bytes; ghp-import does as much, but takes a folder for the whole branch.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from bangtin.config.settings import Target as Settings
from bangtin.files import paths as places
from bangtin.files import writing
from bangtin.problems import Refused
from bangtin.publishing import state, targets

NO_JEKYLL = ".nojekyll"
"""Without it GitHub leaves out what begins with an underscore."""
_OURS = "refs/heads/bangtin"
_THEIRS = "refs/remotes/target"
_FOR_A_CHECKOUT = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
"""What git sets for a hook of another repository."""
_NOBODY = {"GIT_COMMITTER_NAME": "Bangtin", "GIT_COMMITTER_EMAIL": "bangtin@localhost"}
"""Who commits where nobody has told git their name."""


def open_branch(name: str, settings: Settings, root: Path, *, can_ask: bool) -> Branch:
    """Return the branch of a target, as it is there now."""
    if shutil.which("git") is None:
        raise Refused("target-program", program="git")
    url, branch = settings.url or "", settings.branch or ""
    local = root / Path(url).expanduser()
    if "://" not in url and "@" not in url.partition("/")[0]:
        url = str(local)
        if not local.exists():
            raise Refused("target-gone", path=local)
    found = Branch(url, branch, root / places.SENDING / f"{name}.git", can_ask=can_ask)
    found.fetch()
    return found


class Branch:
    """A branch as a target."""

    keeps_history = True

    def __init__(self, url: str, branch: str, folder: Path, *, can_ask: bool) -> None:
        self.label = f"{url} ({branch})"
        self._url, self._branch, self._folder = url, branch, folder
        self._tip = ""
        self._puts: dict[str, bytes] = {}
        self._gone: list[str] = []
        environment = {k: v for k, v in os.environ.items() if k not in _FOR_A_CHECKOUT}
        environment |= {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "1" if can_ask else "0"}
        if not can_ask:
            environment.setdefault("GIT_SSH_COMMAND", "ssh -o BatchMode=yes")
        self._environment = environment

    def fetch(self) -> None:
        """Get the branch as it is now; none is an empty one."""
        try:
            self._folder.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise writing.refused(self._folder, error) from error
        if self._run("rev-parse", "--git-dir", check=False) is None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._git("init", "--quiet", "--bare", str(self._folder), folder=None)
        ref = f"refs/heads/{self._branch}"
        if self._git("ls-remote", "--heads", "--", self._url, ref):
            self._git(
                "fetch",
                "--quiet",
                "--no-tags",
                "--no-auto-gc",
                "--",
                self._url,
                f"+{ref}:{_THEIRS}",
            )
            self._tip = self._git("rev-parse", _THEIRS).decode().strip()

    def files(self) -> dict[str, int]:
        """Return all files with their sizes."""
        if not self._tip:
            return {}
        found = {}
        for line in self._git("ls-tree", "-r", "-z", "--long", self._tip).split(b"\0"):
            about, _, path = line.partition(b"\t")
            if path:
                size = about.split()[-1]
                found[path.decode("utf-8", "surrogateescape")] = int(size) if size != b"-" else -1
        return found

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield the bytes of files."""
        for path in paths:
            data = self._run("cat-file", "blob", f"{self._tip}:{path}", check=False)
            if data is not None:
                yield path, data

    def read_before(self, path: str) -> bytes | None:
        """Return a file as it was before our last commit."""
        last = self._git("rev-list", "--first-parent", "-1", self._tip, "--", state.FILE)
        return self._run("cat-file", "blob", f"{last.decode().strip()}^:{path}", check=False)

    def put(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Take files for the next commit."""
        self._puts.update(files)

    def remove(self, paths: Iterable[str]) -> None:
        """Take removals for the next commit; git knows no empty folders."""
        self._gone += paths

    def lock(self, note: bytes, *, force: bool) -> bytes | None:  # noqa: ARG002 - no lock
        """Do nothing: a push on top of another's is refused."""
        return None

    def unlock(self) -> None:
        """Do nothing."""

    def finish(self, message: str) -> None:
        """Commit, and push on top of what was fetched."""
        stream = [
            f"commit {_OURS}\ncommitter {self._committer()}\n".encode(),
            _data(message.encode()),
        ]
        if self._tip:
            stream.append(f"from {self._tip}\n".encode())
        puts = dict(self._puts)
        if NO_JEKYLL not in self.files():
            puts[NO_JEKYLL] = b""
        # What goes, goes first: a folder may take a file's place.
        stream += [f"D {_quoted(path)}\n".encode() for path in self._gone]
        for path, data in puts.items():
            stream += [f"M 100644 inline {_quoted(path)}\n".encode(), _data(data)]
        self._git("fast-import", "--quiet", "--force", given=b"".join(stream))
        ref = f"refs/heads/{self._branch}"
        told = self._run("push", "--porcelain", "--", self._url, f"{_OURS}:{ref}", check=False)
        if told is None:
            now = self._git("ls-remote", "--heads", "--", self._url, ref).decode().split()
            if (now[0] if now else "") != self._tip:
                raise Refused("target-moved", target=self.label)
            raise targets.refused(self.label, self._said)
        self._tip = self._git("rev-parse", _OURS).decode().strip()
        self._puts, self._gone = {}, []

    def close(self) -> None:
        """Do nothing."""

    def _committer(self) -> str:
        """Return who commits, with the time, as git writes it."""
        said = self._run("var", "GIT_COMMITTER_IDENT", check=False)
        if said is None:
            self._environment |= _NOBODY
            said = self._git("var", "GIT_COMMITTER_IDENT")
        return said.decode("utf-8", "replace").strip()

    def _git(self, *words: str, given: bytes = b"", folder: Path | None = Path()) -> bytes:
        found = self._run(*words, given=given, folder=folder)
        assert found is not None
        return found

    def _run(
        self, *words: str, given: bytes = b"", check: bool = True, folder: Path | None = Path()
    ) -> bytes | None:
        """Run git; None where it failed and nobody minds. Raises Refused with what it said."""
        where = [] if folder is None else [f"--git-dir={self._folder}"]
        command = ["git", *where, "-c", "core.hooksPath=/dev/null", "-c", "gc.auto=0", *words]
        done = subprocess.run(  # noqa: S603 - the words are ours, values come after "--"
            command, input=given, capture_output=True, check=False, env=self._environment
        )
        if done.returncode == 0:
            return done.stdout
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        told = [line for line in lines if line.startswith(("fatal:", "error:", "remote:", "Host"))]
        self._said = (told or lines or [str(done.returncode)])[0]
        if check:
            raise targets.refused(self.label, self._said)
        return None


def _data(data: bytes) -> bytes:
    return b"data %d\n%b\n" % (len(data), data)


def _quoted(path: str) -> str:
    r"""Return a path as fast-import reads it.

    >>> _quoted('a "b".html')
    '"a \\"b\\".html"'
    """
    inner = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{inner}"'
