"""Measures our upload beside `curl -T`: `python tests/benchmarks/upload.py [--rounds N] [--megabytes N]`.

The same file goes to the same endpoint by both in turn, in one run. The table gives medians; the ratio is the median of
the rounds' own, in each of which the two follow one another, now this one first, now that one. "sink" is a storage that
only reads and counts, over http and over https; "local cloud" writes what it gets to disk and hashes it. Ours includes
the request for the presigned URL, curl's time begins with its connection. Both are one process, however many bundles go
up at once.
"""

import argparse
import json
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from tests.security.sites import self_made_certificate  # noqa: E402

MEGABYTE = 1024 * 1024
PARALLEL = 4
SLOWEST = 0.8
"""Of curl's speed."""
MEMORY = 32
"""MB that an upload may take."""
REPORTS = 10
"""Progress reports of a bundle in a second."""


@dataclass(frozen=True)
class Endpoint:
    """A cloud to upload to."""

    name: str
    url: str
    token: str
    largest: int
    """MB that a bundle may have there."""

    def presigned(self, path: str, size: int) -> str:
        """Return an address for a bundle."""
        body = {"deploymentToken": self.token, "originalName": path, "size": size, "mimetype": "application/zip"}
        return str(post(f"{self.url}/v1/deployments/upload", body)["fileInfo"]["presignedUrl"])


@contextmanager
def started(command: list[str]) -> Iterator["subprocess.Popen[str]"]:
    """Run a process with pipes."""
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield child
    finally:
        child.terminate()
        child.communicate(timeout=30)


def post(url: str, body: dict[str, object]) -> dict[str, Any]:
    """Ask the cloud's API."""
    headers = {"Content-Type": "application/json", "x-api-key": "any"}
    with urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode(), headers), timeout=20) as answer:
        answered: dict[str, Any] = json.loads(answer.read())
        return answered


def by_curl(file: Path, urls: list[str]) -> float:
    """Upload by one curl, to all addresses at once; return the seconds of the slowest."""
    command = ["curl", "-sS", "-f", "-w", "%{time_total}\\n", "-H", "Content-Type: application/zip"]
    transfers = [word for url in urls for word in ("-T", str(file), "-o", os.devnull, url)]
    ended = subprocess.run(
        [*command, "--no-progress-meter", "--parallel", "--parallel-immediate", *transfers],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=300,
    )
    return max(map(float, ended.stdout.split()))


def compare(endpoint: Endpoint, file: Path, rounds: int) -> Iterator[bool]:
    """Measure one endpoint, one bundle and then several at once; yield whether each goal was met."""
    if file.stat().st_size > endpoint.largest * MEGABYTE:
        file = shortened(file, endpoint.largest * MEGABYTE)
    size = file.stat().st_size
    with started([sys.executable, str(HERE / "upload_sender.py"), endpoint.url]) as sender:
        assert sender.stdin
        assert sender.stdout

        def by_us(chosen: Path, paths: list[str]) -> dict[str, float]:
            assert sender.stdin
            assert sender.stdout
            sender.stdin.write(json.dumps({"token": endpoint.token, "file": str(chosen), "paths": paths}) + "\n")
            sender.stdin.flush()
            figures: dict[str, float] = json.loads(sender.stdout.readline())
            return figures

        warm_up = file.with_name("small.zip")
        warm_up.write_bytes(b"." * MEGABYTE)
        by_us(warm_up, ["node/warm-up.zip"])
        for count in (1, PARALLEL):
            paths = [f"node/{number}.zip" for number in range(count)]
            curl, ours = [], []
            for number in range(rounds):
                if number % 2:
                    ours.append(by_us(file, paths))
                curl.append(by_curl(file, [endpoint.presigned(path, size) for path in paths]))
                if not number % 2:
                    ours.append(by_us(file, paths))
            yield told(f"{endpoint.name}, {count} x {size // MEGABYTE} MB", size * count / MEGABYTE, curl, ours)


def shortened(file: Path, size: int) -> Path:
    """Return a file with the first bytes of another."""
    shorter = file.with_name("shorter.zip")
    with file.open("rb") as source:
        shorter.write_bytes(source.read(size))
    return shorter


def told(name: str, megabytes: float, curl: list[float], ours: list[dict[str, float]]) -> bool:
    """Print a row; return whether the goals were met."""
    median: Callable[[str], float] = lambda figure: statistics.median(row[figure] for row in ours)  # noqa: E731
    theirs, mine = megabytes / statistics.median(curl), megabytes / median("seconds")
    ratio = statistics.median(other / row["seconds"] for other, row in zip(curl, ours, strict=True))
    grown, reports = max(row["grown"] for row in ours), max(row["reports"] for row in ours)
    met = ratio >= SLOWEST and grown < MEMORY and reports <= REPORTS
    goal = "met" if met else "NOT"
    print(f"{name:<24} {theirs:8.0f} {mine:8.0f} {ratio:7.0%} {grown:9.1f} {reports:9.0f}  {goal}", flush=True)
    return met


@contextmanager
def endpoints(folder: Path) -> Iterator[list[Endpoint]]:
    """Run all clouds."""
    sink = [sys.executable, str(HERE / "upload_sink.py")]
    local = [sys.executable, "-m", "motiad", "--base-dir", str(folder / "base"), "local-cloud", "--port", "0"]
    certificate = trusted_certificate(folder)
    with started(sink) as plain, started([*sink, str(certificate)]) as encrypted, started(local) as cloud:
        urls = [address(child.stdout.readline()) for child in (plain, encrypted, cloud) if child.stdout]
        created = post(f"{urls[2]}/v1/deployments", {"versionName": "v1"})
        yield [
            Endpoint("sink", urls[0], "none", sys.maxsize),
            Endpoint("sink, https", urls[1], "none", sys.maxsize),
            Endpoint("local cloud", urls[2], str(created["deploymentToken"]), 100),
        ]


def trusted_certificate(folder: Path) -> Path:
    """Make a certificate for localhost that this process and its children trust, curl among them."""
    certificate = self_made_certificate(folder, "localhost")
    os.environ["SSL_CERT_FILE"] = os.environ["CURL_CA_BUNDLE"] = str(certificate)
    return certificate


def address(line: str) -> str:
    """Return the address that a line names."""
    return next(word for word in line.split() if word.startswith(("http://", "https://")))


def main() -> int:
    """Print the table; return 1 where a goal was not met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--megabytes", type=int, default=200)
    options = parser.parse_args()
    print(
        f"{options.megabytes} MB, median of {options.rounds}; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    print(f"{'':<24} {'curl':>8} {'ours':>8} {'ratio':>7} {'memory':>9} {'reports':>9}")
    print(f"{'':<24} {'MB/s':>8} {'MB/s':>8} {'80 %':>7} {'< 32 MB':>9} {'<= 10/s':>9}")
    with tempfile.TemporaryDirectory(prefix="motiad-bench-") as name:
        folder = Path(name)
        file = folder / "bundle.zip"
        with file.open("wb") as out:
            for _ in range(options.megabytes):
                out.write(secrets.token_bytes(MEGABYTE))
        with endpoints(folder) as clouds:
            met = [good for cloud in clouds for good in compare(cloud, file, options.rounds)]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
