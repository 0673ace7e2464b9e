import io
import json

from rich.console import Console

from motiad.cli.display import JsonDisplay, LineDisplay, Pipe
from motiad.cli.terminal import Terminal
from motiad.contract.codes import ErrorCode
from motiad.deployments import events as e
from motiad.deployments.reducer import initial, reduce

STEP = e.FoundStep(package_path="src/a.step.ts", language="node", type="api")


def states(*happened):
    data = initial("d")
    for at, event in enumerate(happened):
        data = reduce(data, event, 1000 * at)
        yield data


def lines(*happened):
    out = io.StringIO()
    display = LineDisplay(Terminal(Console(file=out, width=100)))
    with display.live():
        for data in states(*happened):
            display.show(data)
            display.show(data)  # the same state twice says nothing twice
    return out.getvalue().splitlines()


def test_each_thing_is_said_once():
    assert lines(
        e.Requested(),
        e.PhaseStarted(phase="build"),
        e.StepsFound(steps=(STEP,)),
        e.StepBuilt(package_path=STEP.package_path, size=12_300),
        e.PhaseStarted(phase="upload"),
        e.PhaseStarted(phase="deploy"),
        e.CloudProgressed(resources=(), outputs={"API": "http://localhost/x"}),
        e.Completed(),
    ) == [
        "Build",
        "  ✓ src/a.step.ts  12.3 kB",
        "Upload",
        "Deploy",
        "✓ Deployment completed in 7.0 s",
        "  API: http://localhost/x",
    ]


def test_a_failure_says_why_and_markup_is_only_text():
    said = lines(
        e.Requested(),
        e.PhaseStarted(phase="build"),
        e.StepsFound(steps=(STEP,)),
        e.StepFailed(package_path=STEP.package_path, message="a.step.ts:3:7\nfoo([bold]"),
        e.Failed(code=ErrorCode.BUILD_FAILED, message="src/a.step.ts:3: unexpected token"),
    )
    assert said[1:] == [
        "  ✗ src/a.step.ts",
        "      a.step.ts:3:7",
        "      foo([bold]",
        "✗ Deployment failed after 4.0 s: src/a.step.ts:3: unexpected token",
    ]


def test_a_pipe_gets_the_same_lines(capsys):
    happened = (e.Requested(), e.PhaseStarted(phase="build"), e.StepsFound(steps=(STEP,)), e.Completed())
    display = LineDisplay(Pipe())
    with display.live():
        for data in states(*happened):
            display.show(data)
    assert capsys.readouterr().out.splitlines() == lines(*happened)


def test_json_is_one_object_a_line(capsys):
    for data in states(e.Requested(), e.PhaseStarted(phase="build")):
        JsonDisplay().show(data)
    written = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [item["status"] for item in written] == ["idle", "building"]
