"""Where a deployment is found in the stream: under the documented name and under upstream's own."""

from typing import NamedTuple

from motiad.contract.stream import ALIAS_ITEM_ID, ALIAS_STREAM_NAME, DEPLOYMENTS_GROUP, STREAM_NAME, Subscription


class Room(NamedTuple):
    """What one can subscribe to: an item, or without `item` the whole group."""

    stream: str
    group: str
    item: str | None

    @property
    def whole_group(self) -> "Room":
        """The room of the group this one belongs to."""
        return self._replace(item=None)


ALL_DEPLOYMENTS = Room(STREAM_NAME, DEPLOYMENTS_GROUP, None)


def item_rooms(deployment_id: str) -> tuple[Room, Room]:
    """Return both names of a deployment's item."""
    return Room(STREAM_NAME, DEPLOYMENTS_GROUP, deployment_id), Room(ALIAS_STREAM_NAME, deployment_id, ALIAS_ITEM_ID)


def room_of(subscription: Subscription) -> Room | None:
    """Return the room a subscription means, or None when there is no such stream, group or item."""
    room = Room(subscription.stream_name, subscription.group_id, subscription.id)
    if room.stream == STREAM_NAME and room.group == DEPLOYMENTS_GROUP:
        return room
    if room.stream == ALIAS_STREAM_NAME and room.item in (None, ALIAS_ITEM_ID):
        return room
    return None


def deployment_of(room: Room) -> str | None:
    """Return the one deployment a room is about; None for the group of all."""
    return room.group if room.stream == ALIAS_STREAM_NAME else room.item
