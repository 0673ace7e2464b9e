"""What docs/stream.md shows is what this suite runs."""

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
BLOCKS = re.findall(
    r"^```\w+\n(.*?)^```$", (HERE.parents[1] / "docs" / "stream.md").read_text(), re.MULTILINE | re.DOTALL
)
EXAMPLES = sorted(path.name for path in (HERE / "examples").iterdir())


def test_there_are_examples() -> None:
    assert len(EXAMPLES) == 5


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_docs_show_the_example_that_is_run(name: str) -> None:
    assert (HERE / "examples" / name).read_text() in BLOCKS
