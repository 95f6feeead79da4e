"""What the web host is told: nginx itself serves the portal, at a host's root and below a path."""

from __future__ import annotations

import http.client
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bangtin.channels.web_host import CHECK_AGAIN, HEADERS, KEEP

from tests.conftest import MakeSite, Sandbox, page, places
from tests.small import SITE

ATOM = "{http://www.w3.org/2005/Atom}"
ENGLISH = SITE + "languages: {en: {name: English}}\n"
FILES: dict[str, str | bytes] = {
    "content/a.md": page(aliases="[/cu/a/, /cu-nua]"),
    "content/en/a.md": page(title="A page"),
}
NGINX = """daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr;
events {{}}
http {{
  access_log off;
  types {{ text/html html; text/javascript js; image/png png; text/css css; }}
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    root {root};
    include {include};
    {more}
  }}
}}
"""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


class Server:
    """An nginx that serves a site with the rules that ship with it."""

    def __init__(self, site: Sandbox, path: str, folder: Path, how: str) -> None:
        self.path = path
        self.port = free_port()
        root, more = site.public, ""
        if how == "alias":
            root, more = folder, f"location {path} {{ alias {site.public}/; }}"
        elif path != "/":
            root = folder / "www"
            target = root / path.strip("/")
            target.parent.mkdir(parents=True)
            target.symlink_to(site.public)
        config = folder / "nginx.conf"
        config.write_text(
            NGINX.format(
                folder=folder, port=self.port, root=root,
                include=site.public / "nginx.conf", more=more,
            )
        )  # fmt: skip
        program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
        self._process = subprocess.Popen(
            [program or "nginx", "-e", "stderr", "-p", str(folder), "-c", str(config)],
            stderr=subprocess.PIPE,
        )

    def get(self, url: str) -> http.client.HTTPResponse:
        """Return the answer to an address on the host, its body read."""
        for _ in range(200):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port)
                connection.request("GET", url)
                break
            except ConnectionRefusedError:
                assert self._process.poll() is None, self._process.communicate()[1].decode()
                time.sleep(0.05)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.communicate()


WAYS = [("/", "root"), ("/dich/", "root"), ("/a.b/dich-1/", "root"), ("/dich/", "alias")]


@pytest.fixture(params=WAYS, ids=[f"{path} by {how}" for path, how in WAYS])
def server(
    request: pytest.FixtureRequest, make_site: MakeSite, tmp_path: Path
) -> Iterator[tuple[Server, Sandbox]]:
    path, how = request.param
    base = f"https://thu.gov.vn{path.rstrip('/')}"
    site = make_site(FILES, site=ENGLISH.replace("https://thu.gov.vn", base))
    assert not site.build().failed
    folder = tmp_path / "nginx"
    folder.mkdir()
    found = Server(site, path, folder, how)
    yield found, site
    found.stop()


def test_every_answer_of_nginx_has_the_headers_that_keep_readers_safe(
    server: tuple[Server, Sandbox],
) -> None:
    host, site = server
    path = host.path
    asset = next(p for p in site.tree() if p.startswith("assets/app."))
    for url, status, kept in (
        (path, 200, None),
        (f"{path}a/", 200, None),
        (f"{path}{asset}", 200, KEEP),
        (f"{path}sw.js", 200, CHECK_AGAIN),
        (f"{path}khong-co/", 404, None),
        (f"{path}assets/khong-co.js", 404, None),
        (f"{path}cu-nua", 302, None),
    ):
        answer = host.get(url)
        assert (url, answer.status) == (url, status)
        assert {name: answer.getheader(name) for name in HEADERS} == HEADERS, url
        assert (url, answer.getheader("Cache-Control")) == (url, kept)


def test_old_addresses_lead_to_the_page_and_permalinks_need_no_final_slash(
    server: tuple[Server, Sandbox],
) -> None:
    host, site = server
    path = host.path
    told = dict(line.split()[:2] for line in site.read("_redirects").splitlines())
    expected = {
        f"{path}cu/a": f"{path}a/",
        f"{path}cu/a/": f"{path}a/",
        f"{path}cu-nua": f"{path}a/",
        f"{path}cu-nua/": f"{path}a/",
        f"{path}q/dang-ky": f"{path}q/dang-ky/",
    }
    assert told == expected
    for old, new in expected.items():
        answer = host.get(old)
        assert answer.status == 302
        assert (answer.getheader("Location") or "").endswith(f":{host.port}{new}")
        assert host.get(new).status == 200


def test_what_is_not_there_is_answered_with_the_portal_s_own_page(
    server: tuple[Server, Sandbox],
) -> None:
    host, site = server
    answer = host.get(f"{host.path}khong-co/sau/nua/")
    assert answer.status == 404
    assert int(answer.getheader("Content-Length") or 0) == len(site.tree()["404.html"])
    assert f'"{host.path}"' in site.read("404.html") or f"={host.path}" in site.read("404.html")


def test_the_headers_file_and_robots_know_the_path(make_site: MakeSite) -> None:
    site = make_site(site=SITE.replace("https://thu.gov.vn", "https://thu.gov.vn/dich/"))
    assert not site.build().failed
    rules = [line for line in site.read("_headers").splitlines() if not line.startswith(" ")]
    assert rules == ["/dich/*", "/dich/sw.js", "/dich/assets/*"]
    assert "Sitemap: https://thu.gov.vn/dich/sitemap.xml\n" in site.read("robots.txt")


# ── What is kept for a year ──


def test_whatever_is_served_as_never_changing_has_its_content_in_its_name(
    make_site: MakeSite,
) -> None:
    site = make_site(FILES, site=ENGLISH)
    site.build()
    before = {p: data for p, data in site.tree().items() if p.startswith("assets/")}
    site.edit("site.yaml", "title: Huyện thử", "title: Huyện thử lại")
    site.edit("site.yaml", "#14235a", "#14235b")
    site.edit("assets/js/app.js", "(", " (")
    site.build()
    after = {p: data for p, data in site.tree().items() if p.startswith("assets/")}

    assert len(before) == 6
    assert {p for p in before.keys() & after.keys() if before[p] != after[p]} == set()
    share = next(p for p in after if "chia-se-vi" in p)
    assert f"https://thu.gov.vn/{share}" in site.read("index.html")


# ── Feeds ──


def test_the_feed_of_each_language_has_its_own_id_and_leads_to_its_own_home(
    make_site: MakeSite,
) -> None:
    site = make_site(FILES, site=ENGLISH)
    assert [p for p in places(site.build().problems) if "words-missing" not in p] == []
    for name, home in (("feed.xml", ""), ("en/feed.xml", "en/")):
        feed = ElementTree.fromstring(site.read(name))
        links = {e.get("rel", "alternate"): e.get("href") for e in feed.findall(f"{ATOM}link")}
        assert feed.findtext(f"{ATOM}id") == f"https://thu.gov.vn/{home}"
        assert links == {
            "alternate": f"https://thu.gov.vn/{home}",
            "self": f"https://thu.gov.vn/{name}",
        }
        ids = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]
        assert ids == [f"https://thu.gov.vn/{home}a/"]
