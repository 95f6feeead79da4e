"""Renders one page: its words as HTML, Jinja2 in a sandbox, pictograms inlined, HTML minified."""

from __future__ import annotations

import functools
import json
import re
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bangtin import locales, spelling
from bangtin.channels.portal import downloads, fragments, structured_data
from bangtin.channels.portal.inputs import (
    STYLESHEET,
    PageInputs,
    SharedContext,
    Stylesheet,
)
from bangtin.files import defaults
from bangtin.files import digests as contents
from bangtin.markdown import bidi
from bangtin.markdown import html as body_html
from bangtin.markdown.document import Body
from bangtin.problems import Place, Refused
from bangtin.typesetting import pictograms

if TYPE_CHECKING:
    from types import CodeType

    import jinja2
    from jinja2.bccache import Bucket

FOLDER = "layouts/portal"

MOST_MINIFIED = 500_000
"""Characters up to which a page is minified. The minifier takes twenty times as much memory: with
lists of 10,000 pages in two workers a build took 447 MB, and now takes 370."""
_HYPHENED = re.compile(r"\w+(?:-\w+)+")


def page(
    inputs: PageInputs,
    shared_context: SharedContext,
    body: Body | None,
    sizes: Mapping[str, int],
    root: Path,
) -> bytes:
    """Render a page. Raises ChangedFile when a template is no longer the one planned with.

    Raises Refused with the line of a template that can't be used.

    ``sizes`` are those of the built files that it offers, by their paths.
    """
    import minify_html
    from markupsafe import Markup

    environment = _environment(root, tuple(sorted(shared_context.layouts.items())))
    depth = inputs.url.count("/")
    written = ""
    if body:
        written = body_html.render(
            body.blocks,
            inputs.body_lang,
            inputs.targets,
            inputs.photos,
            inputs.files,
            shared_context.phones,
        )
    context = (
        shared_context.context
        | {"root": "../" * depth or "./"}
        | inputs.context
        | {
            "here": inputs.url,
            "body": Markup(written),  # noqa: S704 - our own parser's
            "body_lang": "" if inputs.body_lang == shared_context.lang else inputs.body_lang,
            **_directions(shared_context.lang, inputs.body_lang),
            "bound": functools.partial(
                _bound,
                phrases=shared_context.phrases,
                is_rtl=locales.is_right_to_left(inputs.body_lang),
            ),
            "data": _as_data,
            "label": lambda path: downloads.label(path, sizes[path], shared_context.lang),
            "icon": lambda name: _icon(root, name, inputs.icons[f"assets/icons/{name}.svg"]),
        }
    )
    if inputs.embedded and body:
        context["grades"] = fragments.grades(
            inputs.embedded,
            body,
            inputs.body_lang,
            {written: file.label for written, file in inputs.files.items()},
        )
        context["whole"] = inputs.embedded.page
    if inputs.about and body:
        described = structured_data.of_words(inputs.about, body.blocks)
        context["structured"] = [*inputs.context["structured"], *described]
    html = _rendered(environment, inputs.template, context, root)
    if len(html) > MOST_MINIFIED:
        return html.encode("utf-8")
    return minify_html.minify(
        html,
        keep_closing_tags=True,
        keep_html_and_head_opening_tags=True,
        minify_doctype=False,
    ).encode("utf-8")


def _rendered(
    environment: jinja2.Environment, template: str, context: Mapping[str, Any], root: Path
) -> str:
    """Render a template. Raises Refused with its line where it, or one that it uses, is at fault.

    What Jinja2 has against a template is its fault, and any other failure within one of the
    site's own: a pictogram that there isn't, a division by nothing. The product's own don't fail.
    """
    import jinja2

    try:
        return environment.get_template(template).render(context)
    except Refused:
        raise
    except Exception as error:
        place = _place_in_template(error) or Place(f"{FOLDER}/{template}")
        if isinstance(error, jinja2.TemplateError):
            raise Refused("layout-broken", place, reason=error) from error
        if not defaults.has_own(root, place.file):
            raise
        reason = f"{type(error).__name__}: {error}"
        raise Refused("layout-broken", place, reason=reason) from error


def _place_in_template(error: Exception) -> Place | None:
    """Return the innermost line of a template that an error came through."""
    place = None
    for frame, number in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename.startswith(f"{FOLDER}/"):
            place = Place(frame.f_code.co_filename, number)
    return place


def _directions(page: str, body: str) -> dict[str, Any]:
    """Return what templates say languages and directions with, on a page and around its words.

    ``spoken`` is the attributes of an element in a language, ``w`` words that know theirs,
    ``shown`` a text whose numbers keep their order, ``ltr`` one that is a number, a code or an
    address. Where all is written from left to right, no direction is named.
    """
    from markupsafe import Markup, escape

    is_rtl = locales.is_right_to_left(page)
    is_mixed = is_rtl or locales.is_right_to_left(body)

    def spoken(tag: str) -> Markup:
        if not tag:
            return Markup()
        if is_mixed or locales.is_right_to_left(tag):
            return Markup(' lang="{}" dir="{}"').format(tag, locales.direction(tag))
        return Markup(' lang="{}"').format(tag)

    def shown(text: str, lang: str = body) -> Markup:
        words = escape(spelling.french(text) if locales.base(lang) == "fr" else text)
        is_rtl = locales.is_right_to_left(lang)
        return Markup(bidi.isolated(str(words))) if is_rtl else words  # noqa: S704 - escaped above

    def w(words: Mapping[str, str]) -> Markup:
        is_other = bool(words["lang"])
        text = shown(words["text"], words["lang"] or page)
        return Markup("<span{}>{}</span>").format(spoken(words["lang"]), text) if is_other else text

    def ltr(text: str) -> Markup:
        return Markup('<bdi dir="ltr">{}</bdi>').format(text) if is_mixed else escape(text)

    return {
        "spoken": spoken,
        "shown": shown,
        "w": w,
        "ltr": ltr,
        "ltr_block": Markup(' dir="ltr"') if is_mixed else "",
    }


def _bound(text: str, phrases: tuple[str, ...], *, is_rtl: bool) -> Any:
    """Return a headline that breaks neither within a phrase nor at the hyphen of a name."""
    from markupsafe import Markup, escape

    words = str(escape(spelling.bind(text, phrases)))
    if is_rtl:
        return Markup(bidi.isolated(words))  # noqa: S704 - escaped above
    return Markup(_HYPHENED.sub(r'<span class="whole">\g<0></span>', words))  # noqa: S704 - escaped above


def _as_data(value: object) -> Any:
    """Return JSON for a data block; no text in it can end the element."""
    from markupsafe import Markup

    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - no tag can stand in it


def stylesheet(inputs: Stylesheet, root: Path) -> bytes:
    """Return the stylesheet with the district's colours before it, minified."""
    import minify_html

    css = contents.read(root, STYLESHEET, inputs.digest).decode("utf-8")
    palette = "".join(f"--{name}:{colour};" for name, colour in inputs.colours.items())
    page = minify_html.minify(f"<style>:root{{{palette}}}{css}</style>", minify_css=True)
    return page.removeprefix("<style>").removesuffix("</style>").encode("utf-8")


@functools.lru_cache(maxsize=4)
def _environment(root: Path, layouts: tuple[tuple[str, str], ...]) -> jinja2.Environment:
    import jinja2
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    digests = dict(layouts)

    def load(name: str) -> tuple[str, str, None] | None:
        path = f"{FOLDER}/{name}"
        digest = digests.get(path)
        return (contents.read(root, path, digest).decode("utf-8"), path, None) if digest else None

    return ImmutableSandboxedEnvironment(
        loader=jinja2.FunctionLoader(load),
        autoescape=True,
        bytecode_cache=_compiled(),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


@functools.cache
def _compiled() -> jinja2.BytecodeCache:
    """Return what keeps compiled templates in this process, by their text.

    When one template is saved, a preview compiles it alone: all 25 take 140 ms.
    """
    import jinja2

    class Compiled(jinja2.BytecodeCache):
        def __init__(self) -> None:
            self._codes: dict[tuple[str, str], CodeType] = {}

        def load_bytecode(self, bucket: Bucket) -> None:
            bucket.code = self._codes.get((bucket.key, bucket.checksum))

        def dump_bytecode(self, bucket: Bucket) -> None:
            if bucket.code is not None:
                self._codes[bucket.key, bucket.checksum] = bucket.code

    return Compiled()


@functools.lru_cache(maxsize=256)
def _icon(root: Path, name: str, digest: str) -> Any:
    """Return a pictogram's SVG to stand in the page."""
    from markupsafe import Markup

    file = f"assets/icons/{name}.svg"
    svg = contents.read(root, file, digest).decode("utf-8")
    pictograms.parse(svg, file)
    svg = re.sub(r"<\?xml[^>]*\?>|<!--.*?-->", "", svg, flags=re.DOTALL).strip()
    return Markup(svg.replace("<svg ", '<svg focusable="false" ', 1))  # noqa: S704 - the site's own drawing
