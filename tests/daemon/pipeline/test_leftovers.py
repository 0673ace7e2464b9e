import asyncio
from dataclasses import replace

from motiad.contract.codes import ErrorCode
from motiad.deployments.ports import DeploymentSecrets
from motiad.errors import MotiadError
from motiad.pipeline.leftovers import Leftovers
from motiad.pipeline.patience import Patience


def leftovers(bench, **patience):
    ports = bench.ports
    return Leftovers(ports.store, ports.secrets, bench.folder / "builds", ports.now, Patience(**patience))


async def failed(bench, name):
    bench.builder.gate.set()
    bench.cloud.upload_error = MotiadError(ErrorCode.UPLOAD_FAILED, "reset")
    await bench.start(name)
    await bench.watcher.until(name, "failed")
    while bench.scheduler.busy:
        await asyncio.sleep(0.01)


def test_every_id_has_its_own_folder(bench):
    keeper = leftovers(bench)
    assert len({keeper.folder(name) for name in ("a:b", "a_b", "a%3Ab", "a.b")}) == 4


async def test_what_can_be_retried_is_kept_for_a_while(bench):
    await failed(bench, "d1")
    assert (bench.folder / "builds" / "d1" / "build.json").exists()
    await bench.scheduler.close()
    keeper = leftovers(bench, retry_window=1.5)
    await keeper.settle(await bench.store.get("d1"))
    assert bench.secrets.kept
    async with asyncio.timeout(60):
        while bench.secrets.kept or (bench.folder / "builds" / "d1").exists():
            await asyncio.sleep(0.01)


async def test_the_oldest_builds_make_room(bench):
    for name in ("d1", "d2", "d3"):
        await failed(bench, name)
    keeper = leftovers(bench, kept_bytes=3000)
    for name in ("d1", "d2", "d3"):
        await keeper.settle(await bench.store.get(name))
    left = {folder.name for folder in (bench.folder / "builds").iterdir()}
    assert "d3" in left
    assert "d1" not in left
    await keeper.close()


async def test_the_sweep_looks_at_every_deployment_that_has_ended(bench, monkeypatch):
    monkeypatch.setattr("motiad.pipeline.leftovers.SWEPT_AT_ONCE", 2)
    for name in ("d1", "d2", "d3", "d4", "d5"):
        await failed(bench, name)
    await bench.scheduler.close()
    keeper = leftovers(bench, retry_window=0.2)
    keeper.sweep()
    async with asyncio.timeout(60):
        while bench.secrets.kept or list((bench.folder / "builds").iterdir()):
            await asyncio.sleep(0.01)
    await keeper.close()


async def test_the_sweep_removes_what_a_crash_left_and_nothing_that_is_needed(bench):
    await failed(bench, "d1")
    bench.secrets.kept["done"] = DeploymentSecrets("t", {})
    done = await bench.store.get("d1")
    state = done.data.model_copy(update={"id": "done", "status": "completed", "phase": None})
    await bench.store.create(replace(done, data=state), [])
    for name in ("done", "stranger", "running"):
        (bench.folder / "builds" / name).mkdir()
    keeper = leftovers(bench)
    keeper.take_up(state.model_copy(update={"id": "running"}))
    keeper.sweep()
    await asyncio.wait_for(keeper._sweeping, 60)
    assert sorted(folder.name for folder in (bench.folder / "builds").iterdir()) == ["d1", "running"]
    assert set(bench.secrets.kept) == {"d1"}
    await keeper.close()


async def test_the_next_attempt_keeps_what_the_one_before_it_would_have_removed(bench):
    await failed(bench, "d1")
    ended = await bench.store.get("d1")
    expired = replace(ended, data=ended.data.model_copy(update={"error_code": ErrorCode.TOKEN_EXPIRED}))
    keeper, forget = leftovers(bench), bench.secrets.forget

    async def slow(deployment_id):
        await forget(deployment_id)
        keeper.take_up(expired.data.model_copy(update={"attempt": 2, "status": "idle"}))

    bench.secrets.forget = slow
    await keeper.settle(expired)
    assert (bench.folder / "builds" / "d1" / "build.json").exists(), "the keyring took its time"
    bench.secrets.kept["d1"] = DeploymentSecrets("of-the-second-attempt", {})
    await keeper.settle(expired)
    assert bench.secrets.kept, "the second attempt has begun before the first had settled"
    await keeper.close()
