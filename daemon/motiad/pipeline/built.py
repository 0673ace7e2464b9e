"""What a build left on disk, so that a restarted daemon or a retry can go on with it.

`build.json` stands beside the bundles and is written last: where it is, the build was complete. Every bundle is named
with its sha256, and nothing is taken over that does not match.
"""

import hashlib
import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from motiad.contract.deployment import Language, StepType
from motiad.deployments.ports import Build, Bundle, Manifest

FILE_NAME = "build.json"


class _KeptBundle(BaseModel):
    model_config = ConfigDict(frozen=True)

    path: str
    file: str
    size: int
    sha256: str
    language: Language
    type: StepType


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True)

    bundles: tuple[_KeptBundle, ...]
    steps: dict[str, Any]
    streams: dict[str, Any]
    routers: dict[str, str]


def save(build: Build, folder: Path) -> None:
    """Write `build.json`, whole or not at all. Blocks: reads every bundle. Raises `OSError`."""
    kept = _Kept(
        bundles=tuple(
            _KeptBundle(
                path=bundle.path,
                file=str(bundle.file.absolute().relative_to(folder.absolute())),
                size=bundle.size,
                sha256=_sha256(bundle.file),
                language=bundle.language,
                type=bundle.type,
            )
            for bundle in build.bundles
        ),
        steps=dict(build.manifest.steps),
        streams=dict(build.manifest.streams),
        routers=dict(build.manifest.routers),
    )
    draft = folder / f"{FILE_NAME}.part"
    with draft.open("w", encoding="utf-8") as out:
        json.dump(kept.model_dump(mode="json"), out)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(folder / FILE_NAME)


def load(folder: Path) -> Build | None:
    """Return the complete build in `folder`, or None when there is none or a bundle is not what it was. Blocks."""
    kept = _read(folder)
    if kept is None:
        return None
    try:
        if any(_sha256(folder / bundle.file) != bundle.sha256 for bundle in kept.bundles):
            return None
    except OSError:
        return None
    bundles = (
        Bundle(bundle.path, folder / bundle.file, bundle.size, bundle.language, bundle.type) for bundle in kept.bundles
    )
    return Build(tuple(bundles), Manifest(kept.steps, kept.streams, kept.routers))


def manifest(folder: Path) -> Manifest | None:
    """Return what the start request needs, whatever became of the bundles. Blocks."""
    kept = _read(folder)
    return Manifest(kept.steps, kept.streams, kept.routers) if kept else None


def fingerprints(folder: Path) -> dict[str, str]:
    """Return each bundle's sha256 as it was built, by its path; nothing where no build was completed. Blocks."""
    kept = _read(folder)
    return {bundle.path: bundle.sha256 for bundle in kept.bundles} if kept else {}


def clear(folder: Path) -> None:
    """Remove a build, or what a build that was cut short left. Blocks."""
    with suppress(OSError):
        (folder / FILE_NAME).unlink(missing_ok=True)  # first: half a build must not look whole
    shutil.rmtree(folder, ignore_errors=True)


def _read(folder: Path) -> _Kept | None:
    try:
        return _Kept.model_validate_json((folder / FILE_NAME).read_bytes())
    except (OSError, ValidationError):
        return None


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
