import states

from motia_desktop.clock import now
from motia_desktop.stores.connection import Connection, Link
from motia_desktop.stores.deployments import DeploymentStore
from motia_desktop.tray.menu import MOST, TrayMenu


def _shown(menu: TrayMenu) -> list[str]:
    return [action.text() for action in menu.actions() if action.isVisible() and not action.isSeparator()]


def test_says_what_is_true_when_it_is_opened(qapp) -> None:
    store, connection = DeploymentStore(), Connection()
    menu = TrayMenu(store, connection)
    assert _shown(menu) == ["Not connected to the daemon", "Open Motia Desktop", "Quit"]
    connection.become(Link.ONLINE)
    menu.aboutToShow.emit()
    assert _shown(menu) == ["Nothing has been deployed yet", "Open Motia Desktop", "Quit"]
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


def test_an_entry_opens_its_deployment(qapp) -> None:
    store, connection = DeploymentStore(), Connection()
    connection.become(Link.ONLINE)
    store.load(states.history())
    menu, wanted, quits = TrayMenu(store, connection), [], []
    menu.deployment_wanted.connect(wanted.append)
    menu.quit_wanted.connect(lambda: quits.append(True))
    for action in menu.actions():
        if action.isVisible():
            action.trigger()
    assert wanted == ["dep-a1", "dep-a2", "dep-a3", "dep-a4", "dep-a5", ""]
    assert quits == [True]
