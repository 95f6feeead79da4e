"""What a web server is told: old addresses, headers, how long to keep, types, and the page for 404.

One file a kind of server, all of the same rules: nginx, Apache, Caddy, IIS, and
the hosts that read ``_headers`` and ``_redirects``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import quoteattr

import msgspec

from bangtin.engine.builders import builder
from bangtin.engine.task import Artifact, Task
from bangtin.problems import Place
from bangtin.site import links
from bangtin.site.site import Site

NAME = "web-host"

POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self' "
    "'wasm-unsafe-eval'; connect-src 'self'; font-src 'self'; media-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'"
)
"""The Content-Security-Policy of every page: nothing from elsewhere, nothing inline."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""What every answer says, whichever program serves it."""
KEEP = "public, max-age=31536000, immutable"
"""For files whose names tell their content: a browser need never ask again."""
CHECK_AGAIN = "no-cache"
SHARED = "s-maxage=300"
FRESH = f"public, max-age=0, {SHARED}"
"""For all else: browsers ask each time, shared caches every five minutes.

Unasked, browsers keep a file for a tenth of its age: a page of a month with an old number for days.
"""

TYPES = {
    "avif": "image/avif",
    "webp": "image/webp",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
    "webmanifest": "application/manifest+json",
    "json": "application/json",
}
"""Types that servers of some years ago don't know."""
SEARCH_SUFFIXES = ("pagefind", "pf_fragment", "pf_index", "pf_meta")
"""The search index. IIS says of files without a type that they are not there."""
OWN = ".bangtin-"
"""How the names of what Bangtin keeps on a server begin: nobody else's to read."""


class Rules(msgspec.Struct, frozen=True):
    """The inputs of a file for a web host: its text, gathered when planning."""

    text: str


def plan(site: Site) -> Iterator[Artifact]:
    """Plan a file for each kind of server."""
    path = links.base_path(site.settings)
    said = headers(site.settings.embed.framed_by)
    redirects = _redirects(site, path)
    lines = [f"{old} {target} 302\n" for old, target in redirects.items()]
    for name, text in (
        ("_headers", _headers(said, path)),
        ("_redirects", "".join(lines)),
        ("nginx.conf", _nginx(said, redirects, path)),
        (".htaccess", _apache(said, redirects, path)),
        ("Caddyfile", _caddy(said, redirects, path)),
        ("web.config", _iis(said, _of_pages(site, path), path)),
    ):
        task = Task.of(make_rules, Rules(text), Place("site.yaml"), name)
        yield Artifact(name, NAME, task)


@builder
def make_rules(inputs: Rules, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Write a file for a web host."""
    return inputs.text.encode("utf-8")


def headers(framed_by: Iterable[str] = ()) -> dict[str, str]:
    """Return what every answer says; portals in ``framed_by`` may show pages in a frame."""
    framing = " ".join(("frame-ancestors 'self'", *framed_by))
    policy = POLICY.replace("frame-ancestors 'self'", framing)
    return HEADERS | {"Content-Security-Policy": policy}


def _headers(said: dict[str, str], path: str) -> str:
    """Write the headers file that several hosts read (Netlify, Cloudflare Pages).

    By themselves they have browsers ask each time; two rules for one header they would join.
    """
    every = "".join(f"  {name}: {value}\n" for name, value in said.items())
    return (
        f"{path}*\n{every}"
        f"{path}sw.js\n  Cache-Control: {CHECK_AGAIN}\n"
        f"{path}assets/*\n  Cache-Control: {KEEP}\n"
    )


def _redirects(site: Site, path: str) -> dict[str, str]:
    """Return where old addresses lead, with and without their final slash.

    ``path`` is the portal's on its host, which the addresses begin with.
    """
    found = {}
    for link in site.links.values():
        if link.permalink:
            found[f"{path}q/{link.name}"] = f"{path}q/{link.name}/"
    return found | _of_pages(site, path)


def _of_pages(site: Site, path: str) -> dict[str, str]:
    """Return where the old addresses of pages lead."""
    found: dict[str, str] = {}
    for page in site.pages:
        for alias in page.header.aliases:
            old = f"{path}{alias.strip('/')}"
            found |= dict.fromkeys((old, f"{old}/"), f"{path}{page.url}")
    return found


def _nginx(said: dict[str, str], redirects: dict[str, str], path: str) -> str:
    """Write what belongs into the server block of nginx.

    A location that adds a header of its own loses those of the server, and the
    root or alias of another location. So the one header that differs is a
    variable.
    """
    added = "".join(f'add_header {name} "{value}" always;\n' for name, value in said.items())
    rules = "".join(
        f"location = {old} {{ return 302 {target}; }}\n" for old, target in redirects.items()
    )
    return (
        "# Put this into the server block:  include /path/to/public/nginx.conf;\n"
        "# An nginx before 1.21.1 needs in its types block as well:  image/avif avif;\n"
        f"{added}"
        f'set $bangtin_cache "{FRESH}";\n'
        f'if ($uri ~ "^{re.escape(path)}assets/") {{ set $bangtin_cache "{KEEP}"; }}\n'
        f'if ($uri = "{path}sw.js") {{ set $bangtin_cache "{CHECK_AGAIN}"; }}\n'
        f'if ($uri ~ "/{re.escape(OWN)}") {{ return 404; }}\n'
        "add_header Cache-Control $bangtin_cache;\n"
        f"error_page 404 {path}404.html;\n"
        f"{rules}"
    )


def _apache(said: dict[str, str], redirects: dict[str, str], path: str) -> str:
    """Write a ``.htaccess``. All of it is of the group FileInfo, which hosts mostly allow."""
    added = "".join(f'  Header always set {name} "{value}"\n' for name, value in said.items())
    types = "".join(f"AddType {kind} .{suffix}\n" for suffix, kind in TYPES.items())
    rules = "".join(
        f'  RedirectMatch 302 "^{re.escape(old)}$" "{target}"\n'
        for old, target in redirects.items()
    )
    return (
        "# For Apache, which reads this where it lies:  AllowOverride FileInfo  (or All)\n"
        "AddDefaultCharset utf-8\n"
        f"{types}"
        f"ErrorDocument 404 {path}404.html\n"
        "<IfModule mod_headers.c>\n"
        f"{added}"
        "  <IfModule mod_setenvif.c>\n"
        f'    Header set Cache-Control "{FRESH}" "expr=%{{REQUEST_STATUS}} -lt 400"\n'
        f'    SetEnvIf Request_URI "^{re.escape(path)}assets/" bangtin_keep\n'
        f'    SetEnvIf Request_URI "^{re.escape(path)}sw\\.js$" bangtin_check\n'
        f'    Header set Cache-Control "{KEEP}" env=bangtin_keep\n'
        f'    Header set Cache-Control "{CHECK_AGAIN}" env=bangtin_check\n'
        "  </IfModule>\n"
        "</IfModule>\n"
        "<IfModule mod_alias.c>\n"
        f'  RedirectMatch 404 "/{re.escape(OWN)}"\n'
        f"{rules}"
        "</IfModule>\n"
    )


def _caddy(said: dict[str, str], redirects: dict[str, str], path: str) -> str:
    """Write what belongs into a site block of Caddy.

    What answers an error is a road of its own, with headers of its own. A file is
    told to be kept only where it is there.
    """
    added = "".join(f'\t{name} "{value}"\n' for name, value in said.items())
    types = "".join(
        f"@bangtin_{suffix} path *.{suffix}\nheader @bangtin_{suffix} Content-Type {kind}\n"
        for suffix, kind in TYPES.items()
    )
    rules = "".join(f"redir {old} {target} 302\n" for old, target in redirects.items())
    return (
        "# Put this into the site block, beside root and file_server:  "
        "import /path/to/public/Caddyfile\n"
        f"header {{\n{added}}}\n"
        f"@bangtin_keep {{\n\tpath {path}assets/*\n\tfile\n}}\n"
        f'header @bangtin_keep Cache-Control "{KEEP}"\n'
        f"header {path}sw.js Cache-Control {CHECK_AGAIN}\n"
        f'header ?Cache-Control "{FRESH}"\n'
        f"{types}"
        f"@bangtin_own path */{OWN}*\n"
        "error @bangtin_own 404\n"
        f"{rules}"
        "handle_errors {\n"
        + "".join(f'\theader {name} "{value}"\n' for name, value in said.items())
        + "\theader Content-Type text/html\n"
        "\t@bangtin_404 expression {http.error.status_code} == 404\n"
        f"\trewrite @bangtin_404 {path}404.html\n"
        "\tfile_server\n"
        "}\n"
    )


def _iis(said: dict[str, str], redirects: dict[str, str], path: str) -> str:
    """Write a ``web.config`` that needs no module but IIS's own.

    ``redirects`` are those of pages: IIS itself adds the slash of a folder that is
    there. Names in it are relative to the folder where it lies.
    """
    kinds = TYPES | dict.fromkeys(SEARCH_SUFFIXES, "application/octet-stream")
    types = "".join(
        f'        <remove fileExtension=".{suffix}" />\n'
        f'        <mimeMap fileExtension=".{suffix}" mimeType="{kind}" />\n'
        for suffix, kind in kinds.items()
    )
    added = "".join(
        f"          <remove name={quoteattr(name)} />\n"
        f"          <add name={quoteattr(name)} value={quoteattr(value)} />\n"
        for name, value in said.items()
    )
    hidden = "".join(
        f'            <add segment="{name}" />\n'
        for name in (f"{OWN}state", f"{OWN}before", f"{OWN}lock", f"{OWN}files", ".htaccess")
    )
    olds = {old.removeprefix(path).rstrip("/"): target for old, target in redirects.items()}
    rules = "".join(
        f"  <location path={quoteattr(old)}>\n    <system.webServer>\n"
        f'      <httpRedirect enabled="true" destination={quoteattr(target)} '
        'exactDestination="true" httpResponseStatus="Found" />\n'
        "    </system.webServer>\n  </location>\n"
        for old, target in olds.items()
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        "<!-- For IIS, which reads this where it lies. Old addresses need its part "
        '"HTTP Redirection". -->\n'
        "<configuration>\n  <system.webServer>\n    <staticContent>\n"
        f"{types}"
        '      <clientCache cacheControlMode="UseMaxAge" cacheControlMaxAge="0.00:00:00" '
        f'cacheControlCustom="public, {SHARED}" />\n'
        "    </staticContent>\n"
        "    <httpProtocol>\n      <customHeaders>\n"
        f"{added}"
        "      </customHeaders>\n    </httpProtocol>\n"
        '    <httpErrors errorMode="Custom">\n'
        '      <remove statusCode="404" />\n'
        '      <error statusCode="404" path="404.html" responseMode="File" />\n'
        "    </httpErrors>\n"
        "    <security>\n      <requestFiltering>\n        <hiddenSegments>\n"
        f"{hidden}"
        "        </hiddenSegments>\n      </requestFiltering>\n    </security>\n"
        "  </system.webServer>\n"
        '  <location path="assets">\n    <system.webServer>\n      <staticContent>\n'
        '        <clientCache cacheControlMode="UseMaxAge" cacheControlMaxAge="365.00:00:00" '
        'cacheControlCustom="public, immutable" />\n'
        "      </staticContent>\n    </system.webServer>\n  </location>\n"
        '  <location path="sw.js">\n    <system.webServer>\n      <staticContent>\n'
        '        <clientCache cacheControlMode="DisableCache" />\n'
        "      </staticContent>\n    </system.webServer>\n  </location>\n"
        f"{rules}"
        "</configuration>\n"
    )
