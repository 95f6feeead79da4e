"""An sshd of our own on loopback: its keys and its configuration lie in a folder."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import stat
import subprocess
import time
from pathlib import Path

PROGRAMS = "/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/sbin:/bin"

SSHD = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host_key
PidFile {folder}/sshd.pid
AuthorizedKeysFile {folder}/authorized_keys
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
Subsystem sftp internal-sftp
"""
CLIENT = """\
Host *
  UserKnownHostsFile {folder}/home/.ssh/known_hosts
  GlobalKnownHostsFile /dev/null
  IdentityFile {folder}/home/.ssh/id_ed25519
  IdentitiesOnly yes
  StrictHostKeyChecking yes
"""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def program(name: str) -> str:
    found = shutil.which(name, path=PROGRAMS)
    assert found, f"{name} is missing: bash tests/prepare.sh"
    return found


class SshServer:
    """An sshd, and the home folder of somebody who may log in and knows it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.user = getpass.getuser()
        self.home = folder / "home"
        self.known_hosts = self.home / ".ssh/known_hosts"
        self.known_hosts.parent.mkdir(parents=True)
        for file in (folder / "host_key", self.home / ".ssh/id_ed25519"):
            words = ["-q", "-t", "ed25519", "-N", "", "-f", str(file)]
            subprocess.run([program("ssh-keygen"), *words], check=True)
        public = (self.home / ".ssh/id_ed25519.pub").read_text()
        (folder / "authorized_keys").write_text(public)
        key = " ".join((folder / "host_key.pub").read_text().split()[:2])
        self.known_hosts.write_text(f"[127.0.0.1]:{self.port} {key}\n")
        (folder / "sshd_config").write_text(SSHD.format(port=self.port, folder=folder))
        # OpenSSH asks the system for the home folder; paramiko reads HOME.
        (folder / "ssh_config").write_text(CLIENT.format(folder=folder))
        bin_folder = folder / "bin"
        bin_folder.mkdir()
        ssh = bin_folder / "ssh"
        ssh.write_text(f'#!/bin/sh\nexec {program("ssh")} -F {folder}/ssh_config "$@"\n')
        ssh.chmod(ssh.stat().st_mode | stat.S_IXUSR)
        self.environment = {
            "HOME": str(self.home),
            "PATH": f"{bin_folder}:{os.environ['PATH']}",
        }
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        # Run as root, it gives up its rights in this folder.
        if os.getuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)
        words = ["-D", "-e", "-f", str(self.folder / "sshd_config")]
        with (self.folder / "sshd.log").open("ab") as log:
            command = [program("sshd"), *words]
            self._process = subprocess.Popen(command, stderr=log)
        for _ in range(200):
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            assert self._process.poll() is None, (self.folder / "sshd.log").read_text()
            time.sleep(0.05)

    def cut(self) -> None:
        """End every line at once: each is served by a child of the first process."""
        assert self._process is not None
        for pid in reversed(self._below(str(self._process.pid))):
            subprocess.run(["kill", "-9", pid], check=False)

    def _below(self, pid: str) -> list[str]:
        words = ["ps", "-o", "pid=", "--ppid", pid]
        found = subprocess.run(words, capture_output=True, text=True, check=False).stdout.split()
        return found + [one for child in found for one in self._below(child)]

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
