"""The whole portal as one zip, to be opened from a USB stick without a server.

A browser that reads files shows no ``index.html`` for a folder, so links to
folders are written out. What only a web host reads stays behind.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

from bangtin.checks.links import attribute_value
from bangtin.config.addresses import indexes
from bangtin.files import writing

HOST_FILES = ("_headers", "_redirects", "nginx.conf", "Caddyfile", ".htaccess", "web.config",
              "robots.txt", "sitemap.xml", "sw.js", "404.html")  # fmt: skip

PACKED = (
    ".pdf", ".webp", ".avif", ".png", ".jpg", ".jpeg", ".gif", ".docx", ".xlsx", ".pptx", ".odt",
    ".ods", ".odp", ".zip", ".mp3", ".m4a", ".ogg", ".opus", ".mp4",
)  # fmt: skip
"""Endings of files that are compressed already."""

_TAG = re.compile(r"""<[a-zA-Z](?:[^"'<>]|"[^"]*"|'[^']*')*>""")
_ATTRIBUTE = re.compile(r"""\s([a-z-]+)=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
"""Read within tags only: an author may well write about ``href=x``."""
_STAMP = (1980, 1, 1, 0, 0, 0)
"""One time for every file, so that the same portal gives the same bytes."""


def write(target: Path, public: Path, files: Iterable[str], folder: str) -> None:
    """Write a zip of published files, all below ``folder``.

    A portal may have more files than fit into memory: it holds one at a time.
    Raises DiskFailed; ``target`` is then as it was.
    """
    files = sorted(files)
    # Browsers load no index from a disk; the list of all pages remains.
    host_folders = indexes(files)
    with writing.replacing(target) as output, zipfile.ZipFile(output, "w") as archive:
        for name in files:
            if name in HOST_FILES or name.startswith(host_folders):
                continue
            data = (public / name).read_bytes()
            if name.endswith(".html"):
                data = for_disk(data.decode("utf-8")).encode("utf-8")
            entry = zipfile.ZipInfo(f"{folder}/{name}", _STAMP)
            entry.compress_type = (
                zipfile.ZIP_STORED if name.endswith(PACKED) else zipfile.ZIP_DEFLATED
            )
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)


def for_disk(page: str) -> str:
    """Return a page whose links to folders name their ``index.html``.

    >>> for_disk('<a href="../a/#b">')
    '<a href="../a/index.html#b">'
    >>> for_disk('<a href="../a/?q=b">')
    '<a href="../a/index.html?q=b">'
    """

    def named(match: re.Match[str]) -> str:
        if match.group(1) not in ("href", "action"):
            return match.group()
        written = attribute_value(match.group(2) or match.group(3) or match.group(4) or "")
        path = re.split("[?#]", written, maxsplit=1)[0]
        rest = written.removeprefix(path)
        if re.match(r"[a-z][a-z0-9+.-]*:", written) or not path:
            return match.group()
        if path.endswith("/") or path in (".", ".."):
            path = f"{path.rstrip('/')}/index.html"
        return f' {match.group(1)}="{html.escape(path + rest)}"'

    return _TAG.sub(lambda tag: _ATTRIBUTE.sub(named, tag.group()), page)
