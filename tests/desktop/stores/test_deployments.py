import states

from motia_desktop.stores.deployments import DeploymentStore


def _told(store: DeploymentStore) -> list[str]:
    told: list[str] = []
    store.added.connect(lambda key: told.append(f"added {key}"))
    store.changed.connect(lambda item: told.append(f"changed {item.status}"))
    store.ended.connect(lambda item: told.append(f"ended {item.status}"))
    return told


def test_tells_what_happens_once(qapp) -> None:
    store = DeploymentStore()
    told = _told(store)
    for data in (states.building(), states.building(), states.uploading(), states.completed(), states.completed()):
        store.put(data)
    assert told == [
        "added dep-7f3a2c",
        "changed building",
        "changed uploading",
        "changed completed",
        "ended completed",
    ]


def test_what_ended_before_is_no_news(qapp) -> None:
    store = DeploymentStore()
    told = _told(store)
    store.load(states.history())
    assert not [line for line in told if line.startswith("ended")]


def test_a_retry_ends_again(qapp) -> None:
    store = DeploymentStore()
    told = _told(store)
    for data in (states.building(), states.failed(), states.building().model_copy(update={"attempt": 2})):
        store.put(data)
    store.put(states.failed(attempt=2))
    assert told.count("ended failed") == 2


def test_logs_are_not_lost_to_a_state_that_comes_without(qapp) -> None:
    store, whole = DeploymentStore(), states.completed()
    store.put(whole)
    store.put(whole.model_copy(update={"build_logs": (), "upload_logs": (), "deploy_logs": ()}))
    assert store.get(whole.id) == whole


def test_newest_first_and_those_that_wait_on_top(qapp) -> None:
    store = DeploymentStore()
    store.load(states.history())
    store.put(states.deployment(id="new", started_at=None))
    store.put(states.building())
    assert [item.id for item in store.newest_first()][:3] == ["new", "dep-7f3a2c", "dep-a1"]
    assert [item.id for item in store.active()] == ["new", "dep-7f3a2c"]
