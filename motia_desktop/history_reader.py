"""Pages the daemon's history into the store, as far as somebody looks."""

from functools import partial

from motia_desktop.stores.connection import Connection
from motia_desktop.stores.history import HistoryFilter, HistoryStore
from motia_desktop.tasks import Tasks
from motiad.contract.deployment import DeploymentData
from motiad.contract.http import DeploymentPage
from motiad.errors import MotiadError

PAGE = 100
TREND = 200
"""How many deployments a trend is drawn of."""


class HistoryReader:
    """One question at a time; an answer to an older one is dropped."""

    def __init__(self, connection: Connection, history: HistoryStore, tasks: Tasks) -> None:
        self._connection = connection
        self._history = history
        self._tasks = tasks
        self._turn = 0

    def begin(self, narrowed: HistoryFilter) -> None:
        """Read the first page of what passes a filter."""
        self._history.begin(narrowed)
        self._turn += 1
        self._ask(None)

    def more(self) -> None:
        """Read the next page, if there is one and it is not on its way."""
        if self._history.next is not None and not self._history.loading:
            self._ask(self._history.next)

    async def trend(self, project: str, environment: str) -> tuple[DeploymentData, ...]:
        """Return a project's completed deployments, the newest first."""
        client = self._connection.client
        page = await client.deployments("completed", project, limit=TREND, environment=environment or None, rows=False)
        return page.deployments

    def _ask(self, before: str | None) -> None:
        if self._connection.online:
            self._tasks.attempt(partial(self._read, self._turn, before))

    async def _read(self, turn: int, before: str | None) -> None:
        self._history.loading = True
        try:
            page = await self._page(before)
        except MotiadError:
            if turn == self._turn:
                self._history.loading = False
            raise
        if turn != self._turn:
            return
        self._history.loading = False
        if before is None:
            self._history.first(page.deployments, page.next)
        else:
            self._history.more(page.deployments, page.next)

    async def _page(self, before: str | None) -> DeploymentPage:
        narrowed = self._history.filter
        return await self._connection.client.deployments(
            narrowed.status,
            narrowed.project or None,
            PAGE,
            before,
            environment=narrowed.environment or None,
            search=narrowed.search or None,
            rows=False,
        )
