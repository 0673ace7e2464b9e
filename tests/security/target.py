"""A daemon to be shot at, and whether it is as well as before."""

from pathlib import Path
from urllib.parse import urlsplit

from tests.contract.asking import ask
from tests.contract.daemon import Daemon

GROWTH = 20 * 1024 * 1024
"""Bytes that it may grow by (issue: memory +20 MB at most)."""


class Target:
    """A real `motiad serve` as a child process, without a project: a start that is valid all the same goes nowhere."""

    def __init__(self, base: Path) -> None:
        self.daemon = Daemon(None, base)
        base.mkdir()
        (base / "config.toml").write_text("starts_per_minute = 1000000\n")
        self.daemon.start()
        self.port = int(urlsplit(self.daemon.url).port or 0)
        self.owner = self.daemon.owner["Authorization"]
        self._pid = self.daemon.pid
        self._settled = self.memory()

    def settle(self) -> None:
        """Take its size now for its ordinary one: it has met everything once."""
        self._settled = self.memory()

    def memory(self) -> int:
        """Return the bytes it has in memory."""
        lines = Path(f"/proc/{self._pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS:"))

    @property
    def grown(self) -> int:
        """Bytes it has grown by since it settled."""
        return self.memory() - self._settled

    def check_health(self) -> None:
        """Check that it is the same process, answers, met no bug and has not grown."""
        health = ask("GET", f"{self.daemon.url}/health")
        assert (health.status, health.json["status"]) == (200, "ok")
        log = (self.daemon.base / "log" / "motiad.log").read_text("utf-8", "replace")
        for words in ("met a bug", "Traceback", "never retrieved", "exception"):
            assert words not in log, log[max(0, log.index(words) - 500) :][:4000]
        assert "Traceback" not in self.daemon.output()
        assert self.grown <= GROWTH, f"it grew by {self.grown / 1024 / 1024:.1f} MiB"
