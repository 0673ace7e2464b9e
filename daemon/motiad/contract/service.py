"""motiad as a service of the machine (`interfaces.md`, "motiad service")."""

from typing import Literal

from motiad.contract.wire import WireModel


class ServiceStatus(WireModel):
    """What the service manager says about motiad."""

    manager: Literal["systemd", "launchd"]
    file: str
    """The unit, or the agent's property list."""
    installed: bool
    enabled: bool
    """Whether it starts at login."""
    running: bool
    state: str
    """In the manager's own words."""
    pid: int | None = None
    sandbox: Literal["full", "reduced"] | None = None
    """Whether systemd keeps it from the rest of the machine; reduced where the kernel refuses user namespaces."""
    url: str | None = None
    """Where it answers."""
