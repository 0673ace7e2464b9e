"""The cloud as one object: start, stop, restart, and who may talk to it."""

import asyncio
import json

import pytest

from motiad.localcloud import LocalCloud, LocalCloudError


async def test_state_survives_a_restart(started, project):
    async with started() as caller:
        deployment_id = await caller.deploy(project, envVars={"A": "1"})
        before = await caller.end(deployment_id)
        _, page = await caller.get(f"/apps/{deployment_id}")
    async with started() as caller:
        after = await caller.end(deployment_id)
        assert (await caller.get(f"/apps/{deployment_id}"))[1] == {**page, "outputs": after["outputs"]}
        assert after["outputs"]["API URL"] == f"{caller.cloud.url}/apps/{deployment_id}"
    assert {**after, "outputs": None} == {**before, "outputs": None}


async def test_timestamps_go_on_after_a_restart(started, project, tmp_path):
    async with started() as caller:
        deployment_id = await caller.deploy(project)
        await caller.end(deployment_id)
    record = tmp_path / f"data/deployments/{deployment_id}/deployment.json"
    ahead = 9_000_000_000_000  # as if the clock had been set back since
    record.write_text(json.dumps({**json.loads(record.read_text()), "timestamp": ahead}))
    async with started() as caller, caller.follow(deployment_id) as frame:
        assert (await frame())["timestamp"] > ahead


async def test_a_deployment_cut_short_goes_on(started, project):
    async with started(step_delay=0.1) as caller:
        deployment_id = await caller.deploy(project)
        async with caller.follow(deployment_id) as frame:
            while (await frame())["event"]["data"]["events"][0]["status"] != "completed":
                pass
    async with started(step_delay=0.02) as caller, caller.follow(deployment_id) as frame:
        items = [(await frame())["event"]["data"]]
        while items[-1]["status"] == "progress":
            items.append((await frame())["event"]["data"])
    assert items[0]["status"] == "progress"
    assert items[-1]["status"] == "completed"
    assert {item["events"][0]["status"] for item in items} == {"completed"}


async def test_uploads_go_on_after_a_restart(started, project):
    async with started() as caller:
        created = await caller.create()
        token = created["deploymentToken"]
        names = list(project.bundles)
        await caller.upload(token, {name: project.bundles[name] for name in names[:2]})
        old = await caller.address(token, names[2], len(project.bundles[names[2]]))
    async with started(port=int(old.split(":")[2].split("/")[0])) as caller:
        assert (await caller.put(old, project.bundles[names[2]]))[0] == 403  # signed by the run before
        await caller.upload(token, {name: project.bundles[name] for name in names[2:]})
        assert (await caller.start(token, project))[0] == 200
        assert (await caller.end(created["deploymentId"]))["status"] == "completed"


async def test_unreadable_records_are_left_alone(started, project, tmp_path):
    async with started() as caller:
        deployment_id = await caller.deploy(project)
        await caller.end(deployment_id)
    folder = tmp_path / "data/deployments"
    for name, text in {
        "broken": "{",
        "empty": "",
        "foreign": (folder / deployment_id / "deployment.json").read_text(),
    }.items():
        (folder / name).mkdir()
        (folder / name / "deployment.json").write_text(text)
    (folder / "stray-file").touch()
    (folder / deployment_id / "incoming").mkdir(exist_ok=True)
    (folder / deployment_id / "incoming" / "x.part").touch()
    async with started() as caller:
        assert (await caller.get("/"))[1]["deployments"] == 1
        assert (await caller.end(deployment_id))["status"] == "completed"
    assert (folder / "broken").exists()
    assert not list(folder.rglob("*.part"))


async def test_one_cloud_owns_a_folder(started, tmp_path):
    async with started():
        with pytest.raises(LocalCloudError, match="Another local cloud uses"):
            await LocalCloud(tmp_path / "data").start()
    async with started():
        pass


async def test_a_folder_that_is_none_is_named(tmp_path):
    (tmp_path / "file").touch()
    cloud = LocalCloud(tmp_path / "file" / "data")
    with pytest.raises(LocalCloudError, match="cannot be used") as caught:
        await cloud.start()
    assert caught.value.hint
    await cloud.stop()


async def test_a_taken_port_is_named(started, tmp_path):
    async with started() as caller:
        port = int(caller.cloud.url.rsplit(":", 1)[1])
        with pytest.raises(LocalCloudError, match=f"port {port}") as caught:
            await LocalCloud(tmp_path / "other", port=port).start()
        assert caught.value.hint
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org", ""])
def test_it_listens_on_loopback_only(tmp_path, host):
    with pytest.raises(ValueError, match="loopback"):
        LocalCloud(tmp_path, host=host)


async def test_localhost_and_ipv6_work(started):
    async with started(host="localhost") as caller:
        assert caller.cloud.url.startswith("http://localhost:")
        assert (await caller.get("/"))[0] == 200
    async with started(host="::1") as caller:
        assert caller.cloud.ws_url.startswith("ws://[::1]:")
        assert (await caller.get("/"))[0] == 200


async def test_stop_closes_everything_quickly(started, project):
    async with started(step_delay=30) as caller:
        deployment_id = await caller.deploy(project)
        async with caller.session.ws_connect(caller.cloud.ws_url) as socket, asyncio.timeout(60):
            stopping = asyncio.create_task(caller.cloud.stop())
            await socket.receive()
            assert socket.close_code == 1001
            await stopping
        assert len(asyncio.all_tasks()) == 1
        await caller.cloud.stop()
        with pytest.raises(OSError, match=r"."):
            await asyncio.open_connection("127.0.0.1", int(caller.cloud.url.rsplit(":", 1)[1]))
        await caller.cloud.start()
        async with caller.follow(deployment_id) as frame:
            assert (await frame())["event"]["data"]["status"] == "progress"


async def test_addresses_exist_once_started(tmp_path):
    cloud = LocalCloud(tmp_path)
    with pytest.raises(RuntimeError, match="not been started"):
        _ = cloud.url
    await cloud.start()
    with pytest.raises(RuntimeError, match="running"):
        await cloud.start()
    await cloud.stop()


async def test_the_folder_is_private(started, project, tmp_path):
    async with started() as caller:
        await caller.deploy(project)
    assert (tmp_path / "data/deployments").stat().st_mode & 0o077 == 0
