"""A project folder in, bundles out."""

from typing import TYPE_CHECKING

from motiad.lazy import lazy_names

if TYPE_CHECKING:
    from motiad.builder.build import MotiaBuilder, refresh
    from motiad.builder.project import is_project
    from motiad.builder.sample import prepare_sample

__all__ = ["MotiaBuilder", "is_project", "prepare_sample", "refresh"]

__getattr__ = lazy_names(
    __name__,
    {
        "motiad.builder.build": ("MotiaBuilder", "refresh"),
        "motiad.builder.project": ("is_project",),
        "motiad.builder.sample": ("prepare_sample",),
    },
)
