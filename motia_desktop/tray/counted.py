"""What the tray says with a number. Only in `tr` does lupdate see that a text has a plural."""

from PySide6.QtCore import QObject


class Counted(QObject):
    """Texts in the form that goes with their number, in the language that is on."""

    def running(self, number: int) -> str:
        """Return the tool tip; `{0}` is how far they have come, in percent."""
        return self.tr("Motia: %n deployments are running, {0} %", "", number)

    def going_on(self, number: int) -> str:
        """Return what is said when the window goes and they do not."""
        return self.tr("%n deployments go on without the window", "", number)

    def ended(self, number: int) -> str:
        """Return the beginning of a digest."""
        return self.tr("%n deployments have ended", "", number)

    def succeeded(self, number: int) -> str:
        """Return a part of a digest."""
        return self.tr("%n succeeded", "", number)

    def failed(self, number: int) -> str:
        """Return a part of a digest."""
        return self.tr("%n failed", "", number)

    def more(self, number: int) -> str:
        """Return what stands for those that a digest does not name."""
        return self.tr("and %n more", "", number)
