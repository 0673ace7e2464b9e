import pytest
from PySide6.QtCore import QPoint, Qt

from motia_desktop.widgets.trend_plot import TrendPlot, TrendPoint

POINTS = [TrendPoint(value, f"v{number}", f"day {number}") for number, value in enumerate((4.0, 0.0, 12.0, 6.0))]


@pytest.fixture
def plot(qtbot) -> TrendPlot:
    plot = TrendPlot("Build time", lambda value: f"{value:g} s")
    qtbot.addWidget(plot)
    plot.resize(480, 200)
    plot.show()
    return plot


def test_says_it_all_in_words(plot: TrendPlot) -> None:
    assert plot.accessibleDescription() == "Nothing to show yet"
    plot.show_points(POINTS)
    assert plot.accessibleName() == "Build time"
    assert plot.accessibleDescription() == ("4 deployments; the last 6 s, the median 5 s, the least 0 s, the most 12 s")


def test_the_pointer_and_the_arrows_tell_a_value(plot: TrendPlot, qtbot) -> None:
    plot.show_points(POINTS)
    chosen: list[int] = []
    plot.chosen.connect(chosen.append)
    qtbot.mouseMove(plot, QPoint(plot.width() - 12, 60))
    qtbot.waitUntil(lambda: plot.at == 3, timeout=60_000)
    assert plot.accessibleDescription() == "6 s, v3, day 3"
    qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=QPoint(plot.width() - 12, 60))
    plot.setFocus()
    for key, number in ((Qt.Key.Key_Home, 0), (Qt.Key.Key_Right, 1), (Qt.Key.Key_End, 3), (Qt.Key.Key_Left, 2)):
        qtbot.keyClick(plot, key)
        assert plot.at == number
    qtbot.keyClick(plot, Qt.Key.Key_Return)
    assert chosen == [3, 2]


@pytest.mark.parametrize("values", [(), (0.0,), (5.0,), (0.0, 0.0), (1e-3, 3e9), tuple(range(500))])
def test_draws_whatever_there_is(plot: TrendPlot, values) -> None:
    plot.show_points([TrendPoint(float(value), "v", "when") for value in values])
    ticks = plot._ticks()
    assert ticks[0] == 0
    assert ticks[-1] >= max(values, default=0)
    assert 2 <= len(ticks) <= 7
    assert not plot.grab().isNull()
