"""Writes `motia.steps.json` as the official build does (`upstream-facts.md`, section 4)."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from motiad.builder.steps import Step, Stream
from motiad.deployments.ports import Manifest


def make_manifest(
    project: Path, steps: Iterable[Step], streams: Iterable[Stream], routers: Mapping[str, str]
) -> Manifest:
    """Return the three objects; only streams with the default storage are listed, as upstream has it."""
    return Manifest(
        steps={step.bundle_path: _step(project, step) for step in steps},
        streams={
            stream.name: {"name": stream.name, "storageType": stream.storage_type}
            for stream in streams
            if stream.storage_type == "default"
        },
        routers=dict(routers),
    )


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Write the file; blocks, for a thread."""
    content = {"steps": manifest.steps, "streams": manifest.streams, "routers": manifest.routers}
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False), "utf-8")


def _step(project: Path, step: Step) -> dict[str, Any]:
    return {
        "type": step.source.language,
        "entrypointPath": f"/{step.entry_name}",
        "config": step.config,
        "filePath": str(project / step.path),
    }
