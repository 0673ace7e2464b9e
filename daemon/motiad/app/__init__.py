"""The composition root: the only place that names concrete adapters.

Each name is imported when it is first used: `motiad build` needs neither a server nor a keyring, and starts in a
third of the time without them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from motiad.app.account import create_deployment, forget_api_key, store_api_key, stored_api_key
    from motiad.app.daemon import AlreadyRunning, Daemon
    from motiad.app.doctor import checks
    from motiad.app.embedded_cloud import local_cloud
    from motiad.app.project import build, check_environment, check_project, forget_builds
    from motiad.app.service import install_service, service_status, uninstall_service
    from motiad.app.upkeep import Cleaned, clean
    from motiad.builder import is_project, prepare_sample

__all__ = [
    "AlreadyRunning",
    "Cleaned",
    "Daemon",
    "build",
    "check_environment",
    "check_project",
    "checks",
    "clean",
    "create_deployment",
    "forget_api_key",
    "forget_builds",
    "install_service",
    "is_project",
    "local_cloud",
    "prepare_sample",
    "service_status",
    "store_api_key",
    "stored_api_key",
    "uninstall_service",
]

_HOMES = {
    "motiad.app.account": ("create_deployment", "forget_api_key", "store_api_key", "stored_api_key"),
    "motiad.app.daemon": ("AlreadyRunning", "Daemon"),
    "motiad.app.doctor": ("checks",),
    "motiad.app.embedded_cloud": ("local_cloud",),
    "motiad.app.project": ("build", "check_environment", "check_project", "forget_builds"),
    "motiad.app.service": ("install_service", "service_status", "uninstall_service"),
    "motiad.app.upkeep": ("Cleaned", "clean"),
    "motiad.builder": ("is_project", "prepare_sample"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)
