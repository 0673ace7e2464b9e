"""How long the pipeline waits and how often it tries (`security-reliability.md`, section 2)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Patience:
    """Every constant of the recovery, times in seconds, so that tests can shrink them."""

    doubt: float = 15.0
    """For the cloud's stream to show a deployment that may have been started; afterwards it is started again."""
    starts: int = 5
    """Start requests in one run: after the first only when the stream showed nothing."""
    keyring: float = 600.0
    """For a locked keyring."""
    keyring_pause: float = 5.0
    resumes: int = 3
    """How often a deployment is taken up again after a restart."""
    stale: float = 24 * 3600.0
    """An unfinished deployment that was requested longer ago is not taken up again."""
    retry_window: float = 24 * 3600.0
    """How long secrets and bundles of a deployment are kept that failed before the cloud was started."""
    kept_bytes: int = 2 * 1024**3
    """How much the bundles kept for retries may take; the oldest go first."""
    stop: float = 15.0
    """For everything that runs to end when the daemon does: a build's children have 10 of them."""
