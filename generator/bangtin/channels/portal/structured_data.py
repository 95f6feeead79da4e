"""What search engines read of a page: schema.org in JSON-LD, from the same data as its words."""

from __future__ import annotations

from typing import Any

from bangtin.channels.portal.inputs import About
from bangtin.config.settings import Settings
from bangtin.markdown import document
from bangtin.markdown.document import Block
from bangtin.site.pages import Page

CONTEXT = "https://schema.org"
FEWEST_QUESTIONS = 2
"""From this many questions on a page is one of questions and answers."""


def organization(settings: Settings) -> dict[str, Any]:
    """Return the authority as a GovernmentOrganization."""
    known = [hotline for hotline in settings.hotlines if hotline.number]
    return {
        "@context": CONTEXT,
        "@type": "GovernmentOrganization",
        "name": settings.issuer.name,
        "alternateName": settings.issuer.short,
        "address": settings.issuer.address,
        "url": settings.base_url,
        "contactPoint": [
            {
                "@type": "ContactPoint",
                "contactType": "hotline",
                "name": hotline.name,
                "telephone": hotline.dial,
            }
            for hotline in known
        ],
    }


def breadcrumbs(trail: list[tuple[str, str]], base: str) -> dict[str, Any]:
    """Return the way to a page: names and addresses below ``base``, the home page first."""
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": base + url}
            for number, (name, url) in enumerate(trail, start=1)
        ],
    }


def announcement(page: Page, settings: Settings, url: str) -> dict[str, Any] | None:
    """Return a notice as a SpecialAnnouncement; None for any other page."""
    header = page.header
    if header.kind != "notice" or not header.expires:
        return None
    return {
        "@context": CONTEXT,
        "@type": "SpecialAnnouncement",
        "name": header.title,
        "text": header.summary,
        "inLanguage": page.lang,
        "url": url,
        "category": "https://www.wikidata.org/wiki/Q81068910",
        "datePosted": (header.publish_from or header.date).isoformat(),
        "expires": header.expires.isoformat(),
    } | (_covered(settings.area) if settings.area else {})


def _covered(area: str) -> dict[str, Any]:
    name = area[:1].upper() + area[1:]
    return {"spatialCoverage": {"@type": "AdministrativeArea", "name": name}}


def about(page: Page, url: str) -> About | None:
    """Return what to make of a page's words; None where they are neither steps nor questions."""
    header = page.header
    is_how_to = header.kind == "guidance" and bool(header.step_icons) and page.index.has_steps
    is_asked = len(page.index.questions) >= FEWEST_QUESTIONS
    if not is_how_to and not is_asked:
        return None
    return About(header.title, header.summary, page.lang, url, is_how_to, is_asked)


def of_words(about: About, blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    """Return what a page's words are: steps to follow, questions with answers."""
    found: list[dict[str, Any]] = []
    steps = document.steps(blocks)
    if about.is_how_to and steps:
        found.append(
            {
                "@context": CONTEXT,
                "@type": "HowTo",
                "name": about.title,
                "description": about.summary,
                "inLanguage": about.lang,
                "url": about.url,
                "step": [
                    {"@type": "HowToStep", "position": number, "text": document.words(item)}
                    for number, item in enumerate(steps.items, start=1)
                ],
            }
        )
    if about.is_asked:
        found.append(
            {
                "@context": CONTEXT,
                "@type": "FAQPage",
                "inLanguage": about.lang,
                "mainEntity": [
                    {
                        "@type": "Question",
                        "name": document.plain(heading.c),
                        "acceptedAnswer": {"@type": "Answer", "text": answer},
                    }
                    for heading, answer in document.questions(blocks)
                ],
            }
        )
    return found
