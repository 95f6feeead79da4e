"""What search engines read of a page: schema.org in JSON-LD, from the same data as its words."""

from __future__ import annotations

from typing import Any

from generator.source import document
from generator.source.document import Block, Grid, Heading, Items, Note, Paragraph, Quote
from generator.source.pages import Page
from generator.source.settings import Settings

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


def of_page(page: Page, settings: Settings, url: str) -> list[dict[str, Any]]:
    """Return what a page is: steps to follow, questions with answers, an announcement."""
    found = []
    header = page.header
    steps = document.steps(page.body.blocks)
    if header.kind == "guidance" and header.step_icons and steps:
        found.append(_how_to(page, steps, url))
    questions = questions_of(page)
    if len(questions) >= FEWEST_QUESTIONS:
        found.append(
            {
                "@context": CONTEXT,
                "@type": "FAQPage",
                "inLanguage": page.lang,
                "mainEntity": [
                    {
                        "@type": "Question",
                        "name": document.plain(heading.c),
                        "acceptedAnswer": {"@type": "Answer", "text": answer},
                    }
                    for heading, answer in questions
                ],
            }
        )
    if header.kind == "notice" and header.expires:
        found.append(
            {
                "@context": CONTEXT,
                "@type": "SpecialAnnouncement",
                "name": header.title,
                "text": header.summary,
                "inLanguage": page.lang,
                "url": url,
                "category": "https://www.wikidata.org/wiki/Q81068910",
                "datePosted": (header.publish_from or header.date).isoformat(),
                "expires": header.expires.isoformat(),
                "spatialCoverage": {"@type": "AdministrativeArea", "name": settings.district},
            }
        )
    return found


def questions_of(page: Page) -> list[tuple[Heading, str]]:
    """Return the headings of a page that ask, with the words that answer."""
    found = []
    blocks = page.body.blocks
    for index, block in enumerate(blocks):
        if isinstance(block, Heading) and document.plain(block.c).rstrip().endswith("?"):
            answer = []
            for following in blocks[index + 1 :]:
                if isinstance(following, Heading):
                    break
                answer.append(words_of((following,)))
            if text := " ".join(part for part in answer if part):
                found.append((block, text))
    return found


def words_of(blocks: tuple[Block, ...]) -> str:
    """Return the words of blocks as running text."""
    parts: list[str] = []
    for block in blocks:
        match block:
            case Paragraph(c) | Heading(_, _, c):
                parts.append(document.plain(c))
            case Items(_, items):
                parts += [words_of(item) for item in items]
            case Grid(head, rows):
                parts += [": ".join(document.plain(cell) for cell in row) for row in (head, *rows)]
            case Note(_, title, inner):
                parts += [title, words_of(inner)]
            case Quote(inner):
                parts.append(words_of(inner))
    return " ".join(part for part in parts if part)


def _how_to(page: Page, steps: Items, url: str) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "@type": "HowTo",
        "name": page.header.title,
        "description": page.header.summary,
        "inLanguage": page.lang,
        "url": url,
        "step": [
            {"@type": "HowToStep", "position": number, "text": words_of(item)}
            for number, item in enumerate(steps.items, start=1)
        ],
    }
