"""What the portal shows of share pictures."""

from __future__ import annotations

from bangtin.channels.portal.language_portal import Portal
from bangtin.channels.portal.media_content import Content
from bangtin.site.share_pictures import SharePicture


def content(portal: Portal, publication: SharePicture) -> Content:
    """Return what its page and its card show."""
    return Content()
