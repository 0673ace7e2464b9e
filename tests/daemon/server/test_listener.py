"""Where the daemon listens."""

import asyncio
import socket

import aiohttp
import pytest
from aiohttp import web

from motiad.errors import MotiadError
from motiad.server import EVERYWHERE, Listener
from motiad.server.listener import bind


@pytest.fixture
def closing():
    sockets = []
    yield sockets.extend
    for each in sockets:
        each.close()


def has_ipv6() -> bool:
    with socket.socket(socket.AF_INET6) as probe:
        try:
            probe.bind(("::1", 0))
        except OSError:
            return False
    return True


needs_ipv6 = pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")


def listen(host: str, port: int = 0) -> socket.socket:
    other = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    other.bind((host, port))
    other.listen()
    return other


@needs_ipv6
def test_both_loopbacks_on_one_port(closing):
    closing(sockets := bind(0))
    assert [each.getsockname()[0] for each in sockets] == ["127.0.0.1", "::1"]
    assert len({each.getsockname()[1] for each in sockets}) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", pytest.param("::1", marks=needs_ipv6)])
def test_a_taken_port_means_the_next_one(closing, host):
    """Also when only one of the two is taken: a squatter on ::1 would get what Node sends."""
    closing([other := listen(host)])
    taken = other.getsockname()[1]
    closing(sockets := bind(taken))
    ports = {each.getsockname()[1] for each in sockets}
    assert len(ports) == 1
    assert ports.pop() > taken


def test_strict(closing):
    closing([other := listen("127.0.0.1")])
    with pytest.raises(MotiadError) as caught:
        bind(other.getsockname()[1], strict=True)
    assert caught.value.code == "PORT_TAKEN"
    assert str(other.getsockname()[1]) in caught.value.message
    assert caught.value.hint


def test_nothing_stays_open_after_a_failure():
    other = listen("127.0.0.1")
    taken = other.getsockname()[1]
    with pytest.raises(MotiadError):
        bind(taken, strict=True)
    other.close()
    for each in bind(taken, strict=True):
        each.close()


def test_a_port_at_the_end(closing):
    closing([listen("127.0.0.1", 65535)])
    with pytest.raises(MotiadError, match="65535"):
        bind(65535)


async def test_everywhere_is_asked_for(closing):
    closing(sockets := bind(0, hosts=EVERYWHERE))
    assert sockets[0].getsockname()[0] == "0.0.0.0"


@pytest.mark.parametrize("host", ["127.0.0.1", pytest.param("[::1]", marks=needs_ipv6), "localhost"])
async def test_serves(host):
    async def hello(_):
        return web.json_response("hello")

    app = web.Application()
    app.router.add_get("/", hello)
    listener = await Listener.open(app, port=0)
    async with aiohttp.ClientSession() as session, session.get(f"http://{host}:{listener.port}/") as answer:
        assert await answer.json() == "hello"
    assert listener.url == f"http://127.0.0.1:{listener.port}"
    assert listener.ws_url == f"ws://127.0.0.1:{listener.port}"
    await listener.close()
    with pytest.raises(OSError, match="Connect call failed"):
        await asyncio.open_connection("127.0.0.1", listener.port)
