"""The documented routes and their aliases, to the letter of the contract."""

import asyncio

import pytest

from motiad.server import CurrentProject

BODY = {"deploymentToken": "token-789", "deploymentId": "deploy-456", "envs": {"NODE_ENV": "production"}}
PAGE = {"Origin": "https://motia.cloud"}


@pytest.fixture
async def ready(serve, tmp_path):
    project = tmp_path / "project"
    project.mkdir()
    return await serve(project=CurrentProject(project))


@pytest.fixture(params=["", "/__motia"])
def prefix(request):
    return request.param


async def test_start(ready, prefix):
    answer = await ready.call("POST", f"{prefix}/cloud/deploy/start", BODY)
    assert answer.status == 200
    assert answer.json() == {
        "success": True,
        "message": "Deployment started",
        "deploymentId": "deploy-456",
        "streamName": "deployment-status",
        "groupId": "deployments",
        "itemId": "deploy-456",
    }


async def test_status(ready, prefix):
    await ready.call("POST", "/cloud/deploy/start", BODY)
    answer = await ready.call("GET", f"{prefix}/cloud/deploy/status/deploy-456")
    assert answer.status == 200
    assert set(answer.json()) == {"success", "deployment"}
    deployment = answer.json()["deployment"]
    documented = {"id", "status", "phase", "progress", "message", "build", "upload"}
    assert documented | {"buildLogs", "uploadLogs", "deployLogs"} <= set(deployment)
    assert deployment["id"] == "deploy-456"


@pytest.mark.parametrize("deployment_id", ["nobody", "%2e%2e%2fetc", "a%00b", "d" * 2000, "%ff", "'; --"])
async def test_status_of_nothing(ready, prefix, deployment_id):
    answer = await ready.raw(
        f"GET {prefix}/cloud/deploy/status/{deployment_id} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    )
    assert answer.status in (400, 404)
    assert answer.json()["success"] is False
    if answer.status == 404:
        assert answer.json() == {"success": False, "error": "Deployment not found", "code": "NOT_FOUND"}


async def test_the_same_start_again_attaches(ready, prefix):
    first = await ready.call("POST", "/cloud/deploy/start", BODY)
    while not ready.builder.projects:
        await asyncio.sleep(0.01)
    again = await ready.call("POST", f"{prefix}/cloud/deploy/start", BODY)
    assert (again.status, again.json()) == (200, first.json())
    running = (await ready.call("GET", "/cloud/deploy/status/deploy-456")).json()["deployment"]
    assert (running["status"], running.get("attempt", 1)) == ("building", 1)
    assert len(ready.builder.projects) == 1, "nothing began again"


@pytest.mark.parametrize(
    "other", [{"deploymentToken": "another"}, {"envs": {"NODE_ENV": "staging"}}, {"envs": {}}, {"envs": None}]
)
async def test_another_start_under_the_id_of_one_that_runs_is_a_conflict(ready, other):
    assert (await ready.call("POST", "/cloud/deploy/start", BODY)).status == 200
    answer = await ready.call("POST", "/cloud/deploy/start", {**BODY, **other})
    assert (answer.status, answer.code) == (409, "DEPLOYMENT_CONFLICT")
    assert answer.json()["hint"]
    assert (await ready.call("POST", "/cloud/deploy/start", BODY)).status == 200, "it still runs"


@pytest.mark.parametrize(
    ("status", "phase"), [("completed", None), ("failed", "deploy")], ids=["completed", "failed in deploy"]
)
async def test_what_the_cloud_has_ended_is_finished(ready, state, status, phase):
    await ready.tell(state("deploy-456", status).model_copy(update={"phase": phase}))
    answer = await ready.call("POST", "/cloud/deploy/start", BODY)
    assert (answer.status, answer.code) == (409, "DEPLOYMENT_FINISHED")


@pytest.mark.parametrize("code", ["BUILD_FAILED", "UPLOAD_FAILED", "TOKEN_EXPIRED", "CANCELLED", "STALE"])
@pytest.mark.parametrize("phase", ["build", "upload"])
async def test_what_failed_before_the_cloud_may_be_started_again(ready, state, phase, code):
    await ready.tell(state("deploy-456", "failed", error_code=code).model_copy(update={"phase": phase}))
    assert (await ready.call("POST", "/cloud/deploy/start", BODY)).status == 200
    running = (await ready.call("GET", "/cloud/deploy/status/deploy-456")).json()["deployment"]
    assert running["attempt"] == 2


async def test_without_a_project(served):
    answer = await served.call("POST", "/cloud/deploy/start", BODY)
    assert (answer.status, answer.code) == (409, "NO_PROJECT")
    assert answer.json()["hint"]


async def test_the_queue_has_an_end(ready):
    for number in range(11):
        await ready.call("POST", "/cloud/deploy/start", {**BODY, "deploymentId": f"d{number}"})
    first, last = [(await ready.store.get(name)).data for name in ("d1", "d10")]
    assert [(data.message, data.queue_position) for data in (first, last)] == [
        ("Queued (1 ahead)", 1),
        ("Queued (10 ahead)", 10),
    ]
    answer = await ready.call("POST", "/cloud/deploy/start", {**BODY, "deploymentId": "one-too-many"})
    assert (answer.status, answer.code) == (429, "QUEUE_FULL")
    assert int(answer.headers["Retry-After"]) > 0
    assert await ready.store.get("one-too-many") is None
    assert (await ready.call("POST", "/cloud/deploy/start", {**BODY, "deploymentId": "d10"})).status == 200, "attached"


@pytest.mark.parametrize("more", [{"project": "/etc"}, {"cloud": "local"}, {"cloud": "https://evil.example"}])
@pytest.mark.parametrize("headers", [{}, PAGE, {"Authorization": "Bearer wrong"}])
async def test_only_the_owner_names_project_and_cloud(ready, more, headers):
    """A project path is never taken from an unauthenticated request."""
    answer = await ready.call("POST", "/cloud/deploy/start", {**BODY, **more}, headers=headers)
    assert (answer.status, answer.code) == (403, "OWNER_ONLY")
    assert await ready.store.get("deploy-456") is None


async def test_the_owner_names_project_and_cloud(ready, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    body = {**BODY, "project": str(other), "cloud": "http://127.0.0.1:4000"}
    assert (await ready.call("POST", "/cloud/deploy/start", body, owner=True)).status == 200
    stored = await ready.store.get("deploy-456")
    assert (stored.project, stored.cloud) == (other, "http://127.0.0.1:4000")
    while not ready.builder.projects:
        await asyncio.sleep(0.01)
    assert ready.builder.projects == [other]


@pytest.mark.parametrize(
    "project", ["relative", "", "/no/such/folder", "/etc/hostname", "/a\0b", "/" + "x" * 5000, "~"]
)
async def test_a_project_that_is_none(ready, project):
    answer = await ready.call("POST", "/cloud/deploy/start", {**BODY, "project": project}, owner=True)
    assert (answer.status, answer.code) == (400, "INVALID_REQUEST")
    assert answer.json()["details"] == {"field": "project"}


@pytest.mark.parametrize(
    "cloud",
    [
        *("", "LOCAL", "ftp://x", "http://", "https://user:secret@x", "https://x:99999", "https://a b", "file:///etc"),
        *("http://cloud.example", "http://10.0.0.1", "http://127.0.0.256", "https://x?key=1", "https://x/#y"),
        *("https://[::2]", "https://x:0", "https://x\n", "https://-x"),
    ],
)
async def test_a_cloud_that_is_none(ready, cloud):
    answer = await ready.call("POST", "/cloud/deploy/start", {**BODY, "cloud": cloud}, owner=True)
    assert (answer.status, answer.code) == (400, "INVALID_REQUEST")
    assert answer.json()["details"] == {"field": "cloud"}
    assert b"secret" not in answer.body


class TestWhichCloud:
    @pytest.fixture
    async def local(self, serve, tmp_path):
        return await serve(project=CurrentProject(tmp_path), cloud="local")

    async def test_the_daemons_own_by_default(self, local):
        await local.call("POST", "/cloud/deploy/start", BODY)
        assert (await local.store.get("deploy-456")).cloud == "local"

    async def test_the_motia_cloud_page_always_means_motia(self, local):
        await local.call("POST", "/cloud/deploy/start", BODY, headers=PAGE)
        assert (await local.store.get("deploy-456")).cloud == "motia"

    async def test_another_page_does_not(self, local):
        await local.call("POST", "/cloud/deploy/start", BODY, headers={"Origin": "http://localhost:5173"})
        assert (await local.store.get("deploy-456")).cloud == "local"


async def test_labels_are_shown(ready):
    body = {**BODY, "environmentName": "production", "projectName": "my-project", "versionName": "v1.0.0"}
    await ready.call("POST", "/cloud/deploy/start", body)
    deployment = (await ready.call("GET", "/cloud/deploy/status/deploy-456")).json()["deployment"]
    assert (deployment["project"], deployment["version"]) == ("my-project", "v1.0.0")
    assert deployment["metadata"]["environment"] == "production"
