"""Where cycles end."""

import gc
import threading
import weakref

from PySide6.QtCore import QObject

from motia_desktop.garbage import GarbageCollector


class Cycle:
    def __init__(self) -> None:
        self.itself = self
        weakref.finalize(self, lambda: ended.append(threading.get_ident()))


ended: list[int] = []


def test_a_cycle_ends_in_the_windows_thread_whoever_allocates(qapp):
    owner = QObject()
    collector = GarbageCollector(owner)
    ended.clear()
    Cycle()

    kept: list[list[int]] = []
    other = threading.Thread(target=lambda: kept.extend([number] for number in range(10 * gc.get_threshold()[0])))
    other.start()
    other.join()
    assert ended == []
    collector.collect()
    assert ended == [threading.get_ident()]
