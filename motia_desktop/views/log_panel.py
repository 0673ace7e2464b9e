"""The log of a deployment: all phases or one, from some level on, with a search."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QMenu, QTabBar, QToolButton, QVBoxLayout, QWidget

from motia_desktop.formats import plain
from motia_desktop.log_actions import LogActions
from motia_desktop.models.log_filter import Level, LogFilter
from motia_desktop.models.log_lines import LogLines
from motia_desktop.theme.colors import Colors
from motia_desktop.theme.icons import icon
from motia_desktop.widgets.find_bar import FindBar
from motia_desktop.widgets.label import ElidedLabel, Label
from motia_desktop.widgets.log_line import read_line
from motia_desktop.widgets.log_selection import Selection, Spot
from motia_desktop.widgets.log_view import LogView
from motia_desktop.widgets.rule import Rule
from motia_desktop.wording import PHASE_NAMES, PHASES
from motiad.contract.deployment import DeploymentData, Phase


class LogPanel(QFrame):
    """A view of `lines`, with everything that can be done with it."""

    copy_wanted = Signal(object)
    """A `Selection` is wanted on the clipboard."""
    save_wanted = Signal(Path, bool)
    """All that is shown is wanted in this file, with times or without."""
    searching = Signal(int)
    """A search begins at the line with this number."""

    def __init__(self, actions: LogActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._actions = actions
        self._name = "log"
        self._going = False
        self.lines = LogLines(self)
        self.view = LogView(self.lines, self.tr("Nothing in the log yet."))
        self.view.setAccessibleName(self.tr("Log"))
        self.view.set_groups([PHASE_NAMES[phase] for phase in PHASES])
        self.tabs = QTabBar(self)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)  # or it would set how narrow a window can be
        self.tabs.setAccessibleName(self.tr("Log of which phase"))
        self.tabs.addTab(self.tr("All logs"))
        for phase in PHASES:
            self.tabs.addTab(PHASE_NAMES[phase])
        self.note = ElidedLabel(role="muted", factor=0.92)
        self.note.setMinimumWidth(1)  # the tabs' names matter more
        self.finder = FindBar(actions.find_next, actions.find_previous, self)
        self.removed = Label(role="warning", factor=0.92, wrap=True)
        self.removed.setContentsMargins(12, 5, 12, 5)
        self.removed.hide()
        self._layout()
        self._connect()
        self._draw_level()

    def _layout(self) -> None:
        actions = self._actions
        head = QHBoxLayout()
        head.setContentsMargins(4, 0, 8, 0)
        head.setSpacing(2)
        head.addWidget(self.tabs)
        head.addWidget(self.note, 1)
        self.level = self._button(None, self.tr("Filter by level"))
        self.level.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.level)
        menu.addActions(actions.levels.actions())
        self.level.setMenu(menu)
        head.addWidget(self.level)
        for action in (actions.times, actions.wrap, actions.find, actions.copy, actions.save):
            head.addWidget(self._button(action, action.text()))
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(Rule(self))
        column.addWidget(self.finder)
        column.addWidget(self.removed)
        column.addWidget(self.view, 1)

    def _button(self, action: QAction | None, name: str) -> QToolButton:
        button = QToolButton()
        if action is not None:
            button.setDefaultAction(action)
        button.setAccessibleName(name.rstrip("…"))
        button.setToolTip(action.toolTip() if action is not None else name)
        return button

    def _connect(self) -> None:
        actions, view = self._actions, self.view
        self.tabs.currentChanged.connect(self._filter)
        actions.levels.triggered.connect(self._filter)
        actions.times.toggled.connect(view.set_times)
        actions.wrap.toggled.connect(view.set_wrapped)
        actions.newest.triggered.connect(view.follow)
        actions.find.triggered.connect(self._open_search)
        actions.find_next.triggered.connect(self._go_on)  # a method ends with its panel, a lambda with the action
        actions.find_previous.triggered.connect(self._go_back)
        actions.copy.triggered.connect(self._copy)
        actions.save.triggered.connect(self._choose_file)
        view.copy_wanted.connect(self._copy)
        self.finder.changed.connect(self._look_for)
        self.finder.closed.connect(view.setFocus)
        self.lines.search.changed.connect(self._count)
        self.lines.reset.connect(self._rearranged)
        actions.painted.connect(self._draw_level)

    @property
    def phase(self) -> Phase | None:
        """The phase whose log is shown; None for all of them."""
        return PHASES[self.tabs.currentIndex() - 1] if self.tabs.currentIndex() > 0 else None

    def show_phase(self, phase: Phase | None) -> None:
        """Show the log of one phase, or of all."""
        self.tabs.setCurrentIndex(0 if phase is None else PHASES.index(phase) + 1)

    def show_deployment(self, data: DeploymentData) -> None:
        """Add what is new, or begin anew for another deployment."""
        self._name = f"{data.project or 'deployment'}-{data.version or data.id}"
        self.lines.show_deployment(data)

    def look_for(self, text: str) -> None:
        """Open the search for a text."""
        self.finder.open_search(text)

    def say(self, words: str) -> None:
        """Tell what is being done with the log, or nothing."""
        self.note.setText(words)

    def _filter(self) -> None:
        chosen = self._actions.levels.checkedAction()
        level = Level(chosen.data()) if chosen else Level.ALL
        self.view.set_groups([] if self.phase else [PHASE_NAMES[phase] for phase in PHASES])
        self.lines.set_filter(LogFilter(self.phase, level))
        self._draw_level()

    def _draw_level(self) -> None:
        chosen = self._actions.levels.checkedAction()
        filtered = chosen is not None and chosen.data() is not Level.ALL
        words = self.tr("Filter by level: {0}").format(chosen.text() if chosen else "")
        colors = Colors.current()
        self.level.setIcon(icon("filter", colors.accent if filtered else colors.text))
        self.level.setToolTip(words)
        self.level.setAccessibleName(words)

    def _rearranged(self) -> None:
        self.view.placeholder = (
            self.tr("Nothing in the log yet.") if self.lines.filter.everything else self.tr("No such lines.")
        )
        gone = self.lines.dropped
        self.removed.setVisible(gone > 0)
        if gone > 0:
            self.removed.setText(
                self.tr(
                    "%Ln lines of this log were removed: only the logs of the newest deployments are kept.", "", gone
                )
            )

    def _open_search(self) -> None:
        selection, text = self.view.selection, ""
        if selection.start.row == selection.end.row and not selection.empty:
            row = self.lines.row(selection.start.row)
            text = read_line(row.text).text[selection.start.letter : selection.end.letter] if row else ""
        self.finder.open_search(text)

    def _look_for(self, text: str, regex: bool, case: bool) -> None:
        if len(self.lines):
            self.searching.emit(self.lines.number(self.view.top.row))
        self.view.found = None
        self._going = bool(text)
        self.lines.search.look_for(text, regex=regex, case=case)

    def _go_on(self) -> None:
        self._go(forward=True)

    def _go_back(self) -> None:
        self._go(forward=False)

    def _go(self, *, forward: bool) -> None:
        search, found = self.lines.search, self.view.found
        if not search.active:
            self._open_search()
            return
        here = self.lines.number(found if found is not None else self.view.top.row) if len(self.lines) else 0
        if found is None and forward:
            here -= 1
        number = search.next(here) if forward else search.previous(here)
        if number is not None:
            self._going = False
            self.view.found = self.lines.row_of(number)
            self.view.show_row(self.view.found)
            self._count()

    def _count(self) -> None:
        search = self.lines.search
        if self._going and len(search):
            self._going = False
            self._go(forward=True)
            return
        if search.error:
            self.finder.say(self.tr("Not an expression"), wrong=True, detail=plain(search.error))
        elif not search.active:
            self.finder.say("")
        else:
            place = search.place(self.lines.number(self.view.found)) if self.view.found is not None else None
            total = f"{len(search):,}".replace(",", " ") + ("+" if search.full else "")
            more = "…" if search.working else ""
            if not len(search):
                self.finder.say(self.tr("Searching…") if search.working else self.tr("Not found"))
            elif place is None:
                self.finder.say(f"{total}{more}")
            else:
                self.finder.say(self.tr("{0} of {1}").format(place, f"{total}{more}"))

    def _copy(self) -> None:
        selection = self.view.selection
        if selection.empty and len(self.lines):
            selection = Selection(Spot(0, 0), Spot(len(self.lines) - 1, 1 << 30))
        if not selection.empty:
            self.copy_wanted.emit(selection)

    def _choose_file(self) -> None:
        if not len(self.lines):
            return
        dialog = QFileDialog(self.window(), self.tr("Save the log"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("log")
        dialog.selectFile("".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in self._name))
        dialog.fileSelected.connect(lambda file: self.save_wanted.emit(Path(file), self._actions.times.isChecked()))
        dialog.open()
