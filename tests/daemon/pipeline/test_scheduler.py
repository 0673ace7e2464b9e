import asyncio

import pytest

from motiad.contract.codes import ErrorCode
from motiad.contract.http import StartRequest
from motiad.deployments.ports import CloudState
from motiad.errors import MotiadError
from motiad.pipeline.scheduler import QUEUE_LIMIT


def opened(bench):
    bench.builder.gate.set()
    bench.cloud.gate.set()


async def test_the_whole_way(bench):
    opened(bench)
    accepted = await bench.start(environment_name="production", version_name="v1")
    assert accepted.data.status == "idle"
    end = await bench.watcher.until("d1", "completed")
    assert bench.watcher.statuses("d1") == ["idle", "building", "uploading", "deploying", "completed"]
    assert (await bench.store.get("d1")).data == end
    assert end.metadata.environment == "production"
    assert (end.project, end.version, end.outputs) == ("shop", "v1", {"url": "u"})
    token, _, joined_before = bench.cloud.started[0]
    assert token == "secret-token-1"
    assert joined_before, "the cloud's stream is joined before the start request"


async def test_secrets_are_gone_after_the_end_and_the_build_too(bench):
    opened(bench)
    await bench.start()
    await bench.watcher.until("d1", "completed")
    while bench.scheduler.busy or bench.secrets.kept:
        await asyncio.sleep(0.01)
    await bench.restart()
    assert bench.secrets.kept == {}
    assert list((bench.folder / "builds").glob("*")) == []


async def test_secrets_never_show(bench):
    opened(bench)
    bench.builder.says = ("the token is secret-token-1", "db=hunter2-long-value")
    await bench.start(envs={"DB": "hunter2-long-value"})
    await bench.watcher.until("d1", "completed")
    assert bench.builder.env_names == [("DB",)], "the builder checks the names, and never sees a value"
    database = (bench.folder / "state" / "motiad.sqlite3").read_bytes()
    wal = bench.folder / "state" / "motiad.sqlite3-wal"
    database += wal.read_bytes() if wal.exists() else b""
    for secret in ("secret-token-1", "hunter2-long-value"):
        assert secret.encode() not in database
        assert all(secret not in state.model_dump_json() for state in bench.watcher.states)


async def test_the_same_start_again_attaches(bench):
    first = await bench.start()
    again = await bench.start()
    assert again.data.id == first.data.id
    assert len(bench.builder.projects) <= 1


async def test_another_token_is_a_conflict(bench):
    await bench.start()
    with pytest.raises(MotiadError) as caught:
        await bench.start(deployment_token="other")
    assert caught.value.code == ErrorCode.DEPLOYMENT_CONFLICT


async def test_a_completed_one_is_finished(bench):
    opened(bench)
    await bench.start()
    await bench.watcher.until("d1", "completed")
    with pytest.raises(MotiadError) as caught:
        await bench.start()
    assert caught.value.code == ErrorCode.DEPLOYMENT_FINISHED


async def test_a_failed_build_may_be_started_again(bench):
    opened(bench)
    bench.builder.error = MotiadError(ErrorCode.BUILD_FAILED, "src/a.step.ts:3: no")
    await bench.start()
    failed = await bench.watcher.until("d1", "failed")
    assert (failed.error, failed.error_code, failed.phase) == ("src/a.step.ts:3: no", "BUILD_FAILED", "build")
    assert failed.build_logs[-1] == "src/a.step.ts:3: no"
    bench.builder.error = None
    bench.watcher.states.clear()
    await bench.start()
    assert (await bench.watcher.until("d1", "completed")).attempt == 2


async def test_retry_uses_the_kept_secrets(bench):
    opened(bench)
    bench.cloud.upload_error = MotiadError(ErrorCode.UPLOAD_FAILED, "reset")
    await bench.start(envs={"A": "b"})
    failed = await bench.watcher.until("d1", "failed")
    assert failed.upload[0].error_message == "reset"
    bench.cloud.upload_error = None
    bench.watcher.states.clear()
    await bench.scheduler.retry("d1")
    end = await bench.watcher.until("d1", "completed")
    assert (end.attempt, end.version, end.project) == (2, None, "shop")
    assert bench.cloud.started[-1][1] == {"A": "b"}


async def test_a_cloud_failure_is_not_retryable(bench):
    opened(bench)
    bench.cloud.states = [CloudState("failed", (), {"error": "quota"})]
    await bench.start()
    failed = await bench.watcher.until("d1", "failed")
    assert failed.error_code == ErrorCode.DEPLOY_FAILED
    assert "quota" in failed.error
    with pytest.raises(MotiadError) as caught:
        await bench.scheduler.retry("d1")
    assert caught.value.code == ErrorCode.NOT_RETRYABLE
    with pytest.raises(MotiadError) as caught:
        await bench.start()
    assert caught.value.code == ErrorCode.DEPLOYMENT_FINISHED


async def test_a_silent_end_of_the_clouds_stream_fails(bench):
    opened(bench)
    bench.cloud.states = []
    await bench.start()
    assert (await bench.watcher.until("d1", "failed")).error_code == ErrorCode.CLOUD_TIMEOUT


async def test_a_bug_ends_the_deployment_without_its_text(bench, caplog):
    opened(bench)
    bench.builder.error = ZeroDivisionError("secret internals")
    await bench.start()
    failed = await bench.watcher.until("d1", "failed")
    assert failed.error_code == ErrorCode.INTERNAL
    assert "secret internals" not in failed.error


async def test_no_project(bench):
    with pytest.raises(MotiadError) as caught:
        await bench.scheduler.start(StartRequest(deployment_token="t", deployment_id="d"), None, "local")
    assert caught.value.code == ErrorCode.NO_PROJECT


async def test_one_project_is_a_queue_and_another_runs_beside_it(bench):
    await bench.start("d1")
    second = await bench.start("d2")
    assert (second.data.message, second.data.queue_position) == ("Queued (1 ahead)", 1)
    await bench.start("other", project="blog")
    await bench.watcher.until("other", "building")
    assert bench.watcher.statuses("d2") == ["idle"]
    opened(bench)
    await bench.watcher.until("d2", "completed")
    order = [state.id for state in bench.watcher.states if state.status == "completed"]
    assert order.index("d1") < order.index("d2")


async def test_a_full_queue_says_so(bench):
    for number in range(QUEUE_LIMIT + 1):
        await bench.start(f"d{number}")
    with pytest.raises(MotiadError) as caught:
        await bench.start("one-more")
    assert caught.value.code == ErrorCode.QUEUE_FULL


async def test_cancel_a_build(bench):
    await bench.start()
    await bench.watcher.until("d1", "building")
    await bench.scheduler.cancel("d1")
    end = await bench.watcher.until("d1", "failed")
    assert (end.error_code, end.phase, end.message) == ("CANCELLED", "build", "Deployment cancelled")


async def test_cancel_one_that_waits_moves_the_line_up(bench):
    for name in ("d1", "d2", "d3"):
        await bench.start(name)
    await bench.scheduler.cancel("d2")
    assert (await bench.watcher.until("d2", "failed")).error_code == ErrorCode.CANCELLED
    opened(bench)
    await bench.watcher.until("d3", "completed")
    assert [state.queue_position for state in bench.watcher.states if state.id == "d3"][:2] == [2, 1]


async def test_what_the_cloud_deploys_cannot_be_cancelled(bench):
    bench.builder.gate.set()
    await bench.start()
    await bench.watcher.until("d1", "deploying")
    with pytest.raises(MotiadError) as caught:
        await bench.scheduler.cancel("d1")
    assert caught.value.code == ErrorCode.NOT_CANCELLABLE


async def test_an_unknown_one_is_not_found(bench):
    for act in (bench.scheduler.cancel, bench.scheduler.retry):
        with pytest.raises(MotiadError) as caught:
            await act("nobody")
        assert caught.value.code == ErrorCode.NOT_FOUND


async def test_a_start_at_the_moment_the_line_ends_is_not_lost(bench, monkeypatch):
    await bench.start("d1")
    create = bench.store.create

    async def late(deployment, events):
        opened(bench)
        await bench.watcher.until("d1", "completed")
        async with asyncio.timeout(60):
            while bench.scheduler.busy:
                await asyncio.sleep(0.005)
        await create(deployment, events)

    monkeypatch.setattr(bench.store, "create", late)
    await bench.start("d2")
    await bench.watcher.until("d2", "completed")
