"""The preview: from a saved file to the live reload, to the answer, and to the browser's screen.

Each is timed by edits of its own, so that looking for one does not slow another. A server may show
a page first and put the rest of its work off. So the edits wait until it is at rest, and others
come in haste, at any moment of that work.
"""

from __future__ import annotations

import asyncio
import http.client
import random
import re
import shutil
import socket
import time
from collections.abc import Callable
from typing import Any

from tests.bench import corpus, screen, served
from tests.bench.measure import Failed, rest, say, serving
from tests.bench.peers import Peers
from tests.bench.results import FOLDER, EditTimes, Results, Seconds
from tests.bench.served import Served

QUIET = 1.5
"""Seconds without work after which a server is at rest, longer than any puts work off."""
BEAT = 1.0
"""The most seconds that an edit comes later than rest, by chance."""
STATED = re.compile(r"^Total in (\d+) ms", re.MULTILINE)
"""How Hugo tells the time of a rebuild."""
HASTE = (0.5, 3.0)
"""The least and the most seconds between two edits of somebody in haste."""
POLL = 0.002
"""Seconds between two requests."""
PATIENCE = 60.0
"""Seconds after which an edit counts as lost."""
READY = 300.0
"""Seconds that a server has for its first build."""
HELLO = '{"command":"hello","protocols":["http://livereload.com/protocols/official-7"]}'


def measure(
    results: Results, peers: Peers, bangtin: tuple[str, ...], counts: list[int], edits: int
) -> None:
    """Measure the sample site and sites of so many pages; keep what is known after each."""
    folder = FOLDER / "preview"
    for site in ("sample", *map(str, counts)):
        shutil.rmtree(folder, ignore_errors=True)
        rows = results.preview[site] = {}
        for one in served.all_of(site, folder, peers, bangtin):
            say(f"preview of {site}: {one.name}")
            rows[one.name] = EditTimes()
            try:
                _measure(one, rows[one.name], peers, edits)
            except (Failed, OSError) as error:
                say(f"  {one.name} failed: {type(error).__name__} {error}")
            results.save()
    shutil.rmtree(folder, ignore_errors=True)


def _measure(one: Served, times: EditTimes, peers: Peers, edits: int) -> None:
    one.port = free_port()
    chance = random.Random(one.address)
    with serving(one.command(one.port)) as server:
        _wait_until_served(one, server.process.poll)

        def pause() -> None:
            rest(server.process.pid, QUIET)
            # Hugo looks for changes twice a second; no edit may keep its beat.
            time.sleep(chance.uniform(0, BEAT))

        times.reload = asyncio.run(_reloads(one, edits, pause))
        times.served = [_answer(one, pause) for _ in range(edits)]
        times.stated = [int(ms) / 1000 for ms in STATED.findall(server.said())]
        if "chromium" in peers.commands:
            url = f"http://127.0.0.1:{one.port}{one.address}"
            times.screen = screen.times(peers.commands["chromium"][0], url, one.edit, edits, pause)
        pause()
        times.haste = [
            _answer(one, lambda: time.sleep(chance.uniform(*HASTE))) for _ in range(edits)
        ]


async def _reloads(one: Served, edits: int, pause: Callable[[], None]) -> Seconds:
    """Return the times until the live reload's socket says so."""
    from tornado.websocket import websocket_connect

    heard: asyncio.Queue[Any] = asyncio.Queue()
    address = f"ws://127.0.0.1:{one.port}/livereload"
    connection = await websocket_connect(address, on_message_callback=heard.put_nowait)
    await connection.write_message(HELLO)
    await connection.write_message(f'{{"command":"info","plugins":{{}},"url":"{one.address}"}}')
    times: Seconds = []
    for _ in range(edits):
        await asyncio.to_thread(pause)
        while not heard.empty():
            heard.get_nowait()
        began = time.perf_counter()
        one.edit()
        while True:
            message = await asyncio.wait_for(heard.get(), PATIENCE)
            if message is None:
                raise Failed("the live reload hung up")
            if '"reload"' in str(message):
                break
        times.append(time.perf_counter() - began)
    connection.close()
    return times


def _answer(one: Served, pause: Callable[[], None]) -> float:
    """Return the time until the page is answered with the new word."""
    pause()
    connection = http.client.HTTPConnection("127.0.0.1", one.port, timeout=PATIENCE)
    began = time.perf_counter()
    word = one.edit().encode()
    while word not in _get(connection, one.address):
        if time.perf_counter() - began > PATIENCE:
            raise Failed("the new word was never served")
        time.sleep(POLL)
    seconds = time.perf_counter() - began
    connection.close()
    return seconds


def _get(connection: http.client.HTTPConnection, address: str) -> bytes:
    connection.request("GET", address)
    return connection.getresponse().read()


def _wait_until_served(one: Served, ended: Callable[[], int | None]) -> None:
    """Wait until the page is there."""
    began = time.perf_counter()
    word = corpus.MARK.format(0).encode()
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", one.port, timeout=PATIENCE)
            if word in _get(connection, one.address):
                return
        except OSError:
            pass
        if ended() is not None:
            raise Failed("the server ended by itself")
        if time.perf_counter() - began > READY:
            raise Failed("the page was never served")
        time.sleep(0.1)


def free_port() -> int:
    """Return a port of loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
