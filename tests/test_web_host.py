"""What the web host is told: real servers serve the portal, at a host's root and below a path."""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bangtin.channels.web_host import CHECK_AGAIN, FRESH, HEADERS, KEEP, TYPES

from tests.conftest import MakeSite, Sandbox, page, places
from tests.servers import free_port, program
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


CADDY = """{{
  admin off
  auto_https off
}}
http://127.0.0.1:{port} {{
  root * {root}
  file_server
  import {include}
}}
"""
APACHE = """
ServerRoot {folder}
ServerName thu.gov.vn
Listen 127.0.0.1:{port}
PidFile {folder}/apache.pid
ErrorLog {folder}/error.log
{modules}
TypesConfig /etc/mime.types
<Directory {root}>
  Options FollowSymLinks
  AllowOverride FileInfo
  Require all granted
</Directory>
DocumentRoot {root}
DirectoryIndex index.html
"""
MODULES = ("mpm_event", "authz_core", "dir", "mime", "headers", "setenvif", "alias", "env")


class Server:
    """A web server that serves a site with the rules that ship with it."""

    def __init__(self, site: Sandbox, path: str, folder: Path, how: str) -> None:
        self.path, self.kind = path, how
        self.port = free_port()
        root, more = site.public, ""
        if how == "alias":
            root, more = folder, f"location {path} {{ alias {site.public}/; }}"
        elif path != "/":
            root = folder / "www"
            target = root / path.strip("/")
            target.parent.mkdir(parents=True)
            target.symlink_to(site.public)
        self.files = site.public
        if how == "apache":
            # It gives up root's rights, and then can't look into the folders of tests.
            root = Path(tempfile.mkdtemp(prefix="bangtin-"))
            root.chmod(0o755)
            self.files = root / path.strip("/")
            shutil.copytree(site.public, self.files, dirs_exist_ok=True)
            self._scratch = root
        config = folder / "server.conf"
        values = {"folder": folder, "port": self.port, "root": root, "more": more}
        environment = os.environ | {"HOME": str(folder), "XDG_DATA_HOME": str(folder)}
        if how == "caddy":
            config.write_text(CADDY.format(include=site.public / "Caddyfile", **values))
            command = ["run", "--adapter", "caddyfile", "--config", str(config)]
        elif how == "apache":
            modules = "\n".join(
                f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so"
                for name in MODULES
            )
            if os.getuid() == 0:
                modules += "\nUser www-data\nGroup www-data"
            config.write_text(APACHE.format(modules=modules, **values))
            command = ["-X", "-f", str(config)]
        else:
            config.write_text(NGINX.format(include=site.public / "nginx.conf", **values))
            command = ["-e", "stderr", "-p", str(folder), "-c", str(config)]
        name = {"caddy": "caddy", "apache": "apache2"}.get(how, "nginx")
        self._process = subprocess.Popen(
            [program(name), *command], stderr=subprocess.PIPE, env=environment
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
        """End it at once: nginx may sleep on when it is asked to end just as it waits."""
        self._process.kill()
        self._process.communicate()
        if self.kind == "apache":
            shutil.rmtree(self._scratch)


WAYS = [
    ("/", "root"), ("/dich/", "root"), ("/a.b/dich-1/", "root"), ("/dich/", "alias"),
    ("/", "caddy"), ("/a.b/dich-1/", "caddy"), ("/", "apache"), ("/a.b/dich-1/", "apache"),
]  # fmt: skip


@pytest.fixture(params=WAYS, ids=[f"{path} by {how}" for path, how in WAYS])
def server(
    request: pytest.FixtureRequest, make_site: MakeSite, tmp_path: Path
) -> Iterator[tuple[Server, Sandbox]]:
    path, how = request.param
    base = f"https://thu.gov.vn{path.rstrip('/')}"
    site = make_site(FILES, site=ENGLISH.replace("https://thu.gov.vn", base))
    assert not site.build().failed
    folder = tmp_path / "server"
    folder.mkdir()
    found = Server(site, path, folder, how)
    yield found, site
    found.stop()


def test_every_answer_has_the_headers_that_keep_readers_safe(
    server: tuple[Server, Sandbox],
) -> None:
    host, site = server
    path = host.path
    asset = next(p for p in site.tree() if p.startswith("assets/app."))
    for url, status, kept in (
        (path, 200, FRESH),
        (f"{path}a/", 200, FRESH),
        (f"{path}{asset}", 200, KEEP),
        (f"{path}sw.js", 200, CHECK_AGAIN),
        (f"{path}khong-co/", 404, None),
        (f"{path}assets/khong-co.js", 404, None),
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
        assert {name: answer.getheader(name) for name in HEADERS} == HEADERS
        location = answer.getheader("Location") or ""
        assert location.startswith(("/", "http://")), location
        assert location == new or location.endswith((f":{host.port}{new}", f"thu.gov.vn{new}"))
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


def test_nobody_reads_what_publishing_keeps_on_a_server(server: tuple[Server, Sandbox]) -> None:
    host, _ = server
    (host.files / ".bangtin-before").mkdir()
    (host.files / ".bangtin-state").write_text("{}")
    (host.files / ".bangtin-before/x").write_text("cu")
    for name in (".bangtin-state", ".bangtin-before/x", ".bangtin-files"):
        assert host.get(f"{host.path}{name}").status == 404


def test_every_type_is_told_by_its_name(server: tuple[Server, Sandbox]) -> None:
    host, _ = server
    if host.kind not in ("caddy", "apache"):
        return  # nginx takes its types from elsewhere
    for suffix, kind in TYPES.items():
        (host.files / f"x.{suffix}").write_bytes(b"x")
        answer = host.get(f"{host.path}x.{suffix}")
        assert (suffix, (answer.getheader("Content-Type") or "").split(";")[0]) == (suffix, kind)


def test_iis_is_told_the_same_in_its_own_words(make_site: MakeSite) -> None:
    site = make_site(FILES, site=ENGLISH.replace("thu.gov.vn", "thu.gov.vn/dich"))
    assert not site.build().failed
    tree = ElementTree.fromstring(site.read("web.config"))
    headers = {e.get("name"): e.get("value") for e in tree.findall(".//customHeaders/add")}
    assert headers == HEADERS
    moved = {
        place.get("path"): e.get("destination")
        for place in tree.findall("location")
        for e in place.findall(".//httpRedirect")
    }
    assert moved == {"cu/a": "/dich/a/", "cu-nua": "/dich/a/"}
    types = {e.get("fileExtension"): e.get("mimeType") for e in tree.findall(".//mimeMap")}
    assert {f".{suffix}": kind for suffix, kind in TYPES.items()}.items() <= types.items()
    kept = [
        (e.get("cacheControlMaxAge"), e.get("cacheControlCustom")) for e in tree.iter("clientCache")
    ]
    year = ("365.00:00:00", "public, immutable")
    assert kept == [("0.00:00:00", "public, s-maxage=300"), year, (None, None)]
    # IIS gives out no file whose type it doesn't know.
    published = {Path(name).suffix for name in site.tree() if "/" in name}
    known = {".html", ".js", ".css", ".png", ".xml", ".pdf", ".txt"}
    assert published - known - types.keys() == set()


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
