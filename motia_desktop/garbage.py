"""Garbage is collected in the thread of the window only.

Python collects in whichever thread happens to allocate next: one that reads a file or waits for the keyring. If a cycle
holds a widget or an item of a scene, Qt's object would end there as well, and Qt ends in a crash.
"""

import gc

from PySide6.QtCore import QObject, QTimer

MILLISECONDS = 2000


class GarbageCollector(QObject):
    """Collects while the event loop runs, by Python's own thresholds; Python itself no longer does."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        timer = QTimer(self)
        timer.timeout.connect(self.collect)
        timer.start(MILLISECONDS)

    def collect(self) -> None:
        """Collect the oldest generation that has grown past its threshold, if any has."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        due = [number for number in range(3) if counts[number] > thresholds[number]]
        if due:
            gc.collect(max(due))
