"""The log's states, the palette, the list of shortcuts, and the window in another language and direction."""

from collections.abc import Callable, Iterator

import long_log
import states
from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtWidgets import QApplication, QWidget

from motia_desktop.actions import Actions
from motia_desktop.language import translators
from motia_desktop.models.log_filter import Level
from motia_desktop.models.log_lines import Line
from motia_desktop.models.palette import Entry
from motia_desktop.theme.colors import Colors
from motia_desktop.views.menu_entries import menu_entries
from motia_desktop.views.palette import Palette
from motia_desktop.views.shortcuts import ShortcutsDialog
from motia_desktop.views.window import MainWindow

LARGE, SMALL = QSize(1180, 780), QSize(760, 520)
Window = Callable[..., MainWindow]


def _long(window: Window, actions: Actions, first: int = 1) -> MainWindow:
    """A log of 100,000 lines, as the daemon numbers them."""
    shown = window(actions, states.completed())
    shown.page.splitter.setSizes([120, 420])
    lines = shown.page.logs.lines
    lines.begin_paged(first, 99_990, first - 1)
    lines.put(
        Line(number, "build" if number < 90_000 else "deploy", long_log.text_of(number), states.NOW + number * 7)
        for number in range(99_000, 100_001)
    )
    return shown


def _unseen(window: Window, actions: Actions) -> MainWindow:
    shown = _long(window, actions)
    actions.log.times.setChecked(True)
    shown.show()
    shown.page.logs.view.scroll_by(-1200)
    shown.page.logs.lines.extend(100_000)
    return shown


def _finding(window: Window, actions: Actions) -> MainWindow:
    actions.log.times.setChecked(False)
    shown = window(actions, states.completed())
    shown.page.splitter.setSizes([120, 420])
    shown.resize(LARGE)
    shown.show()
    shown.page.logs.finder.regex.setChecked(True)
    shown.page.logs.look_for(r"order[-s]")
    actions.log.find_next.trigger()
    return shown


def _nothing(window: Window) -> MainWindow:
    actions = Actions()
    actions.paint(Colors.current())
    shown = window(actions, states.completed())
    actions.setParent(shown)
    next(action for action in actions.log.levels.actions() if action.data() is Level.ERRORS).trigger()
    return shown


def _palette(window: Window, actions: Actions) -> Palette:
    shown = window(actions, states.completed())
    found = [
        Entry(entry.words.rstrip("…"), entry.menu, entry.action.trigger, entry.shortcut)
        for entry in menu_entries(shown.menuBar())
        if entry.action.isVisible()
    ]
    palette = Palette([*found, Entry("order-desk · 9c41e07 · production · Completed", "Deployment", lambda: None)])
    shown.setParent(palette, Qt.WindowType.Window)
    palette.field.setText("log")
    return palette


def _shortcuts(window: Window, actions: Actions) -> ShortcutsDialog:
    shown = window(actions, states.completed())
    dialog = ShortcutsDialog(menu_entries(shown.menuBar()))
    shown.setParent(dialog, Qt.WindowType.Window)
    return dialog


def _german(window: Window) -> MainWindow:
    """As long as the window is there, German is spoken: rows are put into words when they are drawn."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    spoken, before = translators(["de"]), QLocale()
    for each in spoken:
        app.installTranslator(each)
    QLocale.setDefault(QLocale("de"))
    actions = Actions()
    actions.paint(Colors.current())
    shown = window(actions, states.failed())
    actions.setParent(shown)

    def over() -> None:
        for each in spoken:
            app.removeTranslator(each)
        QLocale.setDefault(before)

    shown.destroyed.connect(over)
    return shown


def _mirrored(window: Window, actions: Actions) -> MainWindow:
    shown = window(actions, states.uploading())
    shown.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    return shown


def designed(window: Window, actions: Actions) -> Iterator[tuple[str, QSize | None, Callable[[], QWidget]]]:
    """Yield the name, size and maker of every state."""
    yield "log-unseen", LARGE, lambda: _unseen(window, actions)
    yield "log-find", LARGE, lambda: _finding(window, actions)
    yield "log-find-small", SMALL, lambda: _finding(window, actions)
    yield "log-removed", LARGE, lambda: _long(window, actions, 90_001)
    yield "log-nothing", LARGE, lambda: _nothing(window)
    yield "palette", None, lambda: _palette(window, actions)
    yield "shortcuts", None, lambda: _shortcuts(window, actions)
    yield "german", LARGE, lambda: _german(window)
    yield "german-small", SMALL, lambda: _german(window)
    yield "right-to-left", LARGE, lambda: _mirrored(window, actions)
