"""Start `motiad`; what the wheel's console script does."""

import sys

from motiad.cli.main import main

sys.exit(main())
