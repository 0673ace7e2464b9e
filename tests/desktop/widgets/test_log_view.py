from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication

from motia_desktop.models.log_lines import Line, LogLines
from motia_desktop.theme.colors import DARK, LIGHT
from motia_desktop.theme.theme import Theme
from motia_desktop.widgets.log_selection import Selection, Spot
from motia_desktop.widgets.log_view import LogView

_Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Log:
    """A view of lines that are all there."""

    def __init__(self, count: int, text: Callable[[int], str]) -> None:
        self.lines = LogLines()
        self.view = LogView(self.lines, "Nothing yet.")
        self.view.resize(500, 220)
        self.view.show()
        self._text = text
        if count:
            self.lines.begin_paged(1, 0)
            self.add(count)

    def add(self, count: int) -> None:
        first = self.lines.last + 1
        self.lines.put(
            Line(number, "build", self._text(number), 1_700_000_000_000) for number in range(first, first + count)
        )
        self.lines.extend(first + count - 1)

    def rows(self) -> list[int]:
        """The rows in view."""
        view = self.view
        return [row for row, _ in view.lines.visible(view.top, view.viewport().height())]

    def turn(self, notches: int) -> None:
        """Turn the wheel; up is positive."""
        point = QPointF(50, 50)
        event = QWheelEvent(
            point,
            self.view.viewport().mapToGlobal(point),
            QPoint(),
            QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.view.viewport(), event)


@pytest.fixture
def make(qapp, qtbot) -> Callable[..., Log]:
    Theme(qapp).apply("light")

    def make(count: int = 200, text: Callable[[int], str] = lambda number: f"line {number}") -> Log:
        log = Log(count, text)
        qtbot.addWidget(log.view)
        return log

    return make


@pytest.mark.parametrize("wrapped", [True, False])
def test_follows_while_the_newest_line_is_in_view(make, wrapped: bool) -> None:
    log = make(text=lambda number: f"line {number} " * (number % 9 * 5 + 1))
    log.view.set_wrapped(wrapped)
    assert log.view.following
    log.add(50)
    assert log.view.following
    assert log.rows()[-1] == 249
    assert log.view._jump.isHidden()
    log.view.resize(300, 180)
    assert log.rows()[-1] == 249


@pytest.mark.parametrize("wrapped", [True, False])
def test_any_scroll_up_stops_it_at_once_and_new_lines_are_counted(make, wrapped: bool) -> None:
    log = make()
    log.view.set_wrapped(wrapped)
    log.turn(1)
    assert not log.view.following
    seen = log.rows()
    log.add(2)
    assert log.rows() == seen
    assert (log.view._jump.text(), log.view._jump.isVisible()) == ("2 new lines", True)
    log.add(1)
    assert log.view._jump.text() == "3 new lines"
    log.view._jump.click()
    assert log.view.following
    assert log.rows()[-1] == 202
    assert log.view._jump.isHidden()


def test_scrolling_back_down_follows_again(make) -> None:
    log = make()
    bar = log.view.verticalScrollBar()
    bar.setValue(20)
    log.add(1)
    assert log.view._jump.text() == "1 new line"
    bar.setValue(bar.maximum())
    assert log.view._jump.isHidden()
    log.add(1)
    assert log.view.following


def test_wrapped_lines_scroll_evenly_and_come_back_to_the_same_place(make) -> None:
    log = make(text=lambda number: "word " * (number * 7 % 60))
    view = log.view
    view.scroll_by(-100_000)
    assert (view.top.row, view.verticalScrollBar().value()) == (0, 0)
    places = []
    while not view.following:
        places.append(view.top)
        view.scroll_by(37)
    assert places == sorted(set(places))
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()
    for place in reversed(places[:-1]):
        view.scroll_by(-37 if view.top != view.lines.end(view.viewport().height()) else 0)
        assert place.row <= view.top.row + 1
    view.scroll_by(-100_000)
    assert view.top == places[0]


def test_keys_go_to_the_first_and_the_newest_line(make, qtbot) -> None:
    log = make()
    qtbot.keyClick(log.view, _Key.Key_Home)
    assert log.rows()[0] == 0
    assert not log.view.following
    qtbot.keyClick(log.view, _Key.Key_PageDown)
    assert 0 < log.rows()[0] < 20
    qtbot.keyClick(log.view, _Key.Key_Down)
    qtbot.keyClick(log.view, _Key.Key_End)
    assert log.view.following


def test_selects_by_mouse(make, qtbot) -> None:
    log = make(4)
    view, line, cell = log.view, log.view.lines.line, log.view.lines.cell
    left = 10 + view.lines.prefix
    start, end = QPoint(round(left + 2 * cell), line // 2), QPoint(round(left + 3 * cell), line * 5 // 2)
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(view.viewport(), end)
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)
    assert view.selection == Selection(Spot(0, 2), Spot(2, 3))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, SHIFT, pos=start)
    assert view.selection.empty
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    assert view.selection == Selection(Spot(0, 0), Spot(0, 4))
    assert view.accessibleDescription() == "Line 1 of 4: line 1"


def test_selects_by_keyboard_and_asks_to_copy(make, qtbot) -> None:
    log = make(30)
    wanted: list[Selection] = []
    log.view.copy_wanted.connect(lambda: wanted.append(log.view.selection))
    qtbot.keyClick(log.view, _Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(log.view, _Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert wanted == [Selection(Spot(0, 0), Spot(29, 7))]
    log.view.select(Selection(Spot(3, 1), Spot(3, 1)))
    qtbot.keyClick(log.view, _Key.Key_Down, SHIFT)
    qtbot.keyClick(log.view, _Key.Key_Right, SHIFT)
    assert log.view.selection == Selection(Spot(3, 1), Spot(4, 2))
    qtbot.keyClick(log.view, _Key.Key_Home, SHIFT)
    assert log.view.selection.start.row == 0


def test_nothing_moves_while_a_person_selects(make, qtbot) -> None:
    log = make()
    qtbot.mousePress(log.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 20))
    seen = log.rows()
    log.add(5)
    assert log.rows() == seen
    qtbot.mouseRelease(log.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 20))
    assert log.view.following
    assert log.rows()[-1] == 204


def _colors(view: LogView) -> set[str]:
    image = view.viewport().grab().toImage()
    return {QColor(image.pixel(x, y)).name() for x in range(image.width()) for y in range(image.height())}


def test_colours_follow_the_theme(make, qapp) -> None:
    theme = Theme(qapp)
    theme.apply("light")
    log = make(1, lambda number: "\x1b[31m██\x1b[0m\x1b]0;title\x07 <b>█</b>")
    assert {LIGHT.danger, LIGHT.text, LIGHT.sunken} <= _colors(log.view)
    theme.apply("dark")
    assert {DARK.danger, DARK.text, DARK.sunken} <= _colors(log.view)


def test_an_empty_log_says_so(make) -> None:
    log = make(0)
    assert LIGHT.sunken in _colors(log.view)
    assert len(_colors(log.view)) > 4
