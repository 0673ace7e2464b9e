"""The only code that knows Motia Cloud."""

from typing import TYPE_CHECKING

from motiad.lazy import lazy_names

if TYPE_CHECKING:
    from motiad.cloud.address import CloudAddress, resolve
    from motiad.cloud.api import CloudApi
    from motiad.cloud.motia import MotiaCloud
    from motiad.cloud.policy import RetryPolicy
    from motiad.cloud.sessions import CloudSessions

__all__ = ["CloudAddress", "CloudApi", "CloudSessions", "MotiaCloud", "RetryPolicy", "resolve"]

__getattr__ = lazy_names(
    __name__,
    {
        "motiad.cloud.address": ("CloudAddress", "resolve"),
        "motiad.cloud.api": ("CloudApi",),
        "motiad.cloud.motia": ("MotiaCloud",),
        "motiad.cloud.policy": ("RetryPolicy",),
        "motiad.cloud.sessions": ("CloudSessions",),
    },
)
