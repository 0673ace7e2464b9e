import asyncio

import pytest

from motiad.contract.codes import ErrorCode
from motiad.deployments import events as e
from motiad.deployments.reducer import initial
from motiad.errors import MotiadError
from motiad.pipeline.journal import Journal
from motiad.secrets.redaction import make_value_redactor


class SlowStore:
    """Takes its time, and notes what it was given; fails when told to."""

    def __init__(self):
        self.batches = []
        self.failing = False

    async def append(self, data, events):
        await asyncio.sleep(0.001)
        if self.failing:
            raise MotiadError(ErrorCode.STORAGE_FULL, "full")
        self.batches.append((data, list(events)))


class Published:
    def __init__(self):
        self.states = []

    def publish(self, data):
        self.states.append(data)


def journal(store, clock=lambda: 5):
    published = Published()
    return Journal(initial("d"), store, published, lambda text: text.replace("hunter2", "•••"), clock), published


async def test_what_piles_up_is_one_transaction():
    store = SlowStore()
    writer, published = journal(store)
    writer.emit(e.PhaseStarted(phase="build"))
    for n in range(50):
        writer.emit(e.Logged(phase="build", lines=(str(n),)))
    await writer.settle()
    assert len(store.batches) <= 2
    assert published.states[-1].build_logs == tuple(str(n) for n in range(50))


async def test_nothing_is_published_before_it_is_persisted():
    store = SlowStore()
    writer, published = journal(store)
    writer.emit(e.PhaseStarted(phase="build"))
    await asyncio.sleep(0)
    assert published.states == []
    await writer.settle()
    assert published.states == [store.batches[-1][0]]


async def test_no_status_is_swallowed():
    store = SlowStore()
    writer, published = journal(store)
    for phase in ("build", "upload", "deploy"):
        writer.emit(e.PhaseStarted(phase=phase))
    writer.emit(e.Completed())
    await writer.settle()
    assert [state.status for state in published.states] == ["building", "uploading", "deploying", "completed"]


async def test_time_never_falls():
    store = SlowStore()
    clock = iter([100, 50, 70, 200])
    writer, _ = journal(store, lambda: next(clock))
    for _ in range(4):
        writer.emit(e.Logged(phase="build", lines=("x",)))
    await writer.settle()
    assert [at for _, events in store.batches for at, _ in events] == [100, 100, 100, 200]


async def test_text_is_redacted_and_sanitised_before_it_is_kept():
    store = SlowStore()
    writer, published = journal(store)
    writer.emit(e.Logged(phase="build", lines=("pass hunter2 \x1b]0;title\x07 \x1b[31mred\x1b[0m\rmore",)))
    await writer.settle()
    assert published.states[-1].build_logs == ("pass •••  \x1b[31mred\x1b[0m", "more")


async def test_a_value_is_found_before_an_escape_sequence_has_taken_a_part_of_it():
    store, published = SlowStore(), Published()
    redact = make_value_redactor(["first half\x07second half"])
    writer = Journal(initial("d"), store, published, redact, lambda: 5)
    writer.emit(e.Logged(phase="build", lines=("a title: \x1b]0;first half\x07second half",)))
    await writer.settle()
    assert "half" not in published.states[-1].build_logs[0]


async def test_a_store_that_fails_is_told_once():
    store = SlowStore()
    writer, published = journal(store)
    store.failing = True
    writer.emit(e.PhaseStarted(phase="build"))
    with pytest.raises(MotiadError, match="full"):
        await writer.settle()
    await writer.settle()
    assert published.states == []
    writer.publish_unrecorded(e.Failed(code=ErrorCode.STORAGE_FULL, message="full"))
    assert published.states[-1].status == "failed"
