"""The wall clock steps in the middle of a deployment: nothing fails, nothing falls."""

import asyncio
import time

import pytest

from motiad.contract.codes import ErrorCode
from motiad.deployments import events as e
from motiad.errors import MotiadError

HOUR = 3600 * 1000
BUNDLE = "node/src/a.step.zip"


class Clock:
    """The wall clock, and by how much somebody has set it off."""

    def __init__(self):
        self.off = 0

    def __call__(self):
        return time.time_ns() // 1_000_000 + self.off


async def until(condition):
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.005)


async def building(bench):
    await until(lambda: bench.builder.projects)


async def uploading(bench):
    bench.builder.gate.set()
    await until(lambda: bench.cloud.uploads)


async def deploying(bench):
    bench.builder.gate.set()
    bench.cloud.upload_gate.set()
    await until(lambda: bench.cloud.started)


@pytest.mark.parametrize("step", [HOUR, -HOUR, 24 * HOUR, -24 * HOUR], ids=["+1h", "-1h", "+1d", "-1d"])
@pytest.mark.parametrize("phase", [building, uploading, deploying])
async def test_a_clock_that_steps(bench, phase, step):
    clock = Clock()
    await bench.restart(now=clock)
    bench.cloud.held = frozenset({BUNDLE})
    await bench.start()
    await phase(bench)
    clock.off = step
    for gate in (bench.builder.gate, bench.cloud.upload_gate, bench.cloud.gate):
        gate.set()
    end = await bench.watcher.until("d1", "completed")
    states = [state for state in bench.watcher.states if state.id == "d1"]
    assert [state.progress for state in states] == sorted(state.progress for state in states)
    times = [at for at, _ in await bench.store.events("d1")]
    assert times == sorted(times)
    assert end.started_at <= end.completed_at
    ranges = [(times.started_at, times.completed_at) for times in end.phases.values()]
    assert all(begun <= ended for begun, ended in ranges)
    assert ranges == sorted(ranges)


@pytest.mark.parametrize("step", [HOUR, 23 * HOUR, -HOUR, -24 * HOUR], ids=["+1h", "+23h", "-1h", "-1d"])
@pytest.mark.parametrize("phase", [building, uploading, deploying])
async def test_a_clock_that_steps_over_a_restart(bench, phase, step):
    clock = Clock()
    await bench.restart(now=clock)
    bench.cloud.held = frozenset({BUNDLE})
    await bench.start()
    await phase(bench)
    clock.off = step
    await bench.restart(orderly=False)
    for gate in (bench.builder.gate, bench.cloud.upload_gate, bench.cloud.gate):
        gate.set()
    await bench.watcher.until("d1", "completed")
    times = [at for at, _ in await bench.store.events("d1")]
    assert times == sorted(times)


@pytest.mark.parametrize("phase", [building, uploading, deploying])
async def test_a_day_ahead_over_a_restart_is_a_day_off_and_the_end_but_not_of_what_is_ours_to_retry(bench, phase):
    """Nothing tells the two apart, and the rule says 24 hours (`security-reliability.md`, section 2)."""
    clock = Clock()
    await bench.restart(now=clock)
    bench.cloud.held = frozenset({BUNDLE})
    await bench.start()
    await phase(bench)
    clock.off = 24 * HOUR
    await bench.restart(orderly=False)
    end = (await bench.store.get("d1")).data
    assert (end.status, end.error_code) == ("failed", ErrorCode.STALE)
    assert ("Motia Cloud" if phase is deploying else "Deploy again") in end.error
    for gate in (bench.builder.gate, bench.cloud.upload_gate, bench.cloud.gate):
        gate.set()
    if phase is deploying:
        with pytest.raises(MotiadError, match="cannot be retried"):
            await bench.scheduler.retry("d1")
        return
    await bench.scheduler.retry("d1")
    assert (await bench.watcher.until("d1", "completed")).attempt == 2
    assert await stamps(bench) == sorted(await stamps(bench))


async def ended(bench, error):
    bench.builder.error = error
    bench.builder.gate.set()
    await bench.watcher.until("d1", "failed")
    await until(lambda: not bench.scheduler.busy)


async def again_by_retry(bench):
    await bench.scheduler.retry("d1")


async def again_by_start(bench):
    await bench.start()


@pytest.mark.parametrize("restarted", [False, True], ids=["same daemon", "restarted"])
@pytest.mark.parametrize("again", [again_by_retry, again_by_start])
async def test_the_next_attempt_is_not_before_the_one_before_it(bench, again, restarted):
    clock = Clock()
    await bench.restart(now=clock)
    await bench.start()
    await ended(bench, MotiadError(ErrorCode.BUILD_FAILED, "no"))
    first = (await bench.store.get("d1")).data
    clock.off = -24 * HOUR
    if restarted:
        await bench.restart(orderly=False)
    bench.watcher.states.clear()
    bench.builder.error = None
    bench.cloud.gate.set()
    await again(bench)
    second = await bench.watcher.until("d1", "completed")
    assert (second.attempt, second.started_at >= first.completed_at) == (2, True)
    assert await stamps(bench) == sorted(await stamps(bench))


async def test_a_start_that_lost_its_secrets_to_a_kill_begins_again_behind_its_own_end(bench):
    """Killed between row and keyring, it fails; whoever had no answer asks again, by then with the clock set back."""
    clock = Clock()
    await bench.restart(now=clock)
    await bench.start()
    await building(bench)
    bench.secrets.kept.clear()
    clock.off = -HOUR
    await bench.restart(orderly=False)
    assert (await bench.store.get("d1")).data.error_code == ErrorCode.SECRETS_UNAVAILABLE
    clock.off = -24 * HOUR
    bench.builder.gate.set()
    bench.cloud.gate.set()
    await bench.start()
    await bench.watcher.until("d1", "completed")
    assert await stamps(bench) == sorted(await stamps(bench))


async def test_time_does_not_fall_where_the_events_before_make_no_sense(bench):
    clock = Clock()
    await bench.restart(now=clock)
    await bench.start()
    await building(bench)
    clock.off = HOUR
    bench.scheduler._lines[bench.project()][0].journal.emit(e.Logged(phase="build", lines=("an hour later",)))
    await until(lambda: any("an hour later" in state.build_logs for state in bench.watcher.states))
    held = bench.store._database.connection
    await bench.store._thread.run(lambda: held.execute("UPDATE events SET body = 'x' WHERE number = 1"))
    clock.off = -HOUR
    await bench.restart(orderly=False)
    bench.builder.gate.set()
    bench.cloud.gate.set()
    await bench.watcher.until("d1", "completed")
    at = [line.at for line in await bench.store.logs("d1")]
    assert at == sorted(at)


async def stamps(bench):
    """When everything happened that the store knows of, in its order."""
    events = [at for attempt in (1, 2) for at, _ in await bench.store.events("d1", attempt=attempt)]
    lines = [line.at for line in await bench.store.logs("d1")]
    assert lines == sorted(lines)
    return events
