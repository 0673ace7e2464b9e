"""What becomes of a running deployment when a person quits: asked, never assumed. Closing a window asks nothing."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from motia_desktop.possible import possible
from motia_desktop.stores.connection import Connection
from motia_desktop.stores.deployments import DeploymentStore
from motia_desktop.tasks import Tasks
from motia_desktop.views.quit_question import QuitQuestion
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError

_OVER = (ErrorCode.NOT_CANCELLABLE, ErrorCode.DEPLOYMENT_FINISHED)


class Leaving(QObject):
    """Asks once at a time."""

    decided = Signal()
    """The program is to end now."""

    def __init__(
        self, store: DeploymentStore, connection: Connection, tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._connection = connection
        self._tasks = tasks
        self._parent = parent
        self.asked = False
        """Whether the person has said what is to become of the running deployments."""
        self.question: QuitQuestion | None = None

    def ask(self) -> None:
        """Ask about what runs; decide at once where nothing does, or nobody could be told."""
        active = self._store.active()
        if not active or not self._connection.online:
            self.decided.emit()
            return
        if self.question is not None and isValid(self.question) and self.question.isVisible():
            self.question.activateWindow()
            return
        question = self.question = QuitQuestion(active, self._parent)
        question.leave_chosen.connect(self._leave)
        question.cancel_chosen.connect(lambda: self._tasks.start(self._cancel([item.id for item in active])))
        question.open()

    def _leave(self) -> None:
        self.asked = True
        self.decided.emit()

    async def _cancel(self, ids: list[str]) -> None:
        """Cancel what can be; one that ended or got too far meanwhile is no reason to stay."""
        for deployment_id in ids:
            if not possible(self._store.get(deployment_id)).cancel:
                continue
            try:
                await self._connection.client.cancel(deployment_id)
            except MotiadError as error:
                if error.code not in _OVER:
                    raise
        self._leave()
