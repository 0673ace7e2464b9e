"""Start `motia-tray`; what the wheel's console script does."""

import sys

from motia_desktop.tray.app import main

sys.exit(main())
