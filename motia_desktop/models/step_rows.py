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
    said = _said()
    uploads = {upload.package_path: upload for upload in data.upload}
    provisioned = _provisioned(data, names or {}, said)
    rows = []
    for step in data.build:
        upload = uploads.pop(bundle_path(step), None)
        state = provisioned.get(step.package_path) or said[_upload_state(data, upload) or _build_state(data, step)]
        rows.append(_row(step, upload, state))
    rows += [_row(None, upload, said[_upload_state(data, upload) or "built"]) for upload in uploads.values()]
    return tuple(rows)


def _said() -> Mapping[str, State]:
    """Return every state a row can be in, in the person's language."""
    return {
        "waiting": (Mark.WAITING, QCoreApplication.translate("Steps", "Waiting")),
        "building": (Mark.RUNNING, QCoreApplication.translate("Steps", "Building")),
        "built": (Mark.DONE, QCoreApplication.translate("Steps", "Built")),
        "to upload": (Mark.WAITING, QCoreApplication.translate("Steps", "Built")),
        "build failed": (Mark.FAILED, QCoreApplication.translate("Steps", "Build failed")),
        "not built": (Mark.STOPPED, QCoreApplication.translate("Steps", "Not built")),
        "cancelled": (Mark.STOPPED, QCoreApplication.translate("Steps", "Cancelled")),
        "uploading": (Mark.RUNNING, QCoreApplication.translate("Steps", "Uploading")),
        "uploaded": (Mark.DONE, QCoreApplication.translate("Steps", "Uploaded")),
        "upload failed": (Mark.FAILED, QCoreApplication.translate("Steps", "Upload failed")),
        "not uploaded": (Mark.STOPPED, QCoreApplication.translate("Steps", "Not uploaded")),
        "deploying": (Mark.RUNNING, QCoreApplication.translate("Steps", "Deploying")),
        "deployed": (Mark.DONE, QCoreApplication.translate("Steps", "Deployed")),
        "deploy failed": (Mark.FAILED, QCoreApplication.translate("Steps", "Deploy failed")),
        "stopped": (Mark.STOPPED, QCoreApplication.translate("Steps", "Stopped")),
    }


def _row(step: BuildOutput | None, upload: UploadOutput | None, state: State) -> StepRow:
    row = step or upload
    assert row is not None
    percent = None if upload is None else 100 if upload.status == "uploaded" else upload.progress
    return StepRow(
        path=row.package_path,
        mark=state[0],
        status=state[1],
        language=row.language,
        type=row.type,
        router=step is None,
        size=(upload.size if upload and upload.size is not None else None) or row.size,
        percent=percent,
        built_in=_took(step),
        uploaded_in=_took(upload),
        error=(upload.error_message if upload else None) or (step.error_message if step else None),
    )


def _upload_state(data: DeploymentData, upload: UploadOutput | None) -> str | None:
    if upload is None:
        return None
    if upload.status == "error":
        return "upload failed"
    if upload.status == "uploaded":
        return "deployed" if data.status == "completed" else "uploaded"
    if upload.started_at is not None or upload.progress:
        return "stopped" if data.terminal else "uploading"
    return "not uploaded" if data.terminal else "to upload"


def _build_state(data: DeploymentData, step: BuildOutput) -> str:
    if step.status == "error":
        return "build failed"
    if step.status == "built":
        return "deployed" if data.status == "completed" else "built"
    if data.terminal:
        return "cancelled" if cancelled(data) else "not built"
    return "waiting" if step.started_at is None else "building"


def _provisioned(data: DeploymentData, names: Mapping[str, str], said: Mapping[str, State]) -> dict[str, State]:
    """Return the states of steps that the cloud has begun to provision, by their paths."""
    if not data.resources or data.status == "completed":
        return {}
    by_name: defaultdict[str, set[ResourceStatus]] = defaultdict(set)
    for resource in data.resources:
        by_name[resource.step_name].add(resource.status)
    states = {path: _deploy_state(data, by_name[name]) for path, name in names.items() if name in by_name}
    return {path: said[state] for path, state in states.items() if state is not None}


def _deploy_state(data: DeploymentData, statuses: set[ResourceStatus]) -> str | None:
    if "failed" in statuses:
        return "deploy failed"
    if statuses == {"completed"}:
        return "deployed"
    if not statuses & {"progress", "completed"}:
        return None
    return "stopped" if data.terminal else "deploying"


def _took(row: BuildOutput | UploadOutput | None) -> int | None:
    if row is None or row.started_at is None or row.completed_at is None:
        return None
    return row.completed_at - row.started_at
