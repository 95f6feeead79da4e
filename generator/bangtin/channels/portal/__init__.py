"""The portal: every page in every language, and what the pages share."""

from __future__ import annotations

import functools
import json
import posixpath
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bangtin import locales, spelling
from bangtin.channels.portal import built_in_pages, page_plans
from bangtin.channels.portal.inputs import (
    STYLESHEET,
    PageInputs,
    Photo,
    PhotoTag,
    ShareCard,
    SharedContext,
    Stylesheet,
)
from bangtin.channels.portal.language_portal import Portal, Shared, share_key
from bangtin.checks.expectations import PageExpectations
from bangtin.engine.builders import builder
from bangtin.engine.task import Artifact, Task
from bangtin.files import digests
from bangtin.problems import Place
from bangtin.site import page_text, pages, patterns
from bangtin.site.glyphs import Faces
from bangtin.site.pages import Image
from bangtin.site.site import Site

NAME = "portal"
PHOTO_PX = 1400
"""The widest a picture is published: twice the column, for sharp screens."""
SCRIPTS = "assets/js"
SHARE_LAYOUT = "layouts/press/share.typ"


class Copied(msgspec.Struct, frozen=True):
    """The inputs of a file that is published as it is."""

    path: str
    digest: str


class ServiceWorker(msgspec.Struct, frozen=True):
    """The inputs of the service worker: its source, and what it keeps from the first visit on."""

    digest: str
    settings: str


def plan(site: Site) -> Iterator[Artifact]:
    """Plan every page of the portal and what the pages share."""
    colours = {
        name: getattr(site.settings.palette, name).rgb
        for name in ("ground", "action", "notice", "paper")
    }
    style = Stylesheet(site.files[STYLESHEET], colours)
    mark = digests.digest(msgspec.msgpack.encode(style))[:8]
    css = f"assets/portal.{mark}.css"
    yield Artifact(css, NAME, Task.of(make_stylesheet, style, Place(STYLESHEET), css))
    icon = f"assets/icon.{mark}.svg"
    yield Artifact(icon, NAME, Task.of(make_icon, style, Place("site.yaml"), icon))
    scripts = {}
    for name in ("app", "search"):
        source = f"{SCRIPTS}/{name}.js"
        digest = site.files[source]
        scripts[name] = f"assets/{name}.{digest[:8]}.js"
        yield _copied(source, digest, scripts[name])
    pictures, attachments = {}, {}
    planned: set[str] = set()  # One file that lies in two folders is published once.
    for image in {i.path: i for page in site.pages for i in page.images.values()}.values():
        pictures[image.path] = tag = _photo_tag(image, site.settings.addresses.pictures)
        if tag.src not in planned:
            planned.add(tag.src)
            inputs = Photo(image.path, image.digest, tag.width)
            yield Artifact(tag.src, NAME, Task.of(make_photo, inputs, Place(image.path), tag.src))
    handed_out = (
        item for page in site.pages for item in (*page.attachments.values(), *page.offered.values())
    )
    for item in {item.path: item for item in handed_out}.values():
        attachments[item.path] = path = item.published
        if path not in planned:
            planned.add(path)
            yield _copied(item.path, item.digest, path)
    share = {}
    for key, artifact in _share_cards(site):
        share[key] = artifact.path
        yield artifact
    shared = Shared(css, icon, scripts["app"], scripts["search"], pictures, attachments, share)
    offline: list[PageInputs] = []
    for lang in site.languages:
        portal = Portal(site, lang, shared)
        shared_context = Task.of(
            make_shared_context, page_plans.shared_context(portal), Place("site.yaml"), lang
        )
        for page_plan in page_plans.plan(portal):
            if page_plan.inputs.template == built_in_pages.OFFLINE:
                offline.append(page_plan.inputs)
            sources = (
                (shared_context, page_text.of(page_plan.page))
                if page_plan.page
                else (shared_context,)
            )
            task = Task.of(
                make_page, page_plan.inputs, Place(page_plan.source), page_plan.path, sources
            )
            yield Artifact(
                page_plan.path,
                NAME,
                task,
                PageExpectations(page_plan.source),
                offers=page_plan.inputs.offers,
            )
    yield _service_worker(site, [css, scripts["app"]], offline)


@builder
def make_shared_context(
    shared_context: SharedContext, root: Path, data: tuple[bytes, ...]
) -> bytes:
    """Put what all pages of a language share where each of them finds it: once, not in each."""
    return msgspec.msgpack.encode(shared_context)


@builder
def make_page(inputs: PageInputs, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Render one page as minified HTML, from what all pages share and the words it shows."""
    from bangtin.channels.portal import rendering

    shared_context, *texts = data[: len(data) - len(inputs.offers)]
    sizes = dict(zip(inputs.offers, map(int, data[1 + len(texts) :]), strict=True))
    body = pages.body(texts[0]) if texts else None
    return rendering.page(inputs, _shared(shared_context), body, sizes, root)


@functools.lru_cache(maxsize=4)
def _shared(data: bytes) -> SharedContext:
    return msgspec.msgpack.decode(data, type=SharedContext)


@builder
def make_photo(inputs: Photo, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Make a picture of a text ready for the portal: WebP, no wider than it is shown."""
    from bangtin.channels.portal import photos

    return photos.webp(inputs, root)


@builder
def make_stylesheet(inputs: Stylesheet, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Put the district's colours before the stylesheet, and minify it."""
    from bangtin.channels.portal import rendering

    return rendering.stylesheet(inputs, root)


@builder
def make_icon(inputs: Stylesheet, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Draw the site's icon: one diamond in the colours of its palette."""
    colours = inputs.colours
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" rx="6" fill="{colours["ground"]}"/>'
        f'<path d="M3 16L16 3l13 13-13 13z" fill="{colours["action"]}"/>'
        f'<path d="M8 16l8-8 8 8-8 8z" fill="{colours["ground"]}"/>'
        f'<path d="M12 16l4-4 4 4-4 4z" fill="{colours["notice"]}"/></svg>'
    ).encode()


@builder
def make_copy(inputs: Copied, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Hand out a file as it is. Raises ChangedFile when it is no longer what was planned."""
    return digests.read(root, inputs.path, inputs.digest)


@builder
def make_service_worker(inputs: ServiceWorker, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Put the settings before the service worker's source."""
    source = digests.read(root, f"{SCRIPTS}/sw.js", inputs.digest).decode("utf-8")
    return f"const SETTINGS = {inputs.settings};\n{source}".encode()


@builder
def make_share_card(card: ShareCard, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Draw the picture that a shared link shows, 1200 × 630 px."""
    from bangtin.typesetting import compiler

    return compiler.picture("share", card.document, root, card.layouts)


def _copied(source: str, digest: str, path: str) -> Artifact:
    return Artifact(path, NAME, Task.of(make_copy, Copied(source, digest), Place(source), path))


def _share_cards(site: Site) -> Iterator[tuple[str, Artifact]]:
    """Yield a card for each language, and one for each page of the campaign.

    What can't be set has none: words from right to left, or in a script that no font has.
    """
    faces = Faces.below(Path(site.root), site.files)
    words = site.settings.addresses
    for lang in site.languages:
        title, spoken = site.say(site.settings.title, lang)
        if not _has_card(site, faces, title, spoken):
            continue
        card = _share_card(site, title, spoken)
        # What lies in assets/ is kept by browsers for a year, so its name tells its content.
        name = f"{words.share}-{locales.folder(lang)}"
        path = f"assets/{name}.{digests.digest(msgspec.msgpack.encode(card))[:8]}.png"
        yield lang, _share_artifact(card, path, "site.yaml")
    for page in site.pages:
        key = share_key(page)
        title = page.header.headline
        if key and page.state.is_listed and _has_card(site, faces, title, page.lang):
            card = _share_card(site, title, page.lang)
            yield key, _share_artifact(card, f"{page.url}{words.share}.png", page.file)


def _has_card(site: Site, faces: Faces, title: str, lang: str) -> bool:
    """Tell whether all that a card says can be set: from left to right, by a font that has it.

    The house font has all Latin letters, so that most sites are not asked.
    """
    own = lang if lang in site.strings else site.settings.language
    texts = (site.settings.title, site.settings.issuer.short)
    said = [(title, lang), *(site.say(text, own) for text in texts)]
    if any(locales.is_right_to_left(tag) for _, tag in said):
        return False
    return not any(faces.missing(text) for text, tag in said if locales.script(tag) != "Latn")


def _share_artifact(card: ShareCard, path: str, source: str) -> Artifact:
    return Artifact(path, NAME, Task.of(make_share_card, card, Place(source), path))


def _share_card(site: Site, title: str, lang: str) -> ShareCard:
    settings = site.settings
    own = lang if lang in site.strings else settings.language
    document = {
        "title": spelling.bind(title, settings.phrases),
        "site": spelling.bind(site.say(settings.title, own)[0], settings.phrases),
        "issuer": site.say(settings.issuer.short, own)[0],
        "lang": locales.base(lang),
        "band": patterns.as_data(site.patterns.band),
        "palette": {
            name: {"rgb": getattr(settings.palette, name).rgb}
            for name in ("ground", "action", "notice", "paper")
        },
    }
    layouts = site.layout_files(SHARE_LAYOUT)
    return ShareCard(json.dumps(document, ensure_ascii=False, sort_keys=True), layouts)


def _service_worker(site: Site, always: list[str], offline: list[PageInputs]) -> Artifact:
    """Plan the service worker; a new stylesheet or script gives it a new cache.

    Browsers fetch what it keeps always when its own bytes change: the numbers on the page that is
    shown without a line, in each language, are therefore among them by their digest.
    """
    homes = [site.settings.prefix(lang) for lang in site.languages]
    kept = [*always, *homes, *(f"{home}{site.settings.addresses.offline}/" for home in homes)]
    settings = {
        "version": digests.digest("\0".join(always).encode())[:8],
        "offline": f"{site.settings.addresses.offline}/",
        "keep": [f"./{path}" for path in kept],
        "fixed": ["./assets/", f"./{site.settings.addresses.pictures}/"],
        "languages": [home for home in homes if home],
        "offline_pages": digests.digest(msgspec.msgpack.encode(offline))[:8],
    }
    source = f"{SCRIPTS}/sw.js"
    inputs = ServiceWorker(site.files[source], json.dumps(settings))
    return Artifact("sw.js", NAME, Task.of(make_service_worker, inputs, Place(source), "sw.js"))


def _photo_tag(image: Image, folder: str) -> PhotoTag:
    name = spelling.slug(posixpath.splitext(posixpath.basename(image.path))[0]) or folder
    width = min(image.width, PHOTO_PX)
    height = max(1, round(image.height * width / image.width))
    return PhotoTag(f"{folder}/{name}-{image.digest[:8]}.webp", width, height)
