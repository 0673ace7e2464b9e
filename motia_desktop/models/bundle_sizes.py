"""How large a deployment's bundles are together, and how long its phases took."""

from motiad.contract.deployment import DeploymentData, Phase


def bundle_bytes(data: DeploymentData) -> int | None:
    """Return the size of all bundles in bytes, where it is known."""
    if data.metadata is not None and data.metadata.bundle_bytes is not None:
        return data.metadata.bundle_bytes
    sizes = [row.size for row in data.upload if row.size is not None]
    return sum(sizes) if sizes else None


def phase_millis(data: DeploymentData, phase: Phase) -> int | None:
    """Return how long a phase took, if it ended."""
    times = (data.phases or {}).get(phase)
    return None if times is None or times.completed_at is None else max(times.completed_at - times.started_at, 0)


def step_count(data: DeploymentData) -> int | None:
    """Return the number of steps, where it is known."""
    return len(data.build) or (data.metadata.total_steps if data.metadata else 0) or None
