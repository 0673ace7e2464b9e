"""Looks at a project without building it: what would be deployed, and what stands in the way."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from motiad.builder.discovery import Found, guess_type
from motiad.builder.env_check import RESERVED, missing_names
from motiad.builder.problems import Problem
from motiad.builder.session import Survey
from motiad.builder.steps import Step
from motiad.contract.check import CheckedStep, CheckProblem, MissingVariable, ProjectCheck
from motiad.deployments.sanitise import one_line
from motiad.errors import MotiadError


async def check_found(project: Path, found: Found, env_names: Collection[str], survey: Survey | None) -> ProjectCheck:
    """Return the check of a project that was read; without a `survey` only its files are known."""
    missing = await asyncio.to_thread(missing_names, project, env_names)
    steps = {step.path: step for step in survey.steps} if survey else {}
    skipped = survey.skipped if survey else frozenset()
    rows = []
    for source in found.steps:
        if source.path in skipped:
            continue
        step = steps.get(source.path)
        kind = step.type if step else await asyncio.to_thread(guess_type, project, source)
        rows.append(
            CheckedStep(
                package_path=source.path,
                language=source.language,
                type=kind,
                name=step.name if step else None,
                trigger=_trigger(step) if step else None,
            )
        )
    return ProjectCheck(
        path=str(project),
        complete=survey is not None,
        steps=tuple(rows),
        streams=tuple(stream.name for stream in survey.streams) if survey else (),
        problems=tuple(_problems(survey.problems)) if survey else (),
        warnings=tuple(one_line(text) for text in (*found.warnings, *(survey.warnings if survey else ()))),
        missing=tuple(MissingVariable(name=name, place=place) for name, place in missing.items()),
        reserved=tuple(sorted(RESERVED.intersection(env_names))),
    )


def refused(error: MotiadError) -> CheckProblem:
    """Return an error that stops the whole build as a problem of no step."""
    return CheckProblem(message=one_line(error.message), hint=error.hint, code=error.code)


def _trigger(step: Step) -> str:
    if step.type == "api":
        return one_line(step.route.key, 200)
    if step.type == "cron":
        return one_line(str(step.config["cron"]), 200)
    return one_line(", ".join(step.config["subscribes"]), 200)


def _problems(problems: Mapping[str, Sequence[Problem]]) -> list[CheckProblem]:
    return [
        CheckProblem(
            message=one_line(problem.text),
            step=step,
            file=problem.file,
            line=problem.line,
            column=problem.column,
            hint=problem.hint,
        )
        for step, each in sorted(problems.items())
        for problem in each
    ]
