"""The live preview: watchfiles notices and batches changes, livereload serves and refreshes.

Each request is answered from ``public/``. After an edit of words the pages are published first, and
prints and the search index follow.
While the content has errors, pages keep their last good state under a panel
that lists them; it goes away with the next good build.
"""

from __future__ import annotations

import asyncio
import html
import mimetypes
import socket
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from bangtin.build import Result, build
from bangtin.commands import report
from bangtin.commands.watching import Watcher
from bangtin.config.addresses import indexes
from bangtin.engine.lock import Busy
from bangtin.engine.publishing import MANIFEST
from bangtin.files.paths import PUBLIC
from bangtin.files.writing import TEMPORARY
from bangtin.messages import catalogue
from bangtin.problems import Level, as_data

HTTP_PORT = 80
"""Browsers leave it out of a host's name."""
REST_SECONDS = 0.8
"""How long nobody saves before prints and the search index follow the pages."""
PANEL_STYLE = (
    "position:fixed;inset:0 0 auto 0;max-height:80vh;overflow:auto;z-index:9999;background:#fff;"
    "color:#15181f;border-bottom:6px solid #c8102e;padding:1rem 1.5rem;"
    "font:16px/1.5 system-ui,sans-serif;box-shadow:0 4px 24px #0006"
)


class Overtaken(Exception):
    """Somebody saved while prints and the search index were to follow."""


class Preview:
    """Builds when something changes, and knows what the last build had to say."""

    def __init__(self, root: Path, language: str) -> None:
        self._root = root
        self._language = language
        self._turn = threading.Lock()
        self._is_behind = False
        """Whether pages are published ahead of the prints and the index made of them."""
        self._is_put_off = False
        """Whether a save is still to be built, as another program was building."""
        self.result: Result | None = None
        self._fault = ""
        """What the last build failed of, where that was no problem of the content."""

    def rebuild(self, watcher: Watcher | None = None) -> bool:
        """Build once, and tell whether it came to an end; whatever goes wrong is shown.

        With a watcher it is given up when somebody saves; what is made by then is kept.
        While another program builds it is put off.
        """

        def look(*_: object) -> None:
            if watcher is not None and watcher.has_changes():
                raise Overtaken

        with self._turn:
            try:
                self.result = build(self._root, progress=look)
            except Overtaken:
                return False
            except Busy:
                if not self._is_put_off:
                    click.echo(catalogue.text("busy", self._language))
                self._is_put_off = True
                return False
            except Exception as error:
                # Whatever it is, the preview goes on: the next save may mend it.
                self._fault = report.explain(error, self._root, self._language)
                click.echo(self._fault, err=True)
            else:
                self._fault = ""
                said = report.as_summary(self.result, self._root, self._language, published=True)
                click.echo(said)
            self._is_behind = self._is_put_off = False
        return True

    def watch(self, watcher: Watcher, refresh: Callable[[], None], stop: threading.Event) -> None:
        """Rebuild at each batch of changes, and tell the browsers when it is done."""
        for changed in watcher.batches(REST_SECONDS, stop.is_set):
            if changed:
                names = ", ".join(sorted(changed)[:5])
                click.echo(catalogue.text("rebuilding", self._language, files=names))
                if self._show_pages():
                    refresh()
                    continue
            elif not (self._is_behind or self._is_put_off):
                continue
            is_save = bool(changed) or self._is_put_off
            # A save is shown at once: what only follows is given up for it.
            if self.rebuild(None if changed else watcher) and (is_save or self._has_news):
                refresh()

    def _show_pages(self) -> bool:
        """Publish pages whose text changed before all else; tell whether that was enough."""
        if self.result is None or self.result.failed:
            return False
        with self._turn:
            try:
                result = build(self._root, only_pages=True)
            except Exception:
                # The whole build meets it again, and says what it is.
                return False
        is_shown = result.published is not None
        self._is_behind = self._is_behind or is_shown
        return is_shown

    @property
    def _has_news(self) -> bool:
        """Whether the last build has more to show than another index: files, or what is wrong."""
        if self._fault or (self.result and self.result.failed):
            return True
        published = self.result.published if self.result else None
        changed = (*published.written, *published.removed) if published else ()
        index = indexes(changed)
        return any(not path.startswith(index) for path in changed)

    def wait(self) -> None:
        """Wait while a build runs: no request sees a half-published tree."""
        with self._turn:
            pass

    def answer(self, path: str) -> tuple[int, str, bytes]:
        """Return the status, content type and bytes for a path below ``public/``."""
        public = (self._root / PUBLIC).resolve()
        status, file = 200, self._file(public, path)
        if file is None:
            status, file = 404, public / "404.html"
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        data = file.read_bytes() if file.is_file() else b""
        if kind == "text/html" or not data:
            kind = "text/html; charset=utf-8"
            head = data or b"<!doctype html><html><head></head><body></body></html>"
            data = head.replace(b"</body>", self.panel().encode() + b"</body>")
        return status, kind, data

    def _file(self, public: Path, path: str) -> Path | None:
        """Return the published file that a request asks for; None where there is none.

        Bangtin's own notes, hidden as they are, are not published.
        """
        try:
            file = (public / path).resolve()
            if file.is_dir():
                file /= "index.html"
            # A name with a zero byte, or longer than the disk has any.
            if not file.is_relative_to(public) or not file.is_file():
                return None
        except (OSError, ValueError, RuntimeError):
            return None
        is_own = file.name == MANIFEST or file.name.endswith(TEMPORARY)
        return None if is_own else file

    def panel(self) -> str:
        """Return the panel of errors as HTML, or nothing after a good build."""
        if self._fault:
            title = catalogue.text("fault-title", self._language)
            return _panel(title, f"<p>{html.escape(self._fault)}</p>", self._language)
        if self.result is None or not self.result.failed:
            return ""
        errors = [p for p in self.result.problems if p.level is Level.ERROR]
        title = catalogue.text("overlay-title", self._language, count=len(errors))
        items = "".join(
            "<li><code>{file}:{line}</code> {message}<br><em>{hint}</em></li>".format_map(
                {name: html.escape(str(value)) for name, value in problem.items()}
            )
            for problem in as_data(errors, self._language)
        )
        return _panel(title, f"<ol>{items}</ol>", self._language)


def _panel(title: str, body: str, language: str) -> str:
    note = catalogue.text("overlay-note", language)
    return (
        f'<div role="alert" style="{PANEL_STYLE}"><strong>{html.escape(title)}</strong>'
        f"{body}<p>{html.escape(note)}</p></div>"
    )


def serve(root: Path, port: int, language: str, *, open_browser: bool) -> None:
    """Serve the preview until Ctrl+C."""
    if not _is_free(port):
        raise click.UsageError(catalogue.text("port-taken", language, port=port, other=port + 1))
    preview = Preview(root, language)
    preview.rebuild()
    server, refresh = _server(preview, port)
    stop = threading.Event()
    url = f"http://127.0.0.1:{port}/"
    click.echo(catalogue.text("serving", language, url=url))
    if open_browser:
        threading.Timer(0.5, webbrowser.open, [url]).start()
    with Watcher(root) as watcher:
        following = threading.Thread(
            target=preview.watch, args=(watcher, refresh, stop), daemon=True
        )
        following.start()
        try:
            server.serve(port=port, host="127.0.0.1", root=str(root / PUBLIC), debug=False)
        finally:
            stop.set()
            following.join(timeout=2)


def hosts(port: int) -> frozenset[str]:
    """Return what a browser calls the preview's own host."""
    names = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}
    return frozenset(names | ({"127.0.0.1", "localhost"} if port == HTTP_PORT else set()))


def _server(preview: Preview, port: int) -> tuple[Any, Callable[[], None]]:
    """Return a livereload server that answers from the preview, and what refreshes browsers.

    Another site that a browser has open may send requests here, under a name of its own
    that leads to this machine. So only the preview's own host is answered, and its socket
    listens to the preview's own pages.
    """
    import livereload
    from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
    from livereload.server import LiveScriptInjector
    from livereload.watcher import Watcher
    from tornado import ioloop, routing, web

    own = hosts(port)

    class OtherHost(routing.Matcher):
        """Matches requests that name another host."""

        def match(self, request: Any) -> dict[str, Any] | None:
            return None if request.headers.get("Host", "").lower() in own else {}

    class Elsewhere(web.RequestHandler):
        """Answers what was meant for another host."""

        def prepare(self) -> None:
            self.set_status(421)
            self.finish()

    class OwnSocket(LiveReloadHandler):  # type: ignore[misc]
        """Tells the preview's own pages when to load again, and nobody else's."""

        def check_origin(self, origin: str) -> bool:
            return origin.lower() in {f"http://{name}" for name in own}

    class Watched(Watcher):  # type: ignore[misc]
        """Stands in for livereload's own watcher, which polls and calls back once a file."""

        def __init__(self) -> None:
            super().__init__()
            self._tasks = {"watchfiles": None}

        def start(self, callback: Callable[[], None]) -> bool:  # noqa: ARG002
            return True

    class Handler(web.RequestHandler):
        """Answers one request; the script that listens for changes is put in by livereload."""

        async def get(self, path: str) -> None:
            await asyncio.to_thread(preview.wait)
            status, kind, data = preview.answer(path)
            self.set_status(status)
            self.set_header("Content-Type", kind)
            self.set_header("Cache-Control", "no-store")
            self.finish(data)

        head = get

    class Server(livereload.Server):  # type: ignore[misc]
        def get_web_handlers(self, script: bytes) -> list[Any]:  # noqa: ARG002
            return [(r"/(.*)", Handler)]

        def application(
            self,
            port: int,
            host: str,
            liveport: int | None = None,  # noqa: ARG002
            debug: bool | None = None,  # noqa: ARG002, FBT001
            live_css: bool = True,  # noqa: FBT001, FBT002
        ) -> None:
            """Answer the preview's own host alone; no GET changes anything."""
            LiveReloadHandler.watcher = self.watcher
            LiveReloadHandler.live_css = live_css

            class Injector(LiveScriptInjector):  # type: ignore[misc]
                script = f'<script src="/livereload.js?port={port}"></script>'.encode()

            rules: list[Any] = [
                routing.Rule(OtherHost(), Elsewhere),
                (r"/livereload", OwnSocket),
                (r"/livereload.js", LiveReloadJSHandler),
                *self.get_web_handlers(b""),
            ]
            web.Application(rules, transforms=[Injector]).listen(port, address=host)

        def _setup_logging(self) -> None:
            """Say nothing of each request: the terminal is for the author."""
            import logging

            logging.getLogger("tornado").addHandler(logging.NullHandler())
            logging.getLogger("livereload").addHandler(logging.NullHandler())
            logging.getLogger("livereload").propagate = False
            logging.getLogger("tornado.access").setLevel(logging.ERROR)

    loop = ioloop.IOLoop.current()

    def refresh() -> None:
        loop.add_callback(LiveReloadHandler.reload_waiters, "*")

    return Server(watcher=Watched()), refresh


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
