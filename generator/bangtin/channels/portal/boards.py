"""What the portal shows of boards."""

from __future__ import annotations

from bangtin.channels.portal.language_portal import Portal
from bangtin.channels.portal.media_content import Content
from bangtin.site.boards import Board


def content(portal: Portal, publication: Board) -> Content:
    """Return what its page and its card show."""
    return Content()
