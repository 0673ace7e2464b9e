"""A desktop for the tray's test: an X server, a panel's watcher, dunst, and a person's hands on the bus."""

import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dbus_fast import Message, MessageType, PropertyAccess, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property, dbus_signal

ITEM = "org.kde.StatusNotifierItem"
MENU = "com.canonical.dbusmenu"
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Line:
    """An entry of a menu that can be seen."""

    key: int
    label: str
    below: "list[Line]"


def _lines(layout: Any) -> list[Line]:
    return [
        Line(key, options["label"].value, _lines((key, options, below)))
        for key, options, below in (entry.value for entry in layout[2])
        if "label" in options and ("visible" not in options or options["visible"].value)
    ]


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
        said, _ = await asyncio.wait_for(child.communicate(), 60)
        return said.decode()

    async def call(self, to: str, path: str, interface: str, member: str, signature: str = "", *body: Any) -> Any:
        message = Message(
            destination=to, path=path, interface=interface, member=member, signature=signature, body=list(body)
        )
        answer = await asyncio.wait_for(self.bus.call(message), 60)
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

    async def menu(self, service: str, path: str) -> list[Line]:
        await self.call(service, path, MENU, "AboutToShow", "i", 0)
        message = Message(
            destination=service, path=path, interface=MENU, member="GetLayout", signature="iias", body=[0, -1, []]
        )
        lines = _lines((await self.bus.call(message)).body[1])
        await self.event(service, path, 0, "closed")
        return lines

    async def event(self, service: str, path: str, key: int, what: str) -> None:
        await self.call(service, path, MENU, "Event", "isvu", key, what, Variant("s", ""), 0)

    async def click(self, service: str, path: str, *labels: str) -> None:
        """Go through the menu; each label is how an entry begins."""
        lines, key = await self.menu(service, path), 0
        for label in labels:
            line = next(line for line in lines if line.label.startswith(label))
            key, lines = line.key, line.below
        await self.event(service, path, key, "clicked")

    async def shown(self) -> int:
        """Return how many notifications are on the screen."""
        count = (await self.output("dunstctl", "count", "displayed")).strip()
        return int(count) if count.isdigit() else 0

    async def told(self) -> list[dict[str, str]]:
        """Put every notification away; return all that were ever shown, the newest first."""
        await self.output("dunstctl", "close-all")

        async def kept() -> Any:
            return not await self.shown()

        await until(kept)
        history = json.loads(await self.output("dunstctl", "history"))["data"][0]
        wanted = ("summary", "body", "appname", "category")
        return [{key: one[key]["data"] for key in wanted} for one in history]

    async def deploy(self, base: str, project: str, version: str) -> tuple[int, str]:
        """Deploy from the command line; return its exit code and the deployment's id."""
        child = await self.start(
            *(BIN / "motiad", "deploy", "--base-dir", base, "--project", project, "--cloud", "local"),
            *("--environment-name", "staging", "--version-name", version, "--project-name", "hello-desk"),
        )
        code = await asyncio.wait_for(child.wait(), 200)
        return code, (await self.newest(base))["id"]

    async def newest(self, base: str) -> dict[str, Any]:
        said = await self.output(str(BIN / "motiad"), "list", "--base-dir", base, "--json", "--limit", "1")
        newest: dict[str, Any] = json.loads(said.splitlines()[0])
        return newest

    async def end(self) -> None:
        for child in reversed(self.children):
            if child.returncode is None:
                child.terminate()
                await asyncio.wait_for(child.wait(), 60)


async def until(make: Callable[[], Awaitable[Any]], seconds: float = 90.0) -> Any:
    """Wait for something that is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = await make()
        if value:
            return value
        await asyncio.sleep(0.1)
    raise TimeoutError(make)


def window_of(base: str) -> tuple[int, str] | None:
    """Return the process of the window that was opened on this base-dir, and the last word of its command."""
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().decode().split("\0")
        except OSError:
            continue
        if "motia_desktop" in words and base in words:
            return int(entry.parent.name), words[-2]
    return None


async def ask_window(base: str, **question: str) -> dict[str, Any]:
    """Ask the window as the tray does."""
    try:
        reader, writer = await asyncio.open_unix_connection(str(Path(base) / "run" / "window.sock"))
    except OSError:
        return {}
    writer.write(json.dumps(question).encode() + b"\n")
    answer: dict[str, Any] = json.loads(await asyncio.wait_for(reader.readline(), 60) or b"{}")
    writer.close()
    return answer


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
        number = (await asyncio.wait_for(asyncio.to_thread(pipe.readline), 60)).strip()
    return server, f":{number}"
