"""Which deployments may run again under the same id (`security-reliability.md`, section 2)."""

from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import DeploymentData


def repeatable(data: DeploymentData) -> bool:
    """Whether the same id may be started again: it failed before the cloud was asked to deploy."""
    return data.status == "failed" and data.phase != "deploy"


def retryable(data: DeploymentData) -> bool:
    """Whether the same token will do for another attempt."""
    return repeatable(data) and data.error_code != ErrorCode.TOKEN_EXPIRED
