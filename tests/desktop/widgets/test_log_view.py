import pytest
from PySide6.QtGui import QTextCursor

from motia_desktop.theme.colors import DARK, LIGHT
from motia_desktop.theme.theme import Theme
from motia_desktop.widgets.log_view import LogView


@pytest.fixture
def view(qtbot) -> LogView:
    view = LogView("Nothing yet.")
    qtbot.addWidget(view)
    view.resize(400, 200)
    view.show()
    view.append_lines([f"line {number}" for number in range(200)])
    return view


def test_follows_while_the_newest_line_is_in_view(view: LogView) -> None:
    assert view.following
    view.append_lines([f"more {number}" for number in range(50)])
    assert view.following
    assert view._jump.isHidden()


def test_stays_where_the_reader_is(view: LogView) -> None:
    bar = view.verticalScrollBar()
    bar.setValue(20)
    assert not view.following
    view.append_lines(["a", "b"])
    assert bar.value() == 20
    assert (view._jump.text(), view._jump.isVisible()) == ("2 new lines", True)
    view.append_lines(["c"])
    assert view._jump.text() == "3 new lines"
    view._jump.click()
    assert view.following
    assert view._jump.isHidden()


def test_scrolling_back_down_follows_again(view: LogView) -> None:
    bar = view.verticalScrollBar()
    bar.setValue(20)
    view.append_lines(["a"])
    bar.setValue(bar.maximum())
    assert view._jump.isHidden()
    view.append_lines(["b"])
    assert view.following


def test_shows_text_without_control_sequences_and_never_as_markup(view: LogView) -> None:
    view.clear_lines()
    view.append_lines(["\x1b[31mred\x1b[0m and <b>not bold</b>", "", "\x1b]0;title\x07end"])
    assert view.toPlainText().splitlines()[0] == "red and <b>not bold</b>"
    assert view.blockCount() == 3
    assert view.lines()[0].startswith("\x1b[31m")


def _color_of(view: LogView, text: str) -> str:
    cursor = view.document().find(text, QTextCursor(view.document()))
    return cursor.charFormat().foreground().color().name()


def test_colours_follow_the_theme(view: LogView, qapp) -> None:
    theme = Theme(qapp)
    view.clear_lines()
    theme.apply("light")
    view.append_lines(["\x1b[31mred\x1b[0m plain"])
    assert (_color_of(view, "red"), _color_of(view, "plain")) == (LIGHT.danger, LIGHT.text)
    theme.apply("dark")
    assert (_color_of(view, "red"), _color_of(view, "plain")) == (DARK.danger, DARK.text)
    assert view.blockCount() == 1
