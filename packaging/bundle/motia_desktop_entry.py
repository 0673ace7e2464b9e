"""Start `motia-desktop`; what the wheel's console script does."""

import sys

from motia_desktop.start import main

sys.exit(main())
