from pathlib import Path

import pytest

from motiad.deployments import events as e
from motiad.deployments.ports import Deployment
from motiad.deployments.reducer import initial, reduce
from motiad.store import SqliteStore


@pytest.fixture
def file(tmp_path):
    return tmp_path / "state" / "motiad.sqlite3"


@pytest.fixture
async def store(file):
    store = await SqliteStore.open(file)
    yield store
    await store.close()


@pytest.fixture
def requested():
    """Makes a deployment somebody asked for, with its first event."""

    def make(deployment_id="d1", *, attempt=1, project="shop", path="/projects/shop", at=1000):
        event = e.Requested(attempt=attempt, environment="production", project=project, version="v1")
        data = reduce(initial(deployment_id), event, at)
        return Deployment(data, Path(path), "local", "f" * 64, ("API_URL", "LEVEL")), [(at, event)]

    return make


@pytest.fixture
def advance():
    """Reduces events, and appends them with the state they lead to."""

    async def append(store, data, *happened, at=2000):
        for event in happened:
            data = reduce(data, event, at)
        await store.append(data, [(at, event) for event in happened])
        return data

    return append
