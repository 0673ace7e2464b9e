"""Version, health, metrics, shutdown."""

import asyncio
import logging

import pytest

from motiad.errors import MotiadError


async def test_version(served):
    assert (await served.call("GET", "/__motia")).json() == {"version": "0.1.0"}


async def test_health(serve):
    served = await serve()
    expected = {"status": "ok", "version": "0.1.0", "cloud": "motia", "project": None, "secrets": "memory"}
    assert (await served.call("GET", "/health")).json() == expected


@pytest.mark.parametrize(("cloud", "told"), [("local", "local"), ("motia", "https://api.example")])
async def test_health_tells_the_cloud_by_its_address(serve, cloud, told):
    served = await serve(cloud=cloud, cloud_url="https://api.example")
    assert (await served.call("GET", "/health")).json()["cloud"] == told


async def test_health_tells_what_is_amiss(serve):
    served = await serve(degraded=lambda: True)
    assert (await served.call("GET", "/health")).json()["status"] == "degraded"


async def test_metrics(served):
    assert (await served.call("GET", "/metrics")).status == 401
    await served.call("GET", "/nowhere/secret")
    answer = await served.call("GET", "/metrics", owner=True)
    assert answer.headers["Content-Type"].startswith("text/plain")
    text = answer.body.decode()
    assert 'motiad_http_answers_total{method="GET",route="/{unknown}",status="404"} 1\n' in text
    assert "\nmotiad_stream_clients 0\n" in text
    assert "secret" not in text


async def test_shutdown_answers_first(served):
    assert (await served.call("POST", "/shutdown")).status == 401
    assert not served.shut_down.is_set()
    assert (await served.call("POST", "/shutdown", owner=True)).json() == {"success": True}
    await asyncio.wait_for(served.shut_down.wait(), 60)


async def test_a_bug_shows_nothing_but_an_id(serve, caplog):
    def broken():
        raise RuntimeError("secret detail")

    served = await serve(degraded=broken)
    answer = await served.call("GET", "/health")
    assert (answer.status, answer.code) == (500, "INTERNAL")
    assert b"secret" not in answer.body
    request_id = answer.json()["details"]["requestId"]
    assert [record for record in caplog.records if request_id in record.getMessage() and record.exc_info]


async def test_a_known_failure_keeps_its_code(serve):
    def full():
        raise MotiadError("STORAGE_FULL", "The disk is full.")

    served = await serve(degraded=full)
    answer = await served.call("GET", "/health")
    assert (answer.status, answer.json()["error"]) == (507, "The disk is full.")


async def test_the_access_log_tells_neither_query_nor_path_nor_body(served, caplog):
    with caplog.at_level(logging.INFO, "motiad.access"):
        await served.call("GET", "/cloud/deploy/status/SECRET?x=SECRET")
        await served.call("POST", "/cloud/deploy/start", {"deploymentToken": "SECRET"})
        await served.call("GET", "/SECRET")
    lines = [record.getMessage() for record in caplog.records if record.name == "motiad.access"]
    assert [line.rsplit(" ", 2)[0] for line in lines] == [
        "'GET' /cloud/deploy/status/{id} 404",
        "'POST' /cloud/deploy/start 400",
        "'GET' /{unknown} 404",
    ]
    assert "SECRET" not in caplog.text
