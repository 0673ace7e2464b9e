"""A project folder in, bundles out."""

from motiad.builder.build import MotiaBuilder, refresh
from motiad.builder.project import is_project
from motiad.builder.sample import prepare_sample

__all__ = ["MotiaBuilder", "is_project", "prepare_sample", "refresh"]
