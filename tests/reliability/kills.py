"""Run the kill harness: `python tests/reliability/kills.py 1000 [SEED]`. Ends with 1 when there was any fault."""

import random
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from reliability.harness import Harness


def main(kills, seed):
    print(f"seed {seed}")
    with tempfile.TemporaryDirectory() as folder:
        harness = Harness(Path(folder), seed)
        try:
            figures = harness.run(kills)
        finally:
            harness.close()
    print(figures)
    return 1 if figures.faults else 0


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:]]
    sys.exit(main(arguments[0] if arguments else 1000, arguments[1] if len(arguments) > 1 else random.randrange(10**6)))
