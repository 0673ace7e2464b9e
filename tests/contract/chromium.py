"""Headless Chromium, Debian's package; tabs are opened through its own debugging address on loopback."""

import asyncio
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import aiohttp

from .asking import ask

START_SECONDS = 90
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-extensions",
    "--remote-debugging-port=0",
)

ENDS_WITH_US = ("setpriv", "--pdeathsig", "KILL")
"""Tests that are killed leave no browser behind; util-linux, which every Debian has."""


class Chromium:
    """One browser with a profile of its own."""

    def __init__(self, program: str, profile: Path, *flags: str) -> None:
        home = {name: str(profile / "home") for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
        self._child = subprocess.Popen(
            [*ENDS_WITH_US, program, *FLAGS, *flags, f"--user-data-dir={profile / 'data'}", "about:blank"],
            env={**os.environ, **home, "DBUS_SESSION_BUS_ADDRESS": "disabled:"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        port_file = profile / "data" / "DevToolsActivePort"
        deadline = time.monotonic() + START_SECONDS
        while not port_file.exists() or "\n" not in port_file.read_text():
            assert self._child.poll() is None, f"Chromium ended with {self._child.returncode}"
            assert time.monotonic() < deadline, f"Chromium is not up after {START_SECONDS} s"
            time.sleep(0.05)
        self._debugger = f"http://127.0.0.1:{port_file.read_text().splitlines()[0]}"

    def open(self, url: str) -> str:
        """Open a page in a new tab and return the tab's id."""
        connection = ask("PUT", f"{self._debugger}/json/new?{quote(url, safe='')}")
        assert connection.status == 200, connection.body
        return str(connection.json["id"])

    def close_tab(self, tab: str) -> None:
        """Close a tab."""
        assert ask("GET", f"{self._debugger}/json/close/{tab}").status == 200

    @contextmanager
    def permitting(self, permission: str) -> Iterator[None]:
        """Give every page a permission, for as long as this lasts: it goes with the connection it was given on."""
        granted, done = threading.Event(), threading.Event()

        async def hold() -> None:
            url = ask("GET", f"{self._debugger}/json/version").json["webSocketDebuggerUrl"]
            async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
                params = {"permissions": [permission]}
                await socket.send_json({"id": 1, "method": "Browser.grantPermissions", "params": params})
                if "result" in await socket.receive_json(timeout=60):
                    granted.set()
                await asyncio.to_thread(done.wait)

        holding = threading.Thread(target=lambda: asyncio.run(hold()))
        holding.start()
        try:
            assert granted.wait(60), f"Chromium knows no permission {permission}"
            yield
        finally:
            done.set()
            holding.join(5)

    def close(self) -> None:
        """End the browser."""
        self._child.terminate()
        try:
            self._child.wait(60)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
