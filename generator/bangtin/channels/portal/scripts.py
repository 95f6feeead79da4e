"""What the portal shows of scripts, and the page of the run sheet."""

from __future__ import annotations

from collections.abc import Iterator

from bangtin.channels.portal import downloads
from bangtin.channels.portal.language_portal import PagePlan, Portal
from bangtin.channels.portal.media_content import Content, Fact, File, Text
from bangtin.site import run_sheets
from bangtin.site.publications import Copy
from bangtin.site.scripts import Script

EXCERPT = 160
"""So many letters of a script stand in lists."""


def content(portal: Portal, publication: Script) -> Content:
    """Return what its page and its card show."""
    t = portal.t
    first = publication.copies[0] if publication.copies else None
    files = [file for copy in publication.copies for file in _files(portal, publication, copy)]
    reading = publication.reading(first) if first else None
    runs = ["\n".join(s.said for s in p.sentences) for p in reading.paragraphs] if reading else []
    lang = publication.page.lang
    texts = [Text(t["script_text"], "\n\n".join(runs), "", "" if lang == portal.lang else lang)]
    texts += [Text(slot.name, slot.text, "", slot.lang) for slot in publication.slots if slot.text]
    page = publication.page
    wanted = {slot.lang for slot in publication.slots}
    sounds = [
        File(
            audio.title,
            portal.shared.attachments[found.path],
            label=downloads.label(found.path, found.size, portal.lang),
        )
        for audio in page.header.audio
        if audio.lang in wanted and (found := page.attachments.get(audio.file))
    ]
    body = runs[1] if reading and reading.has_opening and len(runs) > 1 else "".join(runs[:1])
    body = " ".join(body.split())
    return Content(
        files=tuple(files),
        texts=tuple(texts),
        facts=(
            Fact(t["script_length"], _length(publication.seconds)),
            Fact(
                t["script_speed"],
                t["script_rate"].format(rate=portal.site.settings.broadcast.rate),
            ),
        ),
        notes=(t["script_how"],),
        sounds=tuple(sounds),
        excerpt=body if len(body) <= EXCERPT else body[:EXCERPT].rpartition(" ")[0] + " …",
    )


def _files(portal: Portal, script: Script, copy: Copy) -> Iterator[File]:
    for ending, title in (("pdf", portal.t["script_copy"]), ("txt", portal.t["script_plain"])):
        yield File(title, script.file(copy, ending), copy.title)


def _length(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"


def sheet_url(portal: Portal) -> str:
    """Return where the run sheet stands; empty where the site has none."""
    site = portal.site
    has_one = site.settings.broadcast.sessions and any(
        isinstance(publication, Script) for publication in site.publications
    )
    return f"{portal.prefix}{portal.prints}{portal.words.run_sheet}/" if has_one else ""


def plan(portal: Portal) -> Iterator[PagePlan]:
    """Yield the page of the run sheet, where the site has one."""
    site = portal.site
    days = run_sheets.plan(site.settings, site.publications)
    if not days:
        return
    folder = f"{portal.prints}{portal.words.run_sheet}/"
    files = [f"{folder}{portal.words.run_sheet}.{ending}" for ending in ("pdf", "csv")]
    context = {
        "title": portal.t["run_sheet"],
        "summary": portal.t["run_intro"],
        "gallery": f"{portal.prefix}{portal.prints}",
        "files": files,
        "days": [
            {
                "name": portal.t[f"weekday_{day.number}"],
                "slots": [
                    {
                        "at": slot.session.at,
                        "length": _length(slot.seconds),
                        "longest": _length(slot.session.longest * 60),
                        "items": [
                            {
                                "title": portal.said(s.listed_title, s.page.lang),
                                "url": f"{portal.prefix}{s.folder}",
                                "length": _length(s.seconds),
                            }
                            for s in slot.items
                        ],
                    }
                    for slot in day.slots
                ],
                "left_out": [portal.said(s.listed_title, s.page.lang) for s in day.left_out],
            }
            for day in days
        ],
    }
    url = f"{portal.prefix}{folder}"
    yield portal.plan_page("run_sheet.html", url, "site.yaml", context, offers=files)
