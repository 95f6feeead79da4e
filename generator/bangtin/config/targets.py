"""The targets of ``site.yaml``: which keys a kind needs, and values that lead elsewhere than meant.

What only the machine can tell (whether a folder is there, whether a server
answers) is looked at when publishing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bangtin import spelling
from bangtin.config.settings import Target
from bangtin.problems import Problems

KEYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "folder": (("path",), ()),
    "git": (("url", "branch"), ()),
    "rsync": (("host", "path"), ("user", "port")),
    "sftp": (("host", "path"), ("user", "port")),
}
"""The keys that a kind needs, and those that it may have besides ``kind``."""
ALL_KEYS = ("path", "url", "branch", "host", "user", "port")

EXAMPLES = {
    "path": "/var/www/html",
    "url": "git@example.org:office/portal.git",
    "branch": "gh-pages",
    "host": "web.example.org",
    "user": "bangtin",
}
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|[0-9a-fA-F:]*:[0-9a-fA-F:]+")
_USER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._@\\-]*")
_BRANCH = re.compile(r"(?!.*(\.\.|//|@\{|\.lock$|/$|\.$))[A-Za-z0-9_][A-Za-z0-9._/+-]*")
_URL = re.compile(
    r"https://[^\s]+|ssh://[^\s-][^\s]*|[A-Za-z0-9_][A-Za-z0-9._-]*@[A-Za-z0-9][A-Za-z0-9.-]*:"
    r"[^\s:-][^\s]*|(?![a-z]+:)(?!-)[^\n]*[/\\][^\n]*|file://[^\s]+"
)
_PASSWORD = re.compile(r"\w+://[^/@\s]*:[^/@\s]*@|https?://[^/@\s]+@")
"""A password in an address, or the token that some hosts take for a name."""


def check(targets: Mapping[str, Target], problems: Problems) -> None:
    """Note what of a target is missing, idle, or can't be meant."""
    for name, target in targets.items():
        if spelling.slug(name) != name:
            problems.error("name-form", target.place(), name=name)
        needed, possible = KEYS[target.kind]
        for key in ALL_KEYS:
            value = getattr(target, key)
            if key in needed and not value:
                problems.error(
                    "target-key-missing", target.place(key), name=name, kind=target.kind, key=key,
                    example=EXAMPLES[key],
                )  # fmt: skip
            elif value is None:
                continue
            elif key not in needed + possible:
                known = ", ".join(needed + possible)
                problems.error(
                    "target-key-idle", target.place(key), kind=target.kind, key=key, known=known
                )
            elif key == "url" and _PASSWORD.match(value):
                problems.error("target-password", target.place(key))
            elif isinstance(value, str) and not _is_sound(target.kind, key, value):
                problems.error(
                    "target-form", target.place(key), key=key, value=value, example=EXAMPLES[key]
                )


def _is_sound(kind: str, key: str, value: str) -> bool:
    """Whether a value is of its key's form; none may look like an option of a program."""
    if not value.isprintable():
        return False
    match key:
        case "host":
            return _HOST.fullmatch(value) is not None
        case "user":
            return _USER.fullmatch(value) is not None
        case "branch":
            return _BRANCH.fullmatch(value) is not None
        case "url":
            return "::" not in value and _URL.fullmatch(value) is not None
        case "path" if kind == "folder":
            return re.match(r"[a-z]{2,}:", value, re.IGNORECASE) is None
    parts = value.split("/")
    # The whole server, a way out of the folder, and what a shell on the server would read.
    return (
        any(part.strip() for part in parts)
        and ".." not in parts
        and value.strip("~/") != ""
        and not value.startswith("-")
        and "\\" not in value
        and "://" not in value
    )
