"""Rules 6 and 7: bodies, over raw sockets, and the parser on its own."""

import asyncio
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motiad.errors import MotiadError
from motiad.server import AdmissionSettings
from motiad.server.body import parse_object

from .conftest import read_answer

GOOD = {"deploymentToken": "t", "deploymentId": "d1"}


def start(body: bytes, *lines: str, kind: str | None = "application/json", length: bool = True) -> bytes:
    head = ["POST /cloud/deploy/start HTTP/1.1", "Host: localhost"]
    head += [f"Content-Type: {kind}"] if kind is not None else []
    head += [f"Content-Length: {len(body)}"] if length else []
    return "\r\n".join([*head, *lines, "", ""]).encode("latin-1") + body


def chunked(body: bytes) -> bytes:
    return start(b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body), "Transfer-Encoding: chunked", length=False)


def of(**changes) -> bytes:
    return start(json.dumps({**GOOD, **changes}).encode())


def envs_of(size: int) -> dict[str, str]:
    return {f"E{index}": "" for index in range(size)}


TEXT = json.dumps(GOOD).encode()

BODIES = [
    # Rule 6: type and encoding.
    ("with a charset", start(TEXT, kind="application/json; charset=utf-8"), 409, "NO_PROJECT"),
    ("with a quoted charset", start(TEXT, kind='Application/JSON;charset="UTF-8"'), 409, "NO_PROJECT"),
    ("another charset", start(TEXT, kind="application/json; charset=latin-1"), 415, "UNSUPPORTED_MEDIA_TYPE"),
    ("another parameter", start(TEXT, kind="application/json; profile=x"), 415, "UNSUPPORTED_MEDIA_TYPE"),
    ("text", start(TEXT, kind="text/plain"), 415, "UNSUPPORTED_MEDIA_TYPE"),
    ("a form", start(TEXT, kind="application/x-www-form-urlencoded"), 415, "UNSUPPORTED_MEDIA_TYPE"),
    ("a kind of JSON", start(TEXT, kind="application/ld+json"), 415, "UNSUPPORTED_MEDIA_TYPE"),
    ("no type", start(TEXT, kind=None), 415, "UNSUPPORTED_MEDIA_TYPE"),
    ("an empty type", start(TEXT, kind=""), 415, "UNSUPPORTED_MEDIA_TYPE"),
    ("two types", start(TEXT, "Content-Type: text/plain"), 400, "BAD_REQUEST"),
    ("two types in one", start(TEXT, kind="application/json, text/plain"), 415, "UNSUPPORTED_MEDIA_TYPE"),
    ("compressed", start(zlib.compress(TEXT), "Content-Encoding: deflate"), 415, "UNSUPPORTED_MEDIA_TYPE"),
    ("an unknown encoding", start(TEXT, "Content-Encoding: x"), 415, "UNSUPPORTED_MEDIA_TYPE"),
    ("not even compressed", start(TEXT, "Content-Encoding: identity"), 415, "UNSUPPORTED_MEDIA_TYPE"),
    # Rule 6: size.
    ("1 MiB", start(TEXT + b" " * (2**20 - len(TEXT))), 409, "NO_PROJECT"),
    ("a byte more", start(TEXT + b" " * (2**20 - len(TEXT) + 1)), 413, "BODY_TOO_LARGE"),
    ("a promise of more", start(b"").replace(b"Length: 0", b"Length: 1048577"), 413, "BODY_TOO_LARGE"),
    ("chunks", chunked(TEXT), 409, "NO_PROJECT"),
    ("chunks of 1 MiB and a byte", chunked(b" " * (2**20 + 1)), 413, "BODY_TOO_LARGE"),
    ("broken chunks", start(b"zz\r\n", "Transfer-Encoding: chunked", length=False), 400, "BAD_REQUEST"),
    # Rule 6: strict JSON.
    ("nothing", start(b""), 400, "INVALID_JSON"),
    ("no type and nothing", start(b"", kind=None), 415, "UNSUPPORTED_MEDIA_TYPE"),
    ("half an object", start(b'{"deploymentId"'), 400, "INVALID_JSON"),
    ("two objects", start(b"{}{}"), 400, "INVALID_JSON"),
    ("an array", start(b"[]"), 400, "INVALID_JSON"),
    ("a string", start(b'"x"'), 400, "INVALID_JSON"),
    ("null", start(b"null"), 400, "INVALID_JSON"),
    ("a number", start(b"1"), 400, "INVALID_JSON"),
    ("a key twice", start(b'{"deploymentId": "a", "deploymentId": "b"}'), 400, "INVALID_JSON"),
    ("a key twice, deep", start(b'{"x": [{"a": 1, "a": 2}]}'), 400, "INVALID_JSON"),
    ("not a number", start(b'{"x": NaN}'), 400, "INVALID_JSON"),
    ("infinity", start(b'{"x": -Infinity}'), 400, "INVALID_JSON"),
    ("infinity in digits", start(b'{"x": 1e999}'), 400, "INVALID_JSON"),
    ("a number of 5000 digits", start(b'{"x": ' + b"1" * 5000 + b"}"), 400, "INVALID_JSON"),
    ("a lone surrogate", start(b'{"x": "\\ud800"}'), 400, "INVALID_JSON"),
    ("a lone surrogate as a key", start(b'{"\\udfff": 1}'), 400, "INVALID_JSON"),
    ("a pair of surrogates", start(b'{"x": "\\ud83d\\ude00"}'), 400, "INVALID_REQUEST"),
    ("not UTF-8", start(b'{"x": "\xff"}'), 400, "INVALID_JSON"),
    ("UTF-16", start('{"x": 1}'.encode("utf-16")), 400, "INVALID_JSON"),
    ("a byte order mark", start(b"\xef\xbb\xbf{}"), 400, "INVALID_JSON"),
    ("a comment", start(b"{} // x"), 400, "INVALID_JSON"),
    ("a control character", start(b'{"x": "\n"}'), 400, "INVALID_JSON"),
    ("100,000 brackets", start(b"[" * 100_000), 400, "INVALID_JSON"),
    ("100,000 braces", start(b'{"a":' * 100_000), 400, "INVALID_JSON"),
]

FIELDS = [
    # Rule 7: schema; what is not repeated anywhere is what was sent.
    ("neither", start(b"{}"), "deploymentToken"),
    ("no token", start(b'{"deploymentId": "d1"}'), "deploymentToken"),
    ("no id", start(b'{"deploymentToken": "t"}'), "deploymentId"),
    ("null token", of(deploymentToken=None), "deploymentToken"),
    ("empty token", of(deploymentToken=""), "deploymentToken"),
    ("a token of 8193", of(deploymentToken="S" * 8193), "deploymentToken"),
    ("a token with an umlaut", of(deploymentToken="SECRETü"), "deploymentToken"),
    ("a token on two lines", of(deploymentToken="SECRET\n"), "deploymentToken"),
    ("a number as token", of(deploymentToken=1234), "deploymentToken"),
    ("an id with a slash", of(deploymentId="SECRET/1"), "deploymentId"),
    ("an id with a dot first", of(deploymentId="."), "deploymentId"),
    ("an id of 129", of(deploymentId="S" * 129), "deploymentId"),
    ("an id with a newline", of(deploymentId="SECRET\n"), "deploymentId"),
    ("an id that is a list", of(deploymentId=["SECRET"]), "deploymentId"),
    ("envs as list", of(envs=[]), "envs"),
    ("1001 envs", of(envs=envs_of(1001)), "envs"),
    ("a name with a dash", of(envs={"SECRET-A": "x"}), "envs"),
    ("a name with a digit first", of(envs={"1SECRET": "x"}), "envs"),
    ("an empty name", of(envs={"": "x"}), "envs"),
    ("a number as value", of(envs={"A": 12}), "envs"),
    ("null as value", of(envs={"A": None}), "envs"),
    ("a NUL", of(envs={"A": "SECRET\0"}), "envs"),
    ("a value of 64 KiB and 1", of(envs={"A": "S" * 65537}), "envs"),
    ("a project that is a number", of(project=3), "project"),
    ("a version of 257", of(versionName="S" * 257), "versionName"),
]

FINE = [
    ("an id of 128", of(deploymentId="d" * 128)),
    ("an id with everything", of(deploymentId="0a._:-Z")),
    ("a token of 8192", of(deploymentToken="~" * 8192)),
    ("envs null", of(envs=None)),
    ("envs empty", of(envs={})),
    ("1000 envs", of(envs=envs_of(1000))),
    ("a value of 64 KiB", of(envs={"A": "v" * 65536})),
    ("an empty value", of(envs={"_": ""})),
    ("unknown fields", of(somethingNew={"a": [1]})),
]


@pytest.mark.parametrize(("body", "status", "code"), [v[1:] for v in BODIES], ids=[v[0] for v in BODIES])
async def test_bodies(served, body, status, code):
    answer = await served.raw(body)
    assert (answer.status, answer.code) == (status, code)


@pytest.mark.parametrize(("body", "field"), [v[1:] for v in FIELDS], ids=[v[0] for v in FIELDS])
async def test_fields(served, body, field):
    answer = await served.raw(body)
    assert (answer.status, answer.code) == (400, "INVALID_REQUEST")
    assert answer.json()["details"] == {"field": field}
    assert b"SECRET" not in answer.body
    missing = {"neither", "no token", "no id"}
    if body in [vector[1] for vector in FIELDS if vector[0] in missing]:
        assert answer.json()["error"] == "deploymentToken and deploymentId are required"


@pytest.mark.parametrize("body", [v[1] for v in FINE], ids=[v[0] for v in FINE])
async def test_fields_within_their_limits(served, body):
    assert (await served.raw(body)).code == "NO_PROJECT"


async def test_a_slow_body(serve):
    served = await serve(AdmissionSettings(body_seconds=0.2))
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.write(start(TEXT)[:-5])
    answer = await asyncio.wait_for(read_answer(reader), 60)
    assert (answer.status, answer.code) == (408, "REQUEST_TIMEOUT")
    assert answer.headers["Connection"] == "close"
    writer.close()


async def test_a_client_that_hangs_up_in_the_middle_harms_nobody(served, caplog):
    for _ in range(5):
        _, writer = await asyncio.open_connection("127.0.0.1", served.port)
        writer.write(start(TEXT)[:-5])
        await writer.drain()
        writer.close()
        await writer.wait_closed()
    assert (await served.call("GET", "/health")).status == 200
    assert not [record for record in caplog.records if record.levelname in ("ERROR", "WARNING")]


async def test_a_refused_body_does_not_become_the_next_request(served):
    """What is left of it must not be read as a request of its own."""
    smuggled = b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.write(start(smuggled, kind="text/plain"))
    assert (await read_answer(reader)).status == 415
    assert await asyncio.wait_for(reader.read(), 60) == b""
    writer.close()


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), values, max_size=5))
def test_what_json_can_say_is_read_as_it_is(document):
    assert parse_object(json.dumps(document, ensure_ascii=False).encode()) == document


@given(st.binary(max_size=200) | st.text(alphabet='{}[]",:0123456789eE+-.\\udntrf ', max_size=200).map(str.encode))
def test_anything_else_is_an_error_of_ours(body):
    try:
        parsed = parse_object(body)
    except MotiadError as error:
        assert error.code == "INVALID_JSON"
    else:
        assert isinstance(parsed, dict)
