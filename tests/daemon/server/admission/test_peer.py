"""Rule 9: whose the other end of a connection is."""

import asyncio
import os
import socket
import subprocess
import sys

import pytest

from motiad.server.admission.peer import is_welcome, peer_uid

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells whose a connection is")
takes_root = pytest.mark.skipif(
    os.geteuid() != 0 if hasattr(os, "geteuid") else True, reason="takes root to be two users"
)

CALL = (
    "import encodings.idna, os, socket, sys; os.seteuid(int(sys.argv[3])); "
    "c = socket.create_connection((sys.argv[1], int(sys.argv[2])), 60); "
    "c.sendall(b'GET /health HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n'); print(c.recv(999).decode())"
)


@pytest.fixture(params=["diagnostics", "tables"], autouse=True)
def way(request, monkeypatch):
    """Both ways of asking the kernel."""
    if request.param == "tables":
        monkeypatch.setattr("motiad.server.admission.peer.look_up", lambda *_: None)


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


ADDRESSES = ["127.0.0.1", pytest.param("::1", marks=pytest.mark.skipif(not has_ipv6(), reason="no IPv6 here"))]


@takes_root
@pytest.mark.parametrize("address", ADDRESSES)
async def test_another_user_is_turned_away(served, address):
    for user, status, code in (("65534", "403", "PEER_NOT_ALLOWED"), ("0", "200", "")):
        command = (sys.executable, "-S", "-c", CALL, address, str(served.port), user)
        child = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
        answer = (await child.communicate())[0].decode()
        assert answer.split()[1] == status
        assert code in answer


async def seen_by_a_server(act, address="127.0.0.1", *, hung_up=False):
    """Return what a server finds out about a client that acts; `hung_up`: once that has gone."""
    found = asyncio.get_running_loop().create_future()

    async def look(reader, writer):
        await reader.read(-1 if hung_up else 1)
        found.set_result(await peer_uid(writer.transport))
        writer.close()

    async with await asyncio.start_server(look, address, 0) as server:
        connection = await asyncio.to_thread(act, server.sockets[0].getsockname()[1])
        result = await asyncio.wait_for(found, 60)
        if connection is not None:
            connection.close()
    return result


@pytest.mark.parametrize("address", ADDRESSES)
async def test_ourselves(address):
    def act(port):
        connection = socket.create_connection((address, port))
        connection.sendall(b"x")
        return connection

    assert await seen_by_a_server(act, address) == os.getuid()


@pytest.mark.skipif(not has_ipv6(), reason="no IPv6 here")
async def test_a_dual_stack_client():
    code = (
        "import socket, sys; c = socket.socket(socket.AF_INET6); c.connect(('::ffff:127.0.0.1', int(sys.argv[1]))); "
        "c.sendall(b'x'); c.recv(1)"
    )
    children = []

    def act(port):
        children.append(subprocess.Popen([sys.executable, "-c", code, str(port)]))

    assert await seen_by_a_server(act) == os.getuid()
    assert await asyncio.to_thread(children[0].wait, 60) == 0


async def test_a_socket_that_was_closed_belongs_to_nobody():
    """The kernel lists it as root's: a stranger may not pass for root by hanging up at once."""

    def act(port):
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(b"x")

    assert await seen_by_a_server(act, hung_up=True) == "gone"


@pytest.mark.parametrize(("peer", "welcome"), [(1000, True), (0, True), (None, True), (1001, False), ("gone", False)])
def test_who_is_welcome(peer, welcome):
    assert is_welcome(peer, 1000) is welcome


def test_where_there_are_no_users_everybody_is():
    assert is_welcome(1001, None)
