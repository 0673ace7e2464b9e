"""What happens on the page of all deployments: reading, comparing, trends."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from motia_desktop.history_reader import HistoryReader
from motia_desktop.models.comparison import Side
from motia_desktop.stores.connection import Connection
from motia_desktop.tasks import Tasks
from motia_desktop.views.comparison import ComparisonDialog
from motia_desktop.views.history_page import HistoryPage
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError


class HistoryDesk(QObject):
    """Ties the page to the daemon."""

    compared = Signal(object)
    """A `ComparisonDialog` was opened."""

    def __init__(self, page: HistoryPage, reader: HistoryReader, connection: Connection, tasks: Tasks) -> None:
        super().__init__(page)
        self._page = page
        self._reader = reader
        self._connection = connection
        page.filter_changed.connect(reader.begin)
        page.model.more_wanted.connect(reader.more)
        page.compare_wanted.connect(lambda one, two: tasks.attempt(partial(self._compare, one, two)))
        page.trend_wanted.connect(lambda *asked: tasks.attempt(partial(self._trend, *asked)))
        self._online = connection.online
        connection.changed.connect(self._connected)

    def _connected(self) -> None:
        """Read again what was missed while the daemon was away."""
        came, self._online = self._connection.online and not self._online, self._connection.online
        if came and self._page.isVisible():
            self._page.refresh()

    async def _compare(self, one: str, two: str) -> None:
        first, second = await self._side(one), await self._side(two)
        dialog = ComparisonDialog(first, second, self._page)
        dialog.open()
        self.compared.emit(dialog)

    async def _side(self, deployment_id: str) -> Side:
        client = self._connection.client
        data = await client.status(deployment_id)
        try:
            return Side(data, await client.origin(deployment_id))
        except MotiadError as error:
            if error.code != ErrorCode.NOT_FOUND:
                raise
            return Side(data, None)

    async def _trend(self, project: str, environment: str) -> None:
        deployments = await self._reader.trend(project, environment)
        narrowed = self._page.narrowed()
        if (narrowed.project, narrowed.environment) == (project, environment):
            self._page.trends.show_deployments(project, deployments)
