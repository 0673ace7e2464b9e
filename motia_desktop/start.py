"""`motia-desktop`: shows the window, and only then loads what talks to the daemon and to clouds."""

import gc
import sys
from functools import partial


def main() -> None:
    """Run the window."""
    gc.disable()  # what the start makes stays: looking through it would take time. Later see `garbage.py`
    from motia_desktop.front import Front, chosen_theme, read_settings
    from motia_desktop.hand_over import handed_over
    from motia_desktop.options import window_options
    from motia_desktop.session import make_application, run

    options = window_options(sys.argv[1:])
    app = make_application("motia-desktop")
    if handed_over(options):
        sys.exit(0)
    settings = read_settings(options.paths.config)
    front = Front(chosen_theme(app, settings), settings)
    front.show()
    front.paint()
    from motia_desktop.app import live  # its libraries take longer to load than the window to be painted

    sys.exit(run(app, options.paths, partial(live, front, options)))
