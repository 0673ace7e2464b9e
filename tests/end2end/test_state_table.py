"""The table of situations and answers (`security-reliability.md`, section 2), over HTTP and the command line."""

import json
import time
import urllib.error
import urllib.request

import pytest


@pytest.fixture
def serve(motiad, gated):
    """Starts a daemon whose local cloud gets nowhere before it is started again with a delay of its own."""

    def start(delay="60"):
        child = motiad.start(
            "serve", "--cloud", "local", "--project", gated.folder, environ={"MOTIAD_LOCAL_CLOUD_DELAY": delay}
        )
        assert "listens on" in child.stdout.readline()
        return child

    return start


@pytest.fixture
def daemon(serve):
    return serve()


@pytest.fixture
def ask(motiad, daemon):
    """Asks the daemon; returns status and body."""

    def call(method, path, body=None):
        runtime = motiad.runtime()
        headers = {"Authorization": f"Bearer {runtime['token']}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(runtime["url"] + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    return call


@pytest.fixture
def start(ask):
    def call(name, token="one-token-nobody-guesses"):
        return ask("POST", "/cloud/deploy/start", {"deploymentId": name, "deploymentToken": token})

    return call


@pytest.fixture
def until(ask):
    def wait(name, *statuses):
        deadline = time.monotonic() + 60
        while (state := ask("GET", f"/cloud/deploy/status/{name}")[1]["deployment"])["status"] not in statuses:
            assert time.monotonic() < deadline, state
            time.sleep(0.02)
        return state

    return wait


def refused(ended, code, exit_code=1):
    assert (ended.code, ended.lines[-1]["code"]) == (exit_code, code), ended.out
    return ended.lines[-1]


def test_before_the_cloud_is_started(motiad, gated, start, ask, until):
    assert start("a")[0] == 200
    until("a", "building")
    assert start("a") == (200, start("a")[1]), "the same again attaches"
    status, conflict = start("a", "another-token-nobody-guesses")
    assert (status, conflict["code"]) == (409, "DEPLOYMENT_CONFLICT")
    start("b")
    queued = until("b", "idle")
    assert (queued["message"], queued["queuePosition"]) == ("Queued (1 ahead)", 1)
    assert motiad.run("cancel", "b", "--json").lines[-1]["errorCode"] == "CANCELLED"
    assert ask("POST", "/deployments/a/cancel")[0] == 200
    assert until("a", "failed")["errorCode"] == "CANCELLED"
    status, _ = start("a", "another-token-nobody-guesses")
    assert (status, until("a", "building")["attempt"]) == (200, 2)
    gated.open()
    expired = until("a", "failed")
    assert (expired["errorCode"], expired["phase"]) == ("TOKEN_EXPIRED", "upload")
    status, hopeless = ask("POST", "/deployments/a/retry")
    assert (status, hopeless["code"]) == (409, "NOT_RETRYABLE")
    assert "motiad redeploy a" in hopeless["hint"]
    assert refused(motiad.run("retry", "a", "--json"), "NOT_RETRYABLE")["hint"] == hopeless["hint"]
    assert start("a")[0] == 200, "with a new token it may begin again"


def test_from_the_start_at_the_cloud_on(motiad, gated, serve, daemon, ask, until):
    placed = motiad.run("deploy", "--project", gated.folder, "--cloud", "local", "-v", "v1", "--detach", "--json")
    name = placed.lines[-1]["deploymentId"]
    until(name, "building")
    assert motiad.run("cancel", name, "--json").lines[-1]["errorCode"] == "CANCELLED"
    assert ask("POST", f"/deployments/{name}/retry")[0] == 200, "the secrets are kept"
    assert until(name, "building")["attempt"] == 2
    gated.open()
    until(name, "deploying")
    status, late = ask("POST", f"/deployments/{name}/cancel")
    assert (status, late["code"]) == (409, "NOT_CANCELLABLE")
    refused(motiad.run("cancel", name, "--json"), "NOT_CANCELLABLE")
    daemon.terminate()
    daemon.wait(60)
    serve("0.01")
    assert until(name, "completed", "failed")["status"] == "completed"
    body = {"deploymentId": name, "deploymentToken": "a-third-token-nobody-guesses"}
    status, finished = ask("POST", "/cloud/deploy/start", body)
    assert (status, finished["code"]) == (409, "DEPLOYMENT_FINISHED")
    status, over = ask("POST", f"/deployments/{name}/retry")
    assert (status, over["code"]) == (409, "NOT_RETRYABLE")
    refused(motiad.run("cancel", name, "--json"), "NOT_CANCELLABLE")
