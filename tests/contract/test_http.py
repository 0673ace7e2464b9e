"""The documented routes, byte by byte (contract, "Deployment Flow" and "Optional: Get Deployment Status")."""

import json
from typing import Any

import pytest

from .asking import ask
from .conftest import Watched
from .daemon import Daemon
from .document import LOGS, check_completed

pytestmark = pytest.mark.node
Three = tuple[Watched, Watched, Watched]


def documented_start(deployment_id: str) -> dict[str, Any]:
    return {
        "success": True,
        "message": "Deployment started",
        "deploymentId": deployment_id,
        "streamName": "deployment-status",
        "groupId": "deployments",
        "itemId": deployment_id,
    }


def test_the_start_request_is_answered_as_documented(watched: Three) -> None:
    """The first one went to the documented route, the others to the alias."""
    for deployment in watched:
        assert deployment.started.status == 200
        assert deployment.started.headers["Content-Type"] == "application/json; charset=utf-8"
        body = documented_start(deployment.id)
        assert deployment.started.json == body
        assert list(deployment.started.json) == list(body)


def test_the_status_is_answered_as_documented(daemon: Daemon, watched: Three) -> None:
    answer = ask("GET", f"{daemon.url}/cloud/deploy/status/{watched[0].id}")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert list(answer.json) == ["success", "deployment"]
    assert answer.json["success"] is True
    fields = ["id", "status", "phase", "progress", "message", "build", "upload", *LOGS]
    assert [name for name in answer.json["deployment"] if name in fields] == fields
    assert answer.body == ask("GET", f"{daemon.url}/__motia/cloud/deploy/status/{watched[0].id}").body


def test_the_final_state_is_true(daemon: Daemon, watched: Three, sample_steps: dict[str, tuple[str, str]]) -> None:
    assert len(sample_steps) >= 8
    for deployment in watched:
        check_completed(daemon.status(deployment.id), sample_steps, daemon.received(deployment.id))


def test_the_environment_is_what_the_start_request_said(daemon: Daemon, watched: Three) -> None:
    named, unnamed, _ = (daemon.status(deployment.id) for deployment in watched)
    assert named["metadata"]["environment"] == "production"
    assert (named["project"], named["version"]) == (watched[0].created.project, "v1.0.0")
    assert "environment" not in unnamed["metadata"]


def test_no_token_is_shown(daemon: Daemon, watched: Three) -> None:
    for deployment in watched:
        shown = json.dumps(daemon.status(deployment.id))
        assert deployment.created.token not in shown


@pytest.mark.parametrize("prefix", ["", "/__motia"])
def test_an_unknown_deployment_is_not_found(daemon: Daemon, prefix: str) -> None:
    answer = ask("GET", f"{daemon.url}{prefix}/cloud/deploy/status/deploy-456")
    assert answer.status == 404
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert answer.json == {"success": False, "error": "Deployment not found", "code": "NOT_FOUND"}


@pytest.mark.parametrize("prefix", ["", "/__motia"])
@pytest.mark.parametrize("body", [{}, {"deploymentToken": "token-789"}, {"deploymentId": "deploy-456"}])
def test_a_start_request_needs_token_and_id(daemon: Daemon, prefix: str, body: dict[str, str]) -> None:
    answer = ask("POST", f"{daemon.url}{prefix}/cloud/deploy/start", body)
    assert answer.status == 400
    assert answer.json["success"] is False
    assert answer.json["error"] == "deploymentToken and deploymentId are required"
    assert answer.json["code"] == "INVALID_REQUEST"


def test_a_finished_deployment_is_not_started_again(daemon: Daemon, watched: Three) -> None:
    before = daemon.status(watched[0].id)
    answer = daemon.execute(watched[0].created)
    assert (answer.status, answer.json["code"]) == (409, "DEPLOYMENT_FINISHED")
    assert daemon.status(watched[0].id) == before


def test_motia_clouds_page_finds_the_daemon(daemon: Daemon) -> None:
    """Its page asks a local server's version, then posts the start request from its own origin (upstream facts, 1)."""
    page = {"Origin": "https://motia.cloud"}
    version = ask("GET", f"{daemon.url}/__motia", headers=page)
    assert version.status == 200
    assert list(version.json) == ["version"]
    assert version.headers["Access-Control-Allow-Origin"] == "https://motia.cloud"
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    asked["Access-Control-Request-Private-Network"] = "true"
    allowed = ask("OPTIONS", f"{daemon.url}/__motia/cloud/deploy/start", headers={**page, **asked})
    assert allowed.status == 204
    assert allowed.headers["Access-Control-Allow-Origin"] == "https://motia.cloud"
    assert "POST" in allowed.headers["Access-Control-Allow-Methods"]
    assert "content-type" in allowed.headers["Access-Control-Allow-Headers"].lower()
    assert allowed.headers["Access-Control-Allow-Private-Network"] == "true"
