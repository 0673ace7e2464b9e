"""The cloud's stream: WebSocket at any path (upstream facts, sections 1 and 3)."""

import asyncio
import json
import logging
from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from aiohttp import WSCloseCode, WSMsgType, web
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from .clock import Clock

STREAM = "deployment"
ITEM = "data"

log = logging.getLogger(__name__)
_MAX_MESSAGE = 64 * 1024
_MAX_CLIENTS = 256
_MAX_SUBSCRIPTIONS = 64
_MAX_MALFORMED = 20
_MAX_WAITING = 512
_SEND_SECONDS = 10
_HEARTBEAT_SECONDS = 30


class Room(NamedTuple):
    """What one can subscribe to: an item, or without `id` the whole group."""

    stream: str
    group: str
    id: str | None


class _Subscription(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, strict=True)

    stream_name: str = Field(min_length=1, max_length=256)
    group_id: str = Field(min_length=1, max_length=256)
    id: str | None = Field(default=None, max_length=256)
    subscription_id: str = Field(min_length=1, max_length=256)

    def room(self) -> Room:
        return Room(self.stream_name, self.group_id, self.id or None)


class _Message(BaseModel):
    type: Literal["join", "leave"]
    data: _Subscription


class _Client:
    """One socket: its subscriptions (ids are its own, nobody else can end them) and what waits to be sent."""

    def __init__(self, socket: web.WebSocketResponse, transport: asyncio.Transport | None) -> None:
        self.socket = socket
        self.subscriptions: dict[str, Room] = {}
        self._transport = transport
        self._waiting: asyncio.Queue[str] = asyncio.Queue(_MAX_WAITING)

    def send(self, frame: str) -> None:
        """Put a frame in line. A client that lets the line grow full is cut: it reconnects and gets a sync."""
        try:
            self._waiting.put_nowait(frame)
        except asyncio.QueueFull:
            self._cut()

    async def write(self) -> None:
        """Send what is in line, for ever; cuts a client that takes nothing for a while."""
        try:
            while True:
                frame = await self._waiting.get()
                async with asyncio.timeout(_SEND_SECONDS):
                    await self.socket.send_str(frame)
        except (TimeoutError, ConnectionError):
            self._cut()

    def _cut(self) -> None:
        if self._transport is not None:
            self._transport.abort()


class Stream:
    """The stream `deployment`: everybody who joins an item or its group gets its state now and every change."""

    def __init__(self, clock: Clock, item: Callable[[str], dict[str, Any] | None]) -> None:
        """`item` gives a deployment's item, or None where there is none (yet)."""
        self._clock = clock
        self._item = item
        self._clients: set[_Client] = set()
        self._closing = False

    def publish(self, deployment_id: str, event: Literal["create", "update"], timestamp: int) -> None:
        """Send the item as it is now to all who follow it. `timestamp` comes from the clock."""
        rooms = {Room(STREAM, deployment_id, ITEM), Room(STREAM, deployment_id, None)}
        frame = _frame(Room(STREAM, deployment_id, ITEM), timestamp, {"type": event, "data": self._item(deployment_id)})
        for client in self._clients:
            if not rooms.isdisjoint(client.subscriptions.values()):
                client.send(frame)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Talk to one client until it leaves."""
        socket = web.WebSocketResponse(heartbeat=_HEARTBEAT_SECONDS, max_msg_size=_MAX_MESSAGE, compress=False)
        await socket.prepare(request)
        # A refused upgrade crashes the official client: accept, then close.
        if self._closing or len(self._clients) >= _MAX_CLIENTS:
            await socket.close(code=WSCloseCode.TRY_AGAIN_LATER, message=b"too many clients")
            return socket
        client = _Client(socket, request.transport)
        self._clients.add(client)
        writer = asyncio.create_task(client.write())
        try:
            await self._read(client)
        finally:
            self._clients.discard(client)
            writer.cancel()
        return socket

    async def close(self) -> None:
        """Say goodbye to all clients and take no new ones."""
        self._closing = True
        goodbye = (client.socket.close(code=WSCloseCode.GOING_AWAY, message=b"closing") for client in self._clients)
        await asyncio.gather(*goodbye, return_exceptions=True)

    async def _read(self, client: _Client) -> None:
        malformed = 0
        async for message in client.socket:
            try:
                if message.type is not WSMsgType.TEXT:
                    raise ValueError
                self._take(client, _Message.model_validate_json(message.data))
            except ValueError:
                malformed += 1
                if malformed == _MAX_MALFORMED:
                    await client.socket.close(code=WSCloseCode.POLICY_VIOLATION, message=b"malformed messages")

    def _take(self, client: _Client, message: _Message) -> None:
        room = message.data.room()
        if message.type == "leave":
            client.subscriptions.pop(message.data.subscription_id, None)
            return
        if room.stream != STREAM:
            self._refuse(client, room, "ACCESS_DENIED", f'There is no stream "{room.stream}" here.')
            return
        if len(client.subscriptions) >= _MAX_SUBSCRIPTIONS:
            self._refuse(client, room, "TOO_MANY_SUBSCRIPTIONS", "This connection has too many subscriptions.")
            return
        # Subscribe and read the state in one step of the loop: no change can fall between.
        client.subscriptions[message.data.subscription_id] = room
        item = self._item(room.group) if room.id in (ITEM, None) else None
        if room.id is None:
            client.send(self._stamped(room, {"type": "sync", "data": [item] if item else []}))
        elif item is not None:  # nothing for an unknown item, as the framework does: who joins early waits
            client.send(self._stamped(room, {"type": "sync", "data": item}))

    def _refuse(self, client: _Client, room: Room, code: str, message: str) -> None:
        error = {"type": "error", "data": {"code": code, "message": message}}
        client.send(self._stamped(room, {"type": "event", "event": error}))

    def _stamped(self, room: Room, event: dict[str, Any]) -> str:
        return _frame(room, self._clock.tick(), event)


def _frame(room: Room, timestamp: int, event: dict[str, Any]) -> str:
    target = {"streamName": room.stream, "groupId": room.group}
    if room.id is not None:
        target["id"] = room.id
    return json.dumps({"timestamp": timestamp, **target, "event": event})
