from typing import Any

import pytest

from motiad.builder.cron import cron_error
from motiad.builder.discovery import Source
from motiad.builder.steps import Step
from motiad.builder.validation import config_problem, size_problem, validate_steps, validation_failed


def step(file: str, /, **config: Any) -> Step:
    return Step(Source(file, "node"), {"type": "event", "name": file, "subscribes": [], **config})


def texts(*steps: Step) -> list[str]:
    return [problem.headline for problem in validate_steps(steps)]


@pytest.mark.parametrize(
    "expression",
    [
        "* * * * *",
        "0 0 * * 1",
        "*/5 * * * * *",
        "0 9-17/2 1,15 jan-mar Mon-Fri",
        "0 0 1 January sunday",
        "0 22-2 * * sat-mon",
        "0 0 * * 0-7",
    ],
)
def test_takes_cron_expressions(expression: str) -> None:
    assert cron_error(expression) is None


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("", "0 fields"),
        ("* * * *", "4 fields"),
        ("60 * * * *", "60 is not a minute (0-59)"),
        ("* * 0 * *", "0 is not a day of month (1-31)"),
        ("* * * foo *", "foo is not a month (1-12)"),
        ("*/0 * * * *", "*/0 is not a minute"),
        ("5/15 * * * *", "5/15 is not a minute"),
        ("@daily", "1 fields"),
        ("0 0 L * ?", "L is not a day of month"),
        ("1-2-3 * * * *", "1-2-3 is not a minute"),
        ("60 * * * * *", "60 is not a second"),
    ],
)
def test_says_what_is_wrong_with_a_cron_expression(expression: str, text: str) -> None:
    assert text in str(cron_error(expression))


@pytest.mark.parametrize(
    ("config", "text"),
    [
        ({}, "no `name`"),
        ({"name": " "}, "no `name`"),
        ({"name": "A", "type": "queue"}, "`type` is 'queue'"),
        ({"name": "A", "type": "api", "method": "GET"}, "no `path`"),
        ({"name": "A", "type": "cron"}, "no `cron`"),
        ({"name": "A", "type": "event"}, "no `subscribes` list"),
        ({"name": "A", "type": "event", "subscribes": [1]}, "no `subscribes` list"),
    ],
)
def test_wants_what_makes_a_step(config: dict[str, Any], text: str) -> None:
    problem = config_problem("src/a.step.ts", config)
    assert problem
    assert text in problem.text


def test_finds_names_and_endpoints_taken_twice() -> None:
    api = {"type": "api", "method": "GET", "path": "/x"}
    assert texts(
        step("a", name="Same", **api), step("b", name="Same", **api), step("c", **{**api, "method": "PUT"})
    ) == [
        "b: the name Same is already taken by a",
        "b: the endpoint GET /x is already taken by a",
    ]


def test_finds_long_names_and_bad_cron_expressions() -> None:
    assert texts(step("a", name="x" * 40), step("b", name="y" * 41), step("c", type="cron", cron="x")) == [
        f"b: the name {'y' * 41} has 41 characters, at most 40 are allowed",
        "c: the cron expression x is wrong: it has 1 fields, five or six are needed",
    ]


@pytest.mark.parametrize(
    ("infrastructure", "text"),
    [
        ({"handler": {"ram": 64}}, "handler.ram is 64: it must be 128 to 10240"),
        ({"handler": {"timeout": 901}}, "handler.timeout is 901: it must be 1 to 900"),
        ({"handler": {"timeout": True}}, "handler.timeout is True"),
        ({"handler": {"ram": 2048, "cpu": 2}}, "handler.cpu is 2, but 2048 MB of ram come with 1.00"),
        ({"queue": {"type": "lifo"}}, "queue.type is 'lifo': it must be standard or fifo"),
        ({"queue": {"maxRetries": -1}}, "queue.maxRetries is -1: it must be 0 or more"),
        ({"queue": {"delaySeconds": 901}}, "queue.delaySeconds is 901: it must be 0 to 900"),
        (
            {"handler": {"timeout": 30}, "queue": {"visibilityTimeout": 30}},
            "queue.visibilityTimeout (30 s) must be greater than handler.timeout (30 s)",
        ),
        ([], "must be an object"),
        ({"queue": 3}, "must be objects"),
    ],
)
def test_checks_infrastructure(infrastructure: Any, text: str) -> None:
    [found] = texts(step("a", infrastructure=infrastructure))
    assert text in found


def test_takes_a_proper_infrastructure() -> None:
    queue = {"type": "fifo", "maxRetries": 0, "delaySeconds": 0, "visibilityTimeout": 61}
    assert texts(step("a", infrastructure={"handler": {"ram": 2048, "cpu": 1, "timeout": 60}, "queue": queue})) == []


def test_a_bundle_over_the_limit_names_its_largest_files() -> None:
    assert size_problem("a", 10, 10, []) is None
    problem = size_problem("a", 3 << 20, 2 << 20, [("lib/big.js", 2 << 20)])
    assert problem
    assert problem.text == "its bundle is 3.0 MB, over 2 MB; largest files: lib/big.js (2.0 MB)"


def test_the_error_counts_the_problems() -> None:
    error = validation_failed(validate_steps([step("a", name="x" * 41), step("b", name="x" * 41)]))
    assert error.code == "VALIDATION_FAILED"
    assert error.message.endswith("(and 2 more problems)")
