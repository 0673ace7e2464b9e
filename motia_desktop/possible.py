"""What can be done with a deployment: the same in the window, in the tray's menu and in notifications."""

from dataclasses import dataclass

from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import DeploymentData

_ENDED_BY_TOKEN = (ErrorCode.TOKEN_EXPIRED, ErrorCode.SECRETS_UNAVAILABLE)


@dataclass(frozen=True)
class Possible:
    """What makes sense now (`security-reliability.md`, section 2)."""

    cancel: bool = False
    retry: bool = False
    again: bool = False


def possible(data: DeploymentData | None) -> Possible:
    """Return what can be done with a deployment; nothing with none."""
    if data is None:
        return Possible()
    early = data.phase in (None, "build", "upload")
    return Possible(
        cancel=data.status in ("idle", "building", "uploading"),
        retry=data.status == "failed" and early and data.error_code not in _ENDED_BY_TOKEN,
        again=data.terminal,
    )
