"""A bundle's way up, through everything that can happen on it."""

import asyncio
import itertools
import socket
import time
from dataclasses import replace

import pytest
from aiohttp import web

from motiad.cloud.motia import MotiaCloud
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError

TOKEN = "token-1234567890"


@pytest.fixture
def upload(cloud, sessions, policy):
    async def run(bundle, sent=None, **changes):
        await MotiaCloud(cloud.address, sessions, replace(policy, **changes)).upload(
            TOKEN, bundle, sent or (lambda _: None)
        )

    return run


async def failure(awaitable) -> MotiadError:
    with pytest.raises(MotiadError) as caught:
        await awaitable
    assert caught.value.hint
    assert "Signature" not in caught.value.message
    return caught.value


def arrived(cloud, bundle) -> bool:
    return cloud.stored.get(bundle.path) == bundle.file.read_bytes()


async def test_a_bundle_arrives_with_the_documented_headers(cloud, upload, bundle):
    made = bundle(300_001)
    told: list[int] = []
    await upload(made, told.append)
    assert arrived(cloud, made)
    route, path, headers = cloud.calls[-1]
    assert (route, path) == ("put", "/storage/node/src/a.step.zip?X-Amz-Signature=sig%2Fn1%3D&a=b+c")
    assert headers["Content-Type"] == "application/zip"
    assert headers["Content-Length"] == "300001"
    assert headers["Content-Disposition"] == 'attachment; filename="a.step.zip"'
    assert "Transfer-Encoding" not in headers
    assert "x-api-key" not in headers
    assert told[0] == 0
    assert told[-1] == 300_001
    assert told == sorted(told)


async def test_progress_comes_at_most_ten_times_a_second(cloud, upload, bundle, faults):
    made = bundle(30_000_000)
    told: list[tuple[float, int]] = []
    await upload(made, lambda sent: told.append((time.monotonic(), sent)), put_stall=60.0)
    gaps = [later - earlier for (earlier, _), (later, _) in itertools.pairwise(told[:-1])]
    assert all(gap >= 0.09 for gap in gaps)
    assert len(told) >= 2


@pytest.mark.parametrize("status", [408, 425, 429, 500, 503])
async def test_statuses_that_may_pass(cloud, upload, bundle, faults, status):
    made = bundle()
    cloud.faults["put"] = [faults.status(status)] * 7
    await upload(made)
    assert arrived(cloud, made)
    assert cloud.count("put") == 8
    assert cloud.count("upload") == 1


async def test_a_busy_storage_is_left_alone_for_as_long_as_it_asks(cloud, upload, bundle, faults):
    cloud.faults["put"] = [faults.status(503, Retry_After="1")]
    began = time.monotonic()
    await upload(bundle(), retry_after_cap=5.0)
    assert time.monotonic() - began >= 1.0


async def test_eight_attempts_and_no_more(cloud, upload, bundle, faults):
    cloud.faults["put"] = [
        faults.status(500, "<Error><Code>InternalError</Code><Message>We broke</Message></Error>")
    ] * 20
    error = await failure(upload(bundle()))
    assert error.code is ErrorCode.UPLOAD_FAILED
    assert "node/src/a.step.zip" in error.message
    assert "“We broke”" in error.message
    assert cloud.count("put") == 8


async def test_a_403_gets_a_new_url_at_once(cloud, upload, bundle, faults):
    made = bundle()
    cloud.faults["put"] = [faults.status(403, "<Error><Code>AccessDenied</Code><Message>expired</Message></Error>")]
    await asyncio.wait_for(upload(made, put_first_wait=100.0, put_wait_cap=100.0), 60)
    assert arrived(cloud, made)
    assert cloud.count("upload") == 2
    assert "sig%2Fn2%3D" in cloud.calls[-1][1]


async def test_403_for_ever_ends(cloud, upload, bundle, faults):
    cloud.faults["put"] = [faults.status(403, "<Error><Message>not for you</Message></Error>")] * 100
    error = await failure(upload(bundle()))
    assert error.code is ErrorCode.UPLOAD_FAILED
    assert "“not for you”" in error.message
    assert cloud.count("put") <= 16


async def test_s3_says_some_things_with_400(cloud, upload, bundle, faults):
    cloud.faults["put"] = [
        faults.status(400, "<Error><Code>RequestTimeout</Code><Message>idle</Message></Error>"),
        faults.status(400, "<Error><Code>ExpiredToken</Code><Message>old</Message></Error>"),
    ]
    await upload(bundle())
    assert cloud.count("put") == 3
    assert cloud.count("upload") == 2


@pytest.mark.parametrize("status", [307, 400, 404, 411, 413])
async def test_everything_else_is_final(cloud, upload, bundle, faults, status):
    cloud.faults["put"] = [faults.status(status, Location=f"{cloud.origin}/elsewhere")]
    error = await failure(upload(bundle()))
    assert error.code is ErrorCode.UPLOAD_FAILED
    assert str(status) in error.message
    assert cloud.count("put") == 1


async def test_two_resets_get_a_new_url(cloud, upload, bundle, faults):
    made = bundle(2_000_000)
    cloud.faults["put"] = [faults.reset(after=1), faults.reset(after=400_000), faults.reset(), faults.reset()]
    told: list[int] = []
    await upload(made, told.append)
    assert arrived(cloud, made)
    assert cloud.count("put") == 5
    assert cloud.count("upload") == 3
    assert told.count(0) == 5


async def test_an_old_url_is_replaced(cloud, upload, bundle, faults):
    cloud.faults["put"] = [faults.status(500), faults.status(500)]
    await upload(bundle(), url_age=0.0)
    assert cloud.count("upload") == 3


async def test_a_connection_that_takes_no_more_is_left(cloud, upload, bundle, faults):
    made = bundle(20_000_000)
    cloud.faults["put"] = [faults.stall(after=1)]
    began = time.monotonic()
    await upload(made, put_stall=1.0)
    assert time.monotonic() - began >= 1.0
    assert arrived(cloud, made)


async def test_a_storage_that_never_answers_is_left(cloud, upload, bundle, faults):
    made = bundle()
    cloud.faults["put"] = [faults.hang()]
    await upload(made, put_stall=1.0)
    assert arrived(cloud, made)
    assert cloud.count("put") == 2


async def test_a_slow_connection_is_no_stalled_one(cloud, upload, bundle):
    """24 MB at about 6 MB/s take longer than the watchdog allows without progress, and arrive all the same."""
    made = bundle(24_000_000)

    async def sip(request):
        # Few bytes ahead: what waits in the reader's buffer looks sent, and its answer late.
        request.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
        taken = bytearray()
        while chunk := await request.content.read(128 * 1024):
            taken += chunk
            await asyncio.sleep(0.02)
        cloud.stored[made.path] = bytes(taken)
        return web.Response()

    cloud.faults["put"] = [sip]
    began = time.monotonic()
    await upload(made, put_stall=3.0)
    assert cloud.count("put") == 1
    assert time.monotonic() - began > 3.0
    assert arrived(cloud, made)


async def test_half_an_hour_is_enough(cloud, upload, bundle, faults):
    cloud.faults["put"] = [faults.hang()] * 8
    error = await asyncio.wait_for(failure(upload(bundle(), put_budget=0.3)), 50)
    assert error.code is ErrorCode.UPLOAD_FAILED
    assert "minutes" in error.message


async def test_an_expired_token_is_said_as_such(cloud, upload, bundle, faults):
    cloud.faults["upload"] = [faults.status(403)]
    assert (await failure(upload(bundle()))).code is ErrorCode.TOKEN_EXPIRED


async def test_an_address_that_is_not_allowed_gets_nothing(cloud, upload, bundle):
    cloud.presigned = lambda url: "http://storage.example/bucket?Signature=1"
    error = await failure(upload(bundle()))
    assert error.code is ErrorCode.CLOUD_REJECTED
    assert cloud.count("upload") == 1


async def test_a_file_that_changed_is_not_sent(cloud, upload, bundle):
    made = bundle()
    made.file.write_bytes(b"short")
    error = await failure(upload(made))
    assert error.code is ErrorCode.UPLOAD_FAILED
    assert "changed" in error.message
    assert cloud.count("put") == 0


async def test_a_file_that_shrinks_under_way_is_noticed(cloud, upload, bundle, faults):
    made = bundle(20_000_000)
    gate = asyncio.Event()
    cloud.faults["put"] = [faults.later(gate)]
    task = asyncio.create_task(upload(made))
    while not cloud.count("put"):
        await asyncio.sleep(0.005)
    with made.file.open("r+b") as file:
        file.truncate(1000)
    gate.set()
    error = await failure(task)
    assert error.code is ErrorCode.UPLOAD_FAILED
    assert "changed while it was sent" in error.message


async def test_a_file_that_is_gone(cloud, upload, bundle):
    made = bundle()
    made.file.unlink()
    error = await failure(upload(made))
    assert error.code is ErrorCode.UPLOAD_FAILED
    assert "cannot be read" in error.message


async def test_an_empty_bundle_and_a_strange_name(cloud, upload, bundle):
    made = bundle(0, path='node/src/größe "x".step.zip')
    await upload(made)
    assert arrived(cloud, made)
    assert 'filename="größe _x_.step.zip"' in cloud.calls[-1][2]["Content-Disposition"]


async def test_cancelling_ends_an_upload_at_once(cloud, upload, bundle, faults):
    cloud.faults["put"] = [faults.stall(after=1)]
    task = asyncio.create_task(upload(bundle(20_000_000)))
    while not cloud.count("put"):
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)  # until nothing is taken any more
    task.cancel()
    done, _ = await asyncio.wait({task}, timeout=50)
    assert task in done and task.cancelled()


async def test_four_at_once(cloud, sessions, policy, bundle):
    made = bundle(3_000_000)
    bundles = [replace(made, path=f"node/{index}.zip") for index in range(4)]
    motia = MotiaCloud(cloud.address, sessions, policy)
    await asyncio.gather(*(motia.upload(TOKEN, one, lambda _: None) for one in bundles))
    assert all(arrived(cloud, one) for one in bundles)
