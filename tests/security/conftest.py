"""One daemon to shoot at."""

from collections.abc import Iterator

import pytest

from .target import Target


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A daemon of this module's own."""
    shot_at = Target(tmp_path_factory.mktemp("target") / "base")
    yield shot_at
    shot_at.daemon.close()
