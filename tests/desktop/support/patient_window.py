"""The window's program; it waits for a window that is there, however busy the machine is."""

from motia_desktop import hand_over
from motia_desktop.start import main

hand_over.ANSWER_MILLIS = 60_000
main()
