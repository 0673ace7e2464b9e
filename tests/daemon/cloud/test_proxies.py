"""Proxies of the environment are used, never for loopback."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from yarl import URL

from motiad.cloud.address import CloudAddress
from motiad.cloud.api import CloudApi
from motiad.cloud.proxies import proxy_for
from motiad.cloud.stream import CloudStream
from motiad.contract.cloud import CreateRequest
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError

FAR = CloudAddress("https://cloud.example", "wss://stream.example")


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch):
    for name in ("http_proxy", "https_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
async def proxy(monkeypatch) -> AsyncIterator[list[str]]:
    """A proxy that writes down what it is asked for and refuses."""
    asked: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    address = f"http://user:pass@127.0.0.1:{server.sockets[0].getsockname()[1]}"
    monkeypatch.setenv("HTTPS_PROXY", address)
    monkeypatch.setenv("HTTP_PROXY", address)
    yield asked
    server.close()
    await server.wait_closed()


async def test_loopback_is_reached_without_the_proxy(proxy, cloud, sessions, policy):
    await CloudApi(cloud.address, sessions.anywhere, policy).create("key", CreateRequest(version_name="v"))
    assert proxy == []


async def test_a_cloud_is_asked_for_through_the_proxy(proxy, sessions, policy):
    with pytest.raises(MotiadError) as caught:
        await CloudApi(FAR, sessions.anywhere, policy).create("secret-key", CreateRequest(version_name="v"))
    assert caught.value.code is ErrorCode.CLOUD_UNREACHABLE
    assert "the proxy answered 407" in caught.value.message
    assert "HTTPS_PROXY" in (caught.value.hint or "")
    assert proxy[0].startswith("CONNECT cloud.example:443 ")
    assert "Proxy-Authorization: Basic" in proxy[0]
    assert "secret-key" not in "".join(proxy)


async def test_the_stream_goes_through_the_proxy_too(proxy, sessions, policy):
    async with CloudStream(FAR, sessions.anywhere, replace(policy, stream_join_timeout=0.3)).follow("d1"):
        async with asyncio.timeout(60):
            while not proxy:
                await asyncio.sleep(0.005)
        assert proxy[0].startswith("CONNECT stream.example:443 ")


async def test_no_proxy_is_respected(proxy, monkeypatch):
    monkeypatch.setenv("NO_PROXY", ".example")
    assert await proxy_for(URL("https://cloud.example")) is None
    assert await proxy_for(URL("https://other.test")) is not None


@pytest.mark.parametrize("named", ["socks5://127.0.0.1:1080", "http://[", ""])
async def test_proxies_that_cannot_be_used_are_left_out(monkeypatch, named):
    monkeypatch.setenv("https_proxy", named)
    assert await proxy_for(URL("https://cloud.example")) is None


async def test_a_proxy_without_a_scheme(monkeypatch):
    monkeypatch.setenv("https_proxy", "proxy.example:3128")
    assert await proxy_for(URL("wss://cloud.example")) == URL("http://proxy.example:3128")
