"""The only code that knows Motia Cloud."""

from motiad.cloud.address import CloudAddress, resolve
from motiad.cloud.api import CloudApi
from motiad.cloud.motia import MotiaCloud
from motiad.cloud.policy import RetryPolicy
from motiad.cloud.sessions import CloudSessions

__all__ = ["CloudAddress", "CloudApi", "CloudSessions", "MotiaCloud", "RetryPolicy", "resolve"]
