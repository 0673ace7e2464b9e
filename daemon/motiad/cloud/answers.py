"""Reading what a cloud or its storage answers."""

import json
import re
from typing import Any

from aiohttp import ClientResponse

from motiad.deployments.sanitise import one_line

_MAX_BODY = 1024 * 1024
_XML_MESSAGE = re.compile(r"<Message>([^<]*)</Message>")
_XML_CODE = re.compile(r"<Code>([^<]*)</Code>")


async def body_text(response: ClientResponse) -> str:
    """Return the body's text, at most 1 MiB of it."""
    kept = bytearray()
    async for chunk in response.content.iter_chunked(64 * 1024):
        kept += chunk
        if len(kept) >= _MAX_BODY:
            break
    return kept[:_MAX_BODY].decode("utf-8", "replace")


def json_object(text: str) -> dict[str, Any] | None:
    """Return the JSON object in `text`, or None when there is none."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def error_message(text: str, *secrets: str) -> str | None:
    """Return what an error body says, in one clean line without `secrets`, or None when it says nothing.

    JSON bodies say it in `message` (a text or a list of them) or `error`; storage says it in XML.
    """
    body = json_object(text)
    if body is not None:
        said = _first_text(body.get("message")) or _first_text(body.get("error")) or _first_text(body.get("detail"))
    else:
        found = _XML_MESSAGE.search(text)
        said = found[1] if found else None
    if not said:
        return None
    for secret in secrets:
        said = said.replace(secret, "***") if secret else said
    return one_line(said).rstrip(".") or None


def error_code(text: str) -> str:
    """Return the code in an error body of the storage, or ""."""
    found = _XML_CODE.search(text)
    return found[1] if found else ""


def _first_text(value: object) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "; ".join(part for part in value if isinstance(part, str)) or None
    return _first_text(value.get("message")) if isinstance(value, dict) else None
