import pytest

from motiad.contract.codes import ErrorCode
from motiad.deployments import events as e
from motiad.store.retention import Pruned, Retention

DAY = 24 * 3600 * 1000
END = e.Failed(code=ErrorCode.BUILD_FAILED, message="no")


@pytest.fixture
def ended(store, requested, advance):
    """Writes a deployment with these log lines that has ended."""

    async def write(name, *lines, at=1000, finish=True):
        deployment, events = requested(name, at=at)
        await store.create(deployment, events)
        happened = [e.PhaseStarted(phase="build"), e.Logged(phase="build", lines=lines or ("x",))]
        await advance(store, deployment.data, *happened, *([END] if finish else []), at=at)

    return write


async def names(store):
    return [deployment.data.id for deployment in (await store.page())[0]]


async def test_the_newest_stay(store, ended):
    for number in range(6):
        await ended(f"d{number}", finish=number != 1)
    assert await store.prune(Retention(deployments=2), now=2000) == Pruned(deployments=("d0", "d2", "d3"))
    assert await names(store) == ["d5", "d4", "d1"], "one that has not ended is never removed"
    assert await store.logs("d0") == []
    assert await store.events("d0") == []


async def test_what_is_older_than_a_month_goes(store, ended):
    await ended("old", at=1000)
    await ended("active", at=1000, finish=False)
    await ended("new", at=10 * DAY)
    assert await store.prune(Retention(), now=31 * DAY) == Pruned(deployments=("old",))
    assert await names(store) == ["new", "active"]


async def test_a_clock_that_was_set_back_removes_nothing(store, ended):
    await ended("d1", at=100 * DAY)
    assert await store.prune(Retention(), now=5) == Pruned()


async def test_the_oldest_logs_make_room_and_say_so(store, ended):
    line = "x" * 10_000
    for number in range(3):
        await ended(f"d{number}", *(f"{n}{line}" for n in range(200)))
    limit = Retention(log_bytes=3 * 1024**2)
    assert await store.prune(limit, now=2000) == Pruned(logs=2)
    assert len(await store.logs("d2")) == 200
    (left,) = await store.logs("d0")
    assert left.text == "… 200 lines were removed: motiad keeps 3 MiB of logs, the newest"
    assert left.number == 200, "numbers never fall"
    assert [await store.dropped_lines(f"d{number}") for number in range(3)] == [200, 200, 0]
    assert (await store.get("d0")).data.build_logs == ()
    assert await store.prune(limit, now=2000) == Pruned(), "once"
    assert [event.kind for _, event in await store.events("d0")][-1] == "failed"


async def test_a_log_that_is_still_written_stays(store, ended):
    await ended("d1", *(f"{n}{'x' * 10_000}" for n in range(200)), finish=False)
    await ended("d2", *(f"{n}{'x' * 10_000}" for n in range(200)))
    await store.prune(Retention(log_bytes=1024**2), now=2000)
    assert len(await store.logs("d1")) == 200


async def test_compacting_gives_the_room_back(store, ended, file):
    await ended("d1", *(f"{n}{'x' * 10_000}" for n in range(300)), at=1000)
    await store.prune(Retention(), now=60 * DAY)
    await store.compact()
    await store.close()
    assert file.stat().st_size < 1024**2
