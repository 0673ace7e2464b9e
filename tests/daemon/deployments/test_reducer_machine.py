"""A deployment's life as a state machine: live equals replay equals the stored state, over crashes and clocks."""

import asyncio
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import Resource
from motiad.deployments import events as e
from motiad.deployments.ports import Deployment
from motiad.deployments.reducer import initial, reduce
from motiad.deployments.repeating import repeatable
from motiad.pipeline.journal import Journal
from motiad.store import SqliteStore

STEPS = tuple(e.FoundStep(package_path=f"src/{name}.step.ts", language="node", type="api") for name in "ab")
BUNDLES = tuple(
    e.FoundBundle(package_path=f"node/src/{name}.step.zip", language="node", type="api", size=1000) for name in "ab"
)
paths = st.sampled_from([step.package_path for step in STEPS])
bundles = st.sampled_from([bundle.package_path for bundle in BUNDLES])
statuses = st.sampled_from(["pending", "progress", "completed", "failed"])
PHASES = st.sampled_from(["build", "upload", "deploy"])
EVENTS = st.one_of(
    PHASES.map(lambda phase: e.PhaseStarted(phase=phase)),
    st.just(e.StepsFound(steps=STEPS)),
    st.just(e.BundlesFound(bundles=BUNDLES)),
    paths.map(lambda path: e.StepBuilding(package_path=path)),
    paths.map(lambda path: e.StepBuilt(package_path=path, size=1000)),
    paths.map(lambda path: e.StepFailed(package_path=path, message="no")),
    bundles.map(lambda path: e.UploadStarted(package_path=path)),
    st.builds(e.UploadProgressed, package_path=bundles, sent=st.integers(0, 1000)),
    bundles.map(lambda path: e.Uploaded(package_path=path)),
    bundles.map(lambda path: e.UploadFailed(package_path=path, message="no")),
    st.builds(e.Queued, ahead=st.integers(1, 10)),
    st.just(e.Resumed()),
    st.just(e.CloudAsked()),
    st.just(e.CloudStarted(deployment_url="http://localhost/apps/d")),
    statuses.map(
        lambda status: e.CloudProgressed(
            resources=(Resource(kind="cron", name="* * * * *", step_name="A", status=status),)
        )
    ),
    st.builds(
        e.Logged, phase=st.sampled_from(["build", "upload", "deploy"]), lines=st.tuples(st.text("ab", max_size=3))
    ),
)
ENDS = st.sampled_from([e.Completed(), e.Failed(code=ErrorCode.CANCELLED, message="cancelled")])


class Published:
    def __init__(self):
        self.states = []

    def publish(self, data):
        self.states.append(data)


class Life(RuleBasedStateMachine):
    """Runs a journal over a real store; a crash loses what was emitted and not settled, and nothing else."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.loop = asyncio.new_event_loop()
        self.clock = 1_000_000_000
        self.published = Published()
        self.attempt = 0
        self.store = self.do(SqliteStore.open(Path(self.folder.name) / "motiad.sqlite3"))
        self.data = initial("d")
        self.begin()

    def do(self, work):
        return self.loop.run_until_complete(work)

    def begin(self):
        self.attempt += 1
        event = e.Requested(attempt=self.attempt, project="shop", version="v1")
        at = max(self.clock, self.do(self.store.last_at("d")))
        self.data = reduce(self.data, event, at)
        deployment = Deployment(self.data, Path("/projects/shop"), "local", "f" * 64)
        self.do(self.store.create(deployment, [(at, event)]))
        self.journal = self.make_journal()

    def make_journal(self):
        last_at = self.do(self.store.last_at("d"))
        return Journal(self.data, self.store, self.published, str, lambda: self.clock, last_at=last_at)

    async def emit(self, *happened):
        for event in happened:
            self.journal.emit(event)
        await self.journal.settle()

    @rule(happened=st.lists(EVENTS, min_size=1, max_size=8))
    def happens(self, happened):
        before = self.journal.data
        self.do(self.emit(*happened))
        after = self.journal.data
        assert after.progress >= before.progress
        if before.terminal:
            assert after == before, "an end is an end"

    @rule(end=ENDS)
    def ends(self, end):
        before = self.journal.data
        self.do(self.emit(end))
        assert not before.terminal or self.journal.data == before

    @precondition(lambda self: repeatable(self.journal.data))
    @rule()
    def again(self):
        self.data = self.journal.data
        self.begin()

    @rule()
    def crashes(self):
        """Start anew from what is on disk."""
        self.do(self.store.close())
        self.store = self.do(SqliteStore.open(Path(self.folder.name) / "motiad.sqlite3"))
        kept = self.do(self.store.get("d"))
        assert kept.data == self.journal.data
        self.data = kept.data
        self.journal = self.make_journal()

    @rule(step=st.sampled_from([-86_400_000, -3_600_000, -1, 0, 1, 1000, 3_600_000, 86_400_000]))
    def the_clock_steps(self, step):
        self.clock = max(1, self.clock + step)

    @invariant()
    def replay_equals_live_equals_snapshot(self):
        live = self.journal.data
        assert self.do(self.store.get("d")).data == live
        events = self.do(self.store.events("d", attempt=self.attempt))
        data = initial("d")
        for at, event in events:
            data = reduce(data, event, at)
        assert data == live

    @invariant()
    def time_never_falls(self):
        attempts = range(1, self.attempt + 1)
        times = [at for attempt in attempts for at, _ in self.do(self.store.events("d", attempt=attempt))]
        assert times == sorted(times)
        assert self.do(self.store.last_at("d")) == times[-1]
        lines = [line.at for line in self.do(self.store.logs("d"))]
        assert lines == sorted(lines)

    def teardown(self):
        states = [state for state in self.published.states if state.attempt == self.attempt]
        progress = [state.progress for state in states]
        assert progress == sorted(progress)
        self.do(self.store.close())
        self.loop.close()
        self.folder.cleanup()


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
