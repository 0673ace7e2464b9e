"""Bodies of the Cloud API that the window and the command line see (contract, "Step 1")."""

from pydantic import Field

from motiad.contract.wire import WireModel


class CreateRequest(WireModel):
    """Create a deployment at Motia Cloud (`upstream-facts.md`, section 1)."""

    version_name: str
    environment_id: str | None = None
    environment_name: str | None = None
    project_name: str | None = None
    version_description: str | None = None


class CreatedDeployment(WireModel):
    """A deployment the cloud knows, and the token that executes it."""

    deployment_id: str
    deployment_token: str = Field(repr=False)
    environment_name: str | None = None
    project_name: str | None = None
    version_name: str | None = None


class CloudUrls(WireModel):
    """Where a cloud answers: its API and its stream."""

    url: str
    ws_url: str
