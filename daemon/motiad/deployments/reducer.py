"""The only place that decides what a deployment's state becomes.

`reduce(state, event, at)` is pure. The status flow is the contract's: idle, building, uploading, deploying, then
completed or failed; an event that does not belong to the current status changes nothing, and a terminal state never
changes within an attempt.
"""

from collections.abc import Callable
from functools import singledispatch
from typing import Any, TypeVar

from motiad.contract.deployment import (
    TERMINAL,
    BuildOutput,
    DeploymentData,
    Metadata,
    Phase,
    PhaseTimes,
    Status,
    UploadOutput,
)
from motiad.deployments import events, logtail
from motiad.deployments.progress import FLOOR, build_progress, deploy_progress, upload_progress

STATUS_OF: dict[Phase, Status] = {"build": "building", "upload": "uploading", "deploy": "deploying"}
PHASE_AFTER: dict[Status, Phase] = {"idle": "build", "building": "upload", "uploading": "deploy"}
STARTED_MESSAGE: dict[Phase, str] = {
    "build": "Reading the project",
    "upload": "Uploading bundles",
    "deploy": "Waiting for the cloud",
}
LOG_FIELD: dict[Phase, str] = {"build": "build_logs", "upload": "upload_logs", "deploy": "deploy_logs"}

Row = TypeVar("Row", BuildOutput, UploadOutput)


def initial(deployment_id: str) -> DeploymentData:
    """Return the state of a deployment nothing has happened to yet."""
    return DeploymentData(id=deployment_id, status="idle", phase=None, progress=0, message="Waiting to start")


def reduce(data: DeploymentData, event: events.Event, at: int) -> DeploymentData:
    """Return the state after `event`, which happened `at` milliseconds since the epoch."""
    if isinstance(event, events.Requested):
        return _requested(data, event, at)
    if data.status in TERMINAL:
        return data
    changed = _apply(event, data, at)
    if changed.progress < data.progress:
        return _with(changed, progress=data.progress)
    return changed


def _requested(data: DeploymentData, event: events.Requested, at: int) -> DeploymentData:
    return initial(data.id).model_copy(
        update={
            "attempt": event.attempt,
            "project": event.project,
            "version": event.version,
            "started_at": at,
            "metadata": Metadata(environment=event.environment),
        }
    )


@singledispatch
def _apply(event: Any, _data: DeploymentData, _at: int) -> DeploymentData:
    raise TypeError(f"no rule for {type(event).__name__}")


@_apply.register
def _queued(event: events.Queued, data: DeploymentData, _at: int) -> DeploymentData:
    if data.status != "idle":
        return data
    return _with(data, message=f"Queued ({event.ahead} ahead)", queue_position=event.ahead)


@_apply.register
def _resumed(_event: events.Resumed, data: DeploymentData, _at: int) -> DeploymentData:
    return _with(data, message="motiad was restarted: going on", queue_position=None)


@_apply.register
def _phase_started(event: events.PhaseStarted, data: DeploymentData, at: int) -> DeploymentData:
    if PHASE_AFTER.get(data.status) != event.phase:
        return data
    return _with(
        data,
        status=STATUS_OF[event.phase],
        phase=event.phase,
        progress=FLOOR[event.phase],
        message=STARTED_MESSAGE[event.phase],
        queue_position=None,
        phases={**_closed_phases(data, at), event.phase: PhaseTimes(started_at=at)},
    )


@_apply.register
def _flow_read(_event: events.FlowRead, data: DeploymentData, _at: int) -> DeploymentData:
    return data


@_apply.register
def _steps_found(event: events.StepsFound, data: DeploymentData, _at: int) -> DeploymentData:
    if data.status != "building":
        return data
    rows = tuple(
        BuildOutput(package_path=step.package_path, language=step.language, type=step.type, status="building")
        for step in event.steps
    )
    message = f"Building {len(rows)} {'step' if len(rows) == 1 else 'steps'}"
    return _with(
        data,
        build=rows,
        message=message,
        metadata=_metadata(data, total_steps=len(rows), built_steps=0, completed_steps=0),
    )


@_apply.register
def _step_building(event: events.StepBuilding, data: DeploymentData, at: int) -> DeploymentData:
    rows = _change(data.build, event.package_path, lambda row: _with(row, started_at=at))
    return _with(data, build=rows, message=f"Building {event.package_path}")


@_apply.register
def _step_built(event: events.StepBuilt, data: DeploymentData, at: int) -> DeploymentData:
    rows = _change(
        data.build,
        event.package_path,
        lambda row: _with(row, status="built", size=event.size, started_at=row.started_at or at, completed_at=at),
    )
    built = sum(row.status == "built" for row in rows)
    return _with(
        data,
        build=rows,
        progress=build_progress(rows) if data.status == "building" else data.progress,
        message=f"Built {event.package_path} ({built} of {len(rows)})",
        metadata=_metadata(data, built_steps=built, completed_steps=built),
    )


@_apply.register
def _step_failed(event: events.StepFailed, data: DeploymentData, at: int) -> DeploymentData:
    rows = _change(
        data.build,
        event.package_path,
        lambda row: _errored(row, event.message, at),
    )
    return _with(data, build=rows, message=f"Cannot build {event.package_path}")


@_apply.register
def _bundles_found(event: events.BundlesFound, data: DeploymentData, _at: int) -> DeploymentData:
    rows = tuple(
        UploadOutput(
            package_path=bundle.package_path,
            language=bundle.language,
            type=bundle.type,
            size=bundle.size,
            status="uploading",
            progress=0,
        )
        for bundle in event.bundles
    )
    message = f"Uploading {len(rows)} {'bundle' if len(rows) == 1 else 'bundles'}"
    return _with(data, upload=rows, message=message)


@_apply.register
def _upload_started(event: events.UploadStarted, data: DeploymentData, at: int) -> DeploymentData:
    rows = _change(
        data.upload,
        event.package_path,
        lambda row: _with(row, status="uploading", error_message=None, started_at=row.started_at or at),
    )
    return _with(data, upload=rows)


@_apply.register
def _upload_progressed(event: events.UploadProgressed, data: DeploymentData, _at: int) -> DeploymentData:
    def advance(row: UploadOutput) -> UploadOutput:
        percent = min(99, 100 * event.sent // row.size) if row.size else 0
        return _with(row, progress=max(percent, row.progress or 0))

    return _uploading(data, _change(data.upload, event.package_path, advance))


@_apply.register
def _uploaded(event: events.Uploaded, data: DeploymentData, at: int) -> DeploymentData:
    rows = _change(
        data.upload,
        event.package_path,
        lambda row: _with(row, status="uploaded", progress=100, started_at=row.started_at or at, completed_at=at),
    )
    return _uploading(data, rows)


@_apply.register
def _upload_failed(event: events.UploadFailed, data: DeploymentData, at: int) -> DeploymentData:
    rows = _change(
        data.upload,
        event.package_path,
        lambda row: _errored(row, event.message, at),
    )
    return _with(data, upload=rows, message=f"Cannot upload {event.package_path}")


@_apply.register
def _cloud_asked(_event: events.CloudAsked, data: DeploymentData, _at: int) -> DeploymentData:
    return data


@_apply.register
def _cloud_started(event: events.CloudStarted, data: DeploymentData, _at: int) -> DeploymentData:
    return _with(data, deployment_url=event.deployment_url, message="The cloud is deploying")


@_apply.register
def _cloud_progressed(event: events.CloudProgressed, data: DeploymentData, _at: int) -> DeploymentData:
    if data.status != "deploying":
        return data
    done = sum(resource.status == "completed" for resource in event.resources)
    message = f"Provisioned {done} of {len(event.resources)} resources" if event.resources else data.message
    return _with(
        data,
        resources=event.resources,
        outputs=event.outputs or data.outputs,
        progress=deploy_progress(event.resources),
        message=message,
    )


@_apply.register
def _logged(event: events.Logged, data: DeploymentData, _at: int) -> DeploymentData:
    field = LOG_FIELD[event.phase]
    return _with(data, **{field: logtail.append(getattr(data, field), event.lines)})


@_apply.register
def _completed(_event: events.Completed, data: DeploymentData, at: int) -> DeploymentData:
    if data.status != "deploying":
        return data
    total = data.metadata.total_steps if data.metadata else 0
    return _with(
        data,
        status="completed",
        phase=None,
        progress=100,
        message="Deployment completed",
        completed_at=at,
        phases=_closed_phases(data, at),
        metadata=_metadata(data, completed_steps=total),
    )


@_apply.register
def _failed(event: events.Failed, data: DeploymentData, at: int) -> DeploymentData:
    return _with(
        data,
        status="failed",
        progress=100,
        message="Deployment cancelled" if event.code == "CANCELLED" else "Deployment failed",
        error=event.message,
        error_code=event.code,
        completed_at=at,
        queue_position=None,
        phases=_closed_phases(data, at),
    )


def _uploading(data: DeploymentData, rows: tuple[UploadOutput, ...]) -> DeploymentData:
    if data.status != "uploading":
        return data
    done = sum(row.status == "uploaded" for row in rows)
    routers = {"router-node.zip", "router-python.zip"}
    steps = sum(row.status == "uploaded" and row.package_path not in routers for row in rows)
    return _with(
        data,
        upload=rows,
        progress=upload_progress(rows),
        message=f"Uploaded {done} of {len(rows)} bundles",
        metadata=_metadata(data, uploaded_steps=steps),
    )


def _closed_phases(data: DeploymentData, at: int) -> dict[Phase, PhaseTimes]:
    """Return the phases with the running one ended."""
    return {
        phase: times if times.completed_at is not None else _with(times, completed_at=at)
        for phase, times in (data.phases or {}).items()
    }


def _metadata(data: DeploymentData, **changes: int) -> Metadata:
    return _with(data.metadata or Metadata(), **changes)


def _change(rows: tuple[Row, ...], package_path: str, change: Callable[[Row], Row]) -> tuple[Row, ...]:
    return tuple(change(row) if row.package_path == package_path else row for row in rows)


def _errored(row: Row, message: str, at: int) -> Row:
    return _with(row, status="error", error_message=message, completed_at=at)


Model = TypeVar("Model", DeploymentData, BuildOutput, UploadOutput, Metadata, PhaseTimes)


def _with(model: Model, **changes: Any) -> Model:
    return model.model_copy(update=changes)
