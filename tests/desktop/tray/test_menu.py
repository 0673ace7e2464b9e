import states

from motia_desktop.clock import now
from motia_desktop.stores.connection import Connection, Link
from motia_desktop.stores.deployments import DeploymentStore
from motia_desktop.tray.menu import MOST, OPEN_SECONDS, DeploymentEntry, TrayMenu
from motiad.contract.deployment import DeploymentData


def _with(data: DeploymentData, **fields: object) -> DeploymentData:
    return data.model_copy(update=fields)


def _shown(menu) -> list[str]:
    return [action.text() for action in menu.actions() if action.isVisible() and not action.isSeparator()]


def _entry(menu: TrayMenu, deployment_id: str) -> DeploymentEntry:
    return next(entry for entry in menu.entries if entry.id == deployment_id)


def test_says_what_is_true_when_it_is_opened(qapp) -> None:
    store, connection = DeploymentStore(), Connection()
    menu = TrayMenu(store, connection)
    assert _shown(menu) == ["Not connected to the daemon", "Open Motia Desktop", "Quit"]
    connection.become(Link.ONLINE)
    menu.aboutToShow.emit()
    assert _shown(menu) == ["Nothing has been deployed yet", "Open Motia Desktop", "Quit"]
    menu.aboutToHide.emit()
    store.load(states.history())
    store.put(states.uploading())
    store.put(states.completed(id="x", project="fish & chips", completed_at=now()))
    entries = list(menu.actions())
    menu.aboutToShow.emit()
    assert list(menu.actions()) == entries
    shown = _shown(menu)
    assert len(shown) == MOST + 2
    assert shown[0] == "order-desk 9c41e07 · Uploading · 47 %"
    assert shown[1] == "fish && chips 9c41e07 · Completed · just now"


def test_offers_what_is_possible_and_nothing_while_offline(qapp) -> None:
    store, connection = DeploymentStore(), Connection()
    connection.become(Link.ONLINE)
    for data in (
        _with(states.uploading(), id="up"),
        _with(states.deploying(), id="late"),
        states.failed(id="bad"),
        states.completed(id="good"),
    ):
        store.put(data)
    menu = TrayMenu(store, connection)
    offered = {entry.id: _shown(entry.menu) for entry in menu.entries if entry.id}
    assert offered == {
        "up": ["Open", "Show log", "Cancel"],
        "late": ["Open", "Show log"],
        "bad": ["Open", "Show log", "Retry", "Deploy again…"],
        "good": ["Open", "Show log", "Deploy again…"],
    }
    connection.become(Link.OFFLINE)
    menu.refresh()
    enabled = [action.text() for action in _entry(menu, "bad").menu.actions() if action.isEnabled()]
    assert enabled == ["Open", "Show log"]


def test_a_click_asks_for_the_deployment_it_stands_under(qapp) -> None:
    store, connection = DeploymentStore(), Connection()
    connection.become(Link.ONLINE)
    store.put(_with(states.uploading(), id="up"))
    store.put(states.failed(id="bad"))
    menu, wanted, quits = TrayMenu(store, connection), [], []
    menu.wanted.connect(lambda *what: wanted.append(what))
    menu.quit_wanted.connect(lambda: quits.append(True))
    for entry in menu.entries:
        for action in entry.menu.actions():
            if entry.id and action.isVisible():
                action.trigger()
    for action in menu.actions()[-2:]:
        action.trigger()
    assert wanted == [
        *(("up", wish) for wish in ("open", "log", "cancel")),
        *(("bad", wish) for wish in ("open", "log", "retry", "again")),
        ("", "open"),
    ]
    assert quits == [True]


def test_while_it_is_open_no_entry_comes_to_mean_another_deployment(qapp) -> None:
    store, connection, seconds = DeploymentStore(), Connection(), [0.0]
    connection.become(Link.ONLINE)
    store.put(_with(states.uploading(), id="first", progress=10))
    menu = TrayMenu(store, connection, clock=lambda: seconds[0])
    menu.aboutToShow.emit()
    store.put(_with(states.uploading(), id="first", progress=90))
    store.put(_with(states.building(), id="second", started_at=now() + 1000))
    menu.refresh()
    assert [entry.id for entry in menu.entries] == ["first", "", "", "", "", ""]
    assert _shown(menu)[0].endswith("90 %")
    menu.aboutToHide.emit()
    menu.refresh()
    assert [entry.id for entry in menu.entries][:2] == ["second", "first"]
    menu.aboutToShow.emit()
    store.put(_with(states.building(), id="third", started_at=now() + 2000))
    seconds[0] = OPEN_SECONDS + 1  # a panel that never says that it closed
    menu.refresh()
    assert menu.entries[0].id == "third"
