"""The API does what /openapi.json says: schemathesis asks every route, with what the document allows and what it
does not, as the owner and as anybody. Its command line, so that its pytest plugin has no part in it.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.asking import ask

from .target import Target

HOOKS = Path(__file__).with_name("openapi_hooks.py")
PROGRAM = Path(sys.executable).with_name("schemathesis")
SECONDS = 300


def schemathesis(target: Target, folder: Path, *more: str) -> str:
    """Run every check it has; a failure shows the requests as curl commands."""
    (folder / "empty").mkdir(exist_ok=True)
    # Not /shutdown; and what anybody may ask is not all one may ask, so 401 is no warning.
    options = [
        "--exclude-path",
        "/shutdown",
        "--phases",
        "examples,coverage,fuzzing",
        "--warnings",
        "off",
        "--seed",
        "1",
    ]
    options += ["--generation-database", "none", "--continue-on-failure", "--no-color"]
    done = subprocess.run(
        [PROGRAM, "run", f"{target.daemon.url}/openapi.json", *options, *more],
        cwd=folder,
        env={**os.environ, "SCHEMATHESIS_HOOKS": str(HOOKS), "OPENAPI_FOLDER": str(folder / "empty")},
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    return done.stdout


@pytest.mark.parametrize("asker", ["owner", "anybody"])
def test_the_api_does_what_its_document_says(target: Target, tmp_path: Path, asker: str) -> None:
    asks = {
        "owner": ["--max-examples", "12", "--header", f"Authorization: {target.owner}"],
        "anybody": ["--max-examples", "4", "--include-path-regex", "^/(cloud|__motia|health|project)"],
    }
    said = schemathesis(target, tmp_path, *asks[asker])
    assert "No issues found" in said, said
    assert ask("GET", f"{target.daemon.url}/health").status == 200
    log = (target.daemon.base / "log" / "motiad.log").read_text("utf-8", "replace")
    assert "met a bug" not in log and "Traceback" not in log


def test_a_document_that_says_something_else_is_found_out(target: Target, tmp_path: Path) -> None:
    """What the test above relies on."""
    document = ask("GET", f"{target.daemon.url}/openapi.json").json
    responses = document["paths"]["/health"]["get"]["responses"]
    responses["201"] = responses.pop("200")
    (tmp_path / "openapi.json").write_text(json.dumps(document))
    options = ["--url", target.daemon.url, "--include-path", "/health", "--max-examples", "3"]
    done = subprocess.run(
        [PROGRAM, "run", "openapi.json", *options, "--generation-database", "none", "--seed", "1"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert (done.returncode, "Undocumented status code" in done.stdout) == (1, True), done.stdout
