"""How build time and bundle size went over a project's deployments."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from motia_desktop.formats import duration, moment, size
from motia_desktop.models.bundle_sizes import bundle_bytes, phase_millis
from motia_desktop.widgets.label import Label
from motia_desktop.widgets.trend_plot import TrendPlot, TrendPoint
from motia_desktop.wording import environment
from motiad.contract.deployment import DeploymentData


class TrendsView(QWidget):
    """Two plots, one above the other, over the same completed deployments."""

    chosen = Signal(str)
    """A person chose the deployment with this id."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ids: dict[TrendPlot, list[str]] = {}
        self.note = Label(role="muted", wrap=True)
        self.build = TrendPlot(self.tr("Build time"), lambda value: duration(round(value)) or "0")
        self.bundles = TrendPlot(self.tr("Bundle size"), lambda value: size(round(value)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.note)
        for plot in (self.build, self.bundles):
            card = QFrame()
            card.setProperty("role", "card")
            inside = QVBoxLayout(card)
            inside.setContentsMargins(14, 12, 14, 10)
            inside.addWidget(plot)
            column.addWidget(card, 1)
            plot.chosen.connect(lambda number, plot=plot: self.chosen.emit(self._ids[plot][number]))

    def show_deployments(self, project: str, newest_first: Sequence[DeploymentData]) -> None:
        """Show completed deployments of one project."""
        if not project:
            self.note.setText(self.tr("Choose a project above to see how its deployments went over time."))
        elif not newest_first:
            self.note.setText(self.tr("{project} has no completed deployment yet.").format(project=project))
        else:
            count = len(newest_first)
            words = self.tr("{project}: the last %n completed deployments, the newest at the right.", "", count)
            self.note.setText(words.format(project=project))
        oldest_first = list(reversed(newest_first))
        self._show(self.build, oldest_first, lambda data: phase_millis(data, "build"))
        self._show(self.bundles, oldest_first, bundle_bytes)

    def _show(
        self, plot: TrendPlot, deployments: Sequence[DeploymentData], value: Callable[[DeploymentData], int | None]
    ) -> None:
        measured = [(data, number) for data in deployments if (number := value(data)) is not None]
        self._ids[plot] = [data.id for data, _ in measured]
        plot.show_points([TrendPoint(number, _label(data), moment(data.started_at or 0)) for data, number in measured])


def _label(data: DeploymentData) -> str:
    return " · ".join(part for part in (data.version, environment(data)) if part) or data.id
