"""Renders one page: Jinja2 in a sandbox, links put in, pictograms inlined, HTML minified."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.engine import files
from generator.web.view import STYLESHEET, PhotoTag, Stylesheet, View

if TYPE_CHECKING:
    import jinja2

FOLDER = "layouts/portal"

_SRC = re.compile(r'(?<=\s)src="([^"]*)"')
_HREF = re.compile(r'href="([^"]*)"')


def page(view: View, root: Path) -> bytes:
    """Render a view. Raises ChangedFile when a template is no longer the one planned with."""
    import minify_html
    from markupsafe import Markup

    environment = _environment(root, tuple(sorted(view.layouts.items())))
    depth = view.url.count("/")
    context = view.context | {
        "root": "../" * depth or "./",
        "here": view.url,
        "body": Markup(_with_photos(_with_links(view.body, view.targets), view.photos)),  # noqa: S704 - our own parser's
        "icon": lambda name: _icon(root, name, view.icons[f"assets/icons/{name}.svg"]),
    }
    context.setdefault("noindex", False)
    html = environment.get_template(view.template).render(context)
    return minify_html.minify(
        html,
        keep_closing_tags=True,
        keep_html_and_head_opening_tags=True,
        minify_doctype=False,
    ).encode("utf-8")


def stylesheet(inputs: Stylesheet, root: Path) -> bytes:
    """Return the stylesheet with the district's colours before it, minified."""
    import minify_html

    css = files.read(root, STYLESHEET, inputs.digest).decode("utf-8")
    palette = "".join(f"--{name}:{colour};" for name, colour in inputs.colours.items())
    page = minify_html.minify(f"<style>:root{{{palette}}}{css}</style>", minify_css=True)
    return page.removeprefix("<style>").removesuffix("</style>").encode("utf-8")


def _with_links(html: str, targets: Mapping[str, str]) -> str:
    """Put the resolved addresses in the place of what the author wrote."""

    def resolved(match: re.Match[str]) -> str:
        import html as entities

        written = entities.unescape(match.group(1))
        return f'href="{entities.escape(targets.get(written, written))}"'

    return _HREF.sub(resolved, html)


def _with_photos(html: str, photos: Mapping[str, PhotoTag]) -> str:
    """Put each picture's own file and size in the place of what the author wrote."""

    def resolved(match: re.Match[str]) -> str:
        import html as entities

        photo = photos[entities.unescape(match.group(1))]
        size = f'width="{photo.width}" height="{photo.height}" loading="lazy"'
        return f'src="{entities.escape(photo.src)}" {size}'

    return _SRC.sub(resolved, html)


@functools.lru_cache(maxsize=4)
def _environment(root: Path, layouts: tuple[tuple[str, str], ...]) -> jinja2.Environment:
    import jinja2
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    digests = dict(layouts)

    def load(name: str) -> str | None:
        path = f"{FOLDER}/{name}"
        digest = digests.get(path)
        return files.read(root, path, digest).decode("utf-8") if digest else None

    return ImmutableSandboxedEnvironment(
        loader=jinja2.FunctionLoader(load),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


@functools.lru_cache(maxsize=256)
def _icon(root: Path, name: str, digest: str) -> Any:
    """Return a pictogram's SVG to stand in the page."""
    from markupsafe import Markup

    svg = files.read(root, f"assets/icons/{name}.svg", digest).decode("utf-8")
    svg = re.sub(r"<\?xml[^>]*\?>|<!--.*?-->", "", svg, flags=re.DOTALL).strip()
    return Markup(svg.replace("<svg ", '<svg focusable="false" ', 1))  # noqa: S704 - the site's own drawing
