"""Headless Chromium, Debian's package; tabs are opened through its own debugging address on loopback."""

import os
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

from .asking import ask

START_SECONDS = 20
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


class Chromium:
    """One browser with a profile of its own."""

    def __init__(self, program: str, profile: Path, *flags: str) -> None:
        home = {name: str(profile / "home") for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
        self._child = subprocess.Popen(
            [program, *FLAGS, *flags, f"--user-data-dir={profile / 'data'}", "about:blank"],
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

    def close(self) -> None:
        """End the browser."""
        self._child.terminate()
        try:
            self._child.wait(10)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
