"""The wall clock steps in the middle of a deployment: nothing fails, nothing falls."""

import asyncio
import time

import pytest

HOUR = 3600 * 1000
BUNDLE = "node/src/a.step.zip"


class Clock:
    """The wall clock, and by how much somebody has set it off."""

    def __init__(self):
        self.off = 0

    def __call__(self):
        return time.time_ns() // 1_000_000 + self.off


async def until(condition):
    async with asyncio.timeout(5):
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


@pytest.mark.parametrize("step", [HOUR, -HOUR, -24 * HOUR], ids=["+1h", "-1h", "-1d"])
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
