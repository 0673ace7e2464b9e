"""How a deployment's steps hang together."""

from motiad.contract.flow import FlowStep
from motiad.deployments.events import FlowRead

A = FlowStep(
    package_path="src/a.step.ts", name="A", type="api", language="node", emits=("one",), method="GET", path="/"
)
B = FlowStep(package_path="src/b.step.ts", name="B", type="event", language="node", subscribes=("one",))


async def test_the_flow_that_was_read_last_is_told(served, state):
    await served.tell(state("d1"))
    empty = (await served.call("GET", "/deployments/d1/flow", owner=True)).json()
    assert empty == {"steps": []}
    await served.store.append(state("d1"), [(1, FlowRead(steps=(A,)))])
    await served.store.append(state("d1", attempt=2), [(2, FlowRead(steps=(A, B)))])
    await served.store.append(state("d1", attempt=3), [])
    flow = (await served.call("GET", "/deployments/d1/flow", owner=True)).json()
    assert [step["packagePath"] for step in flow["steps"]] == ["src/a.step.ts", "src/b.step.ts"]
    assert flow["steps"][0]["emits"] == ["one"]
    assert "cron" not in flow["steps"][0]


async def test_only_the_owner_is_told(served, state):
    await served.tell(state("d1"))
    assert (await served.call("GET", "/deployments/d1/flow")).status == 401


async def test_of_a_deployment_nobody_knows(served):
    answer = await served.call("GET", "/deployments/nobody/flow", owner=True)
    assert (answer.status, answer.json()["error"]) == (404, "Deployment not found")
