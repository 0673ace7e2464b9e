"""The proof that the local cloud is a faithful stand-in: the official CLI deploys to it.

Set-up installs the CLI from `official/package-lock.json` into `.work/npm/official`. Nothing of it is changed; only its
browser workbench, which `motia dev` alone loads, is left out of the installation.
"""

import asyncio
import hashlib
import io
import json
import os
import re
import shutil
import sys
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import aiohttp
import pytest

from motiad.localcloud import LocalCloud

pytestmark = pytest.mark.node

ROOT = Path(__file__).parents[2]
INSTALLED = ROOT / ".work" / "npm" / "official" / "node_modules"
FOLLOW = Path(__file__).parent / "official" / "follow.mjs"
SECONDS = 300
Line = Callable[[], Awaitable[str]]
STEPS = {
    "src/create.step.ts": """
        import { z } from 'zod'
        export const config = {
          type: 'api', name: 'CreateOrder', method: 'POST', path: '/orders', flows: ['orders'],
          emits: ['order.placed', { topic: 'order.audited', label: 'audit', conditional: true }],
          bodySchema: z.object({ amount: z.number() }),
        }
        export const handler = async () => ({ status: 200, body: {} })
    """,
    "src/reserve.step.js": """
        export const config = {
          type: 'event', name: 'ReserveStock', subscribes: ['order.placed', 'order.audited'], emits: [],
          infrastructure: { queue: { type: 'fifo', visibilityTimeout: 60 }, handler: { timeout: 30 } },
        }
        export const handler = async () => {}
    """,
    "src/nightly.step.ts": """
        export const config = { type: 'cron', name: 'Nightly', cron: '0 2 * * *', emits: [] }
        export const handler = async () => {}
    """,
    "src/orders.stream.ts": """
        import { z } from 'zod'
        export const config = {
          name: 'orders', baseConfig: { storageType: 'default' }, schema: z.object({ id: z.string() }),
        }
    """,
}


class Run(NamedTuple):
    """A finished run of the CLI; `output` without colours and cursor movements."""

    code: int
    output: str


class OfficialCli:
    """`motia cloud deploy` in a project folder."""

    def __init__(self, packages: Path) -> None:
        self.packages = packages

    def prepare(self, project: Path) -> None:
        """Give a project its packages: the ones of the CLI, zod among them."""
        (project / "node_modules").symlink_to(self.packages)

    async def deploy(self, project: Path, cloud: LocalCloud, *options: str) -> Run:
        command = ["node", str(self.packages / "motia/dist/cli.mjs"), "cloud", "deploy", *options]
        return await self.run(project, command, cloud)

    @asynccontextmanager
    async def follow(self, folder: Path, cloud: LocalCloud, deployment_id: str) -> AsyncIterator[Line]:
        """Follow a deployment with the official Node stream client; gives a function that waits for its next line."""
        if not (folder / "node_modules").exists():
            self.prepare(folder)
        shutil.copy(FOLLOW, folder)
        process = await asyncio.create_subprocess_exec(
            "node", "follow.mjs", cloud.ws_url, deployment_id, cwd=folder, stdout=asyncio.subprocess.PIPE
        )

        async def line() -> str:
            text = (await asyncio.wait_for(process.stdout.readline(), 60)).decode().strip()
            assert text, "the client has ended"
            return text

        try:
            yield line
        finally:
            if process.returncode is None:
                process.kill()
            await process.communicate()

    async def run(self, folder: Path, command: list[str], cloud: LocalCloud) -> Run:
        # CI switches the CLI to a mode that does not wait; its own keys and ids must not leak in.
        unwanted = ("CI", "MOTIA_API_KEY", "MOTIA_ENVIRONMENT_ID")
        environment = {name: value for name, value in os.environ.items() if name not in unwanted} | {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",  # uv
            "MOTIACLOUD_API_BASE_URL": cloud.url,
            "MOTIACLOUD_API_WS_URL": cloud.ws_url,
            "MOTIA_ANALYTICS_DISABLED": "true",
            "REDISMS_DISABLE_POSTINSTALL": "1",
            "UV_PYTHON_DOWNLOADS": "never",
        }
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=folder,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        try:
            output, _ = await asyncio.wait_for(process.communicate(), SECONDS)
        except TimeoutError:
            process.kill()
            await process.communicate()
            raise
        text = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", output.decode())
        print(text)
        return Run(process.returncode or 0, text)


@pytest.fixture(scope="session")
def official_cli(need) -> OfficialCli:
    """The installed CLI."""
    there = (INSTALLED / "motia" / "dist" / "cli.mjs").is_file()
    need(there, f"the official CLI is not in {INSTALLED.relative_to(ROOT)}: make test installs it")
    return OfficialCli(INSTALLED)


@pytest.fixture
def project(tmp_path: Path, official_cli: OfficialCli) -> Path:
    """A small project: an API step, an event step, a cron step and a stream."""
    folder = tmp_path / "project"
    (folder / "src").mkdir(parents=True)
    for path, text in STEPS.items():
        (folder / path).write_text(text)
    (folder / "package.json").write_text('{"name": "orders", "type": "module"}')
    official_cli.prepare(folder)
    return folder


async def page(cloud: LocalCloud, deployment_id: str) -> dict:
    async with aiohttp.ClientSession() as session, session.get(f"{cloud.url}/apps/{deployment_id}") as answer:
        return await answer.json()


def only_deployment(data: Path) -> str:
    (folder,) = (data / "deployments").iterdir()
    return folder.name


async def test_it_deploys_the_sample(official_cli, tmp_path):
    folder = tmp_path / "sample"
    shutil.copytree(ROOT / "resources" / "sample", folder)
    official_cli.prepare(folder)
    uv = Path(sys.executable).with_name("uv")
    for arguments in (["venv", "python_modules"], ["pip", "install", "-r", "requirements.txt", "-p", "python_modules"]):
        process = await asyncio.create_subprocess_exec(uv, *arguments, "-q", cwd=folder)
        assert await process.wait() == 0
    async with LocalCloud(tmp_path / "data", step_delay=0.02) as cloud:
        run = await official_cli.deploy(folder, cloud, "-k", "any-key", "-v", "v1", "-n", "order-desk")
        shown = await page(cloud, only_deployment(tmp_path / "data"))
    assert run.code == 0
    for line in (
        "[SUCCESS] Build completed",
        "[SUCCESS] Deployment created",
        "[SUCCESS] Artifacts uploaded",
        "[SUCCESS] Deployment started",
        "[SUCCESS] Deployment process completed successfully",
    ):
        assert line in run.output
    assert shown["outputs"]["API URL"] in run.output
    assert (shown["status"], shown["projectName"], shown["versionName"]) == ("completed", "order-desk", "v1")
    built = json.loads((folder / "dist/motia.steps.json").read_text())
    steps = {step["config"]["name"]: step["config"]["type"] for step in built["steps"].values()}
    assert len(steps) >= 8
    assert {"api", "event", "cron"} == set(steps.values())
    for kind, rows in {"api": "endpoints", "event": "queues", "cron": "crons"}.items():
        assert {row["stepName"] for row in shown[rows]} == {name for name, type_ in steps.items() if type_ == kind}
        assert {row["status"] for row in shown[rows]} == {"completed"}
    assert shown["streams"] == sorted(built["streams"]) != []
    assert {bundle["path"]: bundle["sha256"] for bundle in shown["bundles"]} == {
        name: hashlib.sha256((folder / "dist" / name).read_bytes()).hexdigest()
        for name in (*built["steps"], *built["routers"].values())
    }


async def test_it_shows_each_resource(official_cli, project, tmp_path):
    (project / "env").write_text("DATABASE_URL=postgres://hunter2\n")
    async with LocalCloud(tmp_path / "data", step_delay=0.02) as cloud:
        run = await official_cli.deploy(
            project, cloud, "-k", "k", "-v", "v1", "-e", "env", "--environment-name", "staging"
        )
        shown = await page(cloud, only_deployment(tmp_path / "data"))
    assert run.code == 0
    last = run.output[run.output.rindex("[λ Step Handler]") :]
    assert "[✓]    ↳ [⌁ order.placed, ⌁ order.audited] → [≡ reserve-stock.fifo] → [λ ReserveStock]" in last
    assert "[✓]    ↳ /POST /orders → [λ CreateOrder] → [⌁ order.placed, ⌁ order.audited]" in last
    assert "[✓]    ↳ 0 2 * * * → [λ Nightly] → []" in last
    assert (shown["environmentName"], shown["environmentVariables"]) == ("staging", ["DATABASE_URL"])
    assert shown["streams"] == ["orders"]


async def test_in_ci_it_prints_the_address(official_cli, project, tmp_path):
    async with LocalCloud(tmp_path / "data") as cloud:
        run = await official_cli.deploy(project, cloud, "-k", "k", "-v", "v1", "--ci")
        address = f"{cloud.url}/apps/{only_deployment(tmp_path / 'data')}"
    assert run.code == 0
    assert f"You can view the deployment at {address}" in run.output


async def test_it_shows_a_resource_that_fails(official_cli, project, tmp_path):
    async with LocalCloud(tmp_path / "data", step_delay=0.02, fail_step="CreateOrder") as cloud:
        run = await official_cli.deploy(project, cloud, "-k", "k", "-v", "v1")
    assert "[✘]    ↳ /POST /orders → [λ CreateOrder]" in run.output
    assert "completed successfully" not in run.output


async def uploaded(session: aiohttp.ClientSession, cloud: LocalCloud) -> tuple[str, dict]:
    """A deployment of one cron step whose bundle is there: its id, and the body that starts it."""

    async def post(path: str, body: object) -> dict:
        async with session.post(cloud.url + path, json=body, headers={"x-api-key": "k"}) as answer:
            return await answer.json()

    created = await post("/v1/deployments", {"versionName": "v1"})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.js", "")
    data, token = buffer.getvalue(), created["deploymentToken"]
    announced = {"deploymentToken": token, "originalName": "a.zip", "size": len(data), "mimetype": "application/zip"}
    url = (await post("/v1/deployments/upload", announced))["fileInfo"]["presignedUrl"]
    async with session.put(url, data=data, headers={"Content-Type": "application/zip"}) as answer:
        assert answer.status == 200
    config = {"type": "cron", "name": "Nightly", "cron": "0 2 * * *"}
    step = {"type": "node", "entrypointPath": "/a.js", "config": config}
    return created["deploymentId"], {"deploymentToken": token, "steps": {"a.zip": step}}


async def test_the_stream_client_sees_every_state(official_cli, tmp_path):
    """It drops what has no newer timestamp than the last state: that must not happen, however fast we are."""
    async with LocalCloud(tmp_path / "data", step_delay=0) as cloud, aiohttp.ClientSession() as session:
        deployment_id, body = await uploaded(session, cloud)
        async with official_cli.follow(tmp_path, cloud, deployment_id) as line:
            assert await line() == "joined"
            async with session.post(f"{cloud.url}/v1/deployments/start", json=body) as answer:
                assert answer.status == 200
            items = [json.loads(await line()) for _ in range(4)]
        async with official_cli.follow(tmp_path, cloud, deployment_id) as line:
            late = json.loads(await line())
    assert [(item["cron"][0]["status"], item["status"]) for item in items] == [
        ("pending", "progress"),
        ("progress", "progress"),
        ("completed", "progress"),
        ("completed", "completed"),
    ]
    assert late == items[-1]


async def test_the_stream_client_comes_through_a_restart(official_cli, tmp_path):
    data = tmp_path / "data"
    async with aiohttp.ClientSession() as session, LocalCloud(data, step_delay=600) as cloud:
        deployment_id, body = await uploaded(session, cloud)
        async with official_cli.follow(tmp_path, cloud, deployment_id) as line:
            assert await line() == "joined"
            async with session.post(f"{cloud.url}/v1/deployments/start", json=body) as answer:
                assert answer.status == 200
            assert json.loads(await line())["status"] == "progress"
            await cloud.stop()
            async with LocalCloud(data, step_delay=0, port=int(cloud.url.rsplit(":", 1)[1])):
                while (item := json.loads(await line()))["status"] == "progress":
                    pass
    assert item["status"] == "completed"
    assert item["cron"][0]["status"] == "completed"
