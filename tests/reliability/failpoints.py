"""Places where a daemon under test dies: around every persist and every act, by decorating the ports.

Nothing of this is known to motiad: the launcher puts these classes where the composition root looks for its own.
"""

import os
import signal
import time
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial

from motiad import builder, cloud
from motiad.app import daemon
from motiad.cloud.policy import RetryPolicy
from motiad.pipeline.patience import Patience

DOUBT = 1.5
"""Seconds instead of 15."""
HASTY = replace(
    RetryPolicy(),
    connect_timeout=2.0,
    call_timeout=2.0,
    call_budget=4.0,
    put_stall=2.0,
    put_budget=4.0,
    stream_heartbeat=1.0,
    stream_join_timeout=2.0,
    stream_silence=3.0,
)
"""A daemon's deadlines for a test that stops it for longer."""
ACTS = ("create", "append", "keep", "recall", "forget", "build", "upload", "start", "follow")
POINTS = tuple(f"{act}:{side}" for act in ACTS for side in ("before", "after"))


class Failpoint:
    """Kills this process when one place is passed for the n-th time; `point` is `append:before:3`, or None."""

    def __init__(self, point):
        self.act, self.side, count = point.split(":") if point else ("", "", "0")
        self.left = int(count)

    def passed(self, act, side):
        if (act, side) == (self.act, self.side):
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def around(self, act, method):
        """Return the coroutine function with the failpoint on both sides."""

        async def crashing(*args, **kwargs):
            self.passed(act, "before")
            result = await method(*args, **kwargs)
            self.passed(act, "after")
            return result

        return crashing


def install(failpoint, *, hasty=False, clock=0):
    """Decorate the ports of the daemon that this process is about to start.

    A hasty one waits for nothing long; `clock` is by how many milliseconds its wall clock is off.
    """
    daemon._milliseconds = lambda: time.time_ns() // 1_000_000 + clock

    def crashing(base, *acts):
        def init(self, *args, **kwargs):
            base.__init__(self, *args, **kwargs)
            for act in acts:
                setattr(self, act, failpoint.around(act, getattr(self, act)))

        return type(base.__name__, (base,), {"__init__": init})

    class Cloud(crashing(cloud.MotiaCloud, "upload", "start")):
        @asynccontextmanager
        async def follow(self, deployment_id):
            failpoint.passed("follow", "before")
            async with super().follow(deployment_id) as states:
                yield self._passing(states)

        async def _passing(self, states):
            async for state in states:
                failpoint.passed("follow", "after")
                yield state

    daemon.SqliteStore = crashing(daemon.SqliteStore, "create", "append")
    daemon.DeploymentVault = crashing(daemon.DeploymentVault, "keep", "recall", "forget")
    builder.MotiaBuilder = crashing(builder.MotiaBuilder, "build")
    cloud.MotiaCloud = partial(Cloud, policy=HASTY) if hasty else Cloud
    daemon.Scheduler = partial(daemon.Scheduler, patience=Patience(doubt=DOUBT))
