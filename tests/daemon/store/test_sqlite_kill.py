"""SIGKILL in the middle of writes: what was acknowledged is there, and nothing is half there."""

import random
import subprocess
import sys
import time

from motiad.deployments import events as e
from motiad.deployments.reducer import initial, reduce
from motiad.store import SqliteStore

CHILD = """
import asyncio, sys
from pathlib import Path
from motiad.deployments import events as e
from motiad.deployments.ports import Deployment
from motiad.deployments.reducer import initial, reduce
from motiad.store import SqliteStore

async def main(file, name):
    store = await SqliteStore.open(Path(file))
    first = e.Requested()
    data = reduce(initial(name), first, 1)
    await store.create(Deployment(data, Path("/p"), "local", "f"), [(1, first)])
    number = 0
    while True:
        number += 1
        batch = [e.PhaseStarted(phase="build"), e.Logged(phase="build", lines=(f"line {number}", "x" * 500))]
        for event in batch:
            data = reduce(data, event, number)
        await store.append(data, [(number, event) for event in batch])
        print(number, flush=True)

asyncio.run(main(sys.argv[1], sys.argv[2]))
"""


async def test_everything_acknowledged_survives(file):
    chance = random.Random(20)
    for name in ("d1", "d2", "d3", "d4"):
        child = subprocess.Popen([sys.executable, "-c", CHILD, file, name], stdout=subprocess.PIPE, text=True)
        with child:
            assert child.stdout.readline() == "1\n", "the child never wrote"
            time.sleep(chance.uniform(0, 0.15))
            child.kill()
            acknowledged = [1, *map(int, child.stdout.read().split())][-1]
        store = await SqliteStore.open(file)
        try:
            assert store.degraded is None
            happened = await store.events(name)
            appended = (len(happened) - 1) // 2
            assert appended in {acknowledged, acknowledged + 1}
            assert len(happened) == 1 + 2 * appended, "half a batch was written"
            replayed = initial(name)
            for at, event in happened:
                replayed = reduce(replayed, event, at)
            assert (await store.get(name)).data == replayed
            lines = await store.logs(name, limit=10_000)
            assert [line.number for line in lines] == list(range(1, 2 * appended + 1))
            assert [line.text for line in lines[::2]] == [f"line {number}" for number in range(1, appended + 1)]
            assert all(isinstance(event, e.Logged) == (place % 2 == 0 and place > 0)
                       for place, (_, event) in enumerate(happened))  # fmt: skip
        finally:
            await store.close()
