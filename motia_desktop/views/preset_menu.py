"""The menu of kept sets of variables: use one, keep what is there, forget one."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu

from motia_desktop.formats import menu_text, plain


class PresetMenu(QObject):
    """Knows what is kept for the project in view; what happens is up to those who listen."""

    use_wanted = Signal(str)
    """Put the variables kept for this environment into the table."""
    keep_wanted = Signal(str)
    """Keep the variables of the table for this environment."""
    forget_wanted = Signal(str)
    """Forget what is kept for this environment."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: Mapping[str, Sequence[str]] = {}
        self._lasting = True
        self.environment = ""
        """The environment that is typed now."""
        self.keepable = False
        """Whether there is anything to keep."""

    def show_kept(self, kept: Mapping[str, Sequence[str]], *, lasting: bool) -> None:
        """Take in what is kept: names of variables by environment."""
        self._kept, self._lasting = dict(kept), lasting

    def fill(self, menu: QMenu) -> None:
        """Put the entries into a menu."""
        for environment, names in self._kept.items():
            words = self.tr("Use those of {environment} ({number})")
            action = menu.addAction(menu_text(words.format(environment=_named(environment), number=len(names))))
            action.setToolTip(plain(", ".join(names)))
            action.triggered.connect(lambda _=False, name=environment: self.use_wanted.emit(name))
        if self._kept:
            menu.addSeparator()
        words = self.tr("Keep these for {environment}")
        keep = menu.addAction(menu_text(words.format(environment=_named(self.environment))))
        keep.setEnabled(self.keepable)
        keep.triggered.connect(lambda: self.keep_wanted.emit(self.environment))
        for environment in self._kept:
            words = self.tr("Forget those of {environment}")
            action = menu.addAction(menu_text(words.format(environment=_named(environment))))
            action.triggered.connect(lambda _=False, name=environment: self.forget_wanted.emit(name))
        menu.addSeparator()
        where = (
            self.tr("Values are kept in this computer's keyring")
            if self._lasting
            else self.tr("No keyring here: values are forgotten on quitting")
        )
        menu.addAction(where).setEnabled(False)


def _named(environment: str) -> str:
    return f"“{environment}”" if environment else "–"
