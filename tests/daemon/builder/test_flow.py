from motiad.builder.discovery import Source
from motiad.builder.flow import MAX_TEXT, MAX_TOPICS, flow_step, unread_step
from motiad.builder.steps import Step
from motiad.contract.flow import FlowStep
from motiad.deployments.events import FlowRead

SOURCE = Source("src/orders/place.step.ts", "node")


def _step(**config):
    return flow_step(Step(SOURCE, {"name": "Place", "type": "event", **config}))


def test_what_a_config_says_becomes_a_place_in_the_flow():
    assert _step(type="api", method="POST", path="/orders", emits=["order.placed"], flows=["orders"]) == FlowStep(
        package_path="src/orders/place.step.ts",
        name="Place",
        type="api",
        language="node",
        emits=("order.placed",),
        flows=("orders",),
        method="POST",
        path="/orders",
    )
    assert _step(type="cron", cron="0 * * * *", method="GET").model_dump(include={"cron", "method"}) == {
        "cron": "0 * * * *",
        "method": None,
    }


def test_topics_with_labels_count_and_nonsense_does_not():
    step = _step(emits=["a", {"topic": "b", "label": "then", "conditional": True}, {}, 5, None, "a"], subscribes="no")
    assert (step.emits, step.subscribes) == (("a", "b"), ())


def test_a_config_that_says_too_much_is_cut():
    step = _step(emits=[f"topic-{number}" for number in range(500)], subscribes=["x" * 9000, "\x1b[2Jclear\n"])
    assert len(step.emits) == MAX_TOPICS
    assert len(step.subscribes[0]) == MAX_TEXT
    assert step.subscribes[1] == "clear"


def test_a_step_that_could_not_be_read_is_connected_to_nothing():
    assert unread_step(SOURCE, "api") == FlowStep(
        package_path="src/orders/place.step.ts", name="place.step.ts", type="api", language="node"
    )


async def test_a_build_tells_the_flow_before_the_steps(node_project, build):
    config = "export const config = {{ name: '{name}', type: 'event', subscribes: ['{on}'], emits: [{emits}] }}\n"
    handler = "export const handler = async () => {}\n"
    project = node_project(
        {
            "src/a.step.ts": config.format(name="A", on="one", emits="'two'") + handler,
            "src/b.step.ts": config.format(name="B", on="two", emits="") + handler,
        }
    )
    await build(project)
    [flow] = build.told.of(FlowRead)
    assert [(step.name, step.subscribes, step.emits) for step in flow.steps] == [
        ("A", ("one",), ("two",)),
        ("B", ("two",), ()),
    ]
    kinds = [type(event).__name__ for event in build.told.events]
    assert kinds.index("FlowRead") < kinds.index("StepsFound")
