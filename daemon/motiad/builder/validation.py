"""What the cloud would not take, found before anything is uploaded (`upstream-facts.md`, section 4, "Validators")."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from numbers import Real
from typing import Any

from motiad.builder.cron import cron_error
from motiad.builder.discovery import Source
from motiad.builder.problems import Problem
from motiad.builder.steps import Step
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError

MAX_NAME = 40
"""Characters of a step's name."""
MAX_STEP = 250 * 1024 * 1024
MAX_ROUTER = 150 * 1024 * 1024
"""Bytes of a bundle, uncompressed."""
NEAR = 0.8
"""The part of that limit from which on people are warned."""
RAM = (128, 10240)
"""Megabytes."""
TIMEOUT = (1, 900)
"""Seconds."""
DELAY = (0, 900)
"""Seconds."""
RAM_PER_CPU = 2048
"""Megabytes of memory that come with one full CPU."""
CPU_TOLERANCE = 0.1

_TEXT_FIELDS: dict[str, tuple[str, ...]] = {"api": ("method", "path"), "cron": ("cron",), "event": ()}


def config_problem(path: str, config: Mapping[str, Any]) -> Problem | None:
    """Return what keeps a config from being a step's at all."""
    if not isinstance(config.get("name"), str) or not config["name"].strip():
        return Problem(path, "its config has no `name`")
    kind = config.get("type")
    if kind not in _TEXT_FIELDS:
        return Problem(path, f"its config's `type` is {kind!r}: it must be api, event or cron")
    for field in _TEXT_FIELDS[str(kind)]:
        if not isinstance(config.get(field), str):
            return Problem(path, f"its config has no `{field}`, which {kind} steps need")
    topics = config.get("subscribes")
    if kind == "event" and not (isinstance(topics, list) and all(isinstance(topic, str) for topic in topics)):
        return Problem(path, "its config has no `subscribes` list, which event steps need")
    return None


def same_bundles(sources: Sequence[Source]) -> list[Problem]:
    """Return the steps that would be written over others: `a.step.ts` beside `a.step.js`."""
    taken: dict[tuple[str, str], str] = {}
    problems = []
    for source in sources:
        first = taken.setdefault((source.language, source.stem), source.path)
        if first != source.path:
            problems.append(Problem(source.path, f"its bundle would be the same as that of {first}: rename one"))
    return problems


def validate_steps(steps: Sequence[Step]) -> list[Problem]:
    """Return everything that can be said against the steps before they are bundled."""
    return [problem for check in _CHECKS for problem in check(steps)]


def validation_failed(problems: Sequence[Problem]) -> MotiadError:
    """Return the error for a project the cloud would not take."""
    others = len(problems) - 1
    rest = f" (and {others} more {'problem' if others == 1 else 'problems'})" if others else ""
    return MotiadError(
        ErrorCode.VALIDATION_FAILED,
        f"{problems[0].headline}{rest}",
        hint="Correct the steps' configs and deploy again.",
        details={"problems": [{"file": problem.file, "message": problem.text} for problem in problems]},
    )


def size_problem(path: str, size: int, limit: int, largest: Sequence[tuple[str, int]]) -> Problem | None:
    """Return the problem of a bundle whose `size` (bytes, uncompressed) is over the limit."""
    if size <= limit:
        return None
    text = f"its bundle is {size / 2**20:.1f} MB, over {limit / 2**20:.0f} MB; largest files: {_listed(largest)}"
    return Problem(path, text)


def size_warning(path: str, size: int, limit: int, largest: Sequence[tuple[str, int]]) -> str:
    """Return the words about a bundle whose `size` (bytes, uncompressed) is near the limit."""
    near = f"{size / 2**20:.1f} of {limit / 2**20:.0f} MB"
    return f"{path}: its bundle is near the cloud's limit ({near}); largest files: {_listed(largest)}"


def _listed(files: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{name} ({size / 2**20:.1f} MB)" for name, size in files)


def _duplicate_names(steps: Sequence[Step]) -> Iterator[Problem]:
    yield from _repeated(steps, lambda step: step.name, "the name")


def _conflicting_endpoints(steps: Sequence[Step]) -> Iterator[Problem]:
    yield from _repeated([step for step in steps if step.type == "api"], lambda step: step.route.key, "the endpoint")


def _repeated(steps: Sequence[Step], key: Callable[[Step], str], what: str) -> Iterator[Problem]:
    groups: defaultdict[str, list[Step]] = defaultdict(list)
    for step in steps:
        groups[key(step)].append(step)
    for value, same in groups.items():
        for step in same[1:]:
            yield Problem(step.path, f"{what} {value} is already taken by {same[0].path}")


def _long_names(steps: Sequence[Step]) -> Iterator[Problem]:
    for step in steps:
        if len(step.name) > MAX_NAME:
            yield Problem(
                step.path, f"the name {step.name} has {len(step.name)} characters, at most {MAX_NAME} are allowed"
            )


def _cron_expressions(steps: Sequence[Step]) -> Iterator[Problem]:
    for step in steps:
        if step.type == "cron" and (error := cron_error(str(step.config["cron"]))):
            yield Problem(step.path, f"the cron expression {step.config['cron']} is wrong: {error}")


def _infrastructure(steps: Sequence[Step]) -> Iterator[Problem]:
    for step in steps:
        wanted = step.config.get("infrastructure")
        if wanted is None:
            continue
        if not isinstance(wanted, Mapping):
            yield Problem(step.path, "infrastructure must be an object")
            continue
        handler, queue = wanted.get("handler") or {}, wanted.get("queue") or {}
        if not isinstance(handler, Mapping) or not isinstance(queue, Mapping):
            yield Problem(step.path, "infrastructure.handler and infrastructure.queue must be objects")
            continue
        for text in (*_handler(handler), *_queue(queue, handler)):
            yield Problem(step.path, f"infrastructure: {text}")


def _handler(handler: Mapping[str, Any]) -> Iterator[str]:
    yield from _within("handler.ram", handler.get("ram"), *RAM)
    yield from _within("handler.timeout", handler.get("timeout"), *TIMEOUT)
    ram: Any = handler.get("ram")
    cpu: Any = handler.get("cpu")
    if _is_number(ram) and _is_number(cpu) and abs(cpu - ram / RAM_PER_CPU) > CPU_TOLERANCE:
        yield f"handler.cpu is {cpu}, but {ram} MB of ram come with {ram / RAM_PER_CPU:.2f}"


def _queue(queue: Mapping[str, Any], handler: Mapping[str, Any]) -> Iterator[str]:
    if "type" in queue and queue["type"] not in ("standard", "fifo"):
        yield f"queue.type is {queue['type']!r}: it must be standard or fifo"
    yield from _within("queue.maxRetries", queue.get("maxRetries"), 0, None)
    yield from _within("queue.delaySeconds", queue.get("delaySeconds"), *DELAY)
    visible, timeout = queue.get("visibilityTimeout"), handler.get("timeout")
    if visible is not None and not _is_number(visible):
        yield "queue.visibilityTimeout must be a number"
    elif visible is not None and _is_number(timeout) and visible <= timeout:
        yield f"queue.visibilityTimeout ({visible} s) must be greater than handler.timeout ({timeout} s)"


def _within(name: str, value: Any, low: int, high: int | None) -> Iterator[str]:
    if value is None:
        return
    if not _is_number(value) or value < low or (high is not None and value > high):
        yield f"{name} is {value!r}: it must be {f'{low} to {high}' if high is not None else f'{low} or more'}"


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


_CHECKS = (_duplicate_names, _conflicting_endpoints, _long_names, _cron_expressions, _infrastructure)
