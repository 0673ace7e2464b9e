"""The main window: history at the left, a page at the right, a strip on top when something is wrong."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from motia_desktop.actions import Actions
from motia_desktop.models.history import HistoryModel
from motia_desktop.stores.connection import Connection, Link
from motia_desktop.stores.deployments import DeploymentStore
from motia_desktop.stores.flows import FlowStore
from motia_desktop.stores.history import HistoryStore
from motia_desktop.views.deployment import DeploymentPage
from motia_desktop.views.history import HistoryPanel
from motia_desktop.views.history_page import HistoryPage
from motia_desktop.views.link_words import words_of
from motia_desktop.views.state_page import StatePage
from motia_desktop.views.welcome import WelcomePage
from motia_desktop.widgets.banner import Banner
from motia_desktop.widgets.dropped import dropped_folder
from motia_desktop.widgets.mark import Mark
from motia_desktop.wording import advice, name, state
from motiad.errors import MotiadError

HISTORY_WIDTH = 272


class MainWindow(QMainWindow):
    """Shows what the stores hold; changes nothing by itself."""

    closed = Signal()
    shown = Signal(str)
    """The deployment with this id came into view."""
    folder_dropped = Signal(str)
    """A folder was dropped anywhere on the window."""

    def __init__(self, actions: Actions, store: DeploymentStore, connection: Connection, flows: FlowStore) -> None:
        super().__init__()
        self._actions = actions
        self._store = store
        self._connection = connection
        self._current: str | None = None
        self._wanted: str | None = None
        self.history = HistoryPanel(HistoryModel(store, self), actions.new, actions.history)
        self.records = HistoryStore(store, self)
        self.overview = HistoryPage(self.records)
        self._all = False
        self.page = DeploymentPage(actions, store, flows)
        self.welcome = WelcomePage(actions)
        self.state_page = StatePage((actions.renew, actions.reconnect, actions.logs_folder))
        self.link_banner = Banner(actions.reconnect)
        self.hint_banner = Banner(actions.connect_cloud)
        self._try_again: Callable[[], None] | None = None
        self.again_action = QAction(self.tr("Try again"), self)
        self.again_action.triggered.connect(self._again)
        self.error_banner = Banner(self.again_action)
        self.pages = QStackedWidget()
        for page in (self.state_page, self.welcome, self.page, self.overview):
            self.pages.addWidget(page)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.history)
        self.splitter.addWidget(self.pages)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([HISTORY_WIDTH, 900])
        self.history.setMinimumWidth(190)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.link_banner)
        column.addWidget(self.error_banner)
        column.addWidget(self.hint_banner)
        column.addWidget(self.splitter, 1)
        self.setCentralWidget(body)
        self.setAcceptDrops(True)
        self.setMinimumSize(QSize(720, 480))
        self.resize(1180, 780)
        self._menus()
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().hide()
        store.changed.connect(self._deployment_changed)
        connection.changed.connect(self._refresh)
        self.history.chosen.connect(self.show_deployment)
        self.overview.chosen.connect(self.show_deployment)
        actions.history.triggered.connect(self.show_all)
        self._refresh()
        self.pages.setFocus()

    @property
    def current(self) -> str | None:
        """The id of the deployment in view."""
        return self._current

    def show_deployment(self, deployment_id: str) -> None:
        """Bring a deployment into view, as soon as it is known."""
        self._all = False
        self._wanted = deployment_id
        if self._store.get(deployment_id) is None:
            return
        self._wanted = None
        if deployment_id != self._current:
            self._current = deployment_id
            self.shown.emit(deployment_id)
        self._refresh()

    def show_all(self) -> None:
        """Bring the page of all deployments into view."""
        self._all = True
        self._refresh()
        self.overview.search.setFocus()

    def show_error(self, error: MotiadError, retry: Callable[[], None] | None = None) -> None:
        """Say that something a person asked for could not be done; `retry` tries the same again."""
        self._try_again = retry
        words = f"{error.message} {advice(error.code, error.hint)}".strip()
        self.error_banner.say(Mark.FAILED, f"{words} ({error.code})", offer=retry is not None)

    def _again(self) -> None:
        retry, self._try_again = self._try_again, None
        self.error_banner.hide()
        if retry is not None:
            retry()

    def say_in_passing(self, text: str) -> None:
        """Tell something that was done, in a strip that can be put away; nothing for an empty text."""
        self.error_banner.setVisible(bool(text))
        if text:
            self.error_banner.say(Mark.DONE, text)

    def offer_cloud(self) -> None:
        """Say what comes after the sample: an account makes it everybody's."""
        words = self.tr("That was the whole way, on this machine. To put your project online, connect to Motia Cloud.")
        self.hint_banner.say(Mark.DONE, words, offer=True)

    def say(self, text: str) -> None:
        """Tell what is being done before a deployment exists, or nothing."""
        self.welcome.say(text)
        self.statusBar().setVisible(bool(text) and len(self._store) > 0)
        self.statusBar().showMessage(text)

    def _menus(self) -> None:
        actions = self._actions
        bar = self.menuBar()
        file = bar.addMenu(self.tr("&File"))
        file.addActions([actions.new, actions.sample])
        file.addSeparator()
        file.addActions([actions.connect_cloud, actions.reconnect, actions.renew])
        file.addSeparator()
        file.addActions([actions.settings, actions.quit])
        deployment = bar.addMenu(self.tr("&Deployment"))
        deployment.addActions([actions.cancel, actions.retry, actions.again])
        deployment.addSeparator()
        deployment.addActions([actions.copy_id, actions.open_cloud])
        steps = bar.addMenu(self.tr("&Steps"))
        steps.addActions(actions.steps.in_menu())
        steps.insertSeparator(actions.steps.zoom_in)
        log = bar.addMenu(self.tr("&Log"))
        log.addActions(actions.log.in_menu())
        log.insertSeparator(actions.log.times)
        log.insertSeparator(actions.log.copy)
        log.addMenu(self.tr("Lines to show")).addActions(actions.log.levels.actions())
        view = bar.addMenu(self.tr("&View"))
        view.addActions([actions.palette, actions.history])
        view.addMenu(self.tr("Theme")).addActions(actions.modes.actions())
        bar.addMenu(self.tr("&Help")).addActions(
            [actions.shortcuts, actions.logs_folder, actions.bundle, actions.about]
        )

    def _deployment_changed(self, data: object) -> None:
        changed = getattr(data, "id", None)
        if self._wanted is not None and changed == self._wanted:
            self.show_deployment(self._wanted)
        elif changed == self._current or self._current is None:
            self._refresh()

    def _refresh(self) -> None:
        self._show_link()
        online = self._connection.online
        if self._connection.link is Link.OUTDATED:
            self._actions.follow(None, online=False)
            self.history.hide()
            self.setWindowTitle("Motia Desktop")
            self.pages.setCurrentWidget(self.state_page)
            return
        if self._all and len(self._store) > 0:
            self._actions.follow(None, online=online)
            self.history.show()
            self.setWindowTitle(self.tr("All deployments · Motia Desktop"))
            self.pages.setCurrentWidget(self.overview)
            return
        if self._current is None and self._wanted is None:
            newest = [*self._store.active(), *self._store.newest_first()][:1]
            if newest:
                self.show_deployment(newest[0].id)
                return
        data = self._store.get(self._current) if self._current else None
        self._actions.follow(data, online=online)
        self._show_history(len(self._store) > 0)
        if data is not None:
            self.history.show_current(data.id)
            self.page.show_deployment(data)
            self.pages.setCurrentWidget(self.page)
            self.setWindowTitle(f"{name(data)}, {state(data)} · Motia Desktop")
            return
        self.setWindowTitle("Motia Desktop")
        self.pages.setCurrentWidget(self.welcome if online else self.state_page)

    def _show_history(self, wanted: bool) -> None:
        """Show the list once there is something in it, as wide as it was meant to be: a splitter would share out."""
        if wanted == self.history.isHidden():
            self.history.setVisible(wanted)
            if wanted:
                self.splitter.setSizes([HISTORY_WIDTH, max(self.width() - HISTORY_WIDTH, 1)])

    def _show_link(self) -> None:
        link, words = self._connection.link, words_of(self._connection)
        offline, outdated = link is Link.OFFLINE, link is Link.OUTDATED
        error = self._connection.error
        idle = outdated and not (error and error.details and error.details.get("busy"))
        actions = self._actions
        actions.reconnect.setEnabled(offline)
        actions.renew.setEnabled(idle)
        offers = (actions.reconnect, actions.logs_folder) if offline else (actions.renew,) if outdated else ()
        self.state_page.show_state(words.mark, words.title, words.text, offers=offers, code=words.code)
        if link is Link.ONLINE or outdated or (self._current is None and not self._all):
            self.link_banner.hide()
        else:
            told = words.text if link is Link.RECONNECTING else f"{words.title}. {words.text}"
            self.link_banner.say(words.mark, told, offer=offline, dismissable=False)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Say that a folder may be dropped here (called by Qt)."""
        if self._connection.online and dropped_folder(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take a folder (called by Qt)."""
        event.acceptProposedAction()
        self.folder_dropped.emit(dropped_folder(event.mimeData()) or "")

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that the window is gone; a running deployment goes on (called by Qt)."""
        super().closeEvent(event)
        self.closed.emit()
