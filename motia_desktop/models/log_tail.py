"""Which lines of a phase's log are new: the item carries the last ones, and a first line that counts the others."""

import re

from motiad.contract.deployment import DeploymentData, Phase

_NOTICE = re.compile(r"^… (\d+) earlier lines? left out")


def lines_of(data: DeploymentData, phase: Phase) -> tuple[str, ...]:
    """Return the lines of a phase that a stream item carries."""
    return {"build": data.build_logs, "upload": data.upload_logs, "deploy": data.deploy_logs}[phase]


class LogTail:
    """Remembers how much of one phase's log has been shown."""

    def __init__(self, phase: Phase) -> None:
        self._phase: Phase = phase
        self._of: tuple[str, int] | None = None
        self._shown = 0

    def take(self, data: DeploymentData) -> tuple[bool, tuple[str, ...]]:
        """Return whether to begin anew (another deployment or attempt), and the lines to add."""
        lines = lines_of(data, self._phase)
        notice = _NOTICE.match(lines[0]) if lines else None
        total = len(lines) if notice is None else int(notice[1]) + len(lines) - 1
        anew = self._of != (data.id, data.attempt) or total < self._shown
        if anew:
            self._of, self._shown = (data.id, data.attempt), 0
        fresh = total - self._shown
        self._shown = total
        if fresh <= 0:
            return anew, ()
        return anew, lines if fresh >= len(lines) else lines[-fresh:]
