"""Deployments' secrets in memory."""

from motiad.deployments.ports import DeploymentSecrets


class KeptSecrets:
    """A vault that a test can look into."""

    kind = "memory"

    def __init__(self) -> None:
        self.kept: dict[str, DeploymentSecrets] = {}

    async def keep(self, deployment_id, secrets):
        self.kept[deployment_id] = secrets

    async def recall(self, deployment_id):
        return self.kept.get(deployment_id)

    async def forget(self, deployment_id):
        self.kept.pop(deployment_id, None)
