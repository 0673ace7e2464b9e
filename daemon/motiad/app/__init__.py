"""The composition root: the only place that names concrete adapters.

Each name is imported when it is first used: `motiad build` needs neither a server nor a keyring, and starts in a
third of the time without them.
"""

from typing import TYPE_CHECKING

from motiad.lazy import lazy_names

if TYPE_CHECKING:
    from motiad.app.account import forget_api_key, store_api_key, stored_api_key
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

__getattr__ = lazy_names(
    __name__,
    {
        "motiad.app.account": ("forget_api_key", "store_api_key", "stored_api_key"),
        "motiad.app.daemon": ("AlreadyRunning", "Daemon"),
        "motiad.app.doctor": ("checks",),
        "motiad.app.embedded_cloud": ("local_cloud",),
        "motiad.app.project": ("build", "check_environment", "check_project", "forget_builds"),
        "motiad.app.service": ("install_service", "service_status", "uninstall_service"),
        "motiad.app.upkeep": ("Cleaned", "clean"),
        "motiad.builder": ("is_project", "prepare_sample"),
    },
)
