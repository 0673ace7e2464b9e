"""One running motiad: the store, the pipeline, the hub and the server, in one event loop."""

import asyncio
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from motiad import __version__, logs
from motiad.app.embedded_cloud import EmbeddedCloud
from motiad.app.late_builder import LateBuilder
from motiad.app.upkeep import keep_up
from motiad.cloud import CloudAddress, CloudSessions, resolve
from motiad.config import Settings
from motiad.contract.cloud import CloudUrls
from motiad.contract.http import RuntimeInfo
from motiad.deployments.ports import Cloud
from motiad.errors import MotiadError
from motiad.paths import Paths
from motiad.pipeline.scheduler import Ports, Scheduler
from motiad.secrets import DeploymentVault, Vault, make_redactor
from motiad.server import (
    EVERYWHERE,
    LOOPBACK,
    AdmissionSettings,
    CurrentProject,
    Listener,
    ServerDeps,
    StreamHub,
    make_app,
    new_owner_token,
    remove_runtime_file,
    write_runtime_file,
)
from motiad.service import ServiceManager
from motiad.store import SqliteStore

IDLE_CHECK_SECONDS = 5.0


class AlreadyRunning(Exception):  # noqa: N818 - a situation, not an error: the caller asks who it is
    """Another daemon holds this base-dir."""


class Daemon:
    """Builds everything, wires it, starts it, and stops it in the opposite order."""

    def __init__(
        self, paths: Paths, settings: Settings, environ: Mapping[str, str], *, on_demand: bool = False
    ) -> None:
        """`on_demand`: a program starts it for itself; `settings.idle_seconds` without work and watchers end it."""
        self._paths = paths
        self._settings = settings
        self._environ = environ
        self._on_demand = on_demand
        self._ended = asyncio.Event()
        self._stack = AsyncExitStack()
        self._local = EmbeddedCloud(paths.local_cloud, delay=settings.local_cloud_delay)
        self._notices: list[str] = []
        self._probe: asyncio.Task[Vault] | None = None

    async def start(self) -> RuntimeInfo:
        """Start everything. Raises `AlreadyRunning`, or `MotiadError` with what is in the way."""
        try:
            return await self._start()
        except BaseException:
            await self._stack.aclose()
            raise

    def request_shutdown(self) -> None:
        """Ask the daemon to end; returns at once."""
        self._ended.set()

    async def run_until_shutdown(self) -> None:
        """Run until asked to end, then stop everything in order."""
        try:
            await self._ended.wait()
        finally:
            await self._stack.aclose()

    async def _start(self) -> RuntimeInfo:
        self._hold_lock()
        self._stack.callback(logs.take_down, logs.set_up(self._paths, self._settings.log_level, self._environ))
        self._stack.push_async_callback(self._local.stop)
        store = await SqliteStore.open(self._paths.store_file)
        self._stack.push_async_callback(store.close)
        vault = Vault()  # its keyring is looked for once the daemon answers: that takes as long as a third of the rest
        self._stack.push_async_callback(vault.close)
        sessions = await self._stack.enter_async_context(CloudSessions())
        hub = await StreamHub.open(store)
        self._stack.push_async_callback(hub.close)
        builder = LateBuilder(self._environ, self._paths.cache)
        kept = DeploymentVault(vault, await store.installation_key(), self._paths.secrets)
        ports = Ports(
            store=store,
            secrets=kept,
            builder=builder,
            clouds=_Clouds(self._local, sessions, self._environ),
            publisher=hub,
            redactor=make_redactor,
            now=_milliseconds,
        )
        scheduler = Scheduler(ports, self._paths.builds)
        if store.writable:  # what cannot be written down is not taken up or removed: it waits for the next start
            await kept.sweep(store, _milliseconds())
            await scheduler.recover()
        keeping = keep_up(self._paths, self._settings, store, lambda: scheduler.busy, hub.remove)
        upkeep = asyncio.create_task(keeping, name="upkeep")
        self._stack.callback(upkeep.cancel)
        return await self._listen(store, vault, hub, scheduler, builder)

    async def _listen(
        self, store: SqliteStore, vault: Vault, hub: StreamHub, scheduler: Scheduler, builder: LateBuilder
    ) -> RuntimeInfo:
        settings = self._settings
        address = await self._cloud_address()
        remote_token = new_owner_token() if settings.allow_remote else None
        info: RuntimeInfo | None = None

        def project_changed(path: Path) -> None:
            assert info is not None
            write_runtime_file(self._paths.runtime_file, info.model_copy(update={"project": str(path)}))

        deps = ServerDeps(
            scheduler=scheduler,
            store=store,
            hub=hub,
            secrets_kind=self._secrets_kind,
            owner_token=new_owner_token(),
            project=CurrentProject(settings.project, project_changed),
            cloud=settings.cloud,
            cloud_url=address.api_url if address else None,
            version=__version__,
            start_local_cloud=self._local.start,
            check_project=builder.check,
            shutdown=self.request_shutdown,
            admission=AdmissionSettings(
                allowed_hosts=frozenset(settings.allowed_hosts),
                allowed_origins=frozenset(settings.allowed_origins),
                remote_token=remote_token,
                starts_per_minute=settings.starts_per_minute,
            ),
            degraded=lambda: self._problem(store) is not None,
            problem=lambda: self._problem(store),
        )
        hosts = EVERYWHERE if settings.allow_remote else LOOPBACK
        listener = await Listener.open(make_app(deps), port=settings.port, strict=settings.strict_port, hosts=hosts)
        self._stack.push_async_callback(listener.close)
        self._stack.push_async_callback(scheduler.close)  # before the listener: watchers hear how it ended
        self._stack.callback(deps.closing.set)
        info = RuntimeInfo(
            url=listener.url,
            ws_url=listener.ws_url,
            token=deps.owner_token,
            pid=os.getpid(),
            version=__version__,
            project=str(settings.project) if settings.project else None,
            cloud_url=address.api_url if address else None,
            cloud_ws_url=address.ws_url if address else None,
            on_demand=self._on_demand,
        )
        info = info.model_copy(update={"notices": tuple(self._news(store, listener.port))})
        write_runtime_file(self._paths.runtime_file, info)
        self._stack.callback(remove_runtime_file, self._paths.runtime_file, info)
        if self._on_demand:
            watch = asyncio.create_task(self._end_when_idle(settings.idle_seconds, hub, scheduler), name="idle watch")
            self._stack.callback(watch.cancel)
        self._notices += [*info.notices, *self._about_remote(remote_token)]
        self._probe = asyncio.create_task(_probed(vault), name="looking for the keyring")
        self._stack.callback(self._probe.cancel)
        self._tell_manager(info)
        return info

    async def _cloud_address(self) -> CloudAddress | None:
        """Return where the daemon's own cloud is; None for a local one that cannot start, which is no reason not to.

        History can be read all the same, and whoever deploys is told why, or starts it after all.
        """
        if self._settings.cloud != "local":
            return resolve(self._settings.cloud, self._environ)
        try:
            return _address(await self._local.start())
        except MotiadError:
            return None

    def _problem(self, store: SqliteStore) -> str | None:
        """Return what is not well."""
        return store.degraded or (self._local.problem if self._settings.cloud == "local" else None)

    def _tell_manager(self, info: RuntimeInfo) -> None:
        manager = ServiceManager(self._environ)
        manager.ready(f"listening on {info.url}")
        alive = asyncio.create_task(manager.keep_alive(), name="watchdog")
        self._stack.callback(alive.cancel)
        self._stack.callback(manager.stopping)

    def _hold_lock(self) -> None:
        self._paths.run.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(self._paths.lock_file)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise AlreadyRunning from None
        self._stack.callback(lock.release)

    async def _end_when_idle(self, seconds: float, hub: StreamHub, scheduler: Scheduler) -> None:
        idle_since = time.monotonic()
        while time.monotonic() - idle_since < seconds:
            await asyncio.sleep(min(IDLE_CHECK_SECONDS, seconds))
            if hub.subscribers or scheduler.busy:
                idle_since = time.monotonic()
        self.request_shutdown()

    def _news(self, store: SqliteStore, port: int) -> Iterator[str]:
        """Yield what every program that uses this daemon should know."""
        if self._settings.port not in (0, port):
            yield f"Port {self._settings.port} is taken by another program: motiad listens on {port}."
        if problem := self._problem(store):
            yield problem

    def _about_remote(self, token: str | None) -> Iterator[str]:
        if token:
            yield f"callers beyond this machine's owner need the token {token}"
            if not self._settings.allowed_hosts:
                yield "callers from elsewhere are refused until allowed_hosts in config.toml names this machine"

    async def notices(self) -> Sequence[str]:
        """Return what a person should know before the first deployment; bounded by the keyring's deadline."""
        vault = await self._probed()
        unsafe = [f"secrets are kept in memory only: {vault.reason}"] if vault.reason else []
        return [*self._notices, *unsafe]

    async def _secrets_kind(self) -> Literal["keyring", "memory"]:
        return (await self._probed()).kind

    async def _probed(self) -> Vault:
        assert self._probe is not None, "the daemon has not been started"
        return await asyncio.shield(self._probe)


async def _probed(vault: Vault) -> Vault:
    await vault.probe()
    return vault


class _Clouds:
    """Implements `deployments.ports.Clouds`."""

    def __init__(self, local: EmbeddedCloud, sessions: CloudSessions, environ: Mapping[str, str]) -> None:
        self._local = local
        self._sessions = sessions
        self._environ = environ

    async def __call__(self, target: str) -> Cloud:
        """Return the cloud for `local`, `motia` or a URL, starting the local one when it is wanted."""
        from motiad.cloud import MotiaCloud  # what transfers and retries: an idle daemon does without

        local = _address(await self._local.start()) if target == "local" else None
        return MotiaCloud(resolve(target, self._environ, local), self._sessions)


def _address(urls: CloudUrls) -> CloudAddress:
    return CloudAddress(urls.url, urls.ws_url)


def _milliseconds() -> int:
    return time.time_ns() // 1_000_000
