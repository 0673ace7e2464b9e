"""The admission vectors, over raw sockets: a client library would tidy the requests up."""

import asyncio

import pytest

from motiad.server import AdmissionSettings

from .conftest import OWNER, read_answer

START = b'{"deploymentToken": "t", "deploymentId": "d1"}'


def head(method="GET", target="/health", host="localhost:{port}", *lines):
    hosts = [f"Host: {host}"] if isinstance(host, str) else [f"Host: {each}" for each in host]
    return "\r\n".join([f"{method} {target} HTTP/1.1", *hosts, *lines, "", ""])


def post(*lines, host="localhost:{port}", target="/cloud/deploy/start", body=START, kind="application/json"):
    kinds = [f"Content-Type: {kind}"] if kind else []
    return head("POST", target, host, *kinds, f"Content-Length: {len(body)}", *lines) + body.decode("latin-1")


WS = (
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==",
)

VECTORS = [
    # Rule 2: host.
    ("plain localhost", head(), 200, None),
    ("localhost in capitals", head(host="LocalHost:{port}"), 200, None),
    ("one trailing dot", head(host="localhost.:{port}"), 200, None),
    ("two trailing dots", head(host="localhost..:{port}"), 403, "HOST_NOT_ALLOWED"),
    ("no port", head(host="localhost"), 200, None),
    ("another port", head(host="localhost:65535"), 200, None),
    ("port 0", head(host="localhost:0"), 403, "HOST_NOT_ALLOWED"),
    ("port too large", head(host="localhost:65536"), 403, "HOST_NOT_ALLOWED"),
    ("port with a sign", head(host="localhost:+80"), 403, "HOST_NOT_ALLOWED"),
    ("empty port", head(host="localhost:"), 403, "HOST_NOT_ALLOWED"),
    ("IPv4 loopback", head(host="127.0.0.1:{port}"), 200, None),
    ("another IPv4 loopback", head(host="127.8.9.1"), 200, None),
    ("short IPv4", head(host="127.1"), 403, "HOST_NOT_ALLOWED"),
    ("octal IPv4", head(host="0177.0.0.1"), 403, "HOST_NOT_ALLOWED"),
    ("decimal IPv4", head(host="2130706433"), 403, "HOST_NOT_ALLOWED"),
    ("any address", head(host="0.0.0.0:{port}"), 403, "HOST_NOT_ALLOWED"),
    ("IPv6 loopback", head(host="[::1]:{port}"), 200, None),
    ("long IPv6 loopback", head(host="[0:0:0:0:0:0:0:1]"), 403, "HOST_NOT_ALLOWED"),
    ("mapped IPv4", head(host="[::ffff:127.0.0.1]"), 403, "HOST_NOT_ALLOWED"),
    ("IPv6 without brackets", head(host="::1"), 403, "HOST_NOT_ALLOWED"),
    ("IPv4 in brackets", head(host="[127.0.0.1]"), 403, "HOST_NOT_ALLOWED"),
    ("a name that resolves here", head(host="localtest.me:{port}"), 403, "HOST_NOT_ALLOWED"),
    ("a name that begins so", head(host="localhost.evil.example"), 403, "HOST_NOT_ALLOWED"),
    ("a user in front", head(host="localhost@evil.example"), 403, "HOST_NOT_ALLOWED"),
    ("an empty host", head(host=""), 403, "HOST_NOT_ALLOWED"),
    ("two hosts", head(host=("localhost", "localhost")), 400, "BAD_REQUEST"),
    ("no host", head(host=()), 400, "BAD_REQUEST"),
    ("an absolute target", head(target="http://localhost/health"), 400, "BAD_REQUEST"),
    ("an absolute target with an honest host", head(target="http://evil.example/health"), 400, "BAD_REQUEST"),
    ("an asterisk", head("OPTIONS", "*"), 400, "BAD_REQUEST"),
    # Rules 3 and 4: origin and fetch metadata.
    ("Motia Cloud's page", head("GET", "/health", "localhost", "Origin: https://motia.cloud"), 200, None),
    ("a page on loopback", head("GET", "/health", "localhost", "Origin: http://localhost:5173"), 200, None),
    ("an https page on loopback", head("GET", "/health", "localhost", "Origin: https://127.0.0.1:8443"), 200, None),
    ("a page on IPv6 loopback", head("GET", "/health", "localhost", "Origin: http://[::1]:5173"), 200, None),
    ("another page", head("GET", "/health", "localhost", "Origin: https://evil.example"), 403, "ORIGIN_NOT_ALLOWED"),
    ("plain http", head("GET", "/health", "localhost", "Origin: http://motia.cloud"), 403, "ORIGIN_NOT_ALLOWED"),
    ("a subdomain", head("GET", "/health", "localhost", "Origin: https://a.motia.cloud"), 403, "ORIGIN_NOT_ALLOWED"),
    (
        "a customer's app",
        head("GET", "/health", "localhost", "Origin: https://x.motiahub.com"),
        403,
        "ORIGIN_NOT_ALLOWED",
    ),
    ("a port", head("GET", "/health", "localhost", "Origin: https://motia.cloud:444"), 403, "ORIGIN_NOT_ALLOWED"),
    ("a file", head("GET", "/health", "localhost", "Origin: null"), 403, "ORIGIN_NOT_ALLOWED"),
    ("no text", head("GET", "/health", "localhost", "Origin: "), 403, "ORIGIN_NOT_ALLOWED"),
    ("an extension", head("GET", "/health", "localhost", "Origin: chrome-extension://abc"), 403, "ORIGIN_NOT_ALLOWED"),
    ("a rebound name", head("GET", "/health", "localhost", "Origin: http://localtest.me"), 403, "ORIGIN_NOT_ALLOWED"),
    (
        "a list",
        head("GET", "/health", "localhost", "Origin: https://motia.cloud https://evil.example"),
        403,
        "ORIGIN_NOT_ALLOWED",
    ),
    (
        "two origins",
        head("GET", "/health", "localhost", "Origin: https://motia.cloud", "Origin: https://evil.example"),
        403,
        "ORIGIN_NOT_ALLOWED",
    ),
    ("typed by hand", head("GET", "/health", "localhost", "Sec-Fetch-Site: none"), 200, None),
    ("from our own page", head("GET", "/health", "localhost", "Sec-Fetch-Site: same-origin"), 200, None),
    (
        "an image of another page",
        head("GET", "/health", "localhost", "Sec-Fetch-Site: cross-site"),
        403,
        "ORIGIN_NOT_ALLOWED",
    ),
    ("same site only", head("GET", "/health", "localhost", "Sec-Fetch-Site: same-site"), 403, "ORIGIN_NOT_ALLOWED"),
    (
        "an allowed origin, cross-site",
        head("GET", "/health", "localhost", "Origin: https://motia.cloud", "Sec-Fetch-Site: cross-site"),
        200,
        None,
    ),
    # Routes, and the order of the rules.
    ("unknown path", head(target="/nowhere"), 404, "NOT_FOUND"),
    ("the root", head(target="/"), 404, "NOT_FOUND"),
    ("a path of two slashes", head(target="//evil.example/health"), 404, "NOT_FOUND"),
    ("wrong method", head("DELETE"), 405, "METHOD_NOT_ALLOWED"),
    ("a method of WebDAV", head("PROPFIND"), 405, "METHOD_NOT_ALLOWED"),
    ("an invented method", head("FETCH"), 400, "BAD_REQUEST"),
    ("wrong method on the start", head(target="/cloud/deploy/start"), 405, "METHOD_NOT_ALLOWED"),
    ("options without a page", head("OPTIONS"), 405, "METHOD_NOT_ALLOWED"),
    (
        "host before origin",
        head("GET", "/health", "evil.example", "Origin: https://evil.example"),
        403,
        "HOST_NOT_ALLOWED",
    ),
    (
        "origin before route",
        head("GET", "/nowhere", "localhost", "Origin: https://evil.example"),
        403,
        "ORIGIN_NOT_ALLOWED",
    ),
    ("route before token", head("POST", "/deployments"), 405, "METHOD_NOT_ALLOWED"),
    ("origin before body", post("Origin: https://evil.example", kind="text/plain"), 403, "ORIGIN_NOT_ALLOWED"),
    ("token before body", head("PUT", "/project", "localhost", "Content-Length: 3") + "{{{", 401, "UNAUTHORIZED"),
    # Rule 8: the owner.
    ("owner's route without a token", head(target="/deployments"), 401, "UNAUTHORIZED"),
    ("with another token", head("GET", "/deployments", "localhost", "Authorization: Bearer nope"), 401, "UNAUTHORIZED"),
    (
        "with another scheme",
        head("GET", "/deployments", "localhost", f"Authorization: Basic {OWNER}"),
        401,
        "UNAUTHORIZED",
    ),
    (
        "with bytes that are no text",
        head("GET", "/deployments", "localhost", "Authorization: Bearer \xff\xfe"),
        401,
        "UNAUTHORIZED",
    ),
    ("in the query", head(target=f"/deployments?token={OWNER}"), 401, "UNAUTHORIZED"),
    ("the owner", head("GET", "/deployments", "localhost", f"Authorization: Bearer {OWNER}"), 200, None),
    # WebSocket upgrades go through the same rules.
    (
        "stream from elsewhere",
        head("GET", "/", "localhost", *WS, "Origin: https://evil.example"),
        403,
        "ORIGIN_NOT_ALLOWED",
    ),
    ("stream to another host", head("GET", "/", "evil.example", *WS), 403, "HOST_NOT_ALLOWED"),
    ("stream", head("GET", "/", "localhost", *WS), 101, None),
    ("stream on any path", head("GET", "/some/where", "localhost", *WS), 101, None),
    ("stream on a route's path", head("GET", "/health", "localhost", *WS), 101, None),
    ("stream for a page", head("GET", "/", "localhost", *WS, "Origin: https://motia.cloud"), 101, None),
    ("half a handshake", head("GET", "/", "localhost", *WS[:2]), 400, "BAD_REQUEST"),
    ("an old handshake", head("GET", "/", "localhost", *WS[:2], "Sec-WebSocket-Version: 1", WS[3]), 400, "BAD_REQUEST"),
    (
        "a key that is no text",
        head("GET", "/", "localhost", *WS[:3], "Sec-WebSocket-Key: \xd13JJHMbDL1EzLkh9GBhXDw=="),
        400,
        "BAD_REQUEST",
    ),
    (
        "a subprotocol that is no text",
        head("GET", "/", "localhost", *WS, "Sec-WebSocket-Protocol: \xff"),
        400,
        "BAD_REQUEST",
    ),
    (
        "a connection that is no text",
        head("GET", "/", "localhost", WS[0], "Connection: Up\xc0\x80grade", *WS[2:]),
        400,
        "BAD_REQUEST",
    ),
    # What is not HTTP.
    ("noise", "\x16\x03\x01\x02\x00\r\n\r\n", 400, "BAD_REQUEST"),
    ("a broken header", "GET /health HTTP/1.1\r\nHost localhost\r\n\r\n", 400, "BAD_REQUEST"),
    ("a header of 64 KiB", head("GET", "/health", "localhost", "X: " + "x" * 65536), 400, "BAD_REQUEST"),
    (
        "two lengths",
        head("POST", "/cloud/deploy/start", "localhost", "Content-Length: 1", "Content-Length: 2"),
        400,
        "BAD_REQUEST",
    ),
    (
        "a length and chunks",
        head("POST", "/cloud/deploy/start", "localhost", "Content-Length: 1", "Transfer-Encoding: chunked"),
        400,
        "BAD_REQUEST",
    ),
]


@pytest.mark.parametrize(("request_text", "status", "code"), [v[1:] for v in VECTORS], ids=[v[0] for v in VECTORS])
async def test_admission(served, request_text, status, code):
    answer = await served.raw(request_text.replace("{port}", str(served.port)).encode("latin-1"))
    assert answer.status == status
    if status == 101:
        return
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert answer.json().get("code") == code
    if code:
        assert answer.json()["success"] is False
        assert answer.json()["error"]
    for name, value in {
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
    }.items():
        assert answer.headers[name] == value


async def test_a_denied_page_changes_nothing(served):
    answer = await served.raw(post("Origin: https://evil.example").replace("{port}", str(served.port)).encode())
    assert answer.code == "ORIGIN_NOT_ALLOWED"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert await served.store.page() == ([], None)


async def test_not_a_byte_of_a_strangers_body_is_read(served):
    """The answer comes although the body never does, and nobody is asked to send it."""
    promise = head(
        "POST", "/cloud/deploy/start", "localhost", "Origin: https://evil.example", "Content-Length: 900000",
        "Content-Type: application/json", "Expect: 100-continue",
    )  # fmt: skip
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.write(promise.encode())
    assert (await asyncio.wait_for(reader.readline(), 60)).startswith(b"HTTP/1.1 403")
    writer.close()


@pytest.mark.parametrize("target", ["/nowhere", "/health"])
@pytest.mark.parametrize("wish", ["100-continue", "the-moon"])
async def test_expectations_are_answered_in_json(served, target, wish):
    answer = await served.raw(head("POST", target, "localhost", f"Expect: {wish}", "Content-Length: 3").encode())
    assert answer.status in (404, 405)
    assert answer.json()["success"] is False


async def test_an_admitted_body_is_asked_for(served, tmp_path):
    await served.deps.project.choose(str(tmp_path))
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    lines = ("Content-Type: application/json", f"Content-Length: {len(START)}", "Expect: 100-continue")
    writer.write(head("POST", "/cloud/deploy/start", "localhost", *lines).encode())
    assert await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 60) == b"HTTP/1.1 100 Continue\r\n\r\n"
    writer.write(START)
    assert (await asyncio.wait_for(read_answer(reader), 60)).status == 200
    writer.close()


class TestPages:
    """Rule 5."""

    async def test_an_admitted_page_may_read_answers_and_errors(self, served):
        for path in ("/health", "/nowhere", "/deployments"):
            answer = await served.call("GET", path, headers={"Origin": "https://motia.cloud"})
            assert answer.headers["Access-Control-Allow-Origin"] == "https://motia.cloud"
            assert answer.headers["Vary"] == "Origin"
            assert "Access-Control-Allow-Credentials" not in answer.headers

    async def test_without_a_page_there_is_no_echo(self, served):
        answer = await served.call("GET", "/health")
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert answer.headers["Vary"] == "Origin"

    async def test_preflight(self, served):
        asked = {
            "Origin": "https://motia.cloud",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
            "Access-Control-Request-Private-Network": "true",
        }
        answer = await served.call("OPTIONS", "/cloud/deploy/start", headers=asked)
        assert (answer.status, answer.body) == (204, b"")
        assert answer.headers["Access-Control-Allow-Origin"] == "https://motia.cloud"
        assert answer.headers["Access-Control-Allow-Methods"] == "GET, POST, OPTIONS"
        assert answer.headers["Access-Control-Allow-Headers"] == "Content-Type, Authorization"
        assert answer.headers["Access-Control-Allow-Private-Network"] == "true"

    async def test_private_network_only_when_asked(self, served):
        asked = {"Origin": "http://localhost:1", "Access-Control-Request-Method": "POST"}
        answer = await served.call("OPTIONS", "/cloud/deploy/start", headers=asked)
        assert "Access-Control-Allow-Private-Network" not in answer.headers

    async def test_a_strangers_preflight_is_denied(self, served):
        asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
        answer = await served.call("OPTIONS", "/cloud/deploy/start", headers=asked)
        assert (answer.status, answer.code) == (403, "ORIGIN_NOT_ALLOWED")
        assert "Access-Control-Allow-Origin" not in answer.headers

    async def test_configured_origins_and_hosts(self, serve):
        settings = AdmissionSettings(
            allowed_hosts=frozenset({"build.example"}), allowed_origins=frozenset({"https://ours.example"})
        )
        served = await serve(settings)
        assert (await served.call("GET", "/health", headers={"Origin": "https://ours.example"})).status == 200
        assert (await served.call("GET", "/health", headers={"Origin": "https://motia.cloud"})).status == 403
        assert (await served.call("GET", "/health", headers={"Host": "Build.Example:3000"})).status == 200


class TestTokenMode:
    """Rule 10."""

    @pytest.fixture
    async def remote(self, serve):
        return await serve(AdmissionSettings(remote_token="remote-token"))

    @pytest.mark.parametrize("token", [None, "wrong"])
    async def test_everybody_needs_a_token(self, remote, token):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        for path in ("/health", "/cloud/deploy/status/x", "/openapi.json"):
            answer = await remote.call("GET", path, headers=headers)
            assert (answer.status, answer.code) == (401, "UNAUTHORIZED")
            assert answer.headers["WWW-Authenticate"] == "Bearer"

    async def test_the_second_token_has_no_owners_rights(self, remote, tmp_path):
        headers = {"Authorization": "Bearer remote-token"}
        assert (await remote.call("GET", "/health", headers=headers)).status == 200
        assert (await remote.call("GET", "/deployments", headers=headers)).status == 401
        body = {"deploymentToken": "t", "deploymentId": "d", "project": str(tmp_path)}
        assert (await remote.call("POST", "/cloud/deploy/start", body, headers=headers)).code == "OWNER_ONLY"

    async def test_the_owners_token_does_as_well(self, remote):
        assert (await remote.call("GET", "/health", owner=True)).status == 200

    async def test_streams(self, remote):
        for protocols in ("Authorization, wrong", "remote-token", "other, remote-token"):
            answer = await remote.raw(
                head("GET", "/", "localhost", *WS, f"Sec-WebSocket-Protocol: {protocols}").encode()
            )
            assert answer.status == 401
        answer = await remote.raw(
            head("GET", "/", "localhost", *WS, "Sec-WebSocket-Protocol: Authorization, remote-token").encode()
        )
        assert (answer.status, answer.headers["Sec-WebSocket-Protocol"]) == (101, "Authorization")
        answer = await remote.raw(head("GET", "/", "localhost", *WS, "Authorization: Bearer remote-token").encode())
        assert answer.status == 101

    async def test_a_preflight_carries_no_token(self, remote):
        asked = {"Origin": "https://motia.cloud", "Access-Control-Request-Method": "GET"}
        assert (await remote.call("OPTIONS", "/health", headers=asked)).status == 204


class TestRates:
    """Rule 11."""

    async def test_starts(self, serve):
        served = await serve(AdmissionSettings(starts_per_minute=2))
        for _ in range(2):
            assert (await served.call("POST", "/cloud/deploy/start", {})).status == 400
        answer = await served.call("POST", "/cloud/deploy/start", {})
        assert (answer.status, answer.code) == (429, "RATE_LIMITED")
        assert 1 <= int(answer.headers["Retry-After"]) <= 60

    async def test_neither_a_denied_nor_an_admitted_page_starves_the_command_line(self, serve):
        served = await serve(AdmissionSettings(starts_per_minute=2))
        for origin in ["https://evil.example"] * 5 + ["http://localhost:5173"] * 5:
            await served.call("POST", "/cloud/deploy/start", {}, headers={"Origin": origin})
        assert (await served.call("POST", "/cloud/deploy/start", {})).status == 400

    async def test_reading_is_not_limited(self, serve):
        served = await serve(AdmissionSettings(starts_per_minute=1))
        for _ in range(5):
            assert (await served.call("GET", "/cloud/deploy/status/x")).status == 404


async def test_while_it_shuts_down(served):
    served.deps.closing.set()
    answer = await served.call("GET", "/health")
    assert (answer.status, answer.code) == (503, "SHUTTING_DOWN")
    assert answer.headers["Retry-After"]
