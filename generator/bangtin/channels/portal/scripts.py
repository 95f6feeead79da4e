"""What the portal shows of scripts."""

from __future__ import annotations

from bangtin.channels.portal.language_portal import Portal
from bangtin.channels.portal.media_content import Content
from bangtin.site.scripts import Script


def content(portal: Portal, publication: Script) -> Content:
    """Return what its page and its card show."""
    return Content()
