"""What a program does with a project folder without deploying it."""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from motiad.builder import MotiaBuilder, refresh
from motiad.builder.env_check import check_names, missing_names, missing_warning
from motiad.builder.project import read_project
from motiad.paths import Paths

if TYPE_CHECKING:
    from motiad.contract.deployment import DeploymentData
    from motiad.deployments.events import Event


def check_project(project: Path) -> None:
    """Look whether a folder can be deployed at all. Raises `MotiadError` (NOT_A_PROJECT, NO_STEPS). Blocks."""
    read_project(project)


def check_environment(project: Path, envs: Collection[str]) -> str | None:
    """Return a warning about variables the steps read and these names lack, if there are any. Blocks.

    Raises `MotiadError` (VALIDATION_FAILED) for names the cloud keeps for itself.
    """
    check_names(envs)
    return missing_warning(missing_names(project, envs))


def forget_builds(paths: Paths) -> None:
    """Let the next build resolve every requirement and bundle every step anew (`--refresh`). Blocks."""
    refresh(paths.cache)


async def build(
    paths: Paths, project: Path, output: Path, environ: Mapping[str, str], show: "Callable[[DeploymentData], None]"
) -> int:
    """Build a project into `output`, showing each state; returns the number of bundles. Raises `MotiadError`."""
    data: DeploymentData | None = None

    def happened(event: "Event") -> None:
        from motiad.deployments.events import PhaseStarted  # esbuild is at work while these are imported
        from motiad.deployments.reducer import initial, reduce

        nonlocal data
        if data is None:
            data = reduce(initial("build"), PhaseStarted(phase="build"), 0)
            show(data)
        data = reduce(data, event, 0)
        show(data)

    built = await MotiaBuilder(environ, paths.cache).build(project, output, happened)
    return len(built.bundles)
