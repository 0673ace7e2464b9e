"""Reads the stream's messages, whole items and changes alike, into states."""

import json
import logging
import zlib
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from motiad.client.replica import BrokenChainError, Replica
from motiad.contract.delta import VERSION, Delta, Extensions
from motiad.contract.deployment import DeploymentData
from motiad.contract.stream import DEPLOYMENTS_GROUP, STREAM_NAME, ServerMessage, StateEvent

log = logging.getLogger(__name__)

MAX_MESSAGE = 64 * 1024 * 1024
"""Bytes; the daemon caps what it sends well below."""
BREAKS = 3
"""Broken chains after which the official protocol is used: something is wrong that does not pass."""


class Reader:
    """Keeps what is known of deployments that go on, over connections, so that only what is missing comes again."""

    def __init__(self) -> None:
        self._replicas: dict[str, Replica] = {}
        self._inflate = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
        self._breaks = 0

    def connected(self) -> None:
        """Begin with a new connection."""
        self._inflate = zlib.decompressobj(wbits=-zlib.MAX_WBITS)

    def extensions(self, deployment_id: str | None) -> Extensions | None:
        """Return what to ask for when joining a deployment, or with None all of them."""
        if self._breaks >= BREAKS:
            return None
        wanted = self._replicas if deployment_id is None else {deployment_id} & self._replicas.keys()
        held = {key: self._replicas[key].held for key in wanted}
        return Extensions(deltas=VERSION, deflate=True, resume={key: each for key, each in held.items() if each})

    def forget(self, keep: Iterable[str]) -> None:
        """Keep only these deployments."""
        self._replicas = {key: self._replicas[key] for key in keep if key in self._replicas}

    @property
    def known(self) -> list[str]:
        """The deployments that go on."""
        return list(self._replicas)

    def read(self, frame: str | bytes) -> tuple[ServerMessage, list[DeploymentData]] | None:
        """Return a message about states and those states, or None for anything else.

        Raises `BrokenChainError` when a change cannot be applied: the connection has to be made anew.
        """
        try:
            message = ServerMessage.model_validate(
                json.loads(frame if isinstance(frame, str) else self._inflated(frame))
            )
            if message.stream_name != STREAM_NAME or message.group_id != DEPLOYMENTS_GROUP:
                return None
            if not isinstance(message.event, StateEvent):
                log.warning("the daemon's stream says: %s", message.event.event.get("data"))
                return None
            if message.event.type == "delete":
                return None
            several = message.event.data if message.id is None else [message.event.data]
            changed = message.event.type == "delta"
            return message, [self._state(message, each, changed=changed) for each in several]
        except BrokenChainError as error:
            self._breaks += 1
            log.warning("a change of deployment %s does not fit: %s", message.id, error)
            raise
        except (ValueError, TypeError, ValidationError, zlib.error):
            log.warning("a message of the daemon's stream could not be read")
            return None

    def _state(self, message: ServerMessage, given: Any, *, changed: bool) -> DeploymentData:
        if not changed:
            data = DeploymentData.model_validate(given)
            self._replicas.pop(data.id, None)
            return data
        delta = Delta.model_validate(given)
        key = message.id or delta.fields["id"]
        replica = self._replicas.setdefault(key, Replica())
        replica.apply(delta, message.timestamp)
        data = replica.state()
        if data.terminal:
            del self._replicas[key]
        return data

    def _inflated(self, frame: bytes) -> bytes:
        text = self._inflate.decompress(frame, MAX_MESSAGE)
        if self._inflate.unconsumed_tail:
            raise ValueError(f"more than {MAX_MESSAGE} bytes")
        return text
