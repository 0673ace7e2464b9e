"""Every widget of every page and dialog: reached by keyboard or passive, named for screen readers, focus to be seen."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pictures
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QGraphicsView,
    QHeaderView,
    QLineEdit,
    QScrollArea,
    QTabBar,
    QWidget,
)

from motia_desktop.actions import Actions
from motia_desktop.theme.theme import Theme
from motia_desktop.widgets.log_view import LogView

OPERATED = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QGraphicsView,
    QLineEdit,
    QTabBar,
    LogView,
)
NAMES = (
    "welcome",
    "building",
    "failed",
    "completed",
    "cancelled",
    "offline",
    "offline-empty",
    "error-banner",
    "new-empty",
    "new-filled",
    "palette",
    "shortcuts",
)


def _part_of_another(widget: QWidget) -> bool:
    """Whether it belongs to a widget that is operated itself: a combo's list, a field's button, a table's header."""
    parent = widget.parentWidget()
    return (
        widget.objectName().startswith("qt_")
        or isinstance(widget, QHeaderView)
        or type(widget).__name__ in ("QTableCornerButton", "QComboBoxListView", "QLineEditIconButton")
        or isinstance(parent, QComboBox | QLineEdit | QAbstractSpinBox | QHeaderView | QTabBar)
        or (isinstance(parent, QAbstractItemView) and not isinstance(widget, OPERATED))
        or "QMenuBar" in type(parent).__name__
    )


def _name(widget: QWidget) -> str:
    face = QAccessible.queryAccessibleInterface(widget)
    return face.text(QAccessible.Text.Name).strip() if face else ""


@pytest.fixture
def designed(qapp, tmp_path: Path) -> Callable[[str], QWidget]:
    theme = Theme(qapp)
    theme.apply("light")
    actions = Actions()
    actions.paint(theme.colors)
    makers = {name: make for name, _, make in pictures.designed(actions, tmp_path)}
    shown: list[QWidget] = [QWidget()]

    def show(name: str) -> QWidget:
        widget = makers[name]()
        widget._actions_kept = actions
        widget.resize(1180, 900)
        widget.show()
        widget.activateWindow()
        qapp.processEvents()
        shown.append(widget)
        return widget

    yield show
    for widget in shown:
        widget.close()
        widget.deleteLater()


def _seen(window: QWidget) -> Iterator[QWidget]:
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.window() is window and not _part_of_another(widget):
            yield widget


@pytest.mark.parametrize("name", NAMES)
def test_everything_is_reached_and_named(designed, name: str) -> None:
    window, operated = designed(name), 0
    for widget in _seen(window):
        if isinstance(widget, OPERATED):
            operated += 1
            assert _name(widget), f"{widget} has no name for a screen reader"
            if widget.isEnabled():
                assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus, f"{_name(widget)} is not reached by keyboard"
        elif not isinstance(widget, QScrollArea):
            takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            assert not takes or _name(widget), f"{widget} takes the focus and has no name"
    assert operated


@pytest.mark.parametrize("name", NAMES)
def test_tab_goes_round_everything(designed, qtbot, qapp: QApplication, name: str) -> None:
    window = designed(name)
    wanted = {
        widget
        for widget in _seen(window)
        if isinstance(widget, OPERATED) and widget.isEnabled() and not isinstance(widget, QTabBar)
    }
    reached: set[QWidget | None] = set()
    for _ in range(120):
        at = qapp.focusWidget() or window
        reached.add(qapp.focusWidget())
        before = at
        qtbot.keyClick(at, Qt.Key.Key_Tab)
        if qapp.focusWidget() is before:
            window.focusNextChild()
    assert [_name(widget) for widget in wanted - reached] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_focus_is_to_be_seen(designed, qapp: QApplication, name: str) -> None:
    window = designed(name)
    for widget in _seen(window):
        if not isinstance(widget, OPERATED) or not widget.isEnabled():
            continue
        qapp.focusWidget() and qapp.focusWidget().clearFocus()
        qapp.processEvents()
        without = widget.grab().toImage()
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        qapp.processEvents()
        assert qapp.focusWidget() is not None, "the window is not active"
        assert widget.grab().toImage() != without, f"whether {_name(widget)} has the focus is not to be seen"


def test_a_bigger_font_cuts_nothing(qapp: QApplication, designed) -> None:
    font = qapp.font()
    bigger = qapp.font()
    bigger.setPointSizeF(font.pointSizeF() * 1.6)
    try:
        qapp.setFont(bigger)
        for name in ("failed", "new-filled", "welcome", "shortcuts"):
            window = designed(name)
            for widget in _seen(window):
                if isinstance(widget, QAbstractButton) and widget.text():
                    assert widget.width() >= widget.minimumSizeHint().width(), widget.text()
                    assert widget.height() >= widget.fontMetrics().height(), widget.text()
                if isinstance(widget, QLineEdit):
                    assert widget.height() >= widget.fontMetrics().height() + 6, _name(widget)
    finally:
        qapp.setFont(font)
