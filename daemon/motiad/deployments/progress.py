"""Overall progress (contract, "Deployment Phases"; formulas: `security-reliability.md`, section 2)."""

from collections.abc import Sequence

from motiad.contract.deployment import BuildOutput, Phase, Resource, UploadOutput

FLOOR: dict[Phase, int] = {"build": 0, "upload": 34, "deploy": 67}
"""Where each phase begins."""


def build_progress(rows: Sequence[BuildOutput]) -> int:
    """Return 0-33 by the number of steps built."""
    done = sum(row.status == "built" for row in rows)
    return 33 * done // len(rows) if rows else 0


def upload_progress(rows: Sequence[UploadOutput]) -> int:
    """Return 34-66 by the bytes that are up."""
    total = sum(row.size or 0 for row in rows) * 100
    sent = sum((row.size or 0) * (row.progress or 0) for row in rows)
    return FLOOR["upload"] + (32 * sent // total if total else 0)


def deploy_progress(resources: Sequence[Resource]) -> int:
    """Return 67-99 by the number of resources the cloud has provisioned."""
    done = sum(resource.status == "completed" for resource in resources)
    return FLOOR["deploy"] + (32 * done // len(resources) if resources else 0)
