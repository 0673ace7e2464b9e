"""How any program talks to a running daemon: discovery, REST and the stream.

info = await find(Paths.under(None))
async with DeploymentStream(info.ws_url) as stream:
    async for deployment in stream.watch("deploy-456"):
        print(deployment.status, deployment.progress, deployment.message)

`follow` is the same for scripts that know no asyncio.
"""

from motiad.client.attach import Attached, attach, reach
from motiad.client.daemon import DaemonClient
from motiad.client.discovery import claimed, find
from motiad.client.env_file import parse_env, read_env_file
from motiad.client.follow import follow
from motiad.client.launcher import launch
from motiad.client.stream import DeploymentStream
from motiad.contract.http import RuntimeInfo
from motiad.errors import MotiadError

__all__ = [
    "Attached",
    "DaemonClient",
    "DeploymentStream",
    "MotiadError",
    "RuntimeInfo",
    "attach",
    "claimed",
    "find",
    "follow",
    "launch",
    "parse_env",
    "reach",
    "read_env_file",
]
