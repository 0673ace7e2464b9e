"""A process that starts a window and says when: run as a child of `window.py`, which knows when it was begun.

`empty` is a bare QMainWindow that imports the same three libraries as ours (aiohttp, pydantic and keyring, besides Qt
and its loop); `ours` is the program itself, as `motia-desktop --base-dir DIR` runs it. Prints the monotonic time of the
first paint, and of the moment the window is of use: the daemon answers.
"""

import gc
import os
import sys
import time

os.environ["QT_API"] = "pyside6"


def empty() -> None:
    """Show an empty window and paint it once."""
    import aiohttp  # noqa: F401
    import keyring  # noqa: F401
    import pydantic  # noqa: F401
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Window(QMainWindow):
        def paintEvent(self, event: object) -> None:  # noqa: N802 - Qt's own name
            super().paintEvent(event)
            print(time.monotonic(), flush=True)
            app.quit()

    app = QApplication(["empty"])
    window = Window()
    window.resize(1180, 780)
    window.show()
    app.exec()


def ours(base: str) -> None:
    """Run the program until its daemon answers."""
    sys.argv = ["motia-desktop", "--base-dir", base]
    gc.disable()  # as `start.main` does before it imports anything
    from PySide6.QtGui import QPaintEvent

    from motia_desktop import start
    from motia_desktop.stores.connection import Connection
    from motia_desktop.views.window import MainWindow

    painted = False
    paint, become = MainWindow.paintEvent, Connection.become

    def paint_event(window: MainWindow, event: QPaintEvent) -> None:
        nonlocal painted
        paint(window, event)
        if not painted:
            painted = True
            print(time.monotonic(), flush=True)

    def became(connection: Connection, *args: object, **kwargs: object) -> None:
        become(connection, *args, **kwargs)
        if connection.online:
            print(time.monotonic(), flush=True)

    MainWindow.paintEvent = paint_event
    Connection.become = became
    start.main()


if __name__ == "__main__":
    empty() if sys.argv[1] == "empty" else ours(sys.argv[2])
