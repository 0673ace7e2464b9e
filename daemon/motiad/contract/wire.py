"""The base of every model on the wire: camelCase outside, snake_case inside."""

from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class WireModel(BaseModel):
    """A frozen model; unknown fields are ignored (admission policy, rule 7)."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_alias=True,
        validate_by_name=True,
        frozen=True,
        extra="ignore",
        defer_build=True,  # a program builds the validators of those models alone that it uses
    )

    def wire(self) -> dict[str, Any]:
        """Return what goes over the wire: JSON types, camelCase names, fields without a value left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)
