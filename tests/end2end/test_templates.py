"""The sample, the official templates and generated projects: what we build is what the official build makes of them."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from motiad.builder import MotiaBuilder

pytestmark = pytest.mark.node

ROOT = Path(__file__).parents[2]
OFFICIAL = ROOT / ".work" / "npm" / "official" / "node_modules"
COMPARE = ROOT / "tests" / "parity" / "compare.py"
PROJECTS = ROOT / "tests" / "benchmarks" / "projects.py"
GENERATED = ("generated-typescript", "generated-pydantic", "generated-python")
STEPS = int(os.environ.get("MOTIA_TEST_PARITY_STEPS", "10"))
"""Steps of the generated projects; 50 and 200 take minutes and are asked for: `MOTIA_TEST_PARITY_STEPS=200`."""
FEATURES = ROOT / "tests" / "parity" / "features"
"""A project with everything the official build honours."""
TEMPLATES = ("nodejs", "python", "hello_multilang", "hello_js", "hello_python")


@pytest.fixture
def official(need) -> Path:
    """The official package, installed."""
    need((OFFICIAL / "motia").is_dir(), f"The official package is not installed in {OFFICIAL}: run `make test`.")
    return OFFICIAL


@pytest.fixture(params=["sample", "features", "features-rc", *TEMPLATES, *GENERATED])
def project(request: pytest.FixtureRequest, official: Path, tmp_path: Path) -> Path:
    """A project both builds can work on."""
    folder = tmp_path.resolve() / "project"
    if request.param == "sample":
        shutil.copytree(ROOT / "resources" / "sample", folder, ignore=shutil.ignore_patterns("node_modules"))
    elif request.param.startswith("features"):
        shutil.copytree(FEATURES, folder)
        if request.param == "features-rc":
            (folder / "esbuild.config.json").rename(folder / ".esbuildrc.json")
    elif request.param in GENERATED:
        subprocess.run(
            [sys.executable, PROJECTS, request.param.partition("-")[2], str(STEPS), folder], check=True, timeout=60
        )
    else:
        shutil.copytree(official / "motia" / "dist" / "create" / "templates" / request.param, folder)
        for path in folder.rglob("*.txt"):
            if path.name != "requirements.txt":
                path.rename(path.with_suffix(""))
        dependencies = {"motia": "0.17.6-beta.187", "zod": "4.1.12"}
        (folder / "package.json").write_text(json.dumps({"private": True, "dependencies": dependencies}))
        requirements = folder / "requirements.txt"
        if requirements.exists():
            # Two templates import pydantic and only mention it in a comment; the official build fails on that too.
            requirements.write_text(requirements.read_text().replace("# pydantic", "pydantic"))
    (folder / "node_modules").symlink_to(official)
    return folder


def build_officially(project: Path, environ: dict[str, str]) -> Path:
    """Run `motia build`, with the virtual environment it expects of a Python project."""

    def run(*command: str | Path, **more: str) -> None:
        ended = subprocess.run(
            command, cwd=project, env={**environ, **more}, capture_output=True, text=True, timeout=900, check=False
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr

    if any(project.rglob("src/**/*_step.py")) or any(project.rglob("steps/**/*_step.py")):
        run("uv", "venv", "--python", sys.executable, "python_modules")
    if (project / "requirements.txt").exists():
        run("uv", "pip", "install", "-r", "requirements.txt", VIRTUAL_ENV=str(project / "python_modules"))
    run("node", project / "node_modules" / "motia" / "dist" / "cli.mjs", "build")
    return project / "dist"


async def test_builds_what_the_official_build_builds(project: Path, tmp_path: Path) -> None:
    target = {"MOTIA_PYTHON_VERSION": "3.12", "MOTIA_PLATFORM": "x86_64-manylinux_2_28", "MOTIA_ONLY_BINARY": "false"}
    environ = {
        **(target if (project / "steps" / "ages_step.py").exists() else {}),
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "UV_OFFLINE": "1",
        "MOTIA_ANALYTICS_DISABLED": "true",
        "REDISMS_DISABLE_POSTINSTALL": "1",
    }
    theirs = build_officially(project, environ)
    ours = tmp_path / "ours"
    built = await MotiaBuilder(environ, tmp_path / "cache").build(project, ours, lambda _: None)
    assert built.bundles
    compared = subprocess.run(
        [sys.executable, COMPARE, theirs, ours], capture_output=True, text=True, timeout=300, check=False
    )
    assert (compared.returncode, compared.stdout) == (0, "no differences\n"), compared.stderr
