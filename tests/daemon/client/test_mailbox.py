"""What waits for a slow consumer."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motiad.client.mailbox import CONFLATE_OVER, Mailbox
from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import DeploymentData
from motiad.errors import MotiadError

FLOW = ["idle", "building", "uploading", "deploying", "completed"]


def state(deployment_id, number, status):
    return DeploymentData(id=deployment_id, status=status, phase=None, progress=0, message=str(number))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.booleans()), min_size=CONFLATE_OVER, max_size=4 * CONFLATE_OVER))
def test_far_behind_the_order_and_every_status_stay(moves):
    async def run():
        mailbox, at, put, got = Mailbox(), {"a": 0, "b": 0}, {"a": [], "b": []}, {"a": [], "b": []}
        for number, (key, turn) in enumerate(moves):
            at[key] = min(at[key] + (turn and number % 50 == 0), len(FLOW) - 1)
            data = state(key, number, FLOW[at[key]])
            put[key].append(data)
            mailbox.put(data)
        mailbox.fail(MotiadError(ErrorCode.DAEMON_UNAVAILABLE, "gone"))
        with pytest.raises(MotiadError):
            while True:
                data = await mailbox.get()
                got[data.id].append(data)
        for key in "ab":
            numbers = [int(each.message) for each in got[key]]
            assert numbers == sorted(set(numbers))
            assert got[key][-1:] == put[key][-1:]
            assert {each.status for each in got[key]} == {each.status for each in put[key]}
        assert sum(map(len, got.values())) <= CONFLATE_OVER

    asyncio.run(run())


async def test_nothing_is_dropped_while_it_keeps_up():
    mailbox = Mailbox()
    for number in range(CONFLATE_OVER):
        mailbox.put(state("a", number, "building"))
    assert [int((await mailbox.get()).message) for _ in range(CONFLATE_OVER)] == list(range(CONFLATE_OVER))


async def test_an_error_comes_after_what_was_there():
    mailbox = Mailbox()
    waiting = asyncio.create_task(mailbox.get())
    await asyncio.sleep(0)
    mailbox.put(data := state("a", 1, "idle"))
    mailbox.fail(MotiadError(ErrorCode.DAEMON_UNAVAILABLE, "gone"))
    assert await waiting == data
    with pytest.raises(MotiadError):
        await mailbox.get()
