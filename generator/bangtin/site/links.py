"""Addresses: the link register, which hosts are vouched for, and how an address is printed."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import msgspec

from bangtin import spelling
from bangtin.config import hosts
from bangtin.config.settings import LinkEntry, Settings
from bangtin.problems import Place, Problems, closest

SCHEME = "link:"
"""How Markdown names an entry of the register: ``[Bluezone](link:bluezone)``."""


_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NO_ADDRESS = re.compile(
    rf"[\s\\<>\"{{}}|^`\x00-\x20\ufe0e\ufe0f\u200b-\u200d]|{spelling.HIDDEN.pattern}"
)
"""What no address may hold (RFC 3986): browsers drop some of it and so go elsewhere."""


_PATH = re.compile(r"(?:/(?!\.\.?(?:/|$))[\w.~-]+)*/?")
"""The portal's own path: it stands in the rules of web hosts, where other signs mean something.

Two slashes would begin another host's address there, and dots are gone before a server is asked.
"""
_PAGE = re.compile(r"/[\w~-]*\.[a-z]{3,5}", re.IGNORECASE)
"""The end of a path that is a page's file, as browsers show it: ``/index.html``."""


class Link(msgspec.Struct, frozen=True):
    """One way out, ready to use.

    ``url`` is where it ends, ``out`` what pages and codes carry (the permalink
    where one is used), ``address`` how ``out`` is printed in words.
    """

    name: str
    title: str
    action: str
    url: str
    out: str
    address: str
    permalink: bool


def printed(url: str) -> str:
    """Return an address as people read and type it: ``whole`` makes the same of it again.

    Without its scheme where that is https, and without the slash after a host or a path. What
    would lead elsewhere when it is typed stands as it is: ``http://``, the slash of ``?b=/`` or
    of ``#/``, one of several slashes.

    >>> printed("https://tokhaiyte.vn/"), printed("https://a.vn/?b=/"), printed("http://a.vn/")
    ('tokhaiyte.vn', 'a.vn/?b=/', 'http://a.vn')
    """
    shown = url[8:] if url[:8].lower() == "https://" else url
    _, _, rest = url.partition("://")
    is_path = "?" not in rest and "#" not in rest
    return shown[:-1] if is_path and rest.endswith("/") and rest[-2:] != "//" else shown


def whole(shown: str) -> str:
    """Return what a printed address leads to, but for the slash at the end of its path.

    >>> whole("tokhaiyte.vn"), whole("http://a.vn/b")
    ('https://tokhaiyte.vn', 'http://a.vn/b')
    """
    return shown if "://" in shown else f"https://{shown}"


def register(settings: Settings, problems: Problems) -> dict[str, Link]:
    """Check every entry of the register and return them by name."""
    _check_base(settings, problems)
    _check_hosts(settings, problems)
    links = {}
    for name, entry in settings.links.items():
        place = entry.place("url")
        if not _NAME.fullmatch(name):
            problems.error("link-name", entry.place(), name=name)
            continue
        if check_url(entry.url, settings, place, problems):
            links[name] = _link(name, entry, settings)
    return links


def _check_hosts(settings: Settings, problems: Problems) -> None:
    """Refuse hosts that nobody can vouch for, and entries that no address could ever match."""
    for number, entry in enumerate(settings.allowed_hosts):
        place = settings.place("allowed_hosts", number)
        host = entry.removeprefix("http://")
        is_more = "/" in host or host.count(":") == 1
        if hosts.has_twins(host):
            problems.error("host-letters", place, host=host)
        elif not is_more and (fault := hosts.fault(host.lower())):
            problems.error(fault, place, host=host)
        elif not hosts.is_name(entry):
            problems.error("host-form", place, host=entry)


def _check_base(settings: Settings, problems: Problems) -> None:
    """Check the portal's own address: permalinks and printed codes are made from it.

    One fault here is one problem: entries with a permalink stay in the register,
    and nothing is published from it.
    """
    url, place = settings.base_url, settings.place("base_url")
    try:
        parts = urlsplit(url)
        is_odd = parts.port == 0 or parts.netloc.endswith(":")
    except ValueError:
        problems.error("url-malformed", place, url=url)
        return
    host = parts.hostname or ""
    if parts.scheme != "https":
        problems.error("url-not-https", place, url=url)
    elif (
        not host
        or is_odd
        or parts.username is not None
        or parts.query
        or parts.fragment
        or _NO_ADDRESS.search(url)
        or not _PATH.fullmatch(parts.path)
    ):
        problems.error("url-malformed", place, url=url)
    elif hosts.has_twins(parts.netloc):
        problems.error("host-letters", place, host=parts.netloc)
    elif fault := hosts.fault(host):
        problems.error(fault, place, host=host)
    elif not hosts.is_name(host):
        problems.error("url-malformed", place, url=url)
    elif _PAGE.fullmatch(parts.path, parts.path.rfind("/")):
        above = url[: url.rindex("/") + 1]
        problems.error("base-url-page", place, url=url, above=above)


def _own_host(settings: Settings) -> str:
    """Return the portal's host; empty when its address is malformed, which is noted elsewhere."""
    try:
        return urlsplit(settings.base_url).hostname or ""
    except ValueError:
        return ""


def base_path(settings: Settings) -> str:
    """Return the portal's path on its host: ``/``, or ``/dich/`` where it lies below another."""
    try:
        return urlsplit(settings.base_url).path.rstrip("/") + "/"
    except ValueError:
        return "/"


def _link(name: str, entry: LinkEntry, settings: Settings) -> Link:
    out = f"{settings.base_url.rstrip('/')}/q/{name}/" if entry.permalink else entry.url
    return Link(name, entry.title, entry.action, entry.url, out, printed(out), entry.permalink)


def check_url(url: str, settings: Settings, place: Place, problems: Problems) -> bool:
    """Refuse an address that nobody vouched for; returns whether it may be used."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        # No browser goes to port 0; an empty one is a slip, and paper shows it.
        is_odd = parts.port == 0 or parts.netloc.endswith(":")
    except ValueError:
        problems.error("url-malformed", place, url=url)
        return False
    is_named = parts.username is None and parts.password is None and bool(host)
    allowed = {*settings.allowed_hosts, _own_host(settings)}
    is_exception = parts.scheme == "http" and f"http://{host}" in allowed
    is_web = parts.scheme in ("https", "http")
    if _NO_ADDRESS.search(url) or (is_web and (is_odd or not is_named)):
        problems.error("url-malformed", place, url=url)
    elif is_web and hosts.has_twins(parts.netloc):
        problems.error("host-letters", place, host=parts.netloc)
    elif is_web and (fault := hosts.fault(host)):
        problems.error(fault, place, host=host)
    elif is_exception:
        return True
    elif parts.scheme != "https":
        problems.error("url-not-https", place, url=url)
    elif host not in allowed:
        meant = closest(host, allowed)
        key = "host-not-allowed-meant" if meant else "host-not-allowed"
        problems.error(key, place, host=host, meant=meant)
    elif parts.port not in (None, 443) and parts.netloc.lower() not in _netlocs(settings):
        problems.error("host-port", place, host=host, port=parts.port)
    else:
        return True
    return False


def _netlocs(settings: Settings) -> Iterator[str]:
    """Yield the hosts with their ports that ``site.yaml`` itself writes."""
    for url in (settings.base_url, *(entry.url for entry in settings.links.values())):
        with contextlib.suppress(ValueError):
            yield urlsplit(url).netloc.lower()


def check_address(target: str, settings: Settings, place: Place, problems: Problems) -> bool:
    """Refuse an address as ``addresses.find`` targets it; returns whether it may be used."""
    if target.startswith("mailto:"):
        return check_mail(target.rpartition("@")[2], settings, place, problems)
    return check_url(target, settings, place, problems)


def check_mail(host: str, settings: Settings, place: Place, problems: Problems) -> bool:
    """Refuse a host of an e-mail address that can't be one, or looks like one that is allowed.

    Any other may be: offices have their mail at providers that no page leads to.
    """
    host = host.lower()
    if fault := hosts.fault(host):
        problems.error(fault, place, host=host)
        return False
    allowed = {*settings.allowed_hosts, _own_host(settings)}
    if any(f".{host}".endswith(f".{one}") or one.endswith(f".{host}") for one in allowed):
        return True
    if meant := closest(host, allowed):
        problems.error("host-not-allowed-meant", place, host=host, meant=meant)
        return False
    return True
