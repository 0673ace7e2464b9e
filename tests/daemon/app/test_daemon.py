import os

import aiohttp

from motiad import config
from motiad.app import Daemon
from motiad.paths import Paths


async def test_a_local_cloud_that_cannot_start_is_told_and_is_no_reason_not_to_start(tmp_path):
    paths = Paths.under(tmp_path / "base")
    paths.local_cloud.parent.mkdir(parents=True)
    paths.local_cloud.touch()  # a file where its folder would be
    daemon = Daemon(paths, config.load(paths, {"port": 0, "cloud": "local"}), dict(os.environ))
    info = await daemon.start()
    try:
        assert info.cloud_url is None
        assert [notice for notice in info.notices if str(paths.local_cloud) in notice]
        owner = {"Authorization": f"Bearer {info.token}"}
        body = {"deploymentId": "d1", "deploymentToken": "t", "project": str(tmp_path)}
        async with aiohttp.ClientSession(info.url, headers=owner) as session:

            async def ask(method, path, **more):
                async with session.request(method, path, **more) as answer:
                    return answer.status, await answer.json()

            health = (await ask("GET", "/health"))[1]
            assert (health["status"], str(paths.local_cloud) in health["problem"]) == ("degraded", True)
            assert await ask("GET", "/deployments") == (200, {"deployments": [], "next": None})
            for path, json in (("/local-cloud", None), ("/cloud/deploy/start", body)):
                status, refused = await ask("POST", path, json=json)
                assert (status, refused["code"]) == (503, "CLOUD_UNREACHABLE")
                assert refused["error"] == health["problem"] and "write access" in refused["hint"]
            paths.local_cloud.unlink()
            assert (await ask("POST", "/local-cloud"))[0] == 200
            assert (await ask("GET", "/health"))[1]["status"] == "ok"
    finally:
        daemon.request_shutdown()
        await daemon.run_until_shutdown()
