"""What a person set once for all programs of the desktop: the window writes it, the tray reads it too."""

from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path
from typing import Literal, get_args

from PySide6.QtCore import QObject, QSettings, Signal

from motia_desktop.orders import LOCAL
from motia_desktop.wording import cancelled
from motiad.contract.deployment import DeploymentData

Notify = Literal["all", "failures", "none"]
LEVELS: tuple[Notify, ...] = get_args(Notify)


class Preferences(QObject):
    """Typed over `preferences.ini` in the configuration folder; what makes no sense there is the default."""

    changed = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        """`folder`: `Paths.config`; it is made where it is missing."""
        super().__init__(parent)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._settings = QSettings(str(folder / "preferences.ini"), QSettings.Format.IniFormat)

    def reload(self) -> None:
        """Read what another program may have written meanwhile."""
        self._settings.sync()
        self.changed.emit()

    @property
    def notify(self) -> Notify:
        """Which ends of deployments are told."""
        kept = self._text("notify")
        return next((level for level in LEVELS if level == kept), "all")

    @notify.setter
    def notify(self, level: Notify) -> None:
        self._set("notify", level)

    @property
    def quiet_hours(self) -> tuple[time, time] | None:
        """From when until when nothing is told, every day; None for never."""
        if self._text("quiet/on") != "true":
            return None
        return _time(self._text("quiet/from"), time(22)), _time(self._text("quiet/to"), time(7))

    @quiet_hours.setter
    def quiet_hours(self, hours: tuple[time, time] | None) -> None:
        if hours:
            self._settings.setValue("quiet/from", hours[0].strftime("%H:%M"))
            self._settings.setValue("quiet/to", hours[1].strftime("%H:%M"))
        self._set("quiet/on", "true" if hours else "false")

    @property
    def editor(self) -> str:
        """The command of the person's editor; empty for what `VISUAL` says, or the desktop's own."""
        return self._text("editor")

    @editor.setter
    def editor(self, command: str) -> None:
        self._set("editor", command.strip())

    @property
    def cloud(self) -> str:
        """Where a first deployment goes: `local`, `motia` or a URL."""
        return self._text("cloud") or LOCAL

    @cloud.setter
    def cloud(self, cloud: str) -> None:
        self._set("cloud", cloud)

    def quiet(self, now: datetime) -> bool:
        """Whether `now` (the person's own time) is within the quiet hours, which may reach over midnight."""
        if self.quiet_hours is None:
            return False
        begin, end = self.quiet_hours
        moment = now.time().replace(tzinfo=None)
        return begin <= moment < end if begin <= end else moment >= begin or moment < end

    def tells(self, data: DeploymentData, now: datetime) -> bool:
        """Whether the end of a deployment is told at this moment."""
        if self.notify == "none" or self.quiet(now):
            return False
        return self.notify == "all" or (data.status == "failed" and not cancelled(data))

    def environment(self, environ: Mapping[str, str]) -> dict[str, str]:
        """Return an environment in which the person's editor is the one set here."""
        return {**environ, **({"VISUAL": self.editor} if self.editor else {})}

    def _text(self, key: str) -> str:
        return str(self._settings.value(key) or "")

    def _set(self, key: str, value: str) -> None:
        self._settings.setValue(key, value)
        self._settings.sync()
        self.changed.emit()


def _time(text: str, default: time) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        return default
