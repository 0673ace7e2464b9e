"""How any program talks to a running daemon: discovery, REST and the stream.

async with attach() as daemon:
    async for deployment in daemon.stream.watch("deploy-456"):
        print(deployment.status, deployment.progress, deployment.message)

`Motiad` and `follow` are for scripts that know no asyncio. docs/library.md shows all of it.
"""

from typing import TYPE_CHECKING

from motiad.lazy import lazy_names

if TYPE_CHECKING:
    from motiad.client.attachment import Attached, attach, end_idle, reach
    from motiad.client.blocking import Motiad
    from motiad.client.daemon import DaemonClient
    from motiad.client.discovery import claimed, find
    from motiad.client.env_file import parse_env, read_env_file
    from motiad.client.following import follow
    from motiad.client.launcher import launch
    from motiad.client.starting import deploy, suggested_version
    from motiad.client.stream import DeploymentStream
    from motiad.contract.cloud import CreateRequest
    from motiad.contract.codes import ErrorCode
    from motiad.contract.deployment import DeploymentData
    from motiad.contract.http import RuntimeInfo
    from motiad.errors import MotiadError
    from motiad.paths import Paths

__all__ = [
    "Attached",
    "CreateRequest",
    "DaemonClient",
    "DeploymentData",
    "DeploymentStream",
    "ErrorCode",
    "Motiad",
    "MotiadError",
    "Paths",
    "RuntimeInfo",
    "attach",
    "claimed",
    "deploy",
    "end_idle",
    "find",
    "follow",
    "launch",
    "parse_env",
    "reach",
    "read_env_file",
    "suggested_version",
]

__getattr__ = lazy_names(
    __name__,
    {
        "motiad.client.attachment": ("Attached", "attach", "end_idle", "reach"),
        "motiad.client.blocking": ("Motiad",),
        "motiad.client.daemon": ("DaemonClient",),
        "motiad.client.starting": ("deploy", "suggested_version"),
        "motiad.client.discovery": ("claimed", "find"),
        "motiad.client.env_file": ("parse_env", "read_env_file"),
        "motiad.client.following": ("follow",),
        "motiad.client.launcher": ("launch",),
        "motiad.client.stream": ("DeploymentStream",),
        "motiad.contract.cloud": ("CreateRequest",),
        "motiad.contract.codes": ("ErrorCode",),
        "motiad.contract.deployment": ("DeploymentData",),
        "motiad.contract.http": ("RuntimeInfo",),
        "motiad.errors": ("MotiadError",),
        "motiad.paths": ("Paths",),
    },
)
