"""The extension as its document describes it: a Node client written from that alone proves every state."""

import asyncio
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from motiad.server.messages import State

from .long_deployment import states

HERE = Path(__file__).parent
WS = HERE.parents[2] / ".work" / "npm" / "contract" / "node_modules" / "ws" / "wrapper.mjs"


@pytest.fixture
def node(need):
    """Node and a WebSocket client for it."""
    need(shutil.which("node") and WS.is_file(), f"Node or its package ws is not installed ({WS}): run `make test`.")


@pytest.mark.node
@pytest.mark.parametrize("deflate", ["", "deflate"])
async def test_every_state_is_proved(node, served, deflate):
    child = await asyncio.create_subprocess_exec(
        "node", HERE / "delta_client.mjs", WS, served.listener.ws_url, "long", deflate,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, limit=1 << 24,
    )  # fmt: skip
    async with asyncio.timeout(60):
        while not served.hub.subscriptions:
            await asyncio.sleep(0.01)
    whole = []
    for number, (data, _) in enumerate(states("long")):
        served.hub.publish(data.model_copy(update={"queue_position": 1} if number == 5 else {}))
        whole.append(data)
        await asyncio.sleep(0.001)
    out, complaints = await asyncio.wait_for(child.communicate(), 120)
    assert complaints == b""
    seen = [json.loads(line) for line in out.splitlines()]
    assert len(seen) > 10
    assert seen[-1] == State(whole[-1]).item
    assert list(dict.fromkeys(item["status"] for item in seen)) == ["building", "uploading", "deploying", "completed"]
