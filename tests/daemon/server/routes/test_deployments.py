"""History, logs, cancel and retry."""

from urllib.parse import urlencode

import pytest

from motiad.contract.deployment import BuildOutput, Metadata, UploadOutput
from motiad.server import CurrentProject


def body(deployment_id):
    return {"deploymentToken": "t", "deploymentId": deployment_id}


@pytest.fixture
async def ready(serve, tmp_path):
    return await serve(project=CurrentProject(tmp_path))


async def test_pages(served, state):
    for number in range(5):
        await served.tell(state(f"d{number}", "completed" if number % 2 else "failed"))
    first = (await served.call("GET", "/deployments?limit=2", owner=True)).json()
    assert [item["id"] for item in first["deployments"]] == ["d4", "d3"]
    second = (await served.call("GET", f"/deployments?limit=9&before={first['next']}", owner=True)).json()
    assert [item["id"] for item in second["deployments"]] == ["d2", "d1", "d0"]
    assert second["next"] is None


async def test_filters(served, state):
    for number in range(4):
        await served.tell(state(f"d{number}", "completed" if number % 2 else "failed", project=f"p{number // 2}"))
    completed = (await served.call("GET", "/deployments?status=completed", owner=True)).json()["deployments"]
    assert [item["id"] for item in completed] == ["d3", "d1"]
    of_one = (await served.call("GET", "/deployments?project=p0", owner=True)).json()["deployments"]
    assert [item["id"] for item in of_one] == ["d1", "d0"]


async def test_search_and_environment(served, state):
    for number, (version, environment, error) in enumerate(
        [("v1", "staging", None), ("100%_done", "production", None), ("v2", "production", "No space left")]
    ):
        await served.tell(
            state(
                f"d{number}",
                "failed" if error else "completed",
                version=version,
                project="Orders",
                error=error,
                metadata=Metadata(environment=environment),
            )
        )

    async def found(**query):
        answer = await served.call("GET", f"/deployments?{urlencode(query)}", owner=True)
        return [item["id"] for item in answer.json()["deployments"]]

    assert await found(environment="production") == ["d2", "d1"]
    assert await found(search="ORDERS") == ["d2", "d1", "d0"]
    assert await found(search="%_") == ["d1"]
    assert await found(search="space") == ["d2"]
    assert await found(search="stag") == ["d0"]
    assert await found(search="v", environment="production", status="completed") == []


async def test_history_without_its_rows(served, state):
    rows = [
        UploadOutput(package_path=path, language="node", type="api", status="uploaded", size=size)
        for path, size in (("a.zip", 1000), ("b.zip", 234))
    ]
    steps = [BuildOutput(package_path="a.step.ts", language="node", type="api", status="built", size=1000)]
    await served.tell(state("d0", "completed", build=steps, upload=rows, metadata=Metadata(total_steps=1)))
    await served.tell(state("d1", "failed"))
    last, first = (await served.call("GET", "/deployments?rows=false", owner=True)).json()["deployments"]
    assert (first["build"], first["upload"]) == ([], [])
    assert first["metadata"]["bundleBytes"] == 1234
    assert first["metadata"]["totalSteps"] == 1
    assert "metadata" not in last
    [_, whole] = (await served.call("GET", "/deployments", owner=True)).json()["deployments"]
    assert [row["size"] for row in whole["upload"]] == [1000, 234]
    assert "bundleBytes" not in whole["metadata"]


async def test_origin_tells_names_and_never_a_value(ready, tmp_path):
    envs = {"STRIPE_KEY": "sk-something-secret", "A": "1"}
    await ready.call("POST", "/cloud/deploy/start", {**body("d1"), "envs": envs})
    answer = await ready.call("GET", "/deployments/d1/origin", owner=True)
    assert answer.json() == {
        "deploymentId": "d1",
        "path": str(tmp_path),
        "cloud": "motia",
        "envNames": ["A", "STRIPE_KEY"],
    }
    assert b"sk-something" not in answer.body
    assert (await ready.call("GET", "/deployments/d1/origin")).status == 401


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("rows=no", "rows"),
        ("search=a%00b", "search"),
        ("environment=", "environment"),
        ("status=done", "status"),
        ("status=", "status"),
        ("project=", "project"),
        ("limit=", "limit"),
        ("before=", "before"),
        ("status=failed&status=idle", "status"),
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("limit=-1", "limit"),
        ("limit=1.5", "limit"),
        ("limit=%D9%A1", "limit"),
        (f"limit={'9' * 5000}", "limit"),
        ("project=a%00b", "project"),
    ],
)
async def test_queries_that_are_wrong(served, query, field):
    answer = await served.call("GET", f"/deployments?{query}", owner=True)
    assert (answer.status, answer.code) == (400, "INVALID_REQUEST")
    assert answer.json()["details"] == {"field": field}


@pytest.mark.parametrize("cursor", ["x", "%ff", "-1", "9" * 400, "%F0%9F%98%80"])
async def test_cursors_that_are_none(served, cursor):
    answer = await served.call("GET", f"/deployments?before={cursor}", owner=True)
    assert answer.status in (200, 400)


async def test_logs(ready):
    await ready.call("POST", "/cloud/deploy/start", body("d1"))
    await ready.call("POST", "/deployments/d1/cancel", owner=True)
    lines = (await ready.call("GET", "/deployments/d1/logs", owner=True)).json()["lines"]
    assert lines
    assert {"number", "phase", "text", "at"} == set(lines[0])
    last = lines[-1]["number"]
    assert (await ready.call("GET", f"/deployments/d1/logs?after={last}", owner=True)).json() == {"lines": []}
    assert (await ready.call("GET", "/deployments/d1/logs?phase=deploy", owner=True)).json() == {"lines": []}
    assert len((await ready.call("GET", "/deployments/d1/logs?limit=1", owner=True)).json()["lines"]) == 1


@pytest.mark.parametrize(("query", "field"), [("phase=idle", "phase"), ("after=-1", "after"), ("limit=10001", "limit")])
async def test_log_queries_that_are_wrong(served, query, field):
    answer = await served.call("GET", f"/deployments/d1/logs?{query}", owner=True)
    assert (answer.status, answer.json()["details"]) == (400, {"field": field})


@pytest.mark.parametrize(
    ("method", "what"), [("GET", "logs"), ("GET", "origin"), ("POST", "cancel"), ("POST", "retry")]
)
async def test_of_a_deployment_nobody_knows(served, method, what):
    answer = await served.call(method, f"/deployments/nobody/{what}", owner=True)
    assert (answer.status, answer.json()["error"]) == (404, "Deployment not found")


async def test_cancel_and_retry(ready):
    await ready.call("POST", "/cloud/deploy/start", body("d1"))
    answer = await ready.call("POST", "/deployments/d1/cancel", owner=True)
    assert (answer.status, answer.json()) == (200, {"success": True})
    deployment = (await ready.call("GET", "/cloud/deploy/status/d1")).json()["deployment"]
    assert (deployment["status"], deployment["errorCode"]) == ("failed", "CANCELLED")
    again = await ready.call("POST", "/deployments/d1/cancel", owner=True)
    assert (again.status, again.code) == (409, "NOT_CANCELLABLE")
    retried = await ready.call("POST", "/deployments/d1/retry", owner=True)
    assert (retried.status, retried.json()["itemId"]) == (200, "d1")
    deployment = (await ready.call("GET", "/cloud/deploy/status/d1")).json()["deployment"]
    assert deployment["attempt"] == 2


@pytest.mark.parametrize(
    ("status", "phase", "code"),
    [
        ("completed", None, None),
        ("failed", "deploy", "DEPLOY_FAILED"),
        ("failed", "upload", "TOKEN_EXPIRED"),
        ("failed", "upload", "UPLOAD_FAILED"),  # and its secrets are gone, a day later
        ("building", "build", None),
    ],
)
async def test_where_no_retry_is_possible_the_way_on_is_named(ready, state, status, phase, code):
    await ready.tell(state("d1", status, error_code=code).model_copy(update={"phase": phase}))
    answer = await ready.call("POST", "/deployments/d1/retry", owner=True)
    assert (answer.status, answer.code) == (409, "NOT_RETRYABLE")
    assert "`motiad redeploy d1`" in answer.json()["hint"]
    assert (await ready.store.get("d1")).data.attempt == 1


async def test_a_retry_waits_in_line_like_any_start(ready):
    await ready.call("POST", "/cloud/deploy/start", body("d1"))
    await ready.call("POST", "/deployments/d1/cancel", owner=True)
    for number in range(11):
        await ready.call("POST", "/cloud/deploy/start", body(f"other-{number}"))
    full = await ready.call("POST", "/deployments/d1/retry", owner=True)
    assert (full.status, full.code) == (429, "QUEUE_FULL")
    await ready.call("POST", "/deployments/other-10/cancel", owner=True)
    assert (await ready.call("POST", "/deployments/d1/retry", owner=True)).status == 200
    waiting = (await ready.call("GET", "/cloud/deploy/status/d1")).json()["deployment"]
    assert (waiting["status"], waiting["queuePosition"], waiting["attempt"]) == ("idle", 10, 2)


async def test_a_body_where_none_is_needed_is_checked_all_the_same(ready):
    await ready.call("POST", "/cloud/deploy/start", body("d1"))
    assert (await ready.call("POST", "/deployments/d1/cancel", [], owner=True)).code == "INVALID_JSON"
    plain = {"Content-Type": "text/plain"}
    assert (await ready.call("POST", "/deployments/d1/cancel", {}, owner=True, headers=plain)).status == 415
    assert (await ready.call("POST", "/deployments/d1/cancel", {}, owner=True)).status == 200
