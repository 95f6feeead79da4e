"""The portal's own addresses, written out in full: they are held to what is built.

``https://`` and ``http://``, with ``www.`` or without, with ``index.html`` or without a final
slash: a browser ends at the same page, so all of them are read as one address.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import unquote, urlsplit

from bangtin.config.settings import Settings
from bangtin.problems import Place, Problems, closest
from bangtin.site import links
from bangtin.site.links import Link
from bangtin.site.pages import Page
from bangtin.site.reserved import Reserved

PERMALINKS = "q/"
"""Where the register's permalinks stand."""


class OwnAddresses:
    """Knows what stands at each address of the portal."""

    def __init__(
        self,
        settings: Settings,
        pages: Mapping[str, Page],
        reserved: Reserved,
        register: Mapping[str, Link],
    ) -> None:
        self._settings = settings
        self._host = urlsplit(settings.base_url).hostname if _is_sound(settings.base_url) else None
        self._base = links.base_path(settings)
        self._languages = tuple(settings.language_folders)
        self._reserved = reserved
        self._permalinks = {f"{PERMALINKS}{name}/" for name, link in register.items()
                            if link.permalink}  # fmt: skip
        self._pages: dict[str, Page] = {}
        self._drafts: set[str] = set()
        for page in pages.values():
            urls = [page.url, *(f"{alias.strip('/')}/" for alias in page.header.aliases)]
            if page.is_original:
                urls += [f"{lang}/{page.url}" for lang in self._languages]
            if page.state.is_built:
                for url in urls:
                    self._pages.setdefault(url, page)
            else:
                self._drafts.update(urls)

    def path(self, url: str) -> str | None:
        """Return the address below the portal's root that a full address names.

        None where it is another's: another host, or another path of the same host.
        """
        if not _is_sound(url):
            return None
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
        if not self._host or host != self._host.removeprefix("www."):
            return None
        if parts.username is not None or parts.port not in (None, 80, 443):
            return None
        path = unquote(parts.path) or "/"
        if not f"{path}/".startswith(self._base):
            return None
        below = path[len(self._base) :].removesuffix("index.html")
        if below and not below.endswith("/") and "." not in below.rpartition("/")[2]:
            below += "/"
        return below

    def page(self, path: str) -> Page | None:
        """Return the page at an address of the portal."""
        return self._pages.get(path)

    def check(self, path: str, written: str, place: Place, problems: Problems) -> bool:
        """Refuse an address at which nothing stands; returns whether it may be used.

        What lies in a folder of the portal's own (prints, feeds) is only known once it is
        planned: a page's link there is checked when the page is made.
        """
        if path in self._pages or path in self._permalinks:
            return True
        if path in self._drafts:
            problems.error("page-not-published", place, target=written)
            return False
        if not path.startswith(PERMALINKS) and (self._reserved.over(path) or _is_file(path)):
            return True
        meant = closest(path, [*self._pages, *self._permalinks, *self._reserved.lists])
        key = "own-address-dead-meant" if meant else "own-address-dead"
        problems.error(key, place, target=written, meant=f"/{meant}" if meant else "")
        return False

    def check_any(self, target: str, place: Place, problems: Problems) -> bool:
        """Refuse any address that nobody vouched for; returns whether it may be used."""
        if (path := self.path(target)) is not None:
            return self.check(path, target, place, problems)
        return links.check_address(target, self._settings, place, problems)

    def check_register(self, settings: Settings, names: Iterable[str], problems: Problems) -> None:
        """Hold the entries of the register that lead to the portal itself to what is there."""
        for name in names:
            entry = settings.links[name]
            path = self.path(entry.url)
            if path is None:
                continue
            if path.startswith(PERMALINKS) and entry.permalink:
                problems.error("own-address-circle", entry.place("url"), name=name)
            else:
                self.check(path, entry.url, entry.place("url"), problems)


def _is_file(path: str) -> bool:
    return "." in path.rpartition("/")[2]


def _is_sound(url: str) -> bool:
    try:
        _ = urlsplit(url).port
    except ValueError:
        return False
    return True
