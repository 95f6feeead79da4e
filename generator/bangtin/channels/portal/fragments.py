"""Renders what another portal takes over from a page, in its grades."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from bangtin import locales
from bangtin.channels.portal.inputs import Embedded
from bangtin.markdown import fragment
from bangtin.markdown.document import Body

_STYLES = """
h3 {{ color: {ground};
  font-size: 24px; font-weight: bold; line-height: 1.3; margin: 0 0 12px; }}
h4 {{ color: {ground};
  font-size: 20px; font-weight: bold; line-height: 1.3; margin: 28px 0 10px; }}
h5, h6 {{ color: {ground};
  font-size: 17px; font-weight: bold; line-height: 1.3; margin: 20px 0 8px; }}
p {{ display: block; margin: 0 0 12px; text-indent: 0; }}
p, li, td, th {{ color: #15181f; font-size: 16px; line-height: 1.6; }}
ol, ul {{ margin: 0 0 16px; padding: 0 0 0 28px; }}
ol {{ list-style: decimal outside; }}
ul {{ list-style: disc outside; }}
li {{ display: list-item; margin: 0 0 8px; }}
a {{ color: {action}; text-decoration: underline; }}
table {{ border-collapse: collapse; margin: 0 0 16px; }}
th {{ background-color: {ground}; border: 1px solid #c9cbd6; color: #ffffff; padding: 8px 10px;
  text-align: left; }}
td {{ border: 1px solid #c9cbd6; padding: 8px 10px; vertical-align: top; }}
blockquote {{ background-color: #f4f2ec; border-left: 4px solid {action}; margin: 0 0 16px;
  padding: 12px 16px 4px; }}
img {{ height: auto; max-width: 100%; }}
hr {{ border: 0; border-top: 1px solid #c9cbd6; margin: 24px 0; }}
"""
"""What grade 2 writes into each element. Sizes in px: a portal's own rem may be anything."""


def grades(embedded: Embedded, body: Body, lang: str, labels: Mapping[str, str]) -> dict[str, str]:
    """Return what is pasted, by its grade: ``bare``, ``styled``, ``frame`` and ``picture``.

    ``labels`` say of which kind and size a file is that the text offers. Without a picture to
    lead here the last is empty.
    """
    bare = _bare(embedded, body, lang, labels)
    is_rtl = locales.is_right_to_left(lang)
    title, page = escape(embedded.title), escape(embedded.page)
    width, height = embedded.picture_px
    return {
        "bare": bare,
        "styled": _styled(bare, embedded.colours, is_rtl=is_rtl),
        "frame": f'<iframe src="{escape(embedded.frame)}" title="{title}" width="100%" '
        f'height="{embedded.frame_px}" loading="lazy" style="border: 0"></iframe>\n'
        f'<p><a href="{page}">{title}</a></p>',
        "picture": f'<p><a href="{page}"><img src="{escape(embedded.picture)}" alt="{title}" '
        f'width="{width}" height="{height}"></a></p>\n<p><a href="{page}">{title}</a></p>'
        if embedded.picture
        else "",
    }


def _bare(embedded: Embedded, body: Body, lang: str, labels: Mapping[str, str]) -> str:
    lines = [f"<h3>{escape(embedded.title, quote=False)}</h3>"]
    lines.append(f"<p>{escape(embedded.summary, quote=False)}</p>")
    if embedded.action:
        href, words, shown = embedded.action
        # The address in words as well: where links are taken out, it is what is left.
        lines.append(
            f'<p><strong><a href="{escape(href)}">{escape(words, quote=False)}</a></strong>: '
            f"{escape(shown, quote=False)}</p>"
        )
    lines.append(
        fragment.render(body.blocks, lang, embedded.targets, embedded.photos, embedded.page, labels)
    )
    if embedded.phone:
        label, number, dial = embedded.phone
        ltr = ' dir="ltr"' if locales.is_right_to_left(lang) else ""
        lines.append(
            f"<p>{escape(label, quote=False)}: "
            f'<strong><a href="tel:{escape(dial)}"{ltr}>{escape(number)}</a></strong></p>'
        )
    lines.append(
        f"<p>{escape(embedded.source, quote=False)} "
        f'<a href="{escape(embedded.page)}">{escape(embedded.page, quote=False)}</a></p>'
    )
    bare = "\n".join(lines)
    if not locales.is_right_to_left(lang):
        return bare
    return f'<div lang="{escape(lang)}" dir="rtl">\n{bare}\n</div>'


def _styled(bare: str, colours: dict[str, str], *, is_rtl: bool) -> str:
    import css_inline

    turned = _STYLES.replace("left", "right").replace("0 0 0 28px", "0 28px 0 0")
    styles = turned if is_rtl else _STYLES
    inliner = css_inline.CSSInliner(load_remote_stylesheets=False)
    found: str = inliner.inline_fragment(bare, styles.format_map(colours))
    return found
