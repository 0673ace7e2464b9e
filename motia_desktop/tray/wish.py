"""What a person can ask for about a deployment, from the menu or a notification."""

from enum import StrEnum


class Wish(StrEnum):
    """The values are what goes over D-Bus and to the window."""

    OPEN = "open"
    LOG = "log"
    CANCEL = "cancel"
    RETRY = "retry"
    AGAIN = "again"
