"""One subscription: what it is about, and what its consumer has been given."""

import uuid

from motiad.client.mailbox import Mailbox
from motiad.contract.deployment import DeploymentData
from motiad.contract.stream import DEPLOYMENTS_GROUP, STREAM_NAME, Subscription


class Watch:
    """A watch on one deployment, or with None on all of them."""

    def __init__(self, deployment_id: str | None) -> None:
        self.deployment_id = deployment_id
        self.mailbox = Mailbox()
        self._seen: dict[str, tuple[int, DeploymentData]] = {}
        self.subscription = Subscription(
            stream_name=STREAM_NAME, group_id=DEPLOYMENTS_GROUP, id=deployment_id, subscription_id=str(uuid.uuid4())
        )

    def covers(self, deployment_id: str) -> bool:
        """Tell whether a deployment's states belong here."""
        return self.deployment_id in (None, deployment_id)

    def take(self, data: DeploymentData, stamp: int) -> None:
        """Pass a state on, unless the consumer has it already or has a newer one."""
        known = self._seen.get(data.id)
        if known is not None:
            last, before = known
            # A group's sync leaves the logs of ended deployments out: that is no news.
            if stamp <= last or data == before or (before.terminal and data.attempt <= before.attempt):
                return
        self._seen[data.id] = stamp, data
        self.mailbox.put(data)
