"""One row a step, out of a deployment's build and upload rows and what the cloud says about its resources."""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from motia_desktop.widgets.mark import Mark
from motia_desktop.wording import cancelled
from motiad.contract.deployment import (
    BuildOutput,
    DeploymentData,
    Language,
    Resource,
    ResourceStatus,
    StepType,
    UploadOutput,
)

State = tuple[Mark, str]


class StepRow(NamedTuple):
    """Everything the table shows of one step; routers, which belong to no step, get rows of their own."""

    path: str
    mark: Mark
    status: str
    language: Language
    type: StepType
    router: bool
    size: int | None
    """Bytes."""
    percent: int | None
    """Of its upload."""
    built_in: int | None
    """Milliseconds."""
    uploaded_in: int | None
    """Milliseconds."""
    error: str | None


def bundle_path(step: BuildOutput) -> str:
    """Return the path of a step's bundle (`interfaces.md`, "Rows and fields")."""
    return f"{step.language}/{step.package_path.rpartition('.')[0]}.zip"  # a step file always has an extension


def rows_of(data: DeploymentData, names: Mapping[str, str] | None = None) -> tuple[StepRow, ...]:
    """Return the rows of a deployment, steps in their order, then routers.

    `names` are the steps' names by their paths: the cloud's resources know steps by name only.
    """
    uploads = {upload.package_path: upload for upload in data.upload}
    provisioned = _provisioned(data, names or {})
    rows = [
        _row(data, step, uploads.pop(bundle_path(step), None), provisioned.get(step.package_path))
        for step in data.build
    ]
    rows += [_row(data, None, upload, None) for upload in uploads.values()]
    return tuple(rows)


def _row(
    data: DeploymentData, step: BuildOutput | None, upload: UploadOutput | None, provisioned: State | None
) -> StepRow:
    row = step or upload
    assert row is not None
    mark, status = provisioned or _state(data, step, upload)
    percent = None if upload is None else upload.progress
    if upload is not None and upload.status == "uploaded":
        percent = 100
    return StepRow(
        path=row.package_path,
        mark=mark,
        status=status,
        language=row.language,
        type=row.type,
        router=step is None,
        size=(upload.size if upload and upload.size is not None else None) or row.size,
        percent=percent,
        built_in=_took(step),
        uploaded_in=_took(upload),
        error=(upload.error_message if upload else None) or (step.error_message if step else None),
    )


def _state(data: DeploymentData, step: BuildOutput | None, upload: UploadOutput | None) -> State:
    tr = QCoreApplication.translate
    if upload is not None:
        if upload.status == "error":
            return Mark.FAILED, tr("Steps", "Upload failed")
        if upload.status == "uploaded":
            return Mark.DONE, tr("Steps", "Deployed") if data.status == "completed" else tr("Steps", "Uploaded")
        if upload.started_at is not None or upload.progress:
            return (Mark.STOPPED, tr("Steps", "Stopped")) if data.terminal else (Mark.RUNNING, tr("Steps", "Uploading"))
        return (Mark.STOPPED, tr("Steps", "Not uploaded")) if data.terminal else (Mark.WAITING, tr("Steps", "Built"))
    assert step is not None
    if step.status == "error":
        return Mark.FAILED, tr("Steps", "Build failed")
    if step.status == "built":
        return Mark.DONE, tr("Steps", "Deployed") if data.status == "completed" else tr("Steps", "Built")
    if data.terminal:
        return Mark.STOPPED, tr("Steps", "Cancelled") if cancelled(data) else tr("Steps", "Not built")
    return (
        (Mark.WAITING, tr("Steps", "Waiting")) if step.started_at is None else (Mark.RUNNING, tr("Steps", "Building"))
    )


def _provisioned(data: DeploymentData, names: Mapping[str, str]) -> dict[str, State]:
    """Return the states of steps that the cloud has begun to provision, by their paths."""
    if not data.resources or data.status == "completed":
        return {}
    by_name: defaultdict[str, list[Resource]] = defaultdict(list)
    for resource in data.resources:
        by_name[resource.step_name].append(resource)
    found = {}
    for path, name in names.items():
        state = _of_resources({resource.status for resource in by_name.get(name, ())}, ended=data.terminal)
        if state is not None:
            found[path] = state
    return found


def _of_resources(statuses: set[ResourceStatus], *, ended: bool) -> State | None:
    tr = QCoreApplication.translate
    if "failed" in statuses:
        return Mark.FAILED, tr("Steps", "Deploy failed")
    if statuses == {"completed"}:
        return Mark.DONE, tr("Steps", "Deployed")
    if not statuses & {"progress", "completed"}:
        return None
    return (Mark.STOPPED, tr("Steps", "Stopped")) if ended else (Mark.RUNNING, tr("Steps", "Deploying"))


def _took(row: BuildOutput | UploadOutput | None) -> int | None:
    if row is None or row.started_at is None or row.completed_at is None:
        return None
    return row.completed_at - row.started_at
