"""Runs the real `motia-tray` on a desktop of its own, and prints what a person would have seen, as JSON.

To be run as `dbus-run-session -- python tray_session.py BASE PROJECT`: an X server without a screen, a
StatusNotifierWatcher, dunst, a real daemon, and a deployment made by the command line while the tray watches.
"""

import asyncio
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from dbus_fast import Message, MessageType, PropertyAccess, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property, dbus_signal

ITEM = "org.kde.StatusNotifierItem"
MENU = "com.canonical.dbusmenu"
BIN = Path(sys.executable).parent


class Watcher(ServiceInterface):
    """The part of a panel that icons announce themselves to."""

    def __init__(self) -> None:
        super().__init__("org.kde.StatusNotifierWatcher")
        self.items: list[str] = []

    @dbus_method()
    def RegisterStatusNotifierItem(self, service: "s"):  # noqa: F821, N802
        self.items.append(service)
        self.StatusNotifierItemRegistered(service)

    @dbus_method()
    def RegisterStatusNotifierHost(self, service: "s"):  # noqa: F821, N802
        pass

    @dbus_property(access=PropertyAccess.READ)
    def RegisteredStatusNotifierItems(self) -> "as":  # noqa: F722, N802
        return self.items

    @dbus_property(access=PropertyAccess.READ)
    def IsStatusNotifierHostRegistered(self) -> "b":  # noqa: F821, N802
        return True

    @dbus_property(access=PropertyAccess.READ)
    def ProtocolVersion(self) -> "i":  # noqa: F821, N802
        return 0

    @dbus_signal()
    def StatusNotifierItemRegistered(self, service) -> "s":  # noqa: F821, N802
        return service


class Desk:
    """The desktop, and what happens on it."""

    def __init__(self, bus: MessageBus, environ: dict[str, str]) -> None:
        self.bus, self.environ = bus, environ
        self.children: list[asyncio.subprocess.Process] = []

    async def start(self, *command: str | Path) -> asyncio.subprocess.Process:
        child = await asyncio.create_subprocess_exec(
            *map(str, command), env=self.environ, stdout=asyncio.subprocess.DEVNULL, stderr=sys.stderr
        )
        self.children.append(child)
        return child

    async def output(self, *command: str) -> str:
        child = await asyncio.create_subprocess_exec(
            *command, env=self.environ, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
        )
        said, _ = await asyncio.wait_for(child.communicate(), 20)
        return said.decode()

    async def call(self, to: str, path: str, interface: str, member: str, signature: str = "", *body: Any) -> Any:
        message = Message(
            destination=to, path=path, interface=interface, member=member, signature=signature, body=list(body)
        )
        answer = await asyncio.wait_for(self.bus.call(message), 10)
        if answer.message_type is MessageType.ERROR:
            raise RuntimeError(f"{member}: {answer.error_name} {answer.body}")
        return answer.body[0] if answer.body else None

    async def item(self, service: str) -> dict[str, Any]:
        properties = "org.freedesktop.DBus.Properties"
        told = await self.call(service, "/StatusNotifierItem", properties, "GetAll", "s", ITEM)
        return {
            "status": told["Status"].value,
            "tip": told["ToolTip"].value[2],
            "icon": len(told["IconPixmap"].value),
            "menu": told["Menu"].value,
        }

    async def menu(self, service: str, path: str) -> list[tuple[int, str]]:
        await self.call(service, path, MENU, "AboutToShow", "i", 0)
        message = Message(
            destination=service, path=path, interface=MENU, member="GetLayout", signature="iias", body=[0, -1, []]
        )
        layout = (await self.bus.call(message)).body[1]
        entries = [entry.value for entry in layout[2]]
        return [
            (key, options["label"].value)
            for key, options, _ in entries
            if "label" in options and ("visible" not in options or options["visible"].value)
        ]

    async def end(self) -> None:
        for child in reversed(self.children):
            if child.returncode is None:
                child.terminate()
                await asyncio.wait_for(child.wait(), 15)


async def until(make: Any, seconds: float = 30.0) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = await make()
        if value:
            return value
        await asyncio.sleep(0.1)
    raise TimeoutError(make)


def window_of(base: str) -> tuple[int, str] | None:
    """Return the process of the window that was opened on this base-dir, and the deployment it was opened on."""
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().decode().split("\0")
        except OSError:
            continue
        if "motia_desktop" in words and base in words:
            return int(entry.parent.name), words[-2]
    return None


async def screen() -> tuple[asyncio.subprocess.Process, str]:
    read, write = os.pipe()
    server = await asyncio.create_subprocess_exec(
        *("Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp"),
        pass_fds=(write,),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        number = (await asyncio.wait_for(asyncio.to_thread(pipe.readline), 20)).strip()
    return server, f":{number}"


async def main(base: str, project: str) -> dict[str, Any]:
    server, display = await screen()
    bus = await MessageBus().connect()
    desk = Desk(bus, {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"})
    seen: dict[str, Any] = {}
    try:
        tray = await desk.start(BIN / "motia-tray", "--base-dir", base)
        await asyncio.sleep(1)  # the icon must appear although the panel comes later
        watcher = Watcher()
        bus.export("/StatusNotifierWatcher", watcher)
        await bus.request_name("org.kde.StatusNotifierWatcher")
        await desk.start("dunst")

        async def registered() -> list[str]:
            return watcher.items

        service = (await until(registered))[0]

        async def tip(word: str) -> Any:
            found = await desk.item(service)
            return found if word in found["tip"] else None

        seen["idle"] = await until(lambda: tip("nothing is running"))
        menu_path = seen["idle"]["menu"]
        seen["first_menu"] = [label for _, label in await desk.menu(service, menu_path)]
        deploy = await desk.start(
            *(BIN / "motiad", "deploy", "--base-dir", base, "--project", project),
            *(
                "--cloud",
                "local",
                "--environment-name",
                "staging",
                "--version-name",
                "v1",
                "--project-name",
                "hello-desk",
            ),
        )
        seen["exit"] = await asyncio.wait_for(deploy.wait(), 120)
        listed = json.loads(
            (await desk.output(str(BIN / "motiad"), "list", "--base-dir", base, "--json")).splitlines()[0]
        )
        seen["id"] = listed["id"]
        seen["ended"] = await until(lambda: tip("completed"))

        async def notified() -> Any:
            count = (await desk.output("dunstctl", "count", "displayed")).strip()
            return count.isdigit() and int(count) > 0

        await until(notified)
        menu = await desk.menu(service, menu_path)
        seen["menu"] = [label for _, label in menu]
        await desk.output("dunstctl", "action", "0")

        async def window() -> Any:
            return window_of(base)

        opened = await until(window)
        seen["opened"] = opened[1]
        await asyncio.sleep(2)
        os.kill(opened[0], signal.SIGTERM)

        async def closed() -> bool:
            return window_of(base) is None

        seen["closed"] = await until(closed, 10)

        async def history() -> Any:
            return json.loads(await desk.output("dunstctl", "history"))["data"][0]

        kept = (await until(history))[0]
        seen["notification"] = {key: kept[key]["data"] for key in ("summary", "body", "appname", "category")}
        quit_key = next(key for key, label in menu if label == "Quit")
        await desk.call(*(service, menu_path, MENU, "Event", "isvu", quit_key, "clicked", Variant("s", ""), 0))
        seen["tray_exit"] = await asyncio.wait_for(tray.wait(), 15)
    finally:
        await desk.end()
        runtime = Path(base) / "run" / "daemon.json"
        if runtime.exists():
            os.kill(json.loads(runtime.read_text())["pid"], signal.SIGTERM)
        bus.disconnect()
        server.terminate()
        await server.wait()
    return seen


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(*sys.argv[1:3]))))
