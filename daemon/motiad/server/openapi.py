"""`GET /openapi.json`: every HTTP route, schemas from the pydantic models."""

from collections.abc import Iterable
from typing import Any

from pydantic.json_schema import models_json_schema

from motiad.contract.codes import ErrorCode
from motiad.contract.http import ErrorResponse
from motiad.contract.wire import WireModel
from motiad.server.answers import STATUS
from motiad.server.routing import Route

_REF = "#/components/schemas/{model}"
_ALWAYS = (
    ErrorCode.BAD_REQUEST,
    ErrorCode.HOST_NOT_ALLOWED,
    ErrorCode.INTERNAL,
    ErrorCode.SHUTTING_DOWN,
)
_WITH_BODY = (
    ErrorCode.REQUEST_TIMEOUT,
    ErrorCode.BODY_TOO_LARGE,
    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
    ErrorCode.INVALID_JSON,
)


def describe(routes: Iterable[Route], version: str) -> dict[str, object]:
    """Return the OpenAPI 3.1 document of the route table."""
    routes = tuple(routes)
    inputs = {route.body for route in routes if route.body}
    outputs = {route.answer for route in routes if route.answer} | {ErrorResponse}
    wanted: list[tuple[type[WireModel], Any]] = [(model, "validation") for model in sorted(inputs, key=_name)]
    wanted += [(model, "serialization") for model in sorted(outputs, key=_name)]
    refs, definitions = models_json_schema(wanted, by_alias=True, ref_template=_REF)
    paths: dict[str, dict[str, object]] = {}
    for route in routes:
        for path in (route.path, *route.aliases):
            paths.setdefault(path, {})[route.method.lower()] = _operation(route, path, refs)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "motiad",
            "version": version,
            "description": "Deploys Motia projects. The WebSocket stream answers on every path.",
        },
        "paths": paths,
        "components": {
            "schemas": definitions.get("$defs", {}),
            "securitySchemes": {"owner": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(route: Route, path: str, refs: dict[Any, Any]) -> dict[str, object]:
    name = route.handler.__name__ + ("_alias" if path in route.aliases else "")
    operation: dict[str, object] = {
        "operationId": f"{route.method.lower()}_{path.strip('/').split('/')[0].strip('_').replace('-', '_')}_{name}",
        "summary": route.summary,
        "parameters": [
            {
                "name": parameter.name,
                "in": parameter.place,
                "required": parameter.place == "path",
                "description": parameter.description,
                "schema": parameter.schema,
            }
            for parameter in route.parameters
        ],
        "responses": {"200": _success(route, refs), **_failures(route, refs)},
    }
    if route.owner:
        operation["security"] = [{"owner": []}]
    if route.body is not None:
        schema = refs[route.body, "validation"]
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return operation


def _success(route: Route, refs: dict[Any, Any]) -> dict[str, object]:
    if route.answer is not None:
        return {"description": "OK", "content": {"application/json": {"schema": refs[route.answer, "serialization"]}}}
    kind = "text/plain" if route.path == "/metrics" else "application/json"
    schema = {"type": "string"} if route.path == "/metrics" else {"type": "object"}
    return {"description": "OK", "content": {kind: {"schema": schema}}}


def _failures(route: Route, refs: dict[Any, Any]) -> dict[str, object]:
    codes = {*_ALWAYS, *route.errors, ErrorCode.UNAUTHORIZED}
    if route.body is not None or route.method != "GET":
        codes |= {*_WITH_BODY, ErrorCode.INVALID_REQUEST}
    by_status: dict[int, list[str]] = {}
    for code in sorted(codes):
        by_status.setdefault(STATUS.get(code, 500), []).append(code.value)
    schema = refs[ErrorResponse, "serialization"]
    return {
        str(status): {"description": ", ".join(names), "content": {"application/json": {"schema": schema}}}
        for status, names in sorted(by_status.items())
    }


def _name(model: type[WireModel]) -> str:
    return model.__name__
