"""The daemon from a plain script, without a line of asyncio."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from motiad.client.attachment import Attached, attach
from motiad.client.starting import deploy
from motiad.contract.cloud import CreateRequest
from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import DeploymentData, Phase, Status
from motiad.contract.http import DeploymentPage, LogLine
from motiad.errors import MotiadError
from motiad.paths import Paths, base_dir

T = TypeVar("T")


class Motiad:
    """The daemon of this installation; every method waits for its answer, and raises `MotiadError`.

    Used as `with Motiad() as motiad:`, outside of any event loop; inside of one, use `attach`.
    """

    def __init__(self, folder: Path | None = None, *, start: bool = True, say: Callable[[str], None] = print) -> None:
        """`folder`: the base-dir, if it is not MOTIAD_BASE_DIR or the platform's own; `start` one if none runs."""
        self._paths = Paths.under(base_dir(folder))
        self._start = start
        self._say = say
        self._stack = AsyncExitStack()
        self._runner = asyncio.Runner()
        self._daemon: Attached | None = None

    def __enter__(self) -> Self:
        reached = attach(self._paths, start=self._start, say=self._say)
        try:
            self._daemon = self._runner.run(self._stack.enter_async_context(reached))
        except BaseException:
            self._runner.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            self._runner.run(self._stack.aclose())
        finally:
            self._runner.close()

    def deploy(
        self,
        project: Path | str,
        create: CreateRequest,
        *,
        api_key: str,
        cloud: str = "motia",
        envs: Mapping[str, str] | None = None,
    ) -> str:
        """Begin to deploy a folder and return the deployment's id; see `deploy`."""
        client = self._attached().client
        return self._run(deploy(client, Path(project), create, api_key=api_key, cloud=cloud, envs=envs))

    def watch(self, deployment_id: str, *, seconds: float | None = None) -> Iterator[DeploymentData]:
        """Yield every state until the last one; TIMED_OUT after `seconds`, if given."""
        states = self._attached().stream.watch(deployment_id)
        deadline = None if seconds is None else time.monotonic() + seconds
        try:
            while True:
                left = None if deadline is None else max(0.0, deadline - time.monotonic())
                try:
                    yield self._run(_within(left, _next(states), deployment_id))
                except StopAsyncIteration:
                    return
        finally:
            self._run(_end(states))

    def wait(self, deployment_id: str, *, seconds: float | None = None) -> DeploymentData:
        """Wait for a deployment's end and return its last state; TIMED_OUT after `seconds`, if given."""

        async def last() -> DeploymentData:
            async for data in self._attached().stream.watch(deployment_id):
                state = data
            return state

        return self._run(_within(seconds, last(), deployment_id))

    def status(self, deployment_id: str) -> DeploymentData:
        """Return a deployment's state. NOT_FOUND."""
        return self._run(self._attached().client.status(deployment_id))

    def deployments(
        self, *, status: Status | None = None, project: str | None = None, limit: int = 50, before: str | None = None
    ) -> DeploymentPage:
        """Return a page of history, newest first; `before` is the page before's `next`."""
        return self._run(self._attached().client.deployments(status, project, limit, before))

    def logs(self, deployment_id: str, *, phase: Phase | None = None, after: int = 0) -> tuple[LogLine, ...]:
        """Return up to 1000 numbered log lines after number `after`."""
        return self._run(self._attached().client.logs(deployment_id, phase, after)).lines

    def cancel(self, deployment_id: str) -> None:
        """Cancel a deployment. NOT_FOUND, NOT_CANCELLABLE."""
        self._run(self._attached().client.cancel(deployment_id))

    def retry(self, deployment_id: str) -> None:
        """Run a failed deployment again, under the same id. NOT_FOUND, NOT_RETRYABLE."""
        self._run(self._attached().client.retry(deployment_id))

    def _attached(self) -> Attached:
        if self._daemon is None:
            raise RuntimeError("Motiad is used as `with Motiad() as motiad:`")
        return self._daemon

    def _run(self, call: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(call)


async def _within(seconds: float | None, call: Coroutine[Any, Any, T], deployment_id: str) -> T:
    try:
        return await asyncio.wait_for(call, seconds)
    except TimeoutError:
        raise MotiadError(
            ErrorCode.TIMED_OUT,
            f"Deployment {deployment_id} is still running.",
            hint="It goes on; watch it again, or cancel it.",
        ) from None


async def _next(states: AsyncIterator[DeploymentData]) -> DeploymentData:
    return await anext(states)


async def _end(states: AsyncIterator[DeploymentData]) -> None:
    if isinstance(states, AsyncGenerator):
        await states.aclose()
