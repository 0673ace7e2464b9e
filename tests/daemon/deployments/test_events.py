from motiad.contract.flow import FlowStep
from motiad.deployments.events import EVENT, FlowRead

STEP = FlowStep(
    package_path="src/secret.step.ts",
    name="The secret step",
    type="api",
    language="node",
    emits=("on.secret", "other"),
    subscribes=("secret",),
    flows=("secret flow",),
    method="GET",
    path="/secret",
)


def test_what_configs_say_is_redacted_and_paths_are_not():
    [step] = FlowRead(steps=(STEP,)).redacted(lambda text: text.replace("secret", "***")).steps
    assert step.package_path == "src/secret.step.ts"
    assert "secret" not in step.model_dump_json(exclude={"package_path"})
    assert (step.emits, step.path, step.cron) == (("on.***", "other"), "/***", None)


def test_a_flow_comes_back_from_the_stores_json():
    event = FlowRead(steps=(STEP,))
    assert EVENT.validate_json(event.model_dump_json()) == event
