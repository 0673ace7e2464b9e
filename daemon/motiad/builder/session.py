"""One build from reading to the manifest, telling what happens as it happens."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from motiad.builder import node_bundles, python_bundles
from motiad.builder.ahead import Ahead
from motiad.builder.archive import Written, largest_entries
from motiad.builder.discovery import Found, Source, guess_type
from motiad.builder.flow import flow_step, unread_step
from motiad.builder.manifest import make_manifest, write_manifest
from motiad.builder.output_folder import MANIFEST
from motiad.builder.problems import Problem, build_failed
from motiad.builder.reading import Readings
from motiad.builder.steps import Step, Stream
from motiad.builder.together import together
from motiad.builder.validation import (
    MAX_ROUTER,
    MAX_STEP,
    NEAR,
    config_problem,
    same_bundles,
    size_problem,
    size_warning,
    validate_steps,
    validation_failed,
)
from motiad.builder.workshop import PythonTools, Workshop
from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import Language
from motiad.deployments.events import Emit, FlowRead, FoundStep, Logged, StepBuilding, StepBuilt, StepFailed, StepsFound
from motiad.deployments.ports import Build, Bundle
from motiad.errors import MotiadError


@dataclass(frozen=True)
class Survey:
    """What a project turns out to be when its configs are read."""

    steps: tuple[Step, ...]
    streams: tuple[Stream, ...]
    problems: Mapping[str, Sequence[Problem]]
    """What would stop the build, by step or stream file."""
    skipped: Collection[str]
    """Files of virtual steps, of which nothing is deployed."""
    warnings: tuple[str, ...]


class Session:
    """Runs one build with a workshop's tools."""

    def __init__(self, workshop: Workshop, found: Found, ahead: Ahead, emit: Emit) -> None:
        self._shop = workshop
        self._found = found
        self._ahead = ahead
        self._emit = emit
        self._steps: dict[str, Step] = {}
        self._streams: list[Stream] = []
        self._skipped: set[str] = set()
        self._problems: dict[str, list[Problem]] = {}
        self._oversize: list[Problem] = []
        self._node_router: tuple[Written | None, list[Problem]] | None = None
        self._sizes: dict[str, int] = {}
        self._warnings: list[str] = []

    async def survey(self) -> Survey:
        """Read and check as a build does, and stop before anything is bundled. Raises `MotiadError` (*_MISSING)."""
        await self._read()
        steps = tuple(self._steps[path] for path in sorted(self._steps))
        problems: dict[str, list[Problem]] = {path: list(each) for path, each in self._problems.items()}
        for problem in (*same_bundles(self._found.steps), *validate_steps(steps)):
            problems.setdefault(problem.file, []).append(problem)
        return Survey(steps, tuple(self._streams), problems, frozenset(self._skipped), tuple(self._warnings))

    async def run(self) -> Build:
        """Read, check, bundle, write the manifest. Raises `MotiadError` (VALIDATION_FAILED, BUILD_FAILED)."""
        self._log(*self._found.warnings, *self._shop.said)
        if clashes := same_bundles(self._found.steps):
            raise validation_failed(clashes)
        await self._read()
        await self._tell_steps()
        self._validate()
        try:
            await together(self._bundle_node(), self._bundle_python(), self._route_node())
            if self._problems:
                raise build_failed(self._problems)
            routers = await self._route()
        except MotiadError:
            await self._keep()
            raise
        await self._keep()
        if self._oversize:
            raise validation_failed(self._oversize)
        return await self._finish(routers)

    async def _keep(self) -> None:
        """Keep what was bundled for the next build, also when one step broke this one."""
        if self._shop.node:
            try:
                await asyncio.to_thread(self._shop.node.kept.save)
            except OSError as error:  # a full disk, or another build of this project at the same moment
                self._log(f"The next build starts from nothing: {error.strerror or error}")

    async def _read(self) -> None:
        await together(self._read_node(), self._read_python())

    async def _read_node(self) -> None:
        if self._ahead.node:
            self._take(await self._ahead.node, *self._found.of("node"), {})

    async def _read_python(self) -> None:
        if self._ahead.python:
            result = await self._ahead.python
            self._warn(*result.warnings)
            self._take(result.readings, *self._found.of("python"), result.lines)

    def _take(
        self,
        readings: Readings,
        steps: Sequence[Source],
        streams: Sequence[Source],
        lines: Mapping[str, tuple[str, ...]],
    ) -> None:
        """Take what a reader found out: steps, streams, problems."""
        self._log(*readings.output)
        self._problems.update(readings.problems)
        for source in steps:
            if reading := readings.read.get(source.path):
                if reading.config.get("type") == "noop":
                    self._skipped.add(source.path)
                elif problem := config_problem(source.path, reading.config):
                    self._problems[source.path] = [problem]
                else:
                    files = reading.line.get("files", ())
                    self._steps[source.path] = Step(source, reading.config, files, lines.get(source.path, ()))
        for source in streams:
            if reading := readings.read.get(source.path):
                self._take_stream(source, reading.config)

    def _take_stream(self, source: Source, config: Mapping[str, Any]) -> None:
        name, base = config.get("name"), config.get("baseConfig")
        if not isinstance(name, str) or not name:
            self._problems[source.path] = [Problem(source.path, "its config has no `name`")]
            return
        storage = base.get("storageType") if isinstance(base, Mapping) else None
        if storage != "default":
            self._warn(f"{source.path}: the stream {name} is not deployed: the cloud knows only the default storage")
        self._streams.append(Stream(source, name, storage))

    async def _tell_steps(self) -> None:
        rows, flow = [], []
        for source in self._found.steps:
            if source.path in self._skipped:
                continue
            step = self._steps.get(source.path)
            kind = step.type if step else await asyncio.to_thread(guess_type, self._shop.project, source)
            rows.append(FoundStep(package_path=source.path, language=source.language, type=kind))
            flow.append(flow_step(step) if step else unread_step(source, kind))
        if not rows:
            raise MotiadError(
                ErrorCode.NO_STEPS,
                f"{self._shop.project} has only noop steps: there is nothing to deploy.",
                hint="Add a step of type api, event or cron.",
            )
        self._emit(FlowRead(steps=tuple(flow)))
        self._emit(StepsFound(steps=tuple(rows)))
        for path, problems in self._problems.items():
            self._tell_failed(path, problems)

    def _validate(self) -> None:
        problems = validate_steps([self._steps[path] for path in sorted(self._steps)])
        for problem in problems:
            self._tell_failed(problem.file, [problem])
        if problems and not self._problems:
            raise validation_failed(problems)
        for problem in problems:
            self._problems.setdefault(problem.file, []).append(problem)
            self._steps.pop(problem.file, None)

    def _of(self, language: Language) -> list[Step]:
        return [self._steps[path] for path in sorted(self._steps) if self._steps[path].source.language == language]

    async def _bundle_node(self) -> None:
        if not self._shop.node:
            return
        bundles = self._shop.node.bundles
        await bundles.bundle(self._of("node"), self._tell_building, self._settle)
        self._log(*bundles.warnings)

    async def _bundle_python(self) -> None:
        if self._shop.python:
            await together(*(self._bundle_python_step(self._shop.python, step) for step in self._of("python")))

    async def _bundle_python_step(self, tools: PythonTools, step: Step) -> None:
        self._tell_building(step)
        try:
            written, problems = await tools.bundles.bundle(step)
        except MotiadError as error:
            written, problems = None, [Problem(step.path, error.message, hint=error.hint)]
        await self._settle(step, written, problems)

    async def _settle(self, step: Step, written: Written | None, problems: list[Problem]) -> None:
        if written and (too_big := await self._check_size(step.path, step.bundle_path, written, MAX_STEP)):
            problems = [too_big]
        if problems or not written:
            self._problems[step.path] = problems
            self._tell_failed(step.path, problems)
        else:
            self._sizes[step.bundle_path] = written.size
            self._emit(StepBuilt(package_path=step.path, size=written.size))
            self._log(f"Built {step.path} ({written.size} bytes)")

    async def _check_size(self, path: str, bundle: str, written: Written, limit: int) -> Problem | None:
        """Return the problem of a bundle over the limit; say so when one is near it."""
        if written.unpacked < NEAR * limit:
            return None
        largest = await asyncio.to_thread(largest_entries, self._shop.output / bundle, 3)
        problem = size_problem(path, written.unpacked, limit, largest)
        if problem is None:
            self._log(size_warning(path, written.unpacked, limit, largest))
        return problem

    async def _route_node(self) -> None:
        """Bundle the router of the Node steps, beside the steps themselves."""
        steps = [step for step in self._of("node") if step.type == "api"]
        if steps and self._shop.node and not self._problems:
            self._node_router = await self._shop.node.bundles.route(steps)

    async def _route(self) -> dict[str, str]:
        """Settle or make a router for each language that has API steps."""
        routers: dict[str, str] = {}
        if self._node_router:
            written, problems = self._node_router
            if not written:
                raise build_failed({"router": problems})
            routers["node"] = node_bundles.ROUTER
            await self._settle_router(node_bundles.ROUTER, written)
        python = [step for step in self._of("python") if step.type == "api"]
        if python and self._shop.python:
            routers["python"] = python_bundles.ROUTER
            await self._settle_router(python_bundles.ROUTER, await self._shop.python.bundles.route(python))
        return routers

    async def _settle_router(self, router: str, written: Written) -> None:
        self._sizes[router] = written.size
        if problem := await self._check_size(router, router, written, MAX_ROUTER):
            self._oversize.append(problem)

    async def _finish(self, routers: Mapping[Language | str, str]) -> Build:
        steps = [self._steps[path] for path in sorted(self._steps)]
        manifest = make_manifest(self._shop.project, steps, self._streams, {str(k): v for k, v in routers.items()})
        await asyncio.to_thread(write_manifest, self._shop.output / MANIFEST, manifest)
        if self._shop.python and self._shop.python.packages:
            resolved = (", ".join(names) for names in self._shop.python.packages.resolved.values())
            self._log(*(f"Resolved {names}" for names in dict.fromkeys(resolved)))
        bundles = [self._bundle(step.bundle_path, step.source.language, step.type) for step in steps]
        languages: dict[str, Language] = {"node": "node", "python": "python"}
        bundles += [self._bundle(router, languages[name], "api") for name, router in routers.items()]
        return Build(tuple(bundles), manifest)

    def _bundle(self, path: str, language: Language, kind: Any) -> Bundle:
        return Bundle(path, self._shop.output / path, self._sizes[path], language, kind)

    def _tell_building(self, step: Step) -> None:
        self._emit(StepBuilding(package_path=step.path))

    def _tell_failed(self, path: str, problems: Sequence[Problem]) -> None:
        text = "\n".join(str(problem) for problem in problems)
        self._log(text)
        self._emit(StepFailed(package_path=path, message=text))

    def _warn(self, *texts: str) -> None:
        self._warnings += texts
        self._log(*texts)

    def _log(self, *texts: str) -> None:
        lines = tuple(line for text in texts for line in text.splitlines())
        if lines:
            self._emit(Logged(phase="build", lines=lines))
