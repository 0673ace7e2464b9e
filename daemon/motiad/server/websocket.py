"""One WebSocket of the stream: join and leave in, states and errors out (`upstream-facts.md`, section 3)."""

import json
import logging

from aiohttp import WSCloseCode, WSMsgType, web
from pydantic import ValidationError

from motiad.contract.codes import ErrorCode
from motiad.contract.delta import Extensions
from motiad.contract.stream import ClientMessage
from motiad.errors import MotiadError
from motiad.server.admission.bearer import TOKEN_PROTOCOL, offered_protocols
from motiad.server.hub import StreamHub
from motiad.server.rooms import Room, room_of
from motiad.server.settings import AdmissionSettings
from motiad.server.subscriber import Subscriber

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 30.0
_NOWHERE = Room("", "", None)


class StreamSocket:
    """Serves one client from handshake to close."""

    def __init__(self, request: web.Request, hub: StreamHub, settings: AdmissionSettings) -> None:
        self._request = request
        self._hub = hub
        self._settings = settings
        self._malformed = 0
        self._socket = web.WebSocketResponse(
            heartbeat=HEARTBEAT_SECONDS,
            compress=False,  # costs 100-155 us a message, on loopback for nothing
            max_msg_size=settings.max_message,
            protocols=_selected(request),
            timeout=1.0,
        )
        self._subscriber = Subscriber(self._socket, self._abort, request.transport)

    async def serve(self) -> web.WebSocketResponse:
        """Talk to the client until either side ends it.

        A 4xx on the upgrade crashes the official Node client, so capacity and shutdown are said with a close code.
        """
        await self._socket.prepare(self._request)
        if self._hub.closed:
            await self._socket.close(code=WSCloseCode.GOING_AWAY, message=b"motiad is shutting down")
            return self._socket
        if len(self._hub.subscribers) >= self._settings.max_websockets:
            await self._socket.close(code=WSCloseCode.TRY_AGAIN_LATER, message=b"too many clients")
            return self._socket
        self._hub.attach(self._subscriber)
        try:
            await self._read()
        except Exception:
            log.exception("a stream client met a bug")
            await self._subscriber.close(WSCloseCode.INTERNAL_ERROR)
        finally:
            self._hub.detach(self._subscriber)
            await self._subscriber.end()
        return self._socket

    async def _read(self) -> None:
        async for message in self._socket:
            if message.type is WSMsgType.TEXT:
                await self._receive(message.data)
            elif message.type is WSMsgType.BINARY:
                await self._refuse("Messages are JSON text.")
            if not self._subscriber.open:
                return

    async def _receive(self, text: str) -> None:
        try:
            message = ClientMessage.model_validate(json.loads(text))
        except (ValueError, ValidationError, RecursionError):
            await self._refuse(
                "A message is {type: join or leave, data: {streamName, groupId, id (left out: the whole group), "
                "subscriptionId}}."
            )
            return
        subscription = message.data
        if message.type == "leave":
            self._hub.leave(self._subscriber, subscription.subscription_id)
            return
        room = room_of(subscription)
        if room is None:
            named = Room(subscription.stream_name, subscription.group_id, subscription.id)
            self._error(named, ErrorCode.NOT_FOUND, "There is no such stream, group or item here.")
            return
        mine = self._subscriber.subscriptions
        if subscription.subscription_id not in mine and len(mine) >= self._settings.max_subscriptions:
            limit = self._settings.max_subscriptions
            self._error(room, ErrorCode.RATE_LIMITED, f"One client may have {limit} subscriptions.")
            return
        extensions = subscription.extensions or Extensions()
        self._subscriber.extend(extensions)
        try:
            await self._hub.join(self._subscriber, subscription.subscription_id, room, extensions.resume)
        except MotiadError as error:
            self._error(room, error.code, error.message)

    async def _refuse(self, why: str) -> None:
        self._malformed += 1
        if self._malformed > self._settings.max_malformed:
            await self._subscriber.close(WSCloseCode.POLICY_VIOLATION, b"too many malformed messages")
            return
        self._error(_NOWHERE, ErrorCode.BAD_REQUEST, why)

    def _error(self, room: Room, code: ErrorCode, message: str) -> None:
        self._hub.tell_error(self._subscriber, room, code, message)

    def _abort(self) -> None:
        transport = self._request.transport
        if transport is not None:
            transport.abort()


def _selected(request: web.Request) -> tuple[str, ...]:
    """Return the one subprotocol to select: a browser fails the connection when none of its offers is (rule 10).

    With `['Authorization', token]` it is the name: the token itself is never sent back.
    """
    offers = offered_protocols(request)
    return (TOKEN_PROTOCOL,) if TOKEN_PROTOCOL in offers else tuple(offers[:1])
