"""What the portal shows of share pictures."""

from __future__ import annotations

from bangtin.channels.portal.language_portal import Portal
from bangtin.channels.portal.media_content import Content, Fact, File, Picture, Text
from bangtin.site import message_texts
from bangtin.site.publications import GALLERY_BOX_PX, Copy
from bangtin.site.share_pictures import SharePicture

SHOWN_PX = 540
"""How wide its page shows a picture: half of most, as a phone does."""


def content(portal: Portal, publication: SharePicture) -> Content:
    """Return what its page and its card show."""
    t, copies = portal.t, publication.copies
    format_ = publication.format
    box_width, box_height = GALLERY_BOX_PX
    shown = min(SHOWN_PX, format_.width)
    in_card = min(box_width, round(box_height * format_.width / format_.height))
    texts, files = [], []
    for number, copy in enumerate(copies):
        caption = publication.captions[number]
        title = t["share_caption"]
        texts.append(Text(title, caption, lang=publication.page.lang, of=copy.title))
        files.append(File(t["share_picture"], publication.file(copy), copy.title))
        files.append(File(title, publication.caption_file(copy), copy.title))
    return Content(
        pictures=(_picture(portal, publication, copies[0], shown),),
        files=tuple(files),
        texts=tuple(texts),
        notes=(t["share_how"],),
        facts=(Fact(t["share_size"], publication.size_in_words),),
        card=_picture(portal, publication, copies[0], in_card),
    )


def _picture(portal: Portal, publication: SharePicture, copy: Copy, width: int) -> Picture:
    format_, entry = publication.format, publication.entry
    said = [publication.fill(text, copy) for text in (entry.slogan, entry.reason) if text]
    # All that one sees: the words, where to go on, who says so and whom to call.
    said += [publication.printed_address, publication.signatures[0]]
    said.append(message_texts.hotline(portal.site.settings, publication.page.lang))
    alt = ". ".join(text.rstrip(".") for text in said if text)
    height = round(width * format_.height / format_.width)
    return Picture(publication.file(copy), width, height, alt)
