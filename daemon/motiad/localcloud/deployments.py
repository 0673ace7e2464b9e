"""The deployments the cloud knows."""

import secrets
import uuid

from .clock import Clock
from .disk import Disk
from .errors import ApiError
from .record import Deployment, Record, fingerprint
from .wire import CreateBody


class Deployments:
    """All deployments by id and by token. Tokens themselves are handed out once and not kept."""

    def __init__(self, disk: Disk, clock: Clock) -> None:
        self._disk = disk
        self._clock = clock
        self._by_id: dict[str, Deployment] = {}
        self._by_token: dict[str, Deployment] = {}

    def add(self, record: Record) -> Deployment:
        """Take in what was read from disk."""
        deployment = Deployment(record)
        self._by_id[record.deployment_id] = deployment
        self._by_token[record.token_sha256] = deployment
        return deployment

    async def create(self, body: CreateBody) -> tuple[Deployment, str]:
        """A new deployment and its token. Raises OSError when it cannot be written down."""
        token = secrets.token_urlsafe(32)
        record = Record(
            deployment_id=str(uuid.uuid4()),
            project_name=body.project_name or "motia-project",
            environment_name=body.environment_name or body.environment_id or "local",
            version_name=body.version_name,
            version_description=body.version_description,
            token_sha256=fingerprint(token),
            created_at=self._clock.tick(),
        )
        await self._disk.save(record)
        return self.add(record), token

    def find(self, deployment_id: str) -> Deployment | None:
        """The deployment with this id."""
        return self._by_id.get(deployment_id)

    def admit(self, token: str) -> Deployment:
        """The deployment a token stands for. Raises ApiError 401."""
        deployment = self._by_token.get(fingerprint(token))
        if deployment is None:
            raise ApiError(401, "INVALID_TOKEN", "The deployment token is not valid; create a new deployment.")
        return deployment

    def __len__(self) -> int:
        return len(self._by_id)
