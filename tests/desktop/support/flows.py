"""How the steps of `states.py` hang together, and a project of 200 steps."""

import states

from motia_desktop.stores.flows import Told
from motiad.contract.deployment import BuildOutput, DeploymentData, PhaseTimes, Resource, UploadOutput
from motiad.contract.flow import Flow, FlowStep
from motiad.contract.http import DeploymentOrigin

ORDERS, REPORTS, SHIPPING = ("orders",), ("reports",), ("shipping",)

FLOW = Flow(
    steps=(
        FlowStep(
            package_path="src/orders/place-order.step.ts",
            name="PlaceOrder",
            type="api",
            language="node",
            emits=("order.placed",),
            flows=ORDERS,
            method="POST",
            path="/orders",
        ),
        FlowStep(
            package_path="src/orders/get-order.step.ts",
            name="GetOrder",
            type="api",
            language="node",
            flows=ORDERS,
            method="GET",
            path="/orders/:id",
        ),
        FlowStep(
            package_path="src/orders/check-stock.step.ts",
            name="CheckStock",
            type="event",
            language="node",
            subscribes=("order.placed",),
            emits=("stock.reserved", "stock.missing"),
            flows=ORDERS,
        ),
        FlowStep(
            package_path="src/orders/charge-card.step.ts",
            name="ChargeCard",
            type="event",
            language="node",
            subscribes=("stock.reserved",),
            emits=("order.paid",),
            flows=ORDERS,
        ),
        FlowStep(
            package_path="src/orders/order-board.step.js",
            name="OrderBoard",
            type="event",
            language="node",
            subscribes=("order.placed", "order.paid", "parcel.packed"),
            flows=ORDERS,
        ),
        FlowStep(
            package_path="src/reports/daily-report.step.ts",
            name="DailyReport",
            type="cron",
            language="node",
            emits=("report.ready",),
            flows=REPORTS,
            cron="0 6 * * *",
        ),
        FlowStep(
            package_path="src/shipping/quote_step.py",
            name="Quote",
            type="api",
            language="python",
            flows=SHIPPING,
            method="GET",
            path="/shipping/quote",
        ),
        FlowStep(
            package_path="src/shipping/pack_parcel_step.py",
            name="PackParcel",
            type="event",
            language="python",
            subscribes=("order.paid",),
            emits=("parcel.packed",),
            flows=SHIPPING,
        ),
        FlowStep(
            package_path="src/shipping/sweep_late_parcels_step.py",
            name="SweepLateParcels",
            type="cron",
            language="python",
            flows=SHIPPING,
            cron="*/15 * * * *",
        ),
    )
)


def told(data: DeploymentData, cloud: str = "motia", flow: Flow | None = FLOW) -> Told:
    origin = DeploymentOrigin(deployment_id=data.id, path="/home/me/order-desk", cloud=cloud, env_names=())
    return Told(flow if flow is not None else Flow(), origin)


RESOURCES = tuple(
    Resource(kind=kind, name=name, step_name=step, status=status)
    for kind, name, step, status in (
        ("queue", "check-stock", "CheckStock", "completed"),
        ("queue", "charge-card", "ChargeCard", "completed"),
        ("queue", "order-board", "OrderBoard", "completed"),
        ("queue", "pack-parcel", "PackParcel", "progress"),
        ("endpoint", "POST /orders", "PlaceOrder", "progress"),
        ("endpoint", "GET /orders/:id", "GetOrder", "pending"),
        ("endpoint", "GET /shipping/quote", "Quote", "pending"),
        ("cron", "0 6 * * *", "DailyReport", "pending"),
        ("cron", "*/15 * * * *", "SweepLateParcels", "pending"),
    )
)

OUTPUTS = {"API URL": "https://order-desk-production.example.com", "Region": "eu-central-1"}


def busy_flow(count: int = 200, chain: int = 7) -> Flow:
    """Services that each answer at an endpoint, or at a time, and pass work on from step to step."""
    steps = []
    for number in range(count):
        service, place = divmod(number, chain)
        name = f"{('receive', 'check', 'reserve', 'charge', 'pack', 'send', 'report')[place % 7]}-{service:02}"
        python = service % 3 == 2
        kind = ("cron" if service % 4 == 3 else "api") if place == 0 else "event"
        steps.append(
            FlowStep(
                package_path=f"src/service-{service:02}/{name}{'_step.py' if python else '.step.ts'}",
                name=name,
                type=kind,
                language="python" if python else "node",
                subscribes=(f"service-{service:02}.{min(place, 4)}",) if place else (),
                emits=(f"service-{service:02}.{place + 1}",) if place < 4 else (),
                method="POST" if kind == "api" else None,
                path=f"/service-{service:02}" if kind == "api" else None,
                cron="0 * * * *" if kind == "cron" else None,
                flows=(f"service-{service:02}",),
            )
        )
    return Flow(steps=tuple(steps))


def busy(count: int = 200, built: int = 120, uploaded: int = 40) -> DeploymentData:
    """Many steps, all at once at work."""
    flow = busy_flow(count)
    build, upload = [], []
    for number, step in enumerate(flow.steps):
        begun = states.NOW - 60_000 + number * 80
        done = number < built
        size = 40_000 + number * number * 1700
        build.append(
            BuildOutput(
                package_path=step.package_path,
                language=step.language,
                type=step.type,
                status="built" if done else "building",
                size=size if done else None,
                started_at=begun if number < built + 4 else None,
                completed_at=begun + 400 if done else None,
            )
        )
        if built == count:
            upload.append(
                UploadOutput(
                    package_path=f"{step.language}/{step.package_path.rpartition('.')[0]}.zip",
                    language=step.language,
                    type=step.type,
                    size=size,
                    status="uploaded" if number < uploaded else "uploading",
                    progress=100 if number < uploaded else 37 if number < uploaded + 8 else 0,
                    started_at=begun + 9000 if number < uploaded + 8 else None,
                    completed_at=begun + 9600 if number < uploaded else None,
                )
            )
    phase = "upload" if upload else "build"
    return states.deployment(
        status="uploading" if upload else "building",
        phase=phase,
        progress=34 + uploaded * 32 // count if upload else built * 33 // count,
        message=f"Uploaded {uploaded} of {count} bundles" if upload else f"Built {built} of {count}",
        project="everything-store",
        build=tuple(build),
        upload=tuple(upload),
        started_at=states.NOW - 62_000,
        phases={phase: PhaseTimes(started_at=states.NOW - 61_000)},
    )
