"""Projects to build, and a record of what a build tells."""

import asyncio
import os
import zipfile
from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from motiad.builder import MotiaBuilder
from motiad.builder.children import Children
from motiad.deployments.events import Event, Logged, StepBuilt, StepFailed, StepsFound
from motiad.deployments.ports import Build

PREPARED_SAMPLE = Path(__file__).parents[3] / ".work" / "sample"


def write(root: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    return root


@pytest.fixture
def prepared_sample(need: Callable[[object, str], None]) -> Path:
    """The sample project with its packages, as `make test` leaves it."""
    need((PREPARED_SAMPLE / "node_modules").is_dir(), f"{PREPARED_SAMPLE} is not prepared")
    return PREPARED_SAMPLE


@pytest.fixture
def project(tmp_path: Path) -> Callable[[dict[str, str]], Path]:
    """Make a project of these files, without packages."""

    def make(files: dict[str, str]) -> Path:
        return write(tmp_path.resolve() / "project", files)

    return make


@pytest.fixture
def node_project(project: Callable[[dict[str, str]], Path], prepared_sample: Path) -> Callable[[dict[str, str]], Path]:
    """Make a project of these files that has the sample's esbuild and zod."""

    def make(files: dict[str, str]) -> Path:
        made = project({"package.json": '{"private": true}', **files})
        (made / "node_modules").symlink_to(prepared_sample / "node_modules")
        return made

    return make


@dataclass
class Told:
    """A build's output folder and everything it emitted."""

    output: Path
    events: list[Event] = field(default_factory=list)

    def of(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def steps(self) -> dict[str, tuple[str, str]]:
        [found] = [event for event in self.events if isinstance(event, StepsFound)]
        return {step.package_path: (step.language, step.type) for step in found.steps}

    @property
    def failures(self) -> dict[str, str]:
        return {event.package_path: event.message for event in self.events if isinstance(event, StepFailed)}

    @property
    def built(self) -> dict[str, int]:
        return {event.package_path: event.size for event in self.events if isinstance(event, StepBuilt)}

    @property
    def lines(self) -> list[str]:
        return [line for event in self.events if isinstance(event, Logged) for line in event.lines]

    def entries(self, bundle: str) -> list[str]:
        with zipfile.ZipFile(self.output / bundle) as archive:
            return archive.namelist()

    def content(self, bundle: str, entry: str) -> str:
        with zipfile.ZipFile(self.output / bundle) as archive:
            return archive.read(entry).decode()


@dataclass
class BuildRun:
    """Builds with one cache; `told` is the last build's record."""

    cache: Path
    environ: dict[str, str]
    told: Told

    async def __call__(
        self, project: Path, *, load_timeout: float = 20.0, env_names: Collection[str] | None = None
    ) -> Build:
        self.told.events.clear()
        builder = MotiaBuilder(self.environ, self.cache, load_timeout=load_timeout, grace=0.5)
        return await builder.build(project, self.told.output, self.told.events.append, env_names)


@pytest.fixture
def build(tmp_path: Path) -> BuildRun:
    """A builder that asks no registry: uv has its cache and local wheels."""
    return BuildRun(tmp_path / "cache", {**os.environ, "UV_OFFLINE": "1"}, Told(tmp_path / "out"))


@pytest.fixture
def wheels(tmp_path: Path) -> Callable[..., None]:
    """Put a pure wheel into a project's `wheels/`, for `--find-links wheels`."""

    def make(
        folder: Path, name: str, files: dict[str, str], requires: tuple[str, ...] = (), version: str = "1.0"
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        info = f"{name.replace('-', '_')}-{version}.dist-info"
        metadata = "".join(f"Requires-Dist: {each}\n" for each in requires)
        whole = {
            **files,
            f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{metadata}",
            f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        record = "".join(f"{entry},,\n" for entry in (*whole, f"{info}/RECORD"))
        with zipfile.ZipFile(folder / f"{name.replace('-', '_')}-{version}-py3-none-any.whl", "w") as archive:
            for entry, content in {**whole, f"{info}/RECORD": record}.items():
                archive.writestr(entry, content)

    return make


@pytest.fixture
async def children() -> AsyncIterator[Children]:
    async with Children(grace=0.5) as group:
        yield group


async def eventually(condition: Callable[[], bool], within: float = 60.0) -> None:
    async with asyncio.timeout(within):
        while not condition():
            await asyncio.sleep(0.02)
