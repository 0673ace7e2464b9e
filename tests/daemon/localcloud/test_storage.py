"""The presigned upload: who may put what, and what is kept of it."""

import asyncio
import logging
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from yarl import URL

NAME = "node/src/a.step.zip"


@pytest.fixture
async def token(caller):
    return (await caller.create())["deploymentToken"]


def altered(address, **values):
    parts = urlsplit(address)
    query = {**dict(parse_qsl(parts.query)), **{name.replace("_", "-"): value for name, value in values.items()}}
    return parts._replace(query=urlencode({k: v for k, v in query.items() if v is not None})).geturl()


async def test_a_bundle_arrives_whole(caller, token, tmp_path):
    data = bytes(range(256)) * 4_000
    assert (await caller.put(await caller.address(token, NAME, len(data)), data))[0] == 200
    (kept,) = tmp_path.glob(f"data/deployments/*/bundles/{NAME}")
    assert kept.read_bytes() == data
    assert not list(tmp_path.rglob("*.part"))


async def test_names_may_hold_what_file_names_hold(caller, token, tmp_path):
    for name in ("node/src/größe & co/été.step.zip", "node/src/100%25 #1?.zip", "node/src/a:b+c d.zip", "..a/b...zip"):
        assert (await caller.put(await caller.address(token, name, 4), b"data"))[0] == 200
        (kept,) = tmp_path.glob("data/deployments/*")
        assert (kept / "bundles" / name).read_bytes() == b"data"


async def test_sent_again_the_last_counts(caller, token, tmp_path):
    first = await caller.address(token, NAME, 3)
    await caller.put(first, b"old")
    await caller.put(await caller.address(token, NAME, 5), b"newer")
    (kept,) = tmp_path.glob(f"data/deployments/*/bundles/{NAME}")
    assert kept.read_bytes() == b"newer"
    assert (await caller.put(first, b"old"))[0] == 403  # the newer announcement replaced it


@pytest.mark.parametrize(
    "values",
    [
        {"X_Amz_Signature": "0" * 64},
        {"X_Amz_Signature": ""},
        {"X_Amz_Signature": None},
        {"X_Amz_Signature": "é"},
        {"X_Amz_Expires": "999999"},
        {"X_Amz_Expires": "x"},
        {"X_Amz_Date": "20990101T000000Z"},
        {"X_Amz_Date": None},
        {"X_Amz_Algorithm": "none"},
    ],
)
async def test_a_forged_address_is_refused(caller, token, values):
    address = altered(await caller.address(token, NAME, 4), **values)
    status, text = await caller.put(address, b"data")
    assert status == 403
    assert "<Code>SignatureDoesNotMatch</Code>" in text


async def test_an_address_is_for_one_bundle_of_one_deployment(caller, token, tmp_path):
    address = await caller.address(token, NAME, 4)
    await caller.address(token, "node/src/b.step.zip", 4)
    assert (await caller.put(address.replace("a.step", "b.step"), b"data"))[0] == 403
    other = await caller.create()
    await caller.address(other["deploymentToken"], NAME, 4)
    own_id = urlsplit(address).path.split("/")[2]
    assert (await caller.put(address.replace(own_id, other["deploymentId"]), b"data"))[0] == 403
    for path in ("../../x.zip", "%2e%2e/%2e%2e/x.zip", "..%2f..%2fx.zip", "node/%2e%2e/%2e%2e/%2e%2e/x.zip"):
        status, _ = await caller.put(address.replace(NAME, path), b"data")
        assert status in (403, 404)
    assert (await caller.put(f"{caller.cloud.url}/storage/unknown/{NAME}", b"data"))[0] == 404
    assert not list(tmp_path.rglob("*.zip"))


async def test_an_address_expires(started):
    async with started(url_lifetime=0) as caller:
        created = await caller.create()
        status, text = await caller.put(await caller.address(created["deploymentToken"], NAME, 4), b"data")
        assert status == 403
        assert "<Code>AccessDenied</Code><Message>Request has expired</Message>" in text


async def test_the_length_must_be_the_announced_one(caller, token, tmp_path):
    address = await caller.address(token, NAME, 4)
    assert "EntityTooLarge" in (await caller.put(address, b"data+"))[1]
    assert "EntityTooSmall" in (await caller.put(address, b"dat"))[1]

    async def chunks():
        yield b"data"

    status, text = await caller.put(address, chunks())
    assert (status, "MissingContentLength" in text) == (411, True)
    assert (await caller.put(address, b"data", Content_Type="text/plain"))[0] == 403
    assert (await caller.put(address, b"data", Content_Encoding="gzip"))[0] == 403
    assert not list(tmp_path.rglob("*.zip"))
    assert (await caller.put(address, b"data"))[0] == 200


@asynccontextmanager
async def putting(address, length):
    """A PUT by hand: its head is sent, the body is for the test to send."""
    url = URL(address, encoded=True)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    head = f"PUT {url.raw_path_qs} HTTP/1.1\r\nHost: {url.authority}\r\nContent-Type: application/zip\r\n"
    writer.write(f"{head}Content-Length: {length}\r\n\r\n".encode())
    async with asyncio.timeout(60):
        yield reader, writer
    writer.close()


async def parts(tmp_path, count):
    while len(list(tmp_path.rglob("*.part"))) != count:
        await asyncio.sleep(0.01)


async def test_a_connection_cut_short_leaves_nothing(caller, token, project, tmp_path, caplog):
    async with putting(await caller.address(token, NAME, 1000), 1000) as (_, writer):
        writer.write(b"x" * 500)
        await parts(tmp_path, 1)
        writer.close()
        await parts(tmp_path, 0)
    assert not list(tmp_path.rglob("*.zip"))
    _, answer = await caller.start(token, project)
    assert answer["code"] == "BUNDLE_MISSING"
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_a_start_wins_over_an_upload_on_its_way(caller, token, project, tmp_path):
    await caller.upload(token, project.bundles)
    async with putting(await caller.address(token, "router-node.zip", 4), 4) as (reader, writer):
        writer.write(b"ev")
        await parts(tmp_path, 1)
        assert (await caller.start(token, project))[0] == 200
        writer.write(b"il")
        assert b" 403 " in await reader.readline()
    (kept,) = tmp_path.glob("data/deployments/*/bundles/router-node.zip")
    assert kept.read_bytes() == project.bundles["router-node.zip"]


async def test_after_the_start_bundles_are_fixed(caller, project, tmp_path):
    created = await caller.create()
    await caller.upload(created["deploymentToken"], project.bundles)
    name = "router-node.zip"
    address = await caller.address(created["deploymentToken"], name, 4)
    assert (await caller.start(created["deploymentToken"], project))[0] == 200
    async with putting(address, 4) as (reader, _):
        assert b" 403 " in await reader.readline()  # said before the body is sent
    status, text = await caller.put(address, b"evil")
    assert (status, "<Code>AccessDenied</Code>" in text) == (403, True)
    (kept,) = tmp_path.glob(f"data/deployments/*/bundles/{name}")
    assert kept.read_bytes() == project.bundles[name]


async def test_a_bundle_of_many_megabytes_passes_through(caller, token, tmp_path):
    size = 64 * 1024 * 1024

    async def chunks():
        for _ in range(64):
            yield b"m" * (1024 * 1024)

    address = await caller.address(token, NAME, size)
    assert (await caller.put(address, chunks(), Content_Length=str(size)))[0] == 200
    (kept,) = tmp_path.glob(f"data/deployments/*/bundles/{NAME}")
    assert kept.stat().st_size == size
