"""Who may talk to the cloud."""

import asyncio

import aiohttp
import pytest


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.:1", "127.0.0.1:99", "127.9.9.9", "[::1]:5"])
async def test_loopback_names_are_admitted(caller, host):
    assert (await caller.get("/", headers={"Host": host}))[0] == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.1", "0.0.0.0", "10.0.0.1", "", "[::"])
async def test_other_names_are_not(caller, host):
    status, answer = await caller.get("/", headers={"Host": host})
    assert (status, answer["code"]) == (403, "HOST_NOT_ALLOWED")


async def test_pages_of_other_origins_are_turned_away(caller):
    for origin in ("https://evil.example", "null", "http://[", "https://motia.cloud"):
        status, answer = await caller.get("/", headers={"Origin": origin})
        assert (status, answer["code"]) == (403, "ORIGIN_NOT_ALLOWED")
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await caller.session.ws_connect(caller.cloud.ws_url, origin=origin)
    for origin in ("http://localhost:5173", "http://127.0.0.1"):
        async with caller.session.get(caller.cloud.url, headers={"Origin": origin}) as response:
            assert response.status == 200
            assert "Access-Control-Allow-Origin" not in response.headers


async def test_every_answer_has_its_headers(caller):
    for path in ("/", "/nowhere"):
        async with caller.session.get(caller.cloud.url + path) as response:
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "request_text",
    [
        "nonsense\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "PUT /storage/x/%ff%fe.zip?X-Amz-Signature=%ff HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n",
        "POST /v1/deployments HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nx-api-key: k\r\n"
        "Transfer-Encoding: chunked\r\n\r\nZZ\r\n",
        "POST /v1/deployments HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
    ],
    ids=range(8),
)
async def test_broken_requests_are_answered_with_4xx(caller, request_text):
    port = int(caller.cloud.url.rsplit(":", 1)[1])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request_text.encode())
    await writer.drain()
    line = await asyncio.wait_for(reader.readline(), 60)
    writer.close()
    await writer.wait_closed()
    assert line.startswith(b"HTTP/1."), line
    assert line.split()[1].startswith(b"4"), line
    assert (await caller.get("/"))[0] == 200
