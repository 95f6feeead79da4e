"""Opens a target by its kind. Only what it needs is imported: some need programs or packages."""

from __future__ import annotations

from pathlib import Path

from bangtin.config.settings import Target as Settings
from bangtin.publishing.targets import Ask, Target


def open_target(name: str, settings: Settings, root: Path, ask: Ask | None) -> Target:
    """Return the target that ``settings`` describe; ``ask`` gets a password from a person."""
    if settings.kind == "folder":
        from bangtin.publishing import folder

        return folder.open_folder(settings, root)
    if settings.kind == "git":
        from bangtin.publishing import git

        return git.open_branch(name, settings, root, can_ask=ask is not None)
    if settings.kind == "rsync":
        from bangtin.publishing import rsync

        if rsync.is_there():
            return rsync.open_server(settings, can_ask=ask is not None)
    from bangtin.publishing import sftp

    return sftp.open_server(settings, ask)
