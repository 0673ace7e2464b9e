"""Runs the real `motia-tray` on a desktop of its own, and prints what a person would have seen, as JSON.

To be run as `dbus-run-session -- python tray_session.py BASE PROJECT`: an X server without a screen, a
StatusNotifierWatcher, dunst, a real daemon, and deployments made by the command line while the tray watches.
"""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from dbus_fast.aio import MessageBus
from tray_desk import BIN, Desk, Watcher, ask_window, screen, until, window_of

from motia_desktop.tray.digest import TOGETHER_MILLIS
from motia_desktop.tray.notifier import Notifier
from motia_desktop.tray.policy import Notice
from motia_desktop.tray.wish import Wish

BROKEN = "config = {\n"
PATIENT = Path(__file__).with_name("patient_window.py")
QUIET_SECONDS = TOGETHER_MILLIS / 1000 + 1.5
"""After so long, what has not been told will not be."""


FAREWELL = """
import asyncio
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from motia_desktop.tray.farewell import say_farewell
from motiad.contract.deployment import DeploymentData
from motiad.paths import Paths
app = QApplication([])
told = {"phase": "build", "message": "Building", "project": "hello-desk", "version": "v5"}
data = DeploymentData(id="dep-1", status="building", progress=10, **told)
asyncio.run(say_farewell(Paths.under(Path(sys.argv[1])), [data]))
"""
"""What a window does last when it is closed while something runs."""


class Scenes:
    """What happens, one after the other."""

    def __init__(self, desk: Desk, base: str, project: str, service: str) -> None:
        self.desk, self.base, self.project, self.service = desk, base, project, service
        self.step = Path(project) / "src" / "hello_step.py"
        self.good = self.step.read_text()
        self.path = ""
        self.seen: dict[str, Any] = {}

    async def tip(self, *words: str) -> Any:
        async def look() -> Any:
            found = await self.desk.item(self.service)
            return found if any(word in found["tip"] for word in words) else None

        return await until(look)

    async def begin(self) -> None:
        self.seen["idle"] = await self.tip("nothing is running")
        self.path = self.seen["idle"]["menu"]
        self.seen["first_menu"] = [line.label for line in await self.desk.menu(self.service, self.path)]

    async def succeed(self) -> None:
        """A click on the notification opens the window; a second start finds that one."""
        self.seen["exit"], self.seen["id"] = await self.desk.deploy(self.base, self.project, "v1")
        self.seen["ended"] = await self.tip("completed")
        await until(self.desk.shown)
        self.seen["menu"] = [line.label for line in await self.desk.menu(self.service, self.path)]
        await self.desk.output("dunstctl", "action", "0")

        async def window() -> Any:
            return window_of(self.base)

        _, self.seen["opened"] = await until(window)
        await until(lambda: ask_window(self.base, ask="front"))
        second = await self.desk.start(sys.executable, PATIENT, "--base-dir", self.base)
        self.seen["second_window"] = await asyncio.wait_for(second.wait(), 90)
        self.seen["notification"] = (await self.desk.told())[0]

    async def retry_from_the_menu_in_front_of_the_window(self) -> None:
        """What ends before the person's eyes is not told."""
        self.step.write_text(BROKEN)
        self.seen["failed_exit"], failed = await self.desk.deploy(self.base, self.project, "v2")
        await until(self.desk.shown)
        told = await self.desk.told()
        self.seen["failure"] = told[0]
        lines = await self.desk.menu(self.service, self.path)
        self.seen["offered"] = [line.label for line in lines[0].below]
        await ask_window(self.base, ask="open", about=failed)

        async def in_front() -> Any:
            return (await ask_window(self.base, ask="front")).get("front") == failed

        await until(in_front)
        self.step.write_text(self.good)
        await self.desk.click(self.service, self.path, "hello-desk v2", "Retry")
        await self._completed(failed)
        await asyncio.sleep(QUIET_SECONDS)
        self.seen["told_in_front"] = len(await self.desk.told()) - len(told)

    async def close_the_window(self) -> None:
        opened = window_of(self.base)
        assert opened is not None
        os.kill(opened[0], signal.SIGTERM)

        async def closed() -> Any:
            return window_of(self.base) is None

        self.seen["closed"] = await until(closed)

    async def retry_from_the_notification(self) -> None:
        """dunst offers the buttons as a menu; the person chooses by what they say."""
        self.step.write_text(BROKEN)
        _, failed = await self.desk.deploy(self.base, self.project, "v3")
        await until(self.desk.shown)
        self.step.write_text(self.good)
        await self.desk.output("dunstctl", "context")
        await self._completed(failed)
        await asyncio.sleep(QUIET_SECONDS)
        self.seen["after_retry"] = (await self.desk.told())[0]["summary"]

    async def be_told_nothing(self) -> None:
        """The level is read anew each time: the window may have changed it meanwhile."""
        before = len(await self.desk.told())
        (Path(self.base) / "preferences.ini").write_text("[General]\nnotify=failures\n")
        await self.desk.deploy(self.base, self.project, "v4")
        await self.tip("completed")
        await asyncio.sleep(QUIET_SECONDS)
        self.seen["told_by_level"] = len(await self.desk.told()) - before

    async def speak_plainly(self) -> None:
        """The notifier alone: markup stays text, one bubble a deployment, and what is closed is forgotten."""
        wishes: list[tuple[str, str]] = []
        notifier = Notifier(lambda key, wish: wishes.append((key, wish.value)))
        listening = asyncio.ensure_future(notifier.run())
        await notifier.settled()
        for body in ("first", "<b>2 & 3</b>"):
            assert await notifier.send(Notice("plain", body, deployment_id="dep-1", offers=(Wish.RETRY,)))
        self.seen["bubbles"] = await until(self.desk.shown)
        await self.desk.output("dunstctl", "context")

        async def wished() -> Any:
            return wishes

        self.seen["wishes"] = await until(wished)
        told = await self.desk.told()
        self.seen["plain"] = told[0]["body"]
        assert await notifier.send(Notice("plain", "again", deployment_id="dep-1"))
        self.seen["replaced"] = len(await self.desk.told()) - len(told)
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)

    async def say_farewell(self) -> list[str]:
        """A window that goes says what goes on without it, and nothing where the tray's icon shows it."""
        child = await self.desk.start(sys.executable, "-c", FAREWELL, self.base)
        assert await asyncio.wait_for(child.wait(), 90) == 0
        return [one["summary"] for one in await self.desk.told() if "goes on" in one["summary"]]

    async def _completed(self, deployment_id: str) -> None:
        async def look() -> Any:
            newest = await self.desk.newest(self.base)
            return newest["id"] == deployment_id and newest["status"] == "completed"

        await until(look)


def dunst_settings(folder: Path) -> Path:
    """Return settings by which dunst's menu of actions is answered with "Retry"."""
    chooser = folder / "choose-retry"
    chooser.write_text("#!/bin/sh\ngrep -i retry | head -n 1\n")
    chooser.chmod(0o755)
    settings = folder / "dunstrc"
    settings.write_text(f"[global]\ndmenu = {chooser}\n[urgency_normal]\ntimeout = 0\n")
    return settings


async def main(base: str, project: str) -> dict[str, Any]:
    server, display = await screen()
    bus = await MessageBus().connect()
    desk = Desk(bus, {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"})
    try:
        tray = await desk.start(BIN / "motia-tray", "--base-dir", base)
        await asyncio.sleep(1)  # the icon must appear although the panel comes later
        watcher = Watcher()
        bus.export("/StatusNotifierWatcher", watcher)
        await bus.request_name("org.kde.StatusNotifierWatcher")
        await desk.start("dunst", "-config", dunst_settings(Path(project).parent))

        async def registered() -> list[str]:
            return watcher.items

        scenes = Scenes(desk, base, project, (await until(registered))[0])
        await scenes.begin()
        second = await desk.start(BIN / "motia-tray", "--base-dir", base)
        scenes.seen["second_tray"] = await asyncio.wait_for(second.wait(), 90)
        await scenes.succeed()
        await scenes.retry_from_the_menu_in_front_of_the_window()
        await scenes.close_the_window()
        await scenes.retry_from_the_notification()
        await scenes.be_told_nothing()
        await scenes.speak_plainly()
        scenes.seen["farewells_beside_the_icon"] = await scenes.say_farewell()
        await desk.click(scenes.service, scenes.path, "Quit")
        scenes.seen["tray_exit"] = await asyncio.wait_for(tray.wait(), 90)
        scenes.seen["farewells"] = await scenes.say_farewell()
    finally:
        await desk.end()
        runtime = Path(base) / "run" / "daemon.json"
        if runtime.exists():
            os.kill(json.loads(runtime.read_text())["pid"], signal.SIGTERM)
        if opened := window_of(base):
            os.kill(opened[0], signal.SIGTERM)
        bus.disconnect()
        server.terminate()
        await server.wait()
    return scenes.seen


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(*sys.argv[1:3]))))
