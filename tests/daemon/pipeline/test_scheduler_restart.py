"""What becomes of a deployment when the daemon ends under it (`security-reliability.md`, section 2)."""

import asyncio
import shutil

import pytest

from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import Resource
from motiad.deployments import events as e
from motiad.deployments.ports import CloudState
from motiad.errors import MotiadError

A, B = "node/src/a.step.zip", "router-node.zip"
IN_DOUBT = MotiadError(ErrorCode.CLOUD_UNREACHABLE, "nobody knows", details={"inDoubt": True})
STARTED = MotiadError(ErrorCode.CLOUD_REJECTED, "started already", details={"status": 409})


def opened(bench):
    bench.builder.gate.set()
    bench.cloud.gate.set()


async def building(bench, builds=1):
    """Start it unless that was done, and wait until its builder is at work."""
    if builds == 1:
        await bench.start()
    await until(lambda: len(bench.builder.projects) == builds)


async def until(condition):
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.005)


async def log_lines(bench):
    return [line.text for line in await bench.store.logs("d1")]


@pytest.fixture(params=[True, False], ids=["SIGTERM", "SIGKILL"])
def orderly(request):
    return request.param


async def test_a_build_is_done_over_and_tells_nothing_twice(bench, orderly):
    await building(bench)
    leftover = bench.folder / "builds" / "d1" / "half.zip"
    leftover.parent.mkdir(parents=True)
    leftover.write_text("half")
    await bench.restart(orderly=orderly)
    opened(bench)
    end = await bench.watcher.until("d1", "completed")
    assert len(bench.builder.projects) == 2
    assert not leftover.exists()
    lines = await log_lines(bench)
    assert sorted(lines) == sorted(set(lines))
    assert "motiad was restarted and goes on here (1 of at most 3)" in lines
    assert (end.attempt, end.progress) == (1, 100)


async def test_what_waits_keeps_its_place(bench, orderly):
    await building(bench)
    for name in ("d2", "d3"):
        await bench.start(name)
    await bench.restart(orderly=orderly)
    opened(bench)
    await bench.watcher.until("d3", "completed")
    ends = [state.id for state in bench.watcher.states if state.status == "completed"]
    assert ends == ["d1", "d2", "d3"]


async def uploading_half(bench):
    bench.builder.bundles = (A, B)
    bench.cloud.held = frozenset({B})
    opened(bench)
    await bench.start()
    async with asyncio.timeout(60):
        while [row.status for row in (await bench.store.get("d1")).data.upload] != ["uploaded", "uploading"]:
            await asyncio.sleep(0.01)


async def test_only_what_is_not_confirmed_goes_up_again(bench, orderly):
    await uploading_half(bench)
    await bench.restart(orderly=orderly)
    bench.cloud.upload_gate.set()
    await bench.watcher.until("d1", "completed")
    assert bench.cloud.uploads == [A, B, B]
    assert len(bench.builder.projects) == 1
    lines = await log_lines(bench)
    assert lines.count(f"Uploaded {A} (1000 bytes)") == 1


async def test_a_bundle_that_changed_on_disk_is_built_again(bench):
    await uploading_half(bench)
    (bench.folder / "builds" / "d1" / B).write_bytes(b"y" * 1000)
    await bench.restart(orderly=False)
    bench.cloud.upload_gate.set()
    await bench.watcher.until("d1", "completed")
    assert len(bench.builder.projects) == 2
    assert bench.cloud.uploads == [A, B, B], "the other came out as it was"


async def test_a_build_that_is_gone_goes_up_whole(bench):
    await uploading_half(bench)
    shutil.rmtree(bench.folder / "builds")
    await bench.restart(orderly=False)
    bench.cloud.upload_gate.set()
    end = await bench.watcher.until("d1", "completed")
    assert bench.cloud.uploads == [A, B, A, B]
    assert {row.status for row in end.upload} == {"uploaded"}


async def deploying(bench):
    bench.builder.gate.set()
    await bench.start()
    async with asyncio.timeout(60):
        while not any(isinstance(event, e.CloudStarted) for _, event in await bench.store.events("d1")):
            await asyncio.sleep(0.01)


async def test_what_the_cloud_accepted_is_followed_not_started_again(bench, orderly):
    await deploying(bench)
    await bench.restart(orderly=orderly)
    bench.cloud.gate.set()
    await bench.watcher.until("d1", "completed")
    assert len(bench.cloud.started) == 1


async def test_what_the_cloud_accepted_needs_no_secrets_any_more(bench):
    await deploying(bench)
    bench.secrets.kept.clear()
    await bench.restart()
    bench.cloud.gate.set()
    assert await bench.watcher.until("d1", "completed")


async def in_doubt(bench):
    """Die between the start request and its answer."""
    answer = asyncio.Event()
    asked = asyncio.Event()
    real = bench.cloud.start

    async def start(token, envs, manifest):
        await real(token, envs, manifest)
        asked.set()
        await answer.wait()

    bench.cloud.start = start
    bench.builder.gate.set()
    await bench.start()
    await asyncio.wait_for(asked.wait(), 60)
    bench.cloud.start = real


async def test_in_doubt_a_cloud_that_knows_it_is_followed(bench, orderly):
    await in_doubt(bench)
    bench.cloud.gate.set()
    await bench.restart(orderly=orderly)
    await bench.watcher.until("d1", "completed")
    assert len(bench.cloud.started) == 1


async def test_in_doubt_a_cloud_that_does_not_know_it_is_asked_again(bench, orderly):
    bench.impatient(doubt=0.2)
    await in_doubt(bench)
    await bench.restart(orderly=orderly)
    await until(lambda: len(bench.cloud.started) == 2)
    bench.cloud.gate.set()
    await bench.watcher.until("d1", "completed")
    assert len(bench.cloud.started) == 2


async def test_a_second_start_that_is_refused_says_it_was_started(bench):
    bench.impatient(doubt=0.2)
    await in_doubt(bench)
    bench.cloud.start_errors = [STARTED]
    await bench.restart()
    await until(lambda: len(bench.cloud.started) == 2)
    bench.cloud.gate.set()
    await bench.watcher.until("d1", "completed")


async def test_doubt_without_a_restart_is_resolved_the_same_way(bench):
    bench.cloud.start_errors = [IN_DOUBT]
    opened(bench)
    await bench.start()
    await bench.watcher.until("d1", "completed")
    assert len(bench.cloud.started) == 1


async def test_doubt_does_not_last_for_ever(bench):
    bench.impatient(doubt=0.2)
    bench.cloud.start_errors = [IN_DOUBT] * 9
    bench.builder.gate.set()
    await bench.start()
    assert (await bench.watcher.until("d1", "failed")).error_code == ErrorCode.CLOUD_UNREACHABLE
    assert len(bench.cloud.started) == 3


async def test_a_first_start_that_is_refused_is_a_failure(bench):
    bench.cloud.start_errors = [STARTED]
    opened(bench)
    await bench.start()
    assert (await bench.watcher.until("d1", "failed")).error_code == ErrorCode.CLOUD_REJECTED


async def test_resources_are_told_once(bench):
    first = Resource(kind="endpoint", name="GET /a", step_name="A", status="completed")
    second = Resource(kind="cron", name="0 * * * *", step_name="B", status="completed")
    waiting = second.model_copy(update={"status": "pending"})
    bench.cloud.states = [CloudState("progress", (first, waiting))]
    bench.cloud.stays = True
    opened(bench)
    await bench.start()
    await until(lambda: bench.watcher.states[-1].resources == (first, waiting))
    bench.cloud.states = [CloudState("progress", (first, waiting)), CloudState("completed", (first, second))]
    await bench.restart(orderly=False)
    await bench.watcher.until("d1", "completed")
    lines = await log_lines(bench)
    assert [line for line in lines if "ready" in line] == ["endpoint GET /a (A): ready", "cron 0 * * * * (B): ready"]


async def test_without_secrets_it_cannot_go_on(bench, orderly):
    await building(bench)
    bench.secrets.kept.clear()
    await bench.restart(orderly=orderly)
    end = (await bench.store.get("d1")).data
    assert (end.status, end.error_code, end.phase) == ("failed", "SECRETS_UNAVAILABLE", "build")


async def test_secrets_of_an_earlier_attempt_are_not_used(bench):
    await building(bench)
    kept = bench.secrets.kept["d1"]
    bench.secrets.kept["d1"] = type(kept)(token="of-another-attempt", envs=kept.envs)
    await bench.restart()
    assert (await bench.store.get("d1")).data.error_code == ErrorCode.SECRETS_UNAVAILABLE


@pytest.mark.parametrize(("locked", "status"), [(3, "completed"), (99, "failed")])
async def test_a_locked_keyring_is_waited_for(bench, locked, status):
    if status == "failed":
        bench.impatient(keyring=0.3)
    await building(bench)
    opened(bench)
    real, asked = bench.secrets.recall, []

    async def recall(deployment_id):
        asked.append(deployment_id)
        if len(asked) <= locked:
            raise MotiadError(ErrorCode.SECRETS_UNAVAILABLE, "locked")
        return await real(deployment_id)

    bench.secrets.recall = recall
    await bench.restart()
    end = await bench.watcher.until("d1", status)
    assert end.error_code == (ErrorCode.SECRETS_UNAVAILABLE if status == "failed" else None)


async def test_three_restarts_are_survived_and_not_four(bench):
    for restarts in range(4):
        await building(bench, restarts + 1)
        await bench.restart(orderly=False)
    end = (await bench.store.get("d1")).data
    assert (end.status, end.error_code) == ("failed", "RESUME_LIMIT")
    lines = await log_lines(bench)
    assert len(lines) == len(set(lines))


async def test_a_day_later_nobody_waits_for_it(bench):
    await building(bench)
    await bench.restart(now=lambda: 1_000_000 + 24 * 3600 * 1000 + 1)
    assert (await bench.store.get("d1")).data.error_code == ErrorCode.STALE


async def test_a_clock_that_was_set_back_stops_nothing(bench):
    await building(bench)
    await bench.restart(now=lambda: 5)
    opened(bench)
    await bench.watcher.until("d1", "completed")
    times = [at for at, _ in await bench.store.events("d1")]
    assert times == sorted(times)


async def test_a_retry_uses_what_is_built_and_uploaded(bench):
    bench.builder.bundles = (A, B)
    bench.cloud.held = frozenset({B})
    opened(bench)
    await bench.start()
    async with asyncio.timeout(60):
        while [row.status for row in (await bench.store.get("d1")).data.upload] != ["uploaded", "uploading"]:
            await asyncio.sleep(0.01)
    await bench.scheduler.cancel("d1")
    bench.watcher.states.clear()
    bench.cloud.upload_gate.set()
    await bench.scheduler.retry("d1")
    end = await bench.watcher.until("d1", "completed")
    assert bench.cloud.uploads == [A, B, B]
    assert len(bench.builder.projects) == 1
    assert [row.status for row in end.build] == ["built"]
    assert {row.status for row in end.upload} == {"uploaded"}
    assert bench.watcher.statuses("d1") == ["idle", "building", "uploading", "deploying", "completed"]


async def test_a_start_of_the_same_id_builds_anew(bench):
    bench.cloud.upload_error = MotiadError(ErrorCode.UPLOAD_FAILED, "reset")
    opened(bench)
    await bench.start()
    await bench.watcher.until("d1", "failed")
    bench.cloud.upload_error = None
    await bench.start()
    await bench.watcher.until("d1", "completed")
    assert len(bench.builder.projects) == 2


async def test_a_retry_after_a_restart(bench):
    bench.cloud.upload_error = MotiadError(ErrorCode.UPLOAD_FAILED, "reset")
    opened(bench)
    await bench.start()
    await bench.watcher.until("d1", "failed")
    await bench.restart()
    bench.cloud.upload_error = None
    await bench.scheduler.retry("d1")
    await bench.watcher.until("d1", "completed")
    assert len(bench.builder.projects) == 1
