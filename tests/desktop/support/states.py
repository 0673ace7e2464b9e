"""Deployments in every state, built by hand out of the contract's models."""

import time
from typing import Any

from motiad.contract.check import CheckedStep, CheckProblem, MissingVariable, ProjectCheck
from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import BuildOutput, DeploymentData, Metadata, PhaseTimes, UploadOutput

NOW = time.time_ns() // 1_000_000

STEPS: tuple[tuple[str, str, str, int], ...] = (
    ("src/orders/place-order.step.ts", "node", "api", 184_312),
    ("src/orders/get-order.step.ts", "node", "api", 96_204),
    ("src/orders/check-stock.step.ts", "node", "event", 88_120),
    ("src/orders/charge-card.step.ts", "node", "event", 412_907),
    ("src/orders/order-board.step.js", "node", "event", 51_330),
    ("src/reports/daily-report.step.ts", "node", "cron", 77_015),
    ("src/shipping/quote_step.py", "python", "api", 1_204_551),
    ("src/shipping/pack_parcel_step.py", "python", "event", 1_190_023),
    ("src/shipping/sweep_late_parcels_step.py", "python", "cron", 1_188_400),
)
ROUTERS = (("router-node.zip", "node", 290_400), ("router-python.zip", "python", 1_310_222))


def _steps(built: int, building: int = 0) -> tuple[BuildOutput, ...]:
    rows = []
    for number, (path, language, kind, size) in enumerate(STEPS):
        begun = number < built + building
        rows.append(
            BuildOutput(
                package_path=path,
                language=language,
                type=kind,
                status="built" if number < built else "building",
                size=size if number < built else None,
                started_at=NOW - 9000 + number * 400 if begun else None,
                completed_at=NOW - 8000 + number * 520 if number < built else None,
            )
        )
    return tuple(rows)


def bundle(path: str, language: str) -> str:
    return f"{language}/{path.rsplit('.', 1)[0]}.zip"


def _uploads(done: int, running: tuple[int, ...] = ()) -> tuple[UploadOutput, ...]:
    bundles = [(bundle(path, language), language, kind, size) for path, language, kind, size in STEPS]
    bundles += [(path, language, "api", size) for path, language, size in ROUTERS]
    rows = []
    for number, (path, language, kind, size) in enumerate(bundles):
        uploaded = number < done
        percent = 100 if uploaded else running[number - done] if number - done < len(running) else 0
        rows.append(
            UploadOutput(
                package_path=path,
                language=language,
                type=kind,
                size=size,
                status="uploaded" if uploaded else "uploading",
                progress=percent,
                started_at=NOW - 3000 if percent else None,
                completed_at=NOW - 3000 + number * 90 if uploaded else None,
            )
        )
    return tuple(rows)


BUILD_LOG = (
    "\x1b[1mReading the project\x1b[0m order-desk",
    "Found 9 steps, 1 stream, 1 dependency shared by 4 steps",
    *(f"\x1b[32m✓\x1b[0m {path} \x1b[2m{size / 1000:.0f} KB\x1b[0m" for path, _, _, size in STEPS),
    "\x1b[33mwarning\x1b[0m src/reports/daily-report.step.ts emits a topic that no step subscribes to",
    "Wrote routers for node and python",
)
UPLOAD_LOG = tuple(f"\x1b[32m✓\x1b[0m {bundle(path, language)}" for path, language, _, _ in STEPS)
DEPLOY_LOG = (
    "The cloud accepted the deployment",
    "Creating 5 queues, 3 endpoints, 2 crons",
    "\x1b[32m✓\x1b[0m POST /orders",
    "\x1b[32m✓\x1b[0m GET /orders/:id",
    "\x1b[32m✓\x1b[0m queue order.placed",
)


def deployment(**fields: Any) -> DeploymentData:
    base: dict[str, Any] = {
        "id": "dep-7f3a2c",
        "status": "idle",
        "phase": None,
        "progress": 0,
        "message": "Waiting to start",
        "project": "order-desk",
        "version": "9c41e07",
        "started_at": NOW - 12_000,
        "metadata": Metadata(environment="production", total_steps=9),
    }
    return DeploymentData(**(base | fields))


def waiting() -> DeploymentData:
    return deployment()


def queued() -> DeploymentData:
    return deployment(message="Queued (2 ahead)", queue_position=2)


def building() -> DeploymentData:
    return deployment(
        status="building",
        phase="build",
        progress=18,
        message="Built src/orders/order-board.step.js (5 of 9)",
        build=_steps(5, 2),
        build_logs=BUILD_LOG[:7],
        phases={"build": PhaseTimes(started_at=NOW - 11_800)},
    )


def uploading() -> DeploymentData:
    return deployment(
        status="uploading",
        phase="upload",
        progress=47,
        message="Uploaded 4 of 11 bundles",
        build=_steps(9),
        upload=_uploads(4, (78, 64, 31, 12)),
        build_logs=BUILD_LOG,
        upload_logs=UPLOAD_LOG[:4],
        phases={
            "build": PhaseTimes(started_at=NOW - 11_800, completed_at=NOW - 5_100),
            "upload": PhaseTimes(started_at=NOW - 5_100),
        },
    )


def deploying() -> DeploymentData:
    return deployment(
        status="deploying",
        phase="deploy",
        progress=81,
        message="5 of 10 resources are ready",
        build=_steps(9),
        upload=_uploads(11),
        build_logs=BUILD_LOG,
        upload_logs=UPLOAD_LOG,
        deploy_logs=DEPLOY_LOG,
        phases={
            "build": PhaseTimes(started_at=NOW - 11_800, completed_at=NOW - 5_100),
            "upload": PhaseTimes(started_at=NOW - 5_100, completed_at=NOW - 2_200),
            "deploy": PhaseTimes(started_at=NOW - 2_200),
        },
    )


def completed(**fields: Any) -> DeploymentData:
    whole: dict[str, Any] = {
        "status": "completed",
        "phase": None,
        "progress": 100,
        "message": "Deployed 9 steps to production",
        "build": _steps(9),
        "upload": _uploads(11),
        "build_logs": BUILD_LOG,
        "upload_logs": UPLOAD_LOG,
        "deploy_logs": (*DEPLOY_LOG, "\x1b[1;32mCompleted\x1b[0m"),
        "completed_at": NOW,
        "phases": {
            "build": PhaseTimes(started_at=NOW - 11_800, completed_at=NOW - 5_100),
            "upload": PhaseTimes(started_at=NOW - 5_100, completed_at=NOW - 2_200),
            "deploy": PhaseTimes(started_at=NOW - 2_200, completed_at=NOW),
        },
    }
    return deployment(**(whole | fields))


BUILD_ERROR = 'src/orders/charge-card.step.ts:14:9: Expected ";" but found "order"'


def failed(**fields: Any) -> DeploymentData:
    rows = list(_steps(6, 3))
    rows[3] = rows[3].model_copy(
        update={"status": "error", "error_message": BUILD_ERROR, "size": None, "completed_at": NOW - 900}
    )
    whole: dict[str, Any] = {
        "status": "failed",
        "phase": "build",
        "progress": 100,
        "message": "1 step cannot be built",
        "error": "1 of 9 steps cannot be built.",
        "error_code": ErrorCode.BUILD_FAILED,
        "build": tuple(rows),
        "build_logs": (*BUILD_LOG[:8], f"\x1b[31merror\x1b[0m {BUILD_ERROR}"),
        "completed_at": NOW - 700,
        "phases": {"build": PhaseTimes(started_at=NOW - 11_800, completed_at=NOW - 700)},
    }
    return deployment(**(whole | fields))


def cancelled() -> DeploymentData:
    return failed(
        message="Cancelled",
        error="The deployment was cancelled.",
        error_code=ErrorCode.CANCELLED,
        build=_steps(4, 2),
        build_logs=BUILD_LOG[:6],
    )


_TRIGGERS = ("POST /orders", "GET /orders/:id", "order.placed", "stock.checked", "order.paid", "0 6 * * *")


def checked(*, broken: bool = False) -> ProjectCheck:
    steps = []
    for number, (path, language, kind, _) in enumerate(STEPS):
        trigger = _TRIGGERS[number % 6]
        steps.append(
            CheckedStep(package_path=path, language=language, type=kind, name=f"Step {number}", trigger=trigger)
        )
    if not broken:
        missing = (MissingVariable(name="MAIL_FROM", place="src/orders/place-order.step.ts:31"),)
        return ProjectCheck(path="/p", complete=True, steps=steps, streams=("orders",), missing=missing)
    path = STEPS[3][0]
    problem = CheckProblem(message='Expected ";" but found "order"', step=path, file=path, line=14, column=9)
    long = CheckProblem(message="the name is already taken by src/orders/get-order.step.ts", step=STEPS[6][0])
    return ProjectCheck(
        path="/p", complete=True, steps=steps, problems=(problem, long.model_copy(update={"file": STEPS[6][0]})),
        reserved=("AWS_REGION",), warnings=("src/old.step.rb is skipped: Ruby steps cannot be deployed",),
    )  # fmt: skip


def history() -> list[DeploymentData]:
    """A few older ones, for the list at the left."""
    hour = 3_600_000
    past = [
        ("dep-a1", "completed", "order-desk", "b7720d1", "production", 2 * hour),
        ("dep-a2", "failed", "order-desk", "b7720d1", "staging", 3 * hour),
        ("dep-a3", "completed", "newsletter", "v2.4.0", "production", 26 * hour),
        ("dep-a4", "cancelled", "a-project-with-quite-a-long-name", "v0.0.1-rc.3", "preview-feature-x", 50 * hour),
        ("dep-a5", "completed", "order-desk", "41fe0aa", "production", 9 * 24 * hour),
    ]
    items = []
    for key, status, project, version, environment, age in past:
        make = {"completed": completed, "failed": failed, "cancelled": lambda **f: failed(**f)}[status]
        extra = {"error_code": ErrorCode.CANCELLED} if status == "cancelled" else {}
        items.append(
            make(
                id=key,
                project=project,
                version=version,
                metadata=Metadata(environment=environment),
                started_at=NOW - age - 14_000,
                completed_at=NOW - age,
                **extra,
            )
        )
    return items
