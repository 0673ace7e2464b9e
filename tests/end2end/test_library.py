"""docs/library.md: its examples run against a real daemon and a local cloud, and hold for a type checker."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "library.md"
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)


@pytest.mark.node
def test_the_examples_run(motiad, sample, tmp_path):
    cloud = motiad.start("local-cloud", "--data", tmp_path / "cloud")
    url = cloud.stdout.readline().split("listens on ")[1].split()[0]
    motiad.start("serve", "--cloud", "local")
    environ = {**motiad.environ, "MOTIAD_BASE_DIR": str(motiad.base)}

    def run(number, *arguments):
        command = [sys.executable, "-W", "error", "-c", EXAMPLES[number], *map(str, arguments)]
        ended = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=150)
        assert (ended.returncode, ended.stderr) == (0, ""), ended.stderr
        return ended.stdout.splitlines()

    script = run(0, sample, url)
    assert script[-2:][0] == "100 Deployment completed" and script[-1].startswith("live:")
    deployment = motiad.run("list", "--json").lines[0]["id"]
    assert run(1, sample, url, deployment)[-1] == "completed"
    assert run(2, sample, url)[-1] == "[('v2', 'completed'), ('v1', 'completed')]"


def test_a_type_checker_has_no_complaint(tmp_path):
    for number, example in enumerate(EXAMPLES):
        (tmp_path / f"example_{number}.py").write_text(example)
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", tmp_path / "cache", *tmp_path.glob("*.py")]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300, env=dict(os.environ))
    assert ended.returncode == 0, ended.stdout
