"""How long to try and how long to wait (`security-reliability.md`, section 2, "Retries")."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RetryPolicy:
    """Every constant of the cloud adapter, times in seconds, so that tests can shrink them.

    Why these and why tenacity: `docs/decisions/0003-retries.md`.
    """

    connect_timeout: float = 10.0
    """For one TCP connection."""
    retry_after_cap: float = 120.0
    """The longest `Retry-After` that is honoured in full."""

    call_attempts: int = 8
    call_first_wait: float = 0.5
    call_wait_cap: float = 30.0
    call_timeout: float = 30.0
    """For one attempt of an API call."""
    call_budget: float = 240.0
    """No attempt of a call begins after this."""
    create_attempts_unreached: int = 4
    """Attempts of `create` that cannot even connect: somebody waits, and the address is probably wrong."""

    put_attempts: int = 8
    put_first_wait: float = 0.5
    put_wait_cap: float = 60.0
    put_stall: float = 60.0
    """Without a byte moving, or without an answer after the last byte."""
    put_budget: float = 1800.0
    """For one bundle in all."""
    url_age: float = 600.0
    """A presigned URL older than this is replaced before it is used again."""
    url_resets: int = 2
    """Connections lost on one presigned URL before it is replaced."""
    progress_interval: float = 0.1
    """At most one progress report in this time."""

    stream_first_wait: float = 1.0
    stream_wait_cap: float = 10.0
    stream_join_timeout: float = 15.0
    """How long a follower waits for its first connection before it goes on and keeps trying."""
    stream_heartbeat: float = 20.0
    stream_silence: float = 1800.0
    """Without a change of the deployment's state."""
