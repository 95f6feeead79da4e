"""The pages that somebody wrote, and the lists, topics and questions that lead to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bangtin.channels.portal import downloads, embedding, media, progress, structured_data
from bangtin.channels.portal.addresses import relative
from bangtin.channels.portal.language_portal import PagePlan, Portal, written_date
from bangtin.site import corrections
from bangtin.site.lifecycle import State
from bangtin.site.pages import Page
from bangtin.site.references import recording_anchor

ON_HOME = ("guidance", "audience", "documents", "corrections", "questions")
"""The kinds of sections that the home page lists, in this order; notices and news stand apart."""


def plan(portal: Portal) -> Iterator[PagePlan]:
    """Yield every page of the site as this language shows it, then what lists them."""
    for original in portal.originals:
        page = portal.shown(original)
        yield _home(portal, page) if page.header.kind == "home" else _page(portal, page)
    for name in portal.sections:
        if entries := portal.entries(name):
            yield _list(portal, name, entries)
    for name, title in portal.site.settings.topics.items():
        entries = [p for p in portal.listed if name in p.header.topics]
        if entries:
            yield _topic(portal, name, title, entries)
    yield _questions(portal)


def _home(portal: Portal, page: Page) -> PagePlan:
    by_original = {p.original: p for p in portal.listed}
    tasks = [
        by_original[f"content/{task}"]
        for task in page.header.tasks
        if f"content/{task}" in by_original
    ]
    goal = portal.site.settings.goal
    sections = [
        (_home_title(portal, name), [p for p in portal.entries(name) if p not in tasks])
        for kind in ON_HOME
        for name in portal.site.settings.folders(kind)
    ]
    notices = [p for p in portal.listed if p.header.kind == "notice"]
    context = portal.headline(page) | {
        "behind": _behind(portal, page),
        "notices": [portal.notice_card(p) for p in notices],
        "tasks": portal.cards(tasks),
        "goal": portal.site_says(goal.text) if goal else None,
        "progress": progress.state_of_the_day(portal),
        "phones": portal.phones(),
        "sections": [
            {"title": t["text"], "title_lang": t["lang"], "entries": portal.cards(e)}
            for t, e in sections
        ],
        "topics": portal.topics(portal.listed),
        "news": [
            portal.card(p) | {"date": written_date(p.header.date, portal.lang)["words"]}
            for p in _news(portal)[:3]
        ],
        "structured": [structured_data.organization(portal.site.settings)],
    }
    icons = [p.header.icon for p in portal.listed if p.header.icon]
    return portal.plan_page("home.html", portal.url_of(page), page.file, context, icons, page)


def _page(portal: Portal, page: Page) -> PagePlan:
    header = page.header
    url = portal.url_of(page)
    section = None
    trail = [(portal.t["home"], portal.prefix)]
    if page.section in portal.sections and portal.entries(page.section):
        title, section_url = portal.section_title(page.section), f"{portal.prefix}{page.section}/"
        section = {"url": section_url, "title": title}
        trail.append((title["text"], section_url))
    since = written_date(header.expires, portal.lang)["words"] if header.expires else ""
    link = portal.site.links.get(header.action or "")
    notice = structured_data.announcement(page, portal.site.settings, portal.base + url)
    context = portal.headline(page) | {
        "section": section,
        "withdrawn": portal.withdrawn(leads=portal.base + url),
        "expired": portal.t["expired"].format(date=since) if page.state is State.EXPIRED else "",
        "behind": _behind(portal, page),
        "urgent": portal.t["notice_until"].format(date=since)
        if header.kind == "notice" and page.state.is_listed
        else "",
        "action": link
        and {
            "href": link.out,
            "title": header.action_text or link.title,
            "address": link.address,
        },
        "recordings": _recordings(portal, page, url),
        "document": _document(portal, page),
        "correction": _correction(portal, page),
        "phones": portal.phones() if header.kind == "contact" else [],
        "prints": [media.card(portal, p) for p in portal.prints_of.get(page.original, [])],
        "topics": portal.topics([page]),
        "audience": portal.said(header.audience, page.lang) if header.audience else None,
        "date": written_date(header.date, portal.lang),
        "updated": written_date(header.updated, portal.lang) if header.updated else None,
        "owner": portal.said(header.owner, page.lang) if header.owner else None,
        "noindex": page.state is State.EXPIRED or page.lang != portal.lang,
        "structured": [
            structured_data.breadcrumbs([*trail, (header.headline, url)], portal.base),
            *([notice] if notice else []),
        ],
    }
    context["embed"] = embedding.link_of(portal, page)
    offers = media.files_of(context["prints"])
    return portal.plan_page("page.html", url, page.file, context, page=page, offers=offers)


def _behind(portal: Portal, page: Page) -> str:
    """Return what tells readers that the original says more, or something else, by now."""
    return portal.site.strings[page.lang]["translation_behind"] if page.is_behind else ""


def _recordings(portal: Portal, page: Page, url: str) -> list[dict[str, str]]:
    return [
        {
            "lang": audio.lang,
            "title": audio.title,
            "anchor": recording_anchor(audio.lang),
            "src": relative(portal.shared.attachments[found.path], url),
            "label": downloads.label(found.path, found.size, portal.lang),
        }
        for audio in page.header.audio
        if (found := page.attachments.get(audio.file))
    ]


def _document(portal: Portal, page: Page) -> dict[str, Any] | None:
    issued = page.header.document
    if issued is None:
        return None
    file = page.attachments.get(issued.file or "")
    return {
        "number": issued.number or "",
        "issued": written_date(issued.issued, portal.lang) if issued.issued else None,
        "by": portal.said(issued.by, page.lang),
        "file": portal.shared.attachments[file.path] if file else "",
        "label": downloads.label(file.path, file.size, portal.lang) if file else "",
    }


def _correction(portal: Portal, page: Page) -> dict[str, Any] | None:
    """Return what a correction says below its fact, its labels in the language of the page."""
    header, source = page.header, page.fact_source
    if header.kind != "correction" or source is None:
        return None
    strings = portal.site.strings[page.lang]
    href = source.href
    if source.inside:
        href = relative(href if page.lang == portal.lang else portal.prefix + href,
                        portal.url_of(page))  # fmt: skip
    names = ("wrong", "why", "source", "again")
    return {
        "labels": {name: strings[f"correction_{name}"] for name in names},
        "fact": header.fact,
        "claim": header.claim,
        "why": corrections.paragraphs(header.why or ""),
        "source": {"title": source.title, "href": href,
                   "address": "" if source.inside else source.address},
    }  # fmt: skip


def _home_title(portal: Portal, name: str) -> dict[str, str]:
    """Return what the home page calls a section: beside its tasks, guidance is what is left."""
    section = portal.sections[name]
    shown = {"guidance": portal.t["more_guidance"], "documents": portal.t["documents"]}
    if section.title or section.kind not in shown:
        return portal.section_title(name)
    return portal.said(shown[section.kind], portal.lang)


def _news(portal: Portal) -> list[Page]:
    """Return the news of all sections, the newest first."""
    found = [p for name in portal.site.settings.folders("news") for p in portal.entries(name)]
    return sorted(found, key=lambda p: (p.header.date, p.original), reverse=True)


def _list(portal: Portal, name: str, entries: list[Page]) -> PagePlan:
    url, title = f"{name}/", portal.section_title(name)
    if portal.sections[name].kind == "questions":
        groups = [portal.card(page) | {"questions": _asked(portal, page)} for page in entries]
        context = {"title": title["text"], "title_lang": title["lang"],
                   "summary": title["text"], "groups": groups}  # fmt: skip
        return portal.plan_page("questions.html", f"{portal.prefix}{url}", "site.yaml", context)
    context = {"title": title["text"], "title_lang": title["lang"], "summary": title["text"],
               "entries": portal.cards(entries)}  # fmt: skip
    icons = [p.header.icon for p in entries if p.header.icon]
    return portal.plan_page("list.html", f"{portal.prefix}{url}", "site.yaml", context, icons)


def _topic(portal: Portal, name: str, title: str, entries: list[Page]) -> PagePlan:
    words = portal.site_says(title)
    prints = [p for page in entries for p in portal.prints_of.get(page.original, [])]
    context: dict[str, Any] = {
        "title": words["text"],
        "title_lang": words["lang"],
        "summary": words["text"],
        "entries": portal.cards(entries),
        "prints": [media.card(portal, p) for p in prints],
    }
    icons = [p.header.icon for p in entries if p.header.icon]
    url = f"{portal.prefix}{portal.words.topics}/{name}/"
    offers = media.files_of(context["prints"])
    return portal.plan_page("topic.html", url, "site.yaml", context, icons, offers=offers)


def _asked(portal: Portal, page: Page) -> list[dict[str, str]]:
    url = portal.url_of(page)
    return [{"url": f"{url}#{anchor}", "title": words} for anchor, words in page.index.questions]


def _questions(portal: Portal) -> PagePlan:
    groups = [
        portal.card(page) | {"questions": questions}
        for page in portal.listed
        if (questions := _asked(portal, page))
    ]
    context = {
        "title": portal.t["questions"],
        "title_lang": "",
        "summary": portal.t["questions_intro"],
        "groups": groups,
    }
    url = f"{portal.prefix}{portal.words.questions}/"
    return portal.plan_page("questions.html", url, "site.yaml", context)
