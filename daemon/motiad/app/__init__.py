"""The composition root: the only place that names concrete adapters."""

from motiad.app.account import create_deployment, forget_api_key, store_api_key, stored_api_key
from motiad.app.daemon import AlreadyRunning, Daemon
from motiad.app.doctor import checks
from motiad.app.embedded_cloud import local_cloud
from motiad.app.project import build, check_project
from motiad.app.upkeep import Cleaned, clean
from motiad.builder import is_project, prepare_sample

__all__ = [
    "AlreadyRunning",
    "Cleaned",
    "Daemon",
    "build",
    "check_project",
    "checks",
    "clean",
    "create_deployment",
    "forget_api_key",
    "is_project",
    "local_cloud",
    "prepare_sample",
    "store_api_key",
    "stored_api_key",
]
