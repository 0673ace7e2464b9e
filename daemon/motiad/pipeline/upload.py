"""Phase 2: the bundles go up, a few at a time (contract, "Deployment Phases")."""

import asyncio
from collections.abc import Collection

from motiad.deployments.events import (
    BundlesFound,
    FoundBundle,
    Logged,
    PhaseStarted,
    Uploaded,
    UploadFailed,
    UploadProgressed,
    UploadStarted,
)
from motiad.deployments.ports import Build, Bundle, Cloud
from motiad.errors import MotiadError
from motiad.pipeline.journal import Journal

PARALLEL_UPLOADS = 4
"""`security-reliability.md`, section 2, "Retries"."""


async def upload(cloud: Cloud, token: str, built: Build, journal: Journal, confirmed: Collection[str] = ()) -> None:
    """Upload every bundle; the first one that fails for good ends the others. Raises its `MotiadError`.

    `confirmed` are the paths of bundles that the cloud has as they are: an earlier attempt, or the daemon before a
    restart, uploaded them.
    """
    journal.emit(PhaseStarted(phase="upload"))
    if [(row.package_path, row.size) for row in journal.data.upload] != [(b.path, b.size) for b in built.bundles]:
        journal.emit(_bundles_found(built))
    known = {row.package_path for row in journal.data.upload if row.status == "uploaded"}
    for bundle in built.bundles:
        if bundle.path in confirmed and bundle.path not in known:
            journal.emit(Uploaded(package_path=bundle.path))
    await journal.settle()
    slots = asyncio.Semaphore(PARALLEL_UPLOADS)
    try:
        async with asyncio.TaskGroup() as group:
            for bundle in (bundle for bundle in built.bundles if bundle.path not in confirmed):
                group.create_task(_upload_one(cloud, token, bundle, journal, slots))
    except* MotiadError as failures:
        raise _first(failures) from None


async def _upload_one(cloud: Cloud, token: str, bundle: Bundle, journal: Journal, slots: asyncio.Semaphore) -> None:
    async with slots:
        journal.emit(UploadStarted(package_path=bundle.path))
        try:
            await cloud.upload(
                token, bundle, lambda sent: journal.emit(UploadProgressed(package_path=bundle.path, sent=sent))
            )
        except MotiadError as error:
            journal.emit(UploadFailed(package_path=bundle.path, message=error.message))
            journal.emit(Logged(phase="upload", lines=(f"{bundle.path}: {error.message}",)))
            raise
        journal.emit(Uploaded(package_path=bundle.path))
        journal.emit(Logged(phase="upload", lines=(f"Uploaded {bundle.path} ({bundle.size} bytes)",)))


def _bundles_found(built: Build) -> BundlesFound:
    return BundlesFound(
        bundles=tuple(
            FoundBundle(package_path=bundle.path, language=bundle.language, type=bundle.type, size=bundle.size)
            for bundle in built.bundles
        )
    )


def _first(failures: BaseExceptionGroup[MotiadError]) -> BaseException:
    leaf: BaseException = failures
    while isinstance(leaf, BaseExceptionGroup):
        leaf = leaf.exceptions[0]
    return leaf
