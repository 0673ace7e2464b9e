"""Choosing the project; the local cloud."""

import pytest

from motiad.server import CurrentProject


async def test_none_is_chosen_at_first(served):
    assert (await served.call("GET", "/project", owner=True)).json() == {"path": None}


async def test_choose(serve, tmp_path):
    told = []
    served = await serve(project=CurrentProject(changed=told.append))
    answer = await served.call("PUT", "/project", {"path": str(tmp_path)}, owner=True)
    assert (answer.status, answer.json()) == (200, {"path": str(tmp_path)})
    assert (await served.call("GET", "/project", owner=True)).json() == {"path": str(tmp_path)}
    assert (await served.call("GET", "/health")).json()["project"] == str(tmp_path)
    assert told == [tmp_path]


@pytest.mark.parametrize(
    "body", [{}, {"path": None}, {"path": 3}, {"path": "here"}, {"path": "/no/such"}, {"path": "/\0"}]
)
async def test_what_is_no_folder(served, body):
    answer = await served.call("PUT", "/project", body, owner=True)
    assert (answer.status, answer.code) == (400, "INVALID_REQUEST")
    assert answer.json()["details"] == {"field": "path"}
    assert served.deps.project.path is None


async def test_local_cloud(served):
    answer = await served.call("POST", "/local-cloud", owner=True)
    assert answer.json() == {"url": "http://127.0.0.1:4000", "wsUrl": "ws://127.0.0.1:4000"}


async def test_check(served, tmp_path):
    answer = await served.call("POST", "/project/check", {"path": str(tmp_path), "envNames": ["A"]}, owner=True)
    assert answer.status == 200
    assert answer.json() == {
        "path": str(tmp_path),
        "complete": True,
        "steps": [],
        "streams": [],
        "problems": [],
        "warnings": [],
        "missing": [{"name": "B", "place": "src/a.step.ts:1"}],
        "reserved": [],
    }


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "path"),
        ({"path": "here"}, "path"),
        ({"path": "/no/such"}, "path"),
        ({"path": "/", "envNames": "A"}, "envNames"),
        ({"path": "/", "envNames": ["NOT-A-NAME"]}, "envNames"),
        ({"path": "/", "envNames": [f"A{number}" for number in range(1001)]}, "envNames"),
    ],
)
async def test_checks_that_are_wrong(served, body, field):
    answer = await served.call("POST", "/project/check", body, owner=True)
    assert (answer.status, answer.code, answer.json()["details"]) == (400, "INVALID_REQUEST", {"field": field})


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/project"), ("PUT", "/project"), ("POST", "/project/check"), ("POST", "/local-cloud")],
)
async def test_for_the_owner(served, method, path):
    assert (await served.call(method, path)).status == 401
