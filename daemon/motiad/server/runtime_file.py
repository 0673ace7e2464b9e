"""The runtime file: how other programs find the daemon, and the owner's token (`interfaces.md`, "Files")."""

import contextlib
import json
import os
import secrets
from pathlib import Path

from motiad.contract.http import RuntimeInfo


def new_owner_token() -> str:
    """Return a fresh token, 256 bits, made of characters a header and a subprotocol may hold."""
    return secrets.token_urlsafe(32)


def write_runtime_file(path: Path, info: RuntimeInfo) -> None:
    """Write the file in one step, readable by its owner only."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = json.dumps(info.model_dump(mode="json", by_alias=True), indent=2)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text + "\n")
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def remove_runtime_file(path: Path, info: RuntimeInfo) -> None:
    """Remove the file if it is still ours; another daemon's is left alone."""
    with contextlib.suppress(OSError, ValueError):
        if RuntimeInfo.model_validate_json(path.read_bytes()).token == info.token:
            path.unlink()
