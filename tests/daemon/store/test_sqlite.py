import asyncio
import stat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import Resource
from motiad.deployments import events as e
from motiad.deployments.reducer import initial, reduce
from motiad.errors import MotiadError
from motiad.store import SqliteStore
from motiad.store.sqlite import MAX_PAGE

STEP = e.FoundStep(package_path="src/a.step.ts", language="node", type="api")
FAILED = e.Failed(message="The build failed.", code=ErrorCode.BUILD_FAILED)


async def test_a_deployment_comes_back_as_it_was_written(store, requested):
    deployment, first = requested()
    await store.create(deployment, first)
    assert await store.get("d1") == deployment
    assert await store.events("d1") == first


async def test_an_unknown_deployment_is_none(store, requested):
    assert await store.get("nobody") is None
    assert await store.logs("nobody") == []
    assert await store.events("nobody") == []
    with pytest.raises(LookupError):
        await store.append(initial("nobody"), [(1, FAILED)])


async def test_state_events_and_logs_survive_a_restart(store, file, requested, advance):
    deployment, first = requested()
    await store.create(deployment, first)
    logged = e.Logged(phase="build", lines=("one", "", "zwölf ≠ 12"))
    happened = [e.PhaseStarted(phase="build"), e.StepsFound(steps=(STEP,)), logged]
    data = await advance(store, deployment.data, *happened)
    await store.close()

    again = await SqliteStore.open(file)
    try:
        assert (await again.get("d1")).data == data
        assert data.build_logs == logged.lines
        assert [event for _, event in await again.events("d1")] == [first[0][1], *happened]
        assert [(line.number, line.phase, line.text, line.at) for line in await again.logs("d1")] == [
            (1, "build", "one", 2000),
            (2, "build", "", 2000),
            (3, "build", "zwölf ≠ 12", 2000),
        ]
    finally:
        await again.close()


async def test_log_lines_are_not_kept_twice(store, file, requested, advance):
    deployment, first = requested()
    await store.create(deployment, first)
    line = "this line is in the table of logs"
    await advance(store, deployment.data, e.PhaseStarted(phase="build"), e.Logged(phase="build", lines=(line,)))
    held = store._database.connection
    bodies = await store._thread.run(lambda: [row[0] for row in held.execute("SELECT body FROM events")])
    snapshots = await store._thread.run(lambda: [row[0] for row in held.execute("SELECT snapshot FROM deployments")])
    assert len(bodies) == 3
    assert not [text for text in bodies + snapshots if line in text]


async def test_a_new_attempt_keeps_its_place_and_the_older_attempts_log(store, requested, advance):
    for name in ("d1", "d2"):
        deployment, first = requested(name)
        await store.create(deployment, first)
        log = e.Logged(phase="build", lines=("first",))
        await advance(store, deployment.data, e.PhaseStarted(phase="build"), log, FAILED)
    second, event = requested("d1", attempt=2, at=3000)
    await store.create(second, event)
    again = e.Logged(phase="build", lines=("second",))
    data = await advance(store, second.data, e.PhaseStarted(phase="build"), again, at=4000)

    assert data.build_logs == ("second",)
    assert (await store.get("d1")).data == data
    assert [item.data.id for item in (await store.page())[0]] == ["d2", "d1"]
    assert [(line.number, line.text) for line in await store.logs("d1")] == [(1, "first"), (2, "second")]
    assert len(await store.events("d1", attempt=1)) == 4
    assert len(await store.events("d1", attempt=2)) == 3


async def test_the_last_event_is_the_last_of_all_attempts(store, requested, advance):
    assert await store.last_at("d1") == 0
    deployment, first = requested("d1", at=1000)
    await store.create(deployment, first)
    assert await store.last_at("d1") == 1000
    await advance(store, deployment.data, e.Logged(phase="build", lines=("first",)), FAILED, at=5000)
    second, event = requested("d1", attempt=2, at=3000)
    await store.create(second, event)
    assert await store.last_at("d1") == 5000
    held = store._database.connection
    await store._thread.run(lambda: held.execute("DELETE FROM events"))
    assert await store.last_at("d1") == 5000, "its log lines are left"
    assert await store.last_at("nobody") == 0


async def test_pages_go_from_the_newest_to_the_oldest(store, requested):
    for number in range(7):
        deployment, first = requested(f"d{number}")
        await store.create(deployment, first)
    seen, cursor = [], None
    for _ in range(3):
        page, cursor = await store.page(limit=3, before=cursor)
        seen.append([item.data.id for item in page])
    assert seen == [["d6", "d5", "d4"], ["d3", "d2", "d1"], ["d0"]]
    assert cursor is None


async def test_a_full_last_page_has_no_cursor(store, requested):
    deployment, first = requested()
    await store.create(deployment, first)
    assert (await store.page(limit=1))[1] is None


async def test_a_page_is_never_empty_and_never_endless(store, requested):
    for number in range(MAX_PAGE + 1):
        deployment, first = requested(f"d{number}")
        await store.create(deployment, first)
    assert len((await store.page(limit=0))[0]) == 1
    assert len((await store.page(limit=10**30))[0]) == MAX_PAGE


async def test_pages_filter_by_status_and_by_project(store, requested, advance):
    for name, project, path in (("d1", "shop", "/p/shop"), ("d2", "blog", "/p/blog"), ("d3", "shop", "/q/shop")):
        deployment, first = requested(name, project=project, path=path)
        await store.create(deployment, first)
    await advance(store, (await store.get("d1")).data, FAILED)

    async def found(**wanted):
        return [item.data.id for item in (await store.page(**wanted))[0]]

    assert await found(status="failed") == ["d1"]
    assert await found(status="idle") == ["d3", "d2"]
    assert await found(project="shop") == ["d3", "d1"]
    assert await found(project="/q/shop") == ["d3"]
    assert await found(project="shop", status="failed") == ["d1"]
    assert await found(project="none") == []


async def test_history_leaves_out_the_log_lines_of_what_has_ended(store, requested, advance):
    for name in ("ended", "active"):
        deployment, first = requested(name)
        await store.create(deployment, first)
        log = e.Logged(phase="build", lines=("line",))
        data = await advance(store, deployment.data, e.PhaseStarted(phase="build"), log)
        if name == "ended":
            await advance(store, data, FAILED)
    (active, ended), _ = await store.page()
    assert active.data.build_logs == ("line",)
    assert ended.data.build_logs == ()
    assert (await store.get("ended")).data.build_logs == ("line",)


@pytest.mark.parametrize("cursor", ["", "x", "-1", "1.5", "٣", "9" * 40])
async def test_a_cursor_that_is_none_is_refused(store, cursor):
    with pytest.raises(MotiadError) as refused:
        await store.page(before=cursor)
    assert refused.value.code is ErrorCode.INVALID_REQUEST
    assert refused.value.details == {"field": "before"}


async def test_unfinished_are_the_oldest_first_and_with_their_logs(store, requested, advance):
    for name in ("d1", "d2", "d3"):
        deployment, first = requested(name)
        await store.create(deployment, first)
    await advance(store, (await store.get("d2")).data, FAILED)
    log = e.Logged(phase="build", lines=("line",))
    data = await advance(store, (await store.get("d1")).data, e.PhaseStarted(phase="build"), log)
    found = await store.unfinished()
    assert [item.data.id for item in found] == ["d1", "d3"]
    assert found[0].data == data


async def test_logs_are_read_by_phase_and_from_a_number_on(store, requested, advance):
    deployment, first = requested()
    await store.create(deployment, first)
    data = deployment.data
    for phase in ("build", "upload", "deploy"):
        logs = [e.Logged(phase=phase, lines=(f"{phase} {number}", f"{phase} {number}'")) for number in (1, 2)]
        data = await advance(store, data, e.PhaseStarted(phase=phase), *logs)

    async def numbers(**wanted):
        return [line.number for line in await store.logs("d1", **wanted)]

    assert await numbers() == list(range(1, 13))
    assert await numbers(phase="upload") == [5, 6, 7, 8]
    assert await numbers(after=9) == [10, 11, 12]
    assert await numbers(phase="build", after=1, limit=2) == [2, 3]
    assert await numbers(after=12) == []


async def test_the_installation_key_is_made_once(store, file):
    key = await store.installation_key()
    assert len(key) == 32
    assert len(set(key)) > 8
    await store.close()
    again = await SqliteStore.open(file)
    assert await again.installation_key() == key
    await again.close()


async def test_the_reserved_stamp_never_falls(store):
    assert await store.reserved_stamp() == 0
    await store.reserve_stamp(5000)
    await store.reserve_stamp(4000)
    assert await store.reserved_stamp() == 5000


async def test_only_the_owner_may_read_what_is_stored(store, file, requested):
    deployment, first = requested()
    await store.create(deployment, first)
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    modes = {found.name: stat.S_IMODE(found.stat().st_mode) for found in file.parent.iterdir()}
    assert set(modes) == {"motiad.sqlite3", "motiad.sqlite3-wal", "motiad.sqlite3.ballast"}
    assert set(modes.values()) == {0o600}


async def test_appends_asked_for_at_once_are_written_in_their_order(store, requested):
    deployment, first = requested()
    await store.create(deployment, first)
    data = reduce(deployment.data, e.PhaseStarted(phase="build"), 1500)
    lines = [e.Logged(phase="build", lines=(str(number),)) for number in range(50)]
    await asyncio.gather(*(store.append(data, [(2000, line)]) for line in lines))
    assert [(line.number, line.text) for line in await store.logs("d1")] == [
        (number + 1, str(number)) for number in range(50)
    ]


async def test_a_cancelled_caller_loses_nothing(store, requested, advance):
    deployment, first = requested()
    await store.create(deployment, first)
    writing = asyncio.create_task(advance(store, deployment.data, e.PhaseStarted(phase="build")))
    await asyncio.sleep(0)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert (await store.get("d1")).data.status == "building"


async def test_after_close_it_says_that_the_daemon_is_ending(store):
    await store.close()
    await store.close()
    with pytest.raises(MotiadError) as refused:
        await store.page()
    assert refused.value.code is ErrorCode.SHUTTING_DOWN


text = st.text(max_size=20)
paths = st.sampled_from(["src/a.step.ts", "src/b_step.py", "x"])
phases = st.sampled_from(["build", "upload", "deploy"])
resource = st.builds(
    Resource,
    kind=st.just("queue"),
    name=text,
    step_name=text,
    status=st.sampled_from(["pending", "completed"]),
)
EVENTS = st.one_of(
    st.builds(e.Queued, ahead=st.integers(0, 9)),
    st.builds(e.PhaseStarted, phase=phases),
    st.builds(e.StepsFound, steps=st.just((STEP,))),
    st.builds(e.StepBuilding, package_path=paths),
    st.builds(e.StepBuilt, package_path=paths, size=st.integers(0, 2**40)),
    st.builds(e.StepFailed, package_path=paths, message=text),
    st.builds(
        e.CloudProgressed,
        resources=st.lists(resource, max_size=2).map(tuple),
        outputs=st.none() | st.dictionaries(text, text | st.integers(-(2**53), 2**53), max_size=2),
    ),
    st.builds(e.Logged, phase=phases, lines=st.lists(text, max_size=5).map(tuple)),
    st.builds(e.Failed, message=text, code=st.sampled_from(ErrorCode)),
)


def test_what_is_stored_is_what_happened_whatever_happened(tmp_path, requested):
    with asyncio.Runner() as runner:
        store = runner.run(SqliteStore.open(tmp_path / "motiad.sqlite3"))
        made = iter(range(10**6))

        async def check(batches):
            deployment, happened = requested(f"d{next(made)}")
            await store.create(deployment, happened)
            data = deployment.data
            for at, batch in enumerate(batches, start=2000):
                for event in batch:
                    data = reduce(data, event, at)
                await store.append(data, [(at, event) for event in batch])
                happened = [*happened, *((at, event) for event in batch)]
            assert (await store.get(data.id)).data == data
            assert await store.events(data.id) == happened
            replayed = initial(data.id)
            for at, event in happened:
                replayed = reduce(replayed, event, at)
            assert replayed == data
            lines = [line for _, event in happened if isinstance(event, e.Logged) for line in event.lines]
            assert [(line.number, line.text) for line in await store.logs(data.id)] == list(enumerate(lines, start=1))

        @settings(max_examples=60, deadline=None)
        @given(st.lists(st.lists(EVENTS, max_size=4), max_size=6))
        def anything(batches):
            runner.run(check(batches))

        try:
            anything()
        finally:
            runner.run(store.close())
