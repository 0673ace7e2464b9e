"""The whole adapter against the local cloud that ships."""

import asyncio
import io
import zipfile
from pathlib import Path

import pytest

from motiad.cloud.address import CloudAddress
from motiad.cloud.api import CloudApi
from motiad.cloud.motia import MotiaCloud
from motiad.contract.cloud import CreateRequest
from motiad.contract.codes import ErrorCode
from motiad.deployments.ports import Bundle, Cloud, Manifest
from motiad.errors import MotiadError
from motiad.localcloud import LocalCloud

STEP = "node/src/hello.step.zip"
MANIFEST = Manifest(
    steps={
        STEP: {
            "type": "node",
            "entrypointPath": "/src/hello.step.js",
            "config": {"type": "api", "name": "Hello", "method": "GET", "path": "/hello", "emits": []},
            "filePath": "src/hello.step.ts",
        }
    },
    streams={},
    routers={"node": "router-node.zip"},
)


@pytest.fixture
async def local(tmp_path):
    async with LocalCloud(tmp_path / "cloud", step_delay=0.02) as running:
        yield CloudAddress(running.url, running.ws_url)


@pytest.fixture
def bundles(tmp_path: Path) -> list[Bundle]:
    def make(path: str, *entries: str) -> Bundle:
        kept = io.BytesIO()
        with zipfile.ZipFile(kept, "w") as archive:
            for entry in entries:
                archive.writestr(entry, "export const handler = () => {}")
        file = tmp_path / path.replace("/", "_")
        file.write_bytes(kept.getvalue())
        return Bundle(path=path, file=file, size=file.stat().st_size, language="node", type="api")

    return [make(STEP, "src/hello.step.js"), make("router-node.zip", "router.js")]


async def test_a_deployment_from_create_to_completed(local, sessions, bundles):
    created = await CloudApi(local, sessions.anywhere).create("any", CreateRequest(version_name="v1"))
    cloud: Cloud = MotiaCloud(local, sessions)
    for bundle in bundles:
        told: list[int] = []
        await cloud.upload(created.deployment_token, bundle, told.append)
        assert told[-1] == bundle.size
    async with asyncio.timeout(60), cloud.follow(created.deployment_id) as states:
        url = await cloud.start(created.deployment_token, {"GREETING": "hi"}, MANIFEST)
        assert url is None or url.startswith("http")
        seen = [state async for state in states]
    assert seen[-1].status == "completed"
    (endpoint,) = seen[-1].resources
    assert (endpoint.kind, endpoint.name, endpoint.status) == ("endpoint", "GET /hello", "completed")
    assert seen[-1].outputs

    with pytest.raises(MotiadError) as caught:
        await cloud.start(created.deployment_token, {}, MANIFEST)
    assert caught.value.code is ErrorCode.CLOUD_REJECTED
    assert "started already" in caught.value.message


async def test_a_token_the_local_cloud_does_not_know(local, sessions, bundles):
    with pytest.raises(MotiadError) as caught:
        await MotiaCloud(local, sessions).upload("nobody's", bundles[0], lambda _: None)
    assert caught.value.code is ErrorCode.TOKEN_EXPIRED
