"""What `motiad doctor` finds."""

from typing import Literal

from motiad.contract.wire import WireModel


class Check(WireModel):
    """One thing a deployment needs."""

    name: str
    status: Literal["ok", "warning", "missing"]
    """A warning does not stop a deployment; what is missing stops those that need it."""
    found: str
    hint: str | None = None
    """What to do about it."""
