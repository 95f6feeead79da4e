"""A folder on a server, by SFTP. paramiko speaks it; it is an extra: ``bangtin[sftp]``.

The server has to be known as ssh knows it (``known_hosts``), and keys are ssh's:
those of its agent and of ``~/.ssh``. Where none opens, a person is asked.
"""

from __future__ import annotations

import contextlib
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bangtin.config.settings import Target as Settings
from bangtin.files.writing import TEMPORARY
from bangtin.problems import Refused
from bangtin.publishing import targets
from bangtin.publishing.targets import Ask

if TYPE_CHECKING:
    import paramiko

PACKAGE = "paramiko>=4"
"""What ``bangtin[sftp]`` asks for."""
CONFIG = "~/.ssh/config"
SECONDS = 30
"""So long a silent server is waited for."""


def open_server(settings: Settings, ask: Ask | None) -> Server:
    """Return the folder of a target on its server."""
    try:
        import paramiko
    except ImportError as error:
        command = f'"{sys.executable}" -m pip install "{PACKAGE}"'
        raise Refused("target-extra", command=command) from error
    known = _configured(settings.host or "")
    host = known["hostname"]
    user = settings.user or known.get("user")
    label = f"{user + '@' if user else ''}{settings.host}:{settings.path}"
    client = paramiko.SSHClient()
    client.load_system_host_keys()
    client.set_missing_host_key_policy(paramiko.RejectPolicy())
    try:
        _connect(client, host, settings, user, known, ask)
        transport = client.get_transport()
        assert transport is not None
        transport.set_keepalive(SECONDS)
        channel = client.open_sftp()
        channel.get_channel().settimeout(SECONDS)  # type: ignore[union-attr]
    except paramiko.BadHostKeyException as error:
        client.close()
        raise Refused("target-host-changed", host=settings.host) from error
    except paramiko.AuthenticationException as error:
        client.close()
        raise Refused("target-login", target=label) from error
    except (paramiko.SSHException, OSError, EOFError) as error:
        client.close()
        if "not found in known_hosts" in str(error):
            raise Refused("target-host-unknown", host=settings.host) from error
        raise targets.refused(label, error) from error
    return Server(client, channel, settings.path or "", label)


def _configured(host: str) -> paramiko.SSHConfigDict:
    """Return what ssh is told of a host. Raises Refused where that can't be read."""
    import paramiko

    config = paramiko.SSHConfig()
    try:
        with contextlib.suppress(OSError):
            config = paramiko.SSHConfig.from_path(str(Path(CONFIG).expanduser()))
        known = config.lookup(host)
        int(known.get("port", 0))
    except (paramiko.SSHException, ValueError, LookupError, ImportError) as error:
        raise Refused("target-ssh-config", file=CONFIG, reason=error) from error
    return known


def _connect(
    client: paramiko.SSHClient,
    host: str,
    settings: Settings,
    user: str | None,
    known: paramiko.SSHConfigDict,
    ask: Ask | None,
) -> None:
    """Open the line by a key, or else by a password that a person types."""
    import paramiko

    port = settings.port or int(known.get("port", 22))

    def connect(password: str | None) -> None:
        client.connect(
            host, port=port, username=user, password=password, timeout=SECONDS,
            banner_timeout=SECONDS, auth_timeout=SECONDS, key_filename=known.get("identityfile"),
            look_for_keys=password is None, allow_agent=password is None,
        )  # fmt: skip

    try:
        connect(None)
    except paramiko.BadHostKeyException:
        raise
    except (paramiko.AuthenticationException, paramiko.SSHException) as error:
        is_about_keys = isinstance(error, paramiko.AuthenticationException) or (
            "authentication methods" in str(error)
        )
        if not is_about_keys:
            raise
        if ask is None:
            raise paramiko.AuthenticationException(str(error)) from error
        connect(ask(f"{user + '@' if user else ''}{settings.host}"))


class Server:
    """A folder on a server as a target."""

    keeps_history = False

    def __init__(
        self, client: paramiko.SSHClient, channel: paramiko.SFTPClient, folder: str, label: str
    ) -> None:
        self.label = label
        self._client, self._channel = client, channel
        self._made: set[str] = set()
        # Servers know no "~"; a line begins in the user's own folder.
        self._folder = folder.removeprefix("~/").rstrip("/")
        with self._told():
            try:
                found = channel.stat(self._folder)
            except FileNotFoundError:
                raise Refused("target-gone", path=label) from None
            if not stat.S_ISDIR(found.st_mode or 0):
                raise Refused("target-no-folder", path=label)

    def files(self) -> dict[str, int]:
        """Return all files with their sizes."""
        found: dict[str, int] = {}
        waiting = [""]
        with self._told():
            while waiting:
                folder = waiting.pop()
                for entry in self._channel.listdir_attr(self._at(folder)):
                    path = f"{folder}/{entry.filename}" if folder else entry.filename
                    if stat.S_ISDIR(entry.st_mode or 0):
                        waiting.append(path)
                    else:
                        found[path] = entry.st_size or 0
        return found

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield the bytes of files."""
        for path in paths:
            with self._told():
                try:
                    with self._channel.open(self._at(path), "rb") as file:
                        file.prefetch()
                        data = file.read()
                except FileNotFoundError:
                    continue
            yield path, data

    def read_before(self, path: str) -> bytes | None:  # noqa: ARG002 - no history
        """Return nothing: a folder has no history."""
        return None

    def put(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Write files one after another, each beside its place first."""
        for path, data in files:
            with self._told():
                self._make_folder(path.rpartition("/")[0])
                part = self._at(f"{path}{TEMPORARY}")
                with self._channel.open(part, "wb") as file:
                    file.set_pipelined(pipelined=True)
                    file.write(data)
                self._channel.posix_rename(part, self._at(path))

    def remove(self, paths: Iterable[str]) -> None:
        """Remove files, and folders that are empty then."""
        paths = list(paths)
        for path in paths:
            with self._told(), contextlib.suppress(FileNotFoundError):
                self._channel.remove(self._at(path))
        for folder in targets.folders_above(paths):
            with self._told(), contextlib.suppress(FileNotFoundError):
                if not self._channel.listdir(self._at(folder)):
                    self._channel.rmdir(self._at(folder))
                    self._made.discard(folder)

    def lock(self, note: bytes, *, force: bool) -> bytes | None:
        """Lock the folder by a file that only one can make."""
        with self._told():
            try:
                with self._channel.open(self._at(targets.LOCK), "w" if force else "wx") as file:
                    file.write(note)
            except OSError:
                # Servers say no more than "Failure"; a file that is there says who has it.
                found = dict(self.read([targets.LOCK]))
                if targets.LOCK not in found:
                    raise
                return found[targets.LOCK]
        return None

    def unlock(self) -> None:
        """Let it go."""
        with contextlib.suppress(Exception):
            self._channel.remove(self._at(targets.LOCK))

    def finish(self, message: str) -> None:
        """Do nothing: each file was seen as it came."""

    def close(self) -> None:
        """Leave the line."""
        self._client.close()

    def _at(self, path: str) -> str:
        return f"{self._folder}/{path}" if path else self._folder

    def _make_folder(self, folder: str) -> None:
        if not folder or folder in self._made:
            return
        self._make_folder(folder.rpartition("/")[0])
        try:
            self._channel.stat(self._at(folder))
        except FileNotFoundError:
            self._channel.mkdir(self._at(folder))
        self._made.add(folder)

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Raise what the server or the line refuses as Refused."""
        import paramiko

        try:
            yield
        except (OSError, EOFError, paramiko.SSHException) as error:
            raise targets.refused(self.label, error) from error
