"""What the portal shows of text messages."""

from __future__ import annotations

from bangtin.channels.portal.language_portal import Portal
from bangtin.channels.portal.media_content import Content
from bangtin.site.text_messages import TextMessage


def content(portal: Portal, publication: TextMessage) -> Content:
    """Return what its page and its card show."""
    return Content()
