"""What the portal shows of text messages."""

from __future__ import annotations

from bangtin.channels.portal.language_portal import Portal
from bangtin.channels.portal.media_content import Content, File, Text
from bangtin.site import message_parts, message_texts
from bangtin.site.message_parts import Parts
from bangtin.site.text_messages import TextMessage


def content(portal: Portal, publication: TextMessage) -> Content:
    """Return what its page and its card show."""
    t = portal.t
    texts: list[Text] = []
    files: list[File] = []
    is_twofold = any(message.marked != message.plain for message in publication.messages)
    for copy, message in zip(publication.copies, publication.messages, strict=True):
        # Where no letter has a mark, both are one and the same.
        for is_marked in (True, False) if is_twofold else (False,):
            title = t["sms_marked"] if is_marked else t["sms_plain"]
            title = title if is_twofold else publication.format.name
            text = message.marked if is_marked else message.plain
            parts = message.marked_parts if is_marked else message.plain_parts
            lang = publication.page.lang
            signs = " ".join(message_texts.marks_of(c) for c in parts.forcing)
            texts.append(Text(title, text, _counted(portal, parts), lang, copy.title, signs))
            file = publication.file(copy, marked=is_marked)
            files.append(File(title, file, copy.title))
    return Content(
        texts=tuple(texts),
        files=tuple(files),
        notes=(t["sms_which"],) if is_twofold else (),
        excerpt=publication.messages[0].marked,
    )


def _counted(portal: Portal, parts: Parts) -> str:
    """Say what a message costs."""
    room = message_parts.SINGLE if parts.count == 1 else message_parts.JOINED
    return portal.t["sms_counted"].format(
        parts=parts.count, units=parts.units, room=room[parts.alphabet]
    )
