"""How long to wait before connecting again."""

import random
from collections.abc import Iterator


def waits(first: float, longest: float) -> Iterator[float]:
    """Yield seconds to wait, doubling, with full jitter so that many clients do not come back at once."""
    ceiling = first
    while True:
        yield random.uniform(ceiling / 4, ceiling)  # noqa: S311 - jitter, not a secret
        ceiling = min(ceiling * 2, longest)
