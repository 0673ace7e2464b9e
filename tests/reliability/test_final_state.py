"""A few runs of `final_state.py`; all 100 are run by hand."""

import shutil

import pytest

from .final_state import NODE_MODULES, RATES, Bench

RUNS = 5


@pytest.fixture
def official(need):
    """The official Node client."""
    there = shutil.which("node") and (NODE_MODULES / "@motiadev").is_dir()
    need(there, f"Node or the official stream clients are not installed ({NODE_MODULES}): run `make test`.")


@pytest.mark.node
async def test_the_last_state_is_the_final_one(official, tmp_path):
    async with Bench.open(tmp_path) as bench:
        for rate in RATES:
            for outcome in await bench.runs(rate, RUNS, 0.5):
                assert outcome.right, (rate, outcome)
                assert outcome.in_order, (rate, outcome)
