"""How the window stands with the daemon, in words, and what can be done about it."""

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from motia_desktop.stores.connection import Connection, Link
from motia_desktop.widgets.mark import Mark
from motia_desktop.wording import advice

translate = QCoreApplication.translate


class LinkWords(NamedTuple):
    """What is said of one state."""

    mark: Mark
    title: str
    text: str
    code: str = ""


def words_of(connection: Connection) -> LinkWords:
    """Return what to say; nothing for a daemon that answers."""
    error = connection.error
    reason = f"{error.message} {advice(error.code, error.hint)}".strip() if error else ""
    match connection.link:
        case Link.STARTING:
            title = translate("LinkWords", "Starting motiad…")
            return LinkWords(
                Mark.RUNNING, title, translate("LinkWords", "The daemon that does the work is being started.")
            )
        case Link.RECONNECTING:
            text = translate("LinkWords", "The connection to motiad was lost. What you see may be out of date.")
            return LinkWords(Mark.RUNNING, translate("LinkWords", "Reconnecting…"), text)
        case Link.OFFLINE:
            text = reason or translate("LinkWords", "Nothing is lost: what was deployed stays deployed.")
            code = str(error.code) if error else ""
            return LinkWords(Mark.FAILED, translate("LinkWords", "motiad is not running"), text, code)
        case Link.OUTDATED:
            return LinkWords(Mark.STOPPED, translate("LinkWords", "Another version of motiad runs here"), reason)
        case Link.ONLINE:
            return LinkWords(Mark.DONE, "", "")
