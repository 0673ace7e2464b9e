"""Create, upload and start over HTTP: what is accepted, what is refused and how."""

import io
import json

import pytest

CREATE = "/v1/deployments"
KEY = {"x-api-key": "any"}


async def test_create_answers_what_the_client_shows(caller):
    status, answer = await caller.post(
        CREATE,
        {"versionName": " v1 ", "projectName": "shop", "environmentName": "staging", "unknown": 1},
        headers=KEY,
    )
    assert status == 200
    assert {**answer, "deploymentId": "", "deploymentToken": ""} == {
        "deploymentId": "",
        "deploymentToken": "",
        "environmentName": "staging",
        "projectName": "shop",
        "versionName": "v1",
    }


async def test_create_finds_names_where_none_are_given(caller):
    answer = await caller.create(environmentId=None, versionDescription=None)
    assert (answer["projectName"], answer["environmentName"]) == ("motia-project", "local")
    assert (await caller.create(environmentId="env-7"))["environmentName"] == "env-7"


async def test_tokens_are_long_and_never_the_same(caller):
    tokens = {(await caller.create())["deploymentToken"] for _ in range(20)}
    assert len(tokens) == 20
    assert min(map(len, tokens)) >= 43


@pytest.mark.parametrize("headers", [{}, {"x-api-key": ""}, {"x-api-key": "  "}])
async def test_create_wants_an_api_key(caller, headers):
    status, answer = await caller.post(CREATE, {"versionName": "v1"}, headers=headers)
    assert (status, answer["code"]) == (401, "API_KEY_MISSING")
    assert "x-api-key" in answer["message"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "versionName"),
        ({"versionName": ""}, "versionName"),
        ({"versionName": "   "}, "versionName"),
        ({"versionName": 7}, "versionName"),
        ({"versionName": "v" * 257}, "versionName"),
        ({"versionName": "v1", "projectName": ["x"]}, "projectName"),
        ({"versionName": "v1", "environmentName": {}}, "environmentName"),
    ],
)
async def test_create_names_the_field_at_fault(caller, body, field):
    status, answer = await caller.post(CREATE, body, headers=KEY)
    assert (status, answer["code"], answer["field"]) == (400, "INVALID_REQUEST", field)
    assert answer["message"].startswith(f"{field}: ")


@pytest.mark.parametrize("path", [CREATE, f"{CREATE}/upload", f"{CREATE}/start"])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe{}",
        b"NaN",
        b'{"versionName": NaN}',
        b'{"versionName": "\\ud800"}',
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"versionName": ' + b"9" * 5000 + b"}",
    ],
    ids=range(12),
)
async def test_no_body_makes_the_server_stumble(caller, path, body):
    headers = {**KEY, "Content-Type": "application/json"}
    async with caller.session.post(caller.cloud.url + path, data=body, headers=headers) as response:
        assert response.status == 400
        assert (await response.json())["code"] in ("INVALID_JSON", "INVALID_REQUEST")


async def test_other_content_is_refused(caller):
    url = caller.cloud.url + CREATE
    async with caller.session.post(url, data=b"versionName=1", headers=KEY) as response:
        assert (response.status, (await response.json())["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")
    headers = {**KEY, "Content-Type": "application/json", "Content-Encoding": "gzip"}
    async with caller.session.post(url, data=b"\x1f\x8b", headers=headers) as response:
        assert response.status == 415
    body = io.BytesIO(json.dumps({"versionName": "v1", "x": "y" * 11_000_000}).encode())
    headers = {**KEY, "Content-Type": "application/json"}
    async with caller.session.post(url, data=body, headers=headers) as response:
        assert (response.status, (await response.json())["code"]) == (413, "BODY_TOO_LARGE")


async def test_upload_answers_an_address_of_the_same_origin(caller):
    created = await caller.create()
    address = await caller.address(created["deploymentToken"], "node/src/a.step.zip", 10)
    assert address.startswith(f"{caller.cloud.url}/storage/{created['deploymentId']}/node/src/a.step.zip?X-Amz-")
    assert created["deploymentToken"] not in address


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("size", 0),
        ("size", -1),
        ("size", 100 * 1024 * 1024 + 1),
        ("size", "10"),
        ("size", 1.5),
        ("size", True),
        ("mimetype", "text/plain"),
        ("mimetype", None),
        ("originalName", ""),
        ("originalName", "a.txt"),
        ("originalName", "../a.zip"),
        ("originalName", "node/../../a.zip"),
        ("originalName", "/etc/a.zip"),
        ("originalName", "node//a.zip"),
        ("originalName", "./a.zip"),
        ("originalName", "..\\..\\a.zip"),
        ("originalName", "C:\\a.zip"),
        ("originalName", "a\0.zip"),
        ("originalName", "a\n.zip"),
        ("originalName", "a" * 252 + ".zip"),
        ("originalName", "ab/" * 400 + "a.zip"),
    ],
)
async def test_upload_names_the_field_at_fault(caller, field, value):
    token = (await caller.create())["deploymentToken"]
    body = {"deploymentToken": token, "originalName": "a.zip", "size": 10, "mimetype": "application/zip"}
    status, answer = await caller.post(f"{CREATE}/upload", {**body, field: value})
    assert (status, answer["code"], answer["field"]) == (400, "INVALID_REQUEST", field)


async def test_the_largest_bundle_is_accepted(caller):
    token = (await caller.create())["deploymentToken"]
    assert (await caller.announce(token, "a.zip", 100 * 1024 * 1024))[0] == 200


async def test_a_bundle_cannot_lie_inside_another(caller):
    token = (await caller.create())["deploymentToken"]
    assert (await caller.announce(token, "a.zip", 10))[0] == 200
    assert (await caller.announce(token, "a.zip/b.zip", 10))[0] == 400


async def test_a_wrong_token_is_refused(caller, project):
    await caller.create()
    for status, answer in (await caller.announce("guess", "a.zip", 10), await caller.start("guess", project)):
        assert (status, answer["code"]) == (401, "INVALID_TOKEN")
        assert "token" in answer["message"]


async def test_start_answers_where_to_look(caller, project):
    created = await caller.create()
    await caller.upload(created["deploymentToken"], project.bundles)
    status, answer = await caller.start(created["deploymentToken"], project)
    assert (status, answer) == (200, {"deploymentUrl": f"{caller.cloud.url}/apps/{created['deploymentId']}"})


async def test_start_wants_every_bundle_and_can_be_repeated_then(caller, project):
    created = await caller.create()
    token = created["deploymentToken"]
    late = {"router-node.zip": project.bundles.pop("router-node.zip")}
    await caller.upload(token, project.bundles)
    await caller.announce(token, "router-node.zip", 10)  # announced is not uploaded
    status, answer = await caller.start(token, project)
    assert (status, answer["code"]) == (400, "BUNDLE_MISSING")
    assert "router-node.zip" in answer["message"]
    await caller.upload(token, late)
    assert (await caller.start(token, project))[0] == 200
    assert (await caller.end(created["deploymentId"]))["status"] == "completed"


async def test_start_wants_a_router_for_api_steps(caller, project):
    token = (await caller.create())["deploymentToken"]
    await caller.upload(token, project.bundles)
    status, answer = await caller.start(token, project, routers={})
    assert (status, answer["code"]) == (400, "ROUTER_MISSING")


async def test_a_second_start_changes_nothing(started, project):
    async with started(step_delay=0.02) as caller:
        created = await caller.create()
        token, deployment_id = created["deploymentToken"], created["deploymentId"]
        await caller.upload(token, project.bundles)
        assert (await caller.start(token, project, envVars={"FIRST": "1"}))[0] == 200
        status, answer = await caller.start(token, project, envVars={"SECOND": "2"})
        assert (status, answer["code"]) == (409, "ALREADY_STARTED")
        await caller.end(deployment_id)
        assert (await caller.start(token, project))[0] == 409
        assert (await caller.announce(token, "a.zip", 10))[0] == 409
        _, page = await caller.get(f"/apps/{deployment_id}")
        assert page["environmentVariables"] == ["FIRST"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"steps": {}}, "steps"),
        ({"steps": None}, "steps"),
        ({"steps": []}, "steps"),
        ({"steps": {"../a.zip": {}}}, "steps"),
        ({"steps": {"a.zip": {}}}, "steps.a.zip"),
        ({"steps": {"a.zip": {"type": "ruby", "entrypointPath": "/a.rb", "config": {}}}}, "steps.a.zip.type"),
        ({"routers": {"ruby": "router-ruby.zip"}}, "routers.ruby"),
        ({"routers": {"node": "../router.zip"}}, "routers.node"),
        ({"streams": 3}, "streams"),
        ({"envVars": {"A": 1}}, "envVars.A"),
        ({"envVars": ["A"]}, "envVars"),
    ],
)
async def test_start_names_the_field_at_fault(caller, project, change, field):
    token = (await caller.create())["deploymentToken"]
    status, answer = await caller.start(token, project, **change)
    assert (status, answer["code"]) == (400, "INVALID_REQUEST")
    assert answer["field"].startswith(field)


@pytest.mark.parametrize(
    "config",
    [
        {"name": "A", "type": "noop"},
        {"name": "A", "type": "api", "path": "/a"},
        {"name": "A", "type": "event"},
        {"name": "A", "type": "event", "subscribes": "topic"},
        {"name": "A", "type": "cron"},
        {"type": "cron", "cron": "* * * * *"},
    ],
)
async def test_start_names_the_config_at_fault(caller, project, config):
    project.steps["node/src/create.step.zip"]["config"] = config
    token = (await caller.create())["deploymentToken"]
    status, answer = await caller.start(token, project)
    assert (status, answer["code"]) == (400, "INVALID_REQUEST")
    assert answer["field"].startswith("steps.node/src/create.step.zip.config")


async def test_what_is_not_unicode_is_refused_wherever_it_is(caller, project):
    token = (await caller.create())["deploymentToken"]
    for change in ({"streams": {"\ud800": 1}}, {"envVars": {"A": "\ud800"}}, {"steps": {"a.zip": ["\ud800"]}}):
        status, answer = await caller.start(token, project, **change)
        assert (status, answer["code"]) == (400, "INVALID_JSON")


async def test_a_folder_that_cannot_be_written_is_told(caller, tmp_path):
    (tmp_path / "data/deployments").rename(tmp_path / "data/gone")
    (tmp_path / "data/deployments").touch()
    status, answer = await caller.post(CREATE, {"versionName": "v1"}, headers=KEY)
    assert (status, answer["code"]) == (507, "STORAGE_FAILED")


async def test_refusals_do_not_repeat_values(caller, project):
    token = (await caller.create())["deploymentToken"]
    _, answer = await caller.start(token, project, envVars={"KEY": ["hunter2"]})
    assert "hunter2" not in json.dumps(answer)
    _, answer = await caller.start(token, project, steps={}, envVars={"KEY": "hunter2"})
    assert "hunter2" not in json.dumps(answer)
    assert token not in json.dumps(answer)


async def test_bundle_paths_of_windows_are_the_same_bundles(caller, project):
    created = await caller.create()
    bundles = {name.replace("/", "\\"): data for name, data in project.bundles.items()}
    await caller.upload(created["deploymentToken"], bundles)
    project.steps = {name.replace("/", "\\"): step for name, step in project.steps.items()}
    for step in project.steps.values():
        step["entrypointPath"] = step["entrypointPath"].replace("/", "\\")
    assert (await caller.start(created["deploymentToken"], project))[0] == 200
    assert (await caller.end(created["deploymentId"]))["status"] == "completed"


async def test_the_page_says_what_is_deployed(caller, project):
    deployment_id = await caller.deploy(project, envVars={"B": "hunter2hunter2", "A": ""})
    item = await caller.end(deployment_id)
    status, page = await caller.get(f"/apps/{deployment_id}")
    assert status == 200
    assert page["status"] == "completed"
    assert page["createdAt"] < page["startedAt"] < page["completedAt"]
    assert page["endpoints"] == item["endpoints"]
    assert page["queues"] == item["events"]
    assert page["crons"] == item["cron"]
    assert page["streams"] == ["orders"]
    assert page["environmentVariables"] == ["A", "B"]
    assert {bundle["path"]: bundle["size"] for bundle in page["bundles"]} == {
        name: len(data) for name, data in project.bundles.items()
    }
    assert "do not run" in page["note"]
    assert "token" not in json.dumps(page).lower()


async def test_other_addresses_answer_json_too(caller):
    assert await caller.get("/") == (200, {"service": "local stand-in for Motia Cloud", "deployments": 0})
    status, answer = await caller.get("/apps/unknown")
    assert (status, answer["code"]) == (404, "NOT_FOUND")
    status, answer = await caller.get("/elsewhere")
    assert (status, answer["code"]) == (404, "NOT_FOUND")
    async with caller.session.get(caller.cloud.url + CREATE) as response:
        assert (response.status, response.headers["Allow"]) == (405, "POST")
        assert (await response.json())["code"] == "METHOD_NOT_ALLOWED"
