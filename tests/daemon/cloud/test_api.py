"""The three API calls against a cloud that fails."""

import asyncio
import time
from dataclasses import replace

import pytest

from motiad.cloud.address import CloudAddress
from motiad.cloud.api import CloudApi
from motiad.contract.cloud import CreateRequest
from motiad.contract.codes import ErrorCode
from motiad.deployments.ports import Manifest
from motiad.errors import MotiadError

KEY = "key-1234567890"
TOKEN = "token-1234567890"
REQUEST = CreateRequest(version_name="v1", environment_name="production")
MANIFEST = Manifest(
    steps={"node/src/a.step.zip": {"type": "node"}},
    streams={"s": {"name": "s"}},
    routers={"node": "router-node.zip"},
)


@pytest.fixture
def api(cloud, sessions, policy):
    return CloudApi(cloud.address, sessions.anywhere, policy)


async def failure(awaitable) -> MotiadError:
    with pytest.raises(MotiadError) as caught:
        await awaitable
    assert caught.value.hint
    for secret in (KEY, TOKEN):
        assert secret not in caught.value.message
        assert secret not in caught.value.hint
    return caught.value


async def test_create_sends_and_reads_what_is_documented(api, cloud):
    created = await api.create(f" {KEY}\n", REQUEST)
    assert (created.deployment_id, created.deployment_token) == ("d1", "t" * 40)
    assert (created.environment_name, created.project_name, created.version_name) == ("production", "shop", "v1")
    (_, body, headers) = cloud.calls[0]
    assert body == {"versionName": "v1", "environmentName": "production"}
    assert headers["x-api-key"] == KEY
    assert headers["User-Agent"].startswith("motiad/")
    assert "t" * 40 not in repr(created)


async def test_every_kind_of_fault_that_may_pass_is_tried_again(cloud, sessions, policy, faults):
    api = CloudApi(cloud.address, sessions.anywhere, replace(policy, call_timeout=1.0))
    cloud.faults["create"] = [
        faults.status(500),
        faults.reset(),
        faults.truncated(),
        faults.status(408),
        faults.status(200, "<html>sign in to the wifi</html>"),
        faults.status(425),
        faults.hang(),
    ]
    assert (await api.create(KEY, REQUEST)).deployment_id == "d1"
    assert cloud.count("create") == 8


async def test_eight_attempts_and_no_more(api, cloud, faults):
    cloud.faults["create"] = [faults.status(503, {"message": "maintenance"})] * 20
    error = await failure(api.create(KEY, REQUEST))
    assert error.code is ErrorCode.CLOUD_UNREACHABLE
    assert "503" in error.message
    assert "maintenance" in error.message
    assert cloud.address.host in error.message
    assert cloud.count("create") == 8


async def test_an_answer_nobody_understands(api, cloud, faults):
    for answer in ("<html/>", {"deploymentId": 7}, {"deploymentId": "a b", "deploymentToken": "t"}, "[1]", "null", ""):
        cloud.faults["create"] = [faults.status(200, answer)] * 8
        error = await failure(api.create(KEY, REQUEST))
        assert error.code is ErrorCode.CLOUD_UNREACHABLE
        assert "does not understand" in error.message


@pytest.mark.parametrize("header", ["0.2", "junk"])
async def test_retry_after_that_is_no_number_does_not_hurt(api, cloud, faults, header):
    cloud.faults["create"] = [faults.status(429, Retry_After=header)]
    await api.create(KEY, REQUEST)
    assert cloud.count("create") == 2


async def test_retry_after_is_honoured_up_to_the_cap(cloud, sessions, policy, faults):
    cloud.faults["create"] = [faults.status(429, Retry_After="1")]
    began = time.monotonic()
    await CloudApi(cloud.address, sessions.anywhere, replace(policy, retry_after_cap=5.0)).create(KEY, REQUEST)
    assert time.monotonic() - began >= 1.0

    cloud.faults["create"] = [faults.status(429, Retry_After="3600")]
    began = time.monotonic()
    async with asyncio.timeout(60):
        await CloudApi(cloud.address, sessions.anywhere, replace(policy, retry_after_cap=0.2)).create(KEY, REQUEST)
    assert time.monotonic() - began >= 0.2


async def test_no_attempt_begins_after_the_budget(cloud, sessions, policy, faults):
    cloud.faults["create"] = [faults.hang()] * 8
    error = await failure(
        CloudApi(cloud.address, sessions.anywhere, replace(policy, call_timeout=0.3, call_budget=1.0)).create(
            KEY, REQUEST
        )
    )
    assert error.code is ErrorCode.CLOUD_UNREACHABLE
    assert "in time" in error.message
    assert cloud.count("create") <= 4


async def test_an_endless_answer_is_cut(api, cloud, faults):
    cloud.faults["create"] = [faults.status(400, "x" * 3_000_000)]
    error = await failure(api.create(KEY, REQUEST))
    assert error.code is ErrorCode.CLOUD_REJECTED
    assert len(error.message) < 200


async def test_nobody_there(sessions, policy, unused_origin):
    api = CloudApi(CloudAddress(unused_origin, "ws://127.0.0.1:1"), sessions.anywhere, policy)
    error = await failure(api.create(KEY, REQUEST))
    assert error.code is ErrorCode.CLOUD_UNREACHABLE
    assert unused_origin.removeprefix("http://") in error.message
    assert "refused" in error.message
    assert "motiad local-cloud" in error.hint


async def test_a_name_that_does_not_exist(sessions, policy):
    api = CloudApi(CloudAddress("https://cloud.invalid", "wss://cloud.invalid"), sessions.anywhere, policy)
    error = await failure(api.create(KEY, REQUEST))
    assert error.code is ErrorCode.CLOUD_UNREACHABLE
    assert "cloud.invalid" in error.message


async def test_somebody_who_waits_at_create_is_told_soon(sessions, policy, unused_origin):
    patient = replace(policy, call_first_wait=100.0, call_wait_cap=100.0, create_attempts_unreached=1)
    api = CloudApi(CloudAddress(unused_origin, "ws://127.0.0.1:1"), sessions.anywhere, patient)
    async with asyncio.timeout(60):
        await failure(api.create(KEY, REQUEST))


async def test_a_wrong_key(api, cloud, faults):
    for status in (401, 403):
        cloud.faults["create"] = [faults.status(status, {"message": f"Invalid API key {KEY}"})]
        error = await failure(api.create(KEY, REQUEST))
        assert error.code is ErrorCode.NOT_SIGNED_IN
        assert "the API key was refused" in error.message
        assert "Invalid API key ***" in error.message
        assert "motiad login" in error.hint
    assert cloud.count("create") == 2


@pytest.mark.parametrize("key", ["", "  ", "two\nlines", "schlüssel"])
async def test_what_cannot_be_a_key_is_not_sent(api, cloud, key):
    assert (await failure(api.create(key, REQUEST))).code is ErrorCode.NOT_SIGNED_IN
    assert cloud.calls == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"message": "No such environment"}, "No such environment"),
        ({"statusCode": 400, "message": ["a must be set", "b too"], "error": "Bad Request"}, "a must be set; b too"),
        ({"error": {"message": "inner"}}, "inner"),
        ({"error": "Quota reached."}, "Quota reached"),
        ({"message": "\x1b]0;evil\x07two\nlines \x1b[31mred"}, "two lines red"),
    ],
)
async def test_the_clouds_own_message_is_passed_on(api, cloud, faults, body, said):
    cloud.faults["create"] = [faults.status(400, body)]
    error = await failure(api.create(KEY, REQUEST))
    assert error.code is ErrorCode.CLOUD_REJECTED
    assert f"“{said}”" in error.message
    assert "400" in error.message
    assert cloud.count("create") == 1


async def test_an_error_without_a_message(api, cloud, faults):
    cloud.faults["create"] = [faults.status(404, "<html>nginx</html>")]
    error = await failure(api.create(KEY, REQUEST))
    assert error.code is ErrorCode.CLOUD_REJECTED
    assert "html" not in error.message


async def test_redirects_are_not_followed(api, cloud, faults):
    cloud.faults["create"] = [faults.status(307, Location=f"{cloud.origin}/v1/deployments")]
    error = await failure(api.create(KEY, REQUEST))
    assert error.code is ErrorCode.CLOUD_REJECTED
    assert cloud.count("create") == 1


async def test_upload_url(api, cloud):
    target = await api.upload_url(TOKEN, "node/src/a.step.zip", 12)
    assert str(target.url) == f"{cloud.origin}/storage/node/src/a.step.zip?X-Amz-Signature=sig%2Fn1%3D&a=b+c"
    assert cloud.calls[0][1] == {
        "deploymentToken": TOKEN,
        "originalName": "node/src/a.step.zip",
        "size": 12,
        "mimetype": "application/zip",
    }
    assert "Signature" not in repr(target)


async def test_a_refused_token(api, cloud, faults):
    for call in (lambda: api.upload_url(TOKEN, "a.zip", 1), lambda: api.start(TOKEN, {}, MANIFEST)):
        for status in (401, 403):
            cloud.faults = {name: [faults.status(status, {"message": "expired"})] for name in ("upload", "start")}
            error = await failure(call())
            assert error.code is ErrorCode.TOKEN_EXPIRED
            assert "“expired”" in error.message
            assert "new deployment" in error.hint


async def test_start_sends_and_reads_what_is_documented(api, cloud):
    assert await api.start(TOKEN, {"A": "1"}, MANIFEST) == "https://app.example"
    assert cloud.calls[0][1] == {
        "deploymentToken": TOKEN,
        "envVars": {"A": "1"},
        "steps": dict(MANIFEST.steps),
        "streams": dict(MANIFEST.streams),
        "routers": {"node": "router-node.zip"},
    }


@pytest.mark.parametrize(
    "answer", [{}, {"deploymentUrl": None}, {"deploymentUrl": 5}, {"deploymentUrl": "javascript:x"}]
)
async def test_start_without_a_usable_url(api, cloud, answer):
    cloud.start_answer = answer
    assert await api.start(TOKEN, {}, MANIFEST) is None


async def test_start_is_sent_again_only_when_it_had_no_effect(api, cloud, faults):
    cloud.faults["start"] = [faults.status(429), faults.status(503), faults.status(425)]
    assert await api.start(TOKEN, {}, MANIFEST) == "https://app.example"
    assert cloud.effects == ["start"]


@pytest.mark.parametrize("fault", ["reset", "truncated", "hang", "500", "502", "html"])
async def test_start_in_doubt_is_not_sent_again(cloud, sessions, policy, faults, fault):
    made = {
        "reset": faults.reset(),
        "truncated": faults.truncated(),
        "hang": faults.hang(),
        "500": faults.status(500),
        "502": faults.status(502),
        "html": faults.status(200, "<html/>"),
    }[fault]
    cloud.faults["start"] = [made]
    api = CloudApi(cloud.address, sessions.anywhere, replace(policy, call_timeout=0.3))
    error = await failure(api.start(TOKEN, {}, MANIFEST))
    assert error.code is ErrorCode.CLOUD_UNREACHABLE
    assert error.details == {"inDoubt": True}
    assert cloud.count("start") == 1


async def test_start_that_never_arrived_is_not_in_doubt(sessions, policy, unused_origin):
    api = CloudApi(CloudAddress(unused_origin, "ws://127.0.0.1:1"), sessions.anywhere, policy)
    error = await failure(api.start(TOKEN, {}, MANIFEST))
    assert error.code is ErrorCode.CLOUD_UNREACHABLE
    assert error.details is None


async def test_cancelling_ends_a_call_at_once(api, cloud, faults):
    cloud.faults["create"] = [faults.hang()]
    task = asyncio.create_task(api.create(KEY, REQUEST))
    while not cloud.calls:
        await asyncio.sleep(0.01)
    task.cancel()
    done, _ = await asyncio.wait({task}, timeout=50)
    assert task in done and task.cancelled()


async def test_no_cookie_is_kept(api, cloud, faults):
    cloud.faults["create"] = [faults.status(500, Set_Cookie="a=b")]
    await api.create(KEY, REQUEST)
    assert "Cookie" not in cloud.calls[-1][2]
