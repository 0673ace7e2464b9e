"""Message by message: what `@motiadev/stream-client-node` makes of what the hub sends, at the hub's own pace."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from motiad.contract.deployment import DeploymentData
from motiad.server import AdmissionSettings, Listener, StreamHub
from motiad.server.websocket import StreamSocket
from motiad.store import SqliteStore

from .document import State
from .node_watcher import NodeWatcher

pytestmark = pytest.mark.node
Until = Callable[[Any], bool]


@dataclass(frozen=True)
class Stage:
    """A hub on a socket, and an official client on it."""

    hub: StreamHub
    watcher: NodeWatcher

    async def watch(self, name: str, *room: str, item: str | None = None) -> None:
        await asyncio.to_thread(self.watcher.watch, name, *room, item=item)

    async def leave(self, name: str) -> None:
        await asyncio.to_thread(self.watcher.leave, name)

    async def wait(self, name: str, until: Until) -> Any:
        """Return the newest that was seen."""
        return (await asyncio.to_thread(self.watcher.seen.wait, name, lambda seen: bool(seen) and until(seen[-1])))[-1]

    def publish(self, deployment_id: str, status: str = "building", **more: Any) -> State:
        phase = {"building": "build", "uploading": "upload"}.get(status)
        given = {"progress": 0, "message": "", **more}
        data = DeploymentData.model_validate({"id": deployment_id, "status": status, "phase": phase, **given})
        self.hub.publish(data)
        return data.wire()


@pytest.fixture
async def stage(workshop: Path, tmp_path: Path) -> AsyncIterator[Stage]:
    store = await SqliteStore.open(tmp_path / "stream.sqlite3")
    hub = await StreamHub.open(store)
    app = web.Application()

    async def serve(request: web.Request) -> web.WebSocketResponse:
        return await StreamSocket(request, hub, AdmissionSettings()).serve()

    app.router.add_get("/", serve)
    listener = await Listener.open(app, port=0, hosts=("127.0.0.1",))
    watcher = NodeWatcher(workshop, listener.ws_url)
    yield Stage(hub, watcher)
    assert await asyncio.to_thread(watcher.close) == 0, watcher.complaints
    await hub.close()
    await listener.close()
    await store.close()


def ids(items: list[State]) -> list[str]:
    return [item["id"] for item in items]


async def test_a_group_from_sync_to_delete(stage: Stage) -> None:
    stage.publish("a")
    await stage.watch("group")
    assert ids(await stage.wait("group", bool)) == ["a"]
    stage.publish("b", "idle")
    assert ids(await stage.wait("group", lambda items: len(items) == 2)) == ["a", "b"]
    told = stage.publish("b", "completed", message="done", progress=100)
    assert (await stage.wait("group", lambda items: items[-1]["status"] == "completed"))[-1] == told
    stage.hub.remove(["b"])
    assert ids(await stage.wait("group", lambda items: len(items) == 1)) == ["a"]
    stage.publish("b", "idle")
    assert ids(await stage.wait("group", lambda items: len(items) == 2)) == ["a", "b"]


async def test_one_item_under_both_names_and_its_groups_on_one_socket(stage: Stage) -> None:
    """Joined before it exists; each of the four subscriptions ends on the same item."""
    await stage.watch("item", item="d1")
    await stage.watch("alias", "__motia.deployment", "d1", item="data")
    await stage.watch("own group", "__motia.deployment", "d1")
    await stage.watch("group")
    await stage.wait("group", lambda items: items == [])
    stage.publish("d1", "idle")
    stage.publish("d1", "building", message="one")
    final = stage.publish("d1", "failed", message="two", error="no")
    for name in ("item", "alias"):
        assert await stage.wait(name, lambda item: item["status"] == "failed") == final
    for name in ("group", "own group"):
        assert await stage.wait(name, lambda items: bool(items) and items[0]["status"] == "failed") == [final]
    for name in ("item", "alias"):
        assert [item["status"] for item in stage.watcher.seen.of(name)] == ["idle", "building", "failed"]


async def test_a_left_item_and_a_left_group_stay_as_they_were(stage: Stage) -> None:
    stage.publish("d1")
    await stage.watch("item", item="d1")
    await stage.watch("group")
    await stage.watch("other", "__motia.deployment", "d1", item="data")
    for name in ("item", "group", "other"):
        await stage.wait(name, bool)
    await stage.leave("item")
    await stage.leave("group")
    async with asyncio.timeout(60):
        while stage.hub.subscriptions > 1:
            await asyncio.sleep(0.01)
    before = {name: stage.watcher.seen.of(name) for name in ("item", "group")}
    stage.publish("d1", "uploading")
    await stage.wait("other", lambda item: item["status"] == "uploading")
    assert {name: stage.watcher.seen.of(name) for name in ("item", "group")} == before


async def test_500_deployments_with_full_logs_are_not_too_much(stage: Stage) -> None:
    """Whole they would be 165 MB, and the client dies over 100 MiB."""
    logs = tuple(f"line {number:04} " + "x" * 100 for number in range(1000))
    for number in range(500):
        stage.publish(f"d{number}", build_logs=logs, upload_logs=logs, deploy_logs=logs)
    await stage.watch("group")
    items = await stage.wait("group", lambda items: len(items) == 500)
    assert len(set(ids(items))) == 500
    told = stage.publish("d499", "uploading", progress=34)
    items = await stage.wait("group", lambda items: any(item["status"] == "uploading" for item in items))
    assert next(item for item in items if item["id"] == "d499") == told
