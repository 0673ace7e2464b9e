"""Broken HTTP requests, as they are, over raw sockets."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterable, Sequence

from .mutations import Mutations
from .target import Target

ANSWER_SECONDS = 60.0
"""Longer than a slow body may take: no answer by then is a hang."""
HEAD_SECONDS = 2.5
"""A head without an end, or with a body that never comes, is not waited for any longer; few are like that."""
AT_ONCE = 8

START = {
    "deploymentToken": "token",
    "deploymentId": "dep-1",
    "envs": {"NODE_ENV": "production", "DATABASE_URL": "postgres://db"},
    "environmentName": "staging",
    "projectName": "shop",
    "versionName": "v1",
}
OWNERS_START = {**START, "project": "/this/folder/is/not/here/and/never/was", "cloud": "https://cloud.example:8443/x"}
PROJECT = {"path": "/this/folder/is/not/here/and/never/was"}
HEADS = (
    "POST /cloud/deploy/start HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    "Content-Length: 2\r\n\r\n{}",
    "GET /cloud/deploy/status/d1 HTTP/1.1\r\nHost: localhost\r\nOrigin: https://motia.cloud\r\n\r\n",
    "GET /deployments?limit=5&status=idle&before=x HTTP/1.1\r\nHost: localhost\r\nAuthorization: OWNER\r\n\r\n",
    "GET /deployments/d1/logs?phase=build&after=1 HTTP/1.1\r\nHost: localhost\r\nAuthorization: OWNER\r\n\r\n",
    "PUT /project HTTP/1.1\r\nHost: localhost\r\nAuthorization: OWNER\r\nContent-Type: application/json\r\n"
    'Content-Length: 16\r\n\r\n{"path":"/none"}',
    "OPTIONS /health HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:1\r\n"
    "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Private-Network: true\r\n\r\n",
    "POST /deployments/d1/cancel HTTP/1.1\r\nHost: localhost\r\nAuthorization: OWNER\r\n"
    "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\nSec-WebSocket-Protocol: Authorization, token\r\n\r\n",
)
STRANGERS_HEADS = tuple(head.replace("Host: localhost", "Host: evil.example") for head in HEADS)


class WrongAnswerError(AssertionError):
    """An answer that must not be, with what was sent."""


async def send_bodies(target: Target, count: int, seed: int) -> Counter[int]:
    """Send `count` broken bodies over a few kept connections; return how often each status came."""
    mutations = Mutations(seed)
    starts = list(mutations.some(count * 7 // 10, (START, OWNERS_START)))
    projects = list(mutations.some(count // 10, (PROJECT,)))
    others = list(mutations.some(count - len(starts) - len(projects), ({},)))
    requests = [_request(mutations, "POST", "/cloud/deploy/start", body, target) for body in starts]
    requests += [_request(mutations, "PUT", "/project", body, target) for body in projects]
    requests += [_request(mutations, "POST", "/deployments/d1/cancel", body, target) for body in others]
    seen: Counter[int] = Counter()
    await asyncio.gather(*(_talk(target, requests[first::AT_ONCE], seen) for first in range(AT_ONCE)))
    return seen


async def send_heads(target: Target, count: int, seed: int, heads: Sequence[str] = HEADS) -> Counter[int]:
    """Send `count` broken heads, each on a connection of its own; 0 counts those without an answer."""
    mutations, seen = Mutations(seed), Counter[int]()
    bases = [head.replace("OWNER", target.owner).encode() for head in heads]
    broken = [mutations.raw(mutations.random.choice(bases)) + b"\r\n\r\n" for _ in range(count)]

    async def send(requests: Iterable[bytes]) -> None:
        for request in requests:
            seen[await _first_status(target, request)] += 1

    await asyncio.gather(*(send(broken[first :: 4 * AT_ONCE]) for first in range(4 * AT_ONCE)))
    return seen


def _request(mutations: Mutations, method: str, path: str, body: bytes, target: Target) -> bytes:
    pick = mutations.random
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Content-Type: application/json"]
    if path != "/cloud/deploy/start" or pick.random() < 0.5:
        lines.append(f"Authorization: {target.owner}")
    if pick.random() < 0.1:
        middle = pick.randrange(len(body) + 1)
        chunks = [chunk for chunk in (body[:middle], body[middle:]) if chunk]
        body = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"
        lines.append("Transfer-Encoding: chunked")
    else:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


async def _talk(target: Target, requests: Sequence[bytes], seen: Counter[int]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", target.port)
    for request in requests:
        try:
            writer.write(request)
            status, keep = await _answer(reader, request)
        except ConnectionError:  # it has closed the connection while we were still sending what it does not want
            status, keep = 0, False
        seen[status] += 1
        if not keep:
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", target.port)
    writer.close()


async def _answer(reader: asyncio.StreamReader, request: bytes) -> tuple[int, bool]:
    """Read one answer and check that it is one of ours; return its status and whether the connection stays."""
    async with asyncio.timeout(ANSWER_SECONDS):
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        except asyncio.IncompleteReadError as cut:
            raise WrongAnswerError(f"closed after {cut.partial!r}: {request[:2000]!r}") from None
        length = int(head.partition("content-length:")[2].split("\r\n")[0])
        body = await reader.readexactly(length)
    status = int(head.split()[1])
    told = json.loads(body)
    if status >= 500 or not isinstance(told, dict) or (status >= 400 and not told.get("code")):
        raise WrongAnswerError(f"{status} {body[:500]!r} to {request[:2000]!r}")
    return status, "connection: close" not in head


async def _first_status(target: Target, request: bytes) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", target.port)
    try:
        writer.write(request)
        async with asyncio.timeout(HEAD_SECONDS):
            line = await reader.readline()
    except (TimeoutError, ConnectionError):
        return 0
    finally:
        writer.close()
    if not line:
        return 0
    status = int(line.split()[1])
    if status >= 500:
        raise WrongAnswerError(f"{line!r} to {request[:2000]!r}")
    return status
