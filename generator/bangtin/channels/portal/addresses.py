"""Addresses inside the portal."""

from __future__ import annotations

import posixpath


def relative(href: str, url: str) -> str:
    """Return a path from the portal's root as seen from the page at ``url``.

    >>> relative("huong-dan/a/#b", "doi-tuong/can-bo/")
    '../../huong-dan/a/#b'
    """
    path, _, anchor = href.partition("#")
    start = url if url.endswith("/") or not url else posixpath.dirname(url)
    if path == url:
        found = "" if anchor else "./"
    else:
        found = posixpath.relpath(path or ".", start or ".")
        found = f"{found}/" if not path or path.endswith("/") else found
    return f"{found}#{anchor}" if anchor else found
