"""What clients send: the bodies of the three API calls (upstream facts, section 1)."""

import json
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError
from pydantic.alias_generators import to_camel

from .errors import ApiError

MAX_BUNDLE_BYTES = 100 * 1024 * 1024

Language = Literal["node", "python"]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=256)]
_MAX_OBJECT_NAME = 1024
_MAX_SEGMENT = 255


def object_name(value: str) -> str:
    """A bundle's path in one form: relative, with slashes, safe below any folder.

    The official CLI sends backslashes on Windows. Raises ValueError for a path that is none of that.
    """
    name = value.replace("\\", "/")
    segments = name.split("/")
    if len(name.encode()) > _MAX_OBJECT_NAME or any(len(part.encode()) > _MAX_SEGMENT for part in segments):
        raise ValueError(f"must have at most {_MAX_OBJECT_NAME} bytes, {_MAX_SEGMENT} between two slashes")
    if not name.isprintable() or ":" in segments[0] or any(part in ("", ".", "..") for part in segments):
        raise ValueError('must be a plain relative path such as "node/src/hello.step.zip"')
    if not name.endswith(".zip"):
        raise ValueError("must end with .zip")
    return name


ObjectName = Annotated[str, AfterValidator(object_name)]


class _Body(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore", strict=True)


class CreateBody(_Body):
    """`POST /v1/deployments`."""

    version_name: Name
    version_description: Annotated[str, StringConstraints(max_length=4096)] | None = None
    environment_id: Name | None = None
    environment_name: Name | None = None
    project_name: Name | None = None


class UploadBody(_Body):
    """`POST /v1/deployments/upload`: a bundle that is about to come, its size in bytes."""

    deployment_token: str
    original_name: ObjectName
    size: Annotated[int, Field(ge=1, le=MAX_BUNDLE_BYTES)]
    mimetype: Literal["application/zip"]


def _topic(value: object) -> object:
    """A topic's name: configs hold plain names and `{"topic": …}` objects."""
    return value.get("topic") if isinstance(value, dict) else value


def _none_is_empty(value: object) -> object:
    return {} if value is None else value


Topics = list[Annotated[str, BeforeValidator(_topic)]]


class _Config(BaseModel):
    """A step's own config, as far as provisioning needs it."""

    model_config = ConfigDict(extra="ignore", strict=True)

    name: Name
    emits: Topics | None = None


class Queue(BaseModel):
    """What kind of queue an event step wants."""

    type: Literal["fifo", "standard"] = "standard"


class Infrastructure(BaseModel):
    """What a config asks of the cloud for its step."""

    queue: Queue | None = None


class ApiConfig(_Config):
    """An API step: becomes an endpoint."""

    type: Literal["api"]
    method: Name
    path: Name


class EventConfig(_Config):
    """An event step: becomes a queue."""

    type: Literal["event"]
    subscribes: Topics
    infrastructure: Infrastructure | None = None


class CronConfig(_Config):
    """A cron step: becomes a schedule."""

    type: Literal["cron"]
    cron: Name


StepConfig = Annotated[ApiConfig | EventConfig | CronConfig, Field(discriminator="type")]


class Step(BaseModel):
    """One entry of `steps` in `motia.steps.json`."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore", strict=True)

    type: Language
    entrypoint_path: Name
    config: StepConfig


class StartBody(_Body):
    """`POST /v1/deployments/start`: the three objects of `motia.steps.json` and the variables' values."""

    deployment_token: str
    env_vars: Annotated[dict[str, str], BeforeValidator(_none_is_empty), Field(repr=False)] = {}
    steps: Annotated[dict[ObjectName, Step], Field(min_length=1)]
    streams: Annotated[dict[str, Any], BeforeValidator(_none_is_empty)] = {}
    routers: Annotated[dict[Language, ObjectName], BeforeValidator(_none_is_empty)] = {}


AnyBody = TypeVar("AnyBody", bound=_Body)


def json_object(raw: bytes) -> dict[str, Any]:
    """Read JSON text. Raises ApiError 400 unless it is an object in UTF-8."""
    try:
        value = json.loads(raw.decode(), parse_constant=_no_constant)
        json.dumps(value, ensure_ascii=False).encode()  # a lone surrogate can be neither stored nor sent on
    except (ValueError, RecursionError):
        raise ApiError(400, "INVALID_JSON", "The body is not valid JSON in UTF-8.") from None
    if not isinstance(value, dict):
        raise ApiError(400, "INVALID_JSON", "The body must be a JSON object.")
    return value


def parse(model: type[AnyBody], body: dict[str, Any]) -> AnyBody:
    """Validate a body. Raises ApiError 400 that names the first field at fault and never shows a value."""
    try:
        return model.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        reason = first["msg"].removeprefix("Value error, ")
        raise ApiError(400, "INVALID_REQUEST", f"{field}: {reason}", field=field) from None


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")
