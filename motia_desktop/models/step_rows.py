"""One row a step, out of a deployment's build and upload rows."""

from typing import NamedTuple

from motia_desktop.widgets.mark import Mark
from motia_desktop.wording import cancelled
from motiad.contract.deployment import BuildOutput, DeploymentData, Language, StepType, UploadOutput


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
    took: int | None
    """Milliseconds of building and uploading."""
    error: str | None


def bundle_path(step: BuildOutput) -> str:
    """Return the path of a step's bundle (`interfaces.md`, "Rows and fields")."""
    return f"{step.language}/{step.package_path.rpartition('.')[0]}.zip"  # a step file always has an extension


def rows_of(data: DeploymentData) -> tuple[StepRow, ...]:
    """Return the rows of a deployment, steps in their order, then routers."""
    uploads = {upload.package_path: upload for upload in data.upload}
    rows = [_row(data, step, uploads.pop(bundle_path(step), None)) for step in data.build]
    rows += [_row(data, None, upload) for upload in uploads.values()]
    return tuple(rows)


def _row(data: DeploymentData, step: BuildOutput | None, upload: UploadOutput | None) -> StepRow:
    row = step or upload
    assert row is not None
    mark, status = _state(data, step, upload)
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
        took=_took(step, upload),
        error=(upload.error_message if upload else None) or (step.error_message if step else None),
    )


def _state(data: DeploymentData, step: BuildOutput | None, upload: UploadOutput | None) -> tuple[Mark, str]:
    if upload is not None:
        if upload.status == "error":
            return Mark.FAILED, "Upload failed"
        if upload.status == "uploaded":
            return Mark.DONE, "Deployed" if data.status == "completed" else "Uploaded"
        if upload.started_at is not None or upload.progress:
            return (Mark.STOPPED, "Stopped") if data.terminal else (Mark.RUNNING, "Uploading")
        return (Mark.STOPPED, "Not uploaded") if data.terminal else (Mark.WAITING, "Built")
    assert step is not None
    if step.status == "error":
        return Mark.FAILED, "Build failed"
    if step.status == "built":
        return Mark.DONE, "Deployed" if data.status == "completed" else "Built"
    if data.terminal:
        return Mark.STOPPED, "Cancelled" if cancelled(data) else "Not built"
    return (Mark.WAITING, "Waiting") if step.started_at is None else (Mark.RUNNING, "Building")


def _took(*rows: BuildOutput | UploadOutput | None) -> int | None:
    spans = [
        row.completed_at - row.started_at
        for row in rows
        if row is not None and row.started_at is not None and row.completed_at is not None
    ]
    return sum(spans) if spans else None
