"""From started to completed or failed."""

import json

import pytest


async def frames_of(caller, deployment_id):
    frames = []
    async with caller.follow(deployment_id) as frame:
        while not frames or frames[-1]["event"]["data"]["status"] == "progress":
            frames.append(await frame())
    return frames


async def test_resources_come_one_by_one(started, project):
    async with started(step_delay=0.05) as caller:
        created = await caller.create()
        await caller.upload(created["deploymentToken"], project.bundles)
        async with caller.follow(created["deploymentId"]) as frame:
            await caller.start(created["deploymentToken"], project)
            frames = [await frame()]
            while frames[-1]["event"]["data"]["status"] == "progress":
                frames.append(await frame())
    assert [frame["event"]["type"] for frame in frames] == ["create"] + ["update"] * 7
    items = [frame["event"]["data"] for frame in frames]
    seen = [[item[kind][0]["status"] for kind in ("events", "endpoints", "cron")] for item in items]
    assert seen == [
        ["pending", "pending", "pending"],
        ["progress", "pending", "pending"],
        ["completed", "pending", "pending"],
        ["completed", "progress", "pending"],
        ["completed", "completed", "pending"],
        ["completed", "completed", "progress"],
        ["completed", "completed", "completed"],
        ["completed", "completed", "completed"],
    ]
    assert [item["status"] for item in items] == ["progress"] * 7 + ["completed"]
    assert all(item["id"] == "data" for item in items)
    stamps = [frame["timestamp"] for frame in frames]
    assert stamps == sorted(set(stamps))
    assert items[0]["outputs"] == {}
    assert items[-1] == {
        "id": "data",
        "status": "completed",
        "events": [
            {
                "topics": ["order.placed"],
                "queue": "reserve-stock",
                "stepName": "ReserveStock",
                "status": "completed",
            }
        ],
        "endpoints": [
            {
                "method": "POST",
                "path": "/orders",
                "stepName": "CreateOrder",
                "emits": ["order.placed"],
                "status": "completed",
            }
        ],
        "cron": [{"cron": "0 2 * * *", "stepName": "NightlySummary", "emits": ["summary"], "status": "completed"}],
        "outputs": {
            "API URL": f"{caller.cloud.url}/apps/{created['deploymentId']}",
            "Served by": "the local stand-in for Motia Cloud: it shows what is deployed, the steps do not run",
        },
    }


async def test_a_named_step_can_be_made_to_fail(started, project):
    async with started(fail_step="CreateOrder") as caller:
        item = await caller.end(await caller.deploy(project))
    assert item["status"] == "failed"
    assert [item[kind][0]["status"] for kind in ("events", "endpoints", "cron")] == [
        "completed",
        "failed",
        "pending",
    ]
    assert item["outputs"] == {"Error": "The endpoint of step CreateOrder could not be provisioned."}


@pytest.mark.parametrize(
    ("bundle", "kind"),
    [
        ("node/src/create.step.zip", "endpoints"),
        ("node/src/nightly.step.zip", "cron"),
        ("router-node.zip", "endpoints"),
    ],
)
async def test_a_truncated_zip_fails_its_resources(caller, project, bundle, kind):
    project.bundles[bundle] = project.bundles[bundle][:-30]
    item = await caller.end(await caller.deploy(project))
    assert item["status"] == "failed"
    assert item["outputs"] == {"Error": f"The bundle {bundle} is not a readable zip."}
    failed = [name for name in ("events", "endpoints", "cron") if item[name][0]["status"] == "failed"]
    assert failed == [kind]


async def test_every_fault_is_told(caller, project, zip_of):
    project.bundles["node/src/reserve.step.zip"] = zip_of({"src/other.step.js": ""})
    project.bundles["router-node.zip"] = zip_of({"index.js": ""})
    item = await caller.end(await caller.deploy(project))
    assert item["outputs"]["Error"] == (
        "The bundle node/src/reserve.step.zip does not hold src/reserve.step.js. "
        "The bundle router-node.zip does not hold router.js."
    )
    assert [item[kind][0]["status"] for kind in ("events", "endpoints", "cron")] == ["failed", "failed", "pending"]


async def test_a_python_router_is_checked_too(caller, project, zip_of):
    project.steps["python/src/report_step.zip"] = {
        "type": "python",
        "entrypointPath": "/src/report_step.py",
        "config": {"name": "Report", "type": "api", "method": "GET", "path": "/report", "emits": None},
    }
    project.bundles["python/src/report_step.zip"] = zip_of({"src/report_step.py": "", "humanize/__init__.py": ""})
    project.routers["python"] = "router-python.zip"
    project.bundles["router-python.zip"] = zip_of({"router.js": ""})
    item = await caller.end(await caller.deploy(project))
    assert item["outputs"] == {"Error": "The bundle router-python.zip does not hold router.py."}
    assert {row["stepName"]: row["status"] for row in item["endpoints"]} == {
        "CreateOrder": "pending",
        "Report": "failed",
    }
    project.bundles["router-python.zip"] = zip_of({"router.py": ""})
    assert (await caller.end(await caller.deploy(project)))["status"] == "completed"


async def test_no_secret_reaches_the_disk(caller, project, tmp_path):
    created = await caller.create()
    await caller.upload(created["deploymentToken"], project.bundles)
    await caller.start(created["deploymentToken"], project, envVars={"DATABASE_URL": "postgres://hunter2"})
    await caller.end(created["deploymentId"])
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(b"DATABASE_URL" in path.read_bytes() for path in files)
    assert not any(b"hunter2" in path.read_bytes() for path in files)
    assert not any(created["deploymentToken"].encode() in path.read_bytes() for path in files)
    kept = json.loads((tmp_path / f"data/deployments/{created['deploymentId']}/motia.steps.json").read_text())
    assert kept == {"steps": project.steps, "streams": project.streams, "routers": project.routers}


async def test_a_disk_that_fails_on_the_way_ends_the_deployment(started, project, tmp_path):
    async with started(step_delay=0.05) as caller:
        deployment_id = await caller.deploy(project)
        async with caller.follow(deployment_id) as frame:
            while (await frame())["event"]["data"]["events"][0]["status"] == "pending":
                pass
            folder = tmp_path / "data/deployments" / deployment_id
            folder.rename(folder.with_name("gone"))
            folder.touch()  # a file where the folder was: nothing can be written any more
            while (item := (await frame())["event"]["data"])["status"] == "progress":
                pass
    assert item["status"] == "failed"
    assert item["outputs"]["Error"].startswith("The local cloud cannot write to its data folder: ")


async def test_bundles_that_vanish_fail_the_deployment(started, project, tmp_path):
    async with started() as caller:
        created = await caller.create()
        await caller.upload(created["deploymentToken"], project.bundles)
        (tmp_path / "data/deployments" / created["deploymentId"] / "bundles/router-node.zip").unlink()
        await caller.start(created["deploymentToken"], project)
        item = await caller.end(created["deploymentId"])
    assert item["outputs"] == {"Error": "The bundle router-node.zip is no longer on disk."}


async def test_many_deployments_run_side_by_side(caller, project):
    ids = [await caller.deploy(project) for _ in range(5)]
    assert [(await caller.end(one))["status"] for one in ids] == ["completed"] * 5
    for one in ids:
        (frame,) = await frames_of(caller, one)
        assert frame["event"]["type"] == "sync"
        assert one in frame["event"]["data"]["outputs"]["API URL"]
