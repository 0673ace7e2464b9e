"""A second start shows the window that is there instead of making another one."""

import json
import sys

from motia_desktop.options import Options

ANSWER_MILLIS = 1000
"""How long the other window may take; one that does not answer is not waited for."""


def handed_over(options: Options) -> bool:
    """Have a window on the same folders do what was asked for; returns False where there is none that answers."""
    if sys.platform != "win32" and not (options.paths.run / "window.sock").exists():
        return False  # the usual case, without loading anything
    from PySide6.QtNetwork import QLocalSocket

    from motia_desktop.tray.window_door import DEMO, PROJECT, door_name

    if options.demo:
        asked = {"ask": DEMO}
    elif options.project is not None:
        asked = {"ask": PROJECT, "about": str(options.project)}
    else:
        asked = {"ask": options.then, "about": options.deployment_id or ""}
    socket = QLocalSocket()
    socket.connectToServer(door_name(options.paths))
    if not socket.waitForConnected(ANSWER_MILLIS):
        return False
    socket.write(json.dumps(asked).encode() + b"\n")
    while not socket.canReadLine():
        if not socket.waitForReadyRead(ANSWER_MILLIS):
            return False
    done = json.loads(bytes(socket.readLine().data())).get("done") is True
    socket.abort()
    return done
