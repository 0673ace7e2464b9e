"""Render every designed state, light and dark: `python tests/desktop/support/pictures.py FOLDER [--readme]`."""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")

import history_pictures
import log_pictures
import page_pictures
import states
from PySide6.QtCore import QCoreApplication, QEvent, QSize
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from motia_desktop.actions import Actions
from motia_desktop.language import speak
from motia_desktop.orders import Recipe
from motia_desktop.stores.connection import Connection, Link
from motia_desktop.stores.deployments import DeploymentStore
from motia_desktop.stores.flows import FlowStore, Told
from motia_desktop.theme.theme import Theme
from motia_desktop.views.new_deployment import NewDeploymentDialog
from motia_desktop.views.window import MainWindow
from motiad.contract.check import ProjectCheck
from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import DeploymentData
from motiad.errors import MotiadError

LARGE = QSize(1180, 780)
SMALL = QSize(720, 480)
UNAVAILABLE = MotiadError(
    ErrorCode.DAEMON_UNAVAILABLE, "motiad could not be started: port 3000 is taken by another program."
)


def window(
    actions: Actions,
    data: DeploymentData | None,
    link: Link = Link.ONLINE,
    *,
    past: bool = True,
    told: Told | None = None,
) -> MainWindow:
    store, connection, flows = DeploymentStore(), Connection(), FlowStore()
    if past:
        store.load(states.history())
    if data:
        store.put(data)
    connection.become(link, error=UNAVAILABLE if link is Link.OFFLINE else None)
    shown = MainWindow(actions, store, connection, flows)
    store.setParent(shown)
    connection.setParent(shown)
    flows.setParent(shown)
    if data and told:
        flows.put(data, told)
    if data:
        shown.show_deployment(data.id)
    return shown


def outdated(*, busy: bool) -> MotiadError:
    hint = (
        "It has a deployment to do: this window takes over as soon as that has ended."
        if busy
        else "It has nothing to do: restart it in this window's version. Its history stays."
    )
    words = "motiad 0.0.9 runs here, this window is 0.1.0."
    return MotiadError(ErrorCode.DAEMON_UNAVAILABLE, words, hint=hint, details={"busy": busy})


def _outdated(actions: Actions, *, busy: bool) -> MainWindow:
    shown = window(actions, None)
    link_of(shown).become(Link.OUTDATED, error=outdated(busy=busy))
    return shown


def link_of(shown: MainWindow) -> Connection:
    found = shown.findChild(Connection)
    assert found is not None
    return found


def _offered(actions: Actions) -> MainWindow:
    shown = window(actions, states.completed(project="order-desk-sample", version="demo"))
    shown.offer_cloud()
    return shown


def _refused(actions: Actions) -> MainWindow:
    shown = window(actions, states.deploying())
    shown.show_error(
        MotiadError(ErrorCode.NOT_CANCELLABLE, "The cloud is deploying this already: it cannot be cancelled any more.")
    )
    return shown


def _dialog(kind: str, folder: Path) -> NewDeploymentDialog:
    (folder / "order-desk" / "src").mkdir(parents=True, exist_ok=True)
    dialog = NewDeploymentDialog()
    if kind == "filled":
        dialog.fill(
            Recipe(folder / "order-desk", "motia", "production", env_names=("NODE_ENV", "STRIPE_KEY", "EMPTY")),
            {"NODE_ENV": "production", "STRIPE_KEY": "sk-something"},
        )
        dialog.suggest_version(dialog.folder.text(), "9c41e07")
        dialog.where.key_is_saved("motia", True)
        _checked(dialog, states.checked())
    if kind == "problems":
        dialog.fill(Recipe(folder / "order-desk", "local", "staging", env_names=("AWS_REGION",)), {"AWS_REGION": "x"})
        dialog.suggest_version(dialog.folder.text(), "9c41e07")
        _checked(dialog, states.checked(broken=True))
    if kind == "error":
        dialog.fill(Recipe(folder / "order-desk", "https://cloud.example.com", "production"), {})
        dialog.suggest_version(dialog.folder.text(), "9c41e07")
        dialog.where.key_is_saved("https://cloud.example.com", False)
        dialog.where.key.setText("wrong-key")
        dialog.show_error(MotiadError(ErrorCode.NOT_SIGNED_IN, "cloud.example.com does not accept this API key."))
    return dialog


def _checked(dialog: NewDeploymentDialog, found: ProjectCheck) -> None:
    dialog.check_wanted.connect(lambda folder, names: dialog.show_check(folder, names, found))
    dialog.check_again()


def designed(actions: Actions, folder: Path) -> Iterator[tuple[str, QSize | None, Callable[[], QWidget]]]:
    """Yield the name, size and maker of every state there is."""
    for name in ("waiting", "queued", "building", "uploading", "deploying", "completed", "failed", "cancelled"):
        data = getattr(states, name)()
        yield name, LARGE, lambda data=data: window(actions, data)
    for name in ("uploading", "failed"):
        data = getattr(states, name)()
        yield f"{name}-small", SMALL, lambda data=data: window(actions, data)
    yield from page_pictures.designed(window, actions)
    yield from history_pictures.designed(window, actions)
    yield from log_pictures.designed(window, actions)
    yield from history_pictures.house(folder)
    yield "welcome", LARGE, lambda: window(actions, None, past=False)
    yield "welcome-small", SMALL, lambda: window(actions, None, past=False)
    yield "outdated", LARGE, lambda: _outdated(actions, busy=False)
    yield "outdated-busy", SMALL, lambda: _outdated(actions, busy=True)
    yield "offline-empty-small", SMALL, lambda: window(actions, None, Link.OFFLINE, past=False)
    yield "connect-cloud", LARGE, lambda: _offered(actions)
    yield "starting", LARGE, lambda: window(actions, None, Link.STARTING, past=False)
    yield "offline-empty", LARGE, lambda: window(actions, None, Link.OFFLINE, past=False)
    yield "offline", LARGE, lambda: window(actions, states.uploading(), Link.OFFLINE)
    yield "reconnecting", LARGE, lambda: window(actions, states.deploying(), Link.RECONNECTING)
    yield "error-banner", LARGE, lambda: _refused(actions)
    for kind in ("empty", "filled", "problems", "error"):
        yield f"new-{kind}", None, lambda kind=kind: _dialog(kind, folder / ".project")
    yield "new-problems-small", SMALL, lambda: _dialog("problems", folder / ".project")


def render(app: QApplication, folder: Path, only: str = "") -> list[Path]:
    """Write one PNG a state and theme into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    theme = Theme(app)
    written = []
    for mode in ("light", "dark"):
        theme.apply(mode)
        actions = Actions()
        actions.paint(theme.colors)
        actions.choose_mode(mode)
        for name, size, make in designed(actions, folder):
            if only and only not in name:
                continue
            shown = make()
            if size:
                shown.resize(size)
            shown.show()
            for _ in range(4):
                app.processEvents()
            file = folder / f"{name}-{mode}.png"
            assert shown.grab().save(str(file))
            written.append(file)
            if isinstance(shown, QDialog):
                shown.reject()
            else:
                shown.close()
                shown.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return written


def main() -> None:
    """Write all pictures, or with `--readme` the two that the README shows."""
    parser = argparse.ArgumentParser(description="Render every designed state, light and dark.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="states whose name contains this")
    parser.add_argument("--readme", action="store_true", help="only window-light.png and window-dark.png")
    asked = parser.parse_args()
    app = QApplication(sys.argv[:1])
    speak(app, ["en"])
    if not asked.readme:
        print(*render(app, asked.folder, asked.only), sep="\n")
        return
    with tempfile.TemporaryDirectory() as folder:
        render(app, Path(folder), "uploading")
        asked.folder.mkdir(parents=True, exist_ok=True)
        for mode in ("light", "dark"):
            picture = Path(folder) / f"uploading-{mode}.png"
            print(shutil.move(picture, asked.folder / f"window-{mode}.png"))


if __name__ == "__main__":
    main()
