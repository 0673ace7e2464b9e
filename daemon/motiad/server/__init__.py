"""The aiohttp server: routes, the stream hub, the admission guard."""

from motiad.server.app import make_app
from motiad.server.clock import StreamClock
from motiad.server.deps import ServerDeps
from motiad.server.hub import StreamHub
from motiad.server.listener import EVERYWHERE, LOOPBACK, Listener
from motiad.server.project import CurrentProject
from motiad.server.runtime_file import new_owner_token, remove_runtime_file, write_runtime_file
from motiad.server.settings import AdmissionSettings

__all__ = [
    "EVERYWHERE",
    "LOOPBACK",
    "AdmissionSettings",
    "CurrentProject",
    "Listener",
    "ServerDeps",
    "StreamClock",
    "StreamHub",
    "make_app",
    "new_owner_token",
    "remove_runtime_file",
    "write_runtime_file",
]
