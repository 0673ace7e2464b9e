"""The stream protocol (`upstream-facts.md`, section 3)."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from motiad.contract.delta import Extensions
from motiad.contract.wire import WireModel

STREAM_NAME = "deployment-status"
DEPLOYMENTS_GROUP = "deployments"
ALIAS_STREAM_NAME = "__motia.deployment"
"""Upstream's own name for the stream: the group is the deployment's id, the item `ALIAS_ITEM_ID`."""
ALIAS_ITEM_ID = "data"

Key = Annotated[str, StringConstraints(min_length=1, max_length=512)]


class Subscription(WireModel):
    """What a client joins or leaves; without an `id` it is the whole group."""

    stream_name: Key
    group_id: Key
    id: Key | None = None
    subscription_id: Key
    extensions: Extensions | None = None


class ClientMessage(WireModel):
    """Client to server."""

    type: Literal["join", "leave"]
    data: Subscription


class StateEvent(WireModel):
    """A new state of an item, or of a whole group for a group's `sync`."""

    type: Literal["sync", "create", "update", "delete", "delta"]
    """`delta`, of an item or of a group, comes to those alone who asked for it (`docs/stream-extension.md`)."""
    data: Any


class ErrorEvent(WireModel):
    """The only form an error may take: anything else crashes the official Node client."""

    type: Literal["event"] = "event"
    event: dict[str, Any]


class ServerMessage(WireModel):
    """Server to client."""

    timestamp: int
    """Milliseconds, strictly increasing over everything the daemon ever sent."""
    stream_name: str
    group_id: str
    id: str | None = None
    event: StateEvent | ErrorEvent = Field(discriminator="type")
