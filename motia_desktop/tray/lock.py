"""One tray for each base-dir: held while it runs, so that a second one, and the window, know."""

from PySide6.QtCore import QLockFile

from motiad.paths import Paths


def tray_lock(paths: Paths) -> QLockFile:
    """Return the lock of the tray; a dead tray's is nobody's."""
    paths.run.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = QLockFile(str(paths.run / "tray.lock"))
    lock.setStaleLockTime(0)
    return lock


def tray_runs(paths: Paths) -> bool:
    """Return whether a tray runs on these folders."""
    lock = tray_lock(paths)
    if lock.tryLock(0):
        lock.unlock()
        return False
    return lock.error() == QLockFile.LockError.LockFailedError
