"""Rule 6: what a request's body may be. A plain aiohttp handler answers 500 for some 16 bodies this one explains."""

import asyncio
import json
import math
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from aiohttp import hdrs, web
from aiohttp.http_exceptions import HttpProcessingError
from pydantic import ValidationError

from motiad.contract.codes import ErrorCode
from motiad.contract.wire import WireModel
from motiad.errors import MotiadError
from motiad.server.settings import AdmissionSettings

Model = TypeVar("Model", bound=WireModel)


async def read_object(request: web.Request, settings: AdmissionSettings) -> dict[str, Any]:
    """Return the body's JSON object. Raises `MotiadError` with the codes of rule 6."""
    _check_type(request)
    if (request.content_length or 0) > settings.max_body:
        raise _too_large(settings)
    if request.headers.get(hdrs.EXPECT, "").lower() == "100-continue":
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    chunks: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(settings.body_seconds):
            async for chunk in request.content.iter_any():
                size += len(chunk)
                if size > settings.max_body:
                    raise _too_large(settings)
                chunks.append(chunk)
    except TimeoutError:
        raise MotiadError(
            ErrorCode.REQUEST_TIMEOUT, f"The body did not arrive within {settings.body_seconds:g} s."
        ) from None
    except (web.RequestPayloadError, HttpProcessingError):
        raise MotiadError(ErrorCode.BAD_REQUEST, "The body's transfer encoding is broken.") from None
    return parse_object(b"".join(chunks))


async def read_optional(request: web.Request, settings: AdmissionSettings) -> None:
    """Check a body on a route that needs none, where there is one."""
    if request.body_exists and request.content_length != 0:
        await read_object(request, settings)


def parse_object(body: bytes) -> dict[str, Any]:
    """Parse strict JSON: one object, UTF-8, no key twice, no NaN or infinity, no lone surrogates."""
    try:
        parsed = json.loads(
            body.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refuse_constant, parse_float=_finite
        )
        json.dumps(parsed, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        raise _invalid_json() from None
    if not isinstance(parsed, dict):
        raise _invalid_json()
    return parsed


def validate(model: type[Model], body: dict[str, Any], explain: Callable[[str], str]) -> Model:
    """Return the body as a model. Raises INVALID_REQUEST naming the field; never repeats what was sent.

    `explain` says in a sentence what the named field must be.
    """
    try:
        return model.model_validate(body)
    except ValidationError as error:
        field = str(error.errors(include_input=False, include_url=False, include_context=False)[0]["loc"][0])
        raise MotiadError(ErrorCode.INVALID_REQUEST, explain(field), details={"field": field}) from None


def _check_type(request: web.Request) -> None:
    types = request.headers.getall(hdrs.CONTENT_TYPE, [])
    plain = len(types) == 1 and types[0].partition(";")[0].strip().lower() == "application/json"
    parameters = types[0].partition(";")[2].replace(" ", "").replace('"', "").lower() if types else ""
    if not plain or parameters not in ("", "charset=utf-8"):
        raise MotiadError(
            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
            "The body must be JSON in UTF-8.",
            hint="Send the header Content-Type: application/json.",
        )
    if hdrs.CONTENT_ENCODING in request.headers:
        raise MotiadError(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The body must not be compressed.")


def _too_large(settings: AdmissionSettings) -> MotiadError:
    return MotiadError(ErrorCode.BODY_TOO_LARGE, f"The body is larger than {settings.max_body} bytes.")


def _invalid_json() -> MotiadError:
    return MotiadError(
        ErrorCode.INVALID_JSON,
        "The body is not a strict JSON object.",
        hint="UTF-8, every key once, no NaN or Infinity, no lone surrogates.",
    )


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is there twice")
    return found


def _refuse_constant(_: str) -> NoReturn:
    raise ValueError("not JSON")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("out of range")
    return value
