"""The real window against a real daemon, the embedded local cloud and a real build."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from living import STEP, running
from PySide6.QtWidgets import QToolButton

from motia_desktop.app import Desktop
from motia_desktop.orders import Order, Recipe
from motia_desktop.stores.connection import Link
from motia_desktop.widgets.finding_delegate import NOTE_ROLE
from motiad.client import RuntimeInfo, find
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError
from motiad.localcloud import LocalCloud
from motiad.paths import Paths

pytestmark = pytest.mark.qt
Until = Callable[..., Awaitable[None]]


def _status(desktop: Desktop) -> str:
    current = desktop.store.get(desktop.window.current or "")
    return current.status if current else ""


async def test_from_nothing_to_deployed_through_the_dialog(base: Path, project: Path, until: Until) -> None:
    async with running(base) as desktop:
        window = desktop.window
        assert window.pages.currentWidget() is window.state_page
        await until(lambda: desktop.connection.online)
        assert window.pages.currentWidget() is window.welcome
        desktop.actions.new.trigger()
        dialog = desktop.dialogs.dialog
        assert dialog is not None
        dialog.folder.setText(str(project))
        await until(lambda: dialog.version.text())
        dialog.environment.setText("staging")
        dialog.variables.model.merge({"STRIPE_KEY": "sk-something-secret"})
        dialog.deploy_button.click()
        await until(lambda: _status(desktop) == "completed")
        page = window.page
        assert page.header.badge.word == "Completed"
        assert page.header.project.text() == "hello-desk"
        assert "to staging" in page.header.facts.text()
        assert page.steps.table.model().index(0, 0).data() == "src/hello_step.py"
        assert page.steps.table.model().index(0, 1).data() == "Deployed"
        assert page.bar.percent == 100
        await until(page.result.isVisible)
        assert page.result.title.text() == "Live on the local cloud"
        assert "Open API URL" in {button.accessibleName() for button in page.result.findChildren(QToolButton)}
        assert not desktop.actions.open_cloud.isVisible()
        page.steps.tabs.setCurrentIndex(1)
        [(path, item)] = page.steps.flow.view.steps.items()
        assert (path, item.name.text(), item.word.text()) == ("src/hello_step.py", "Hello", "Deployed")
        assert len(page.steps.flow.view.scene().items()) > 5
        page.logs.show_phase("deploy")
        await until(lambda: page.logs.lines.complete and len(page.logs.lines))
        page.logs.show_phase(None)
        assert page.logs.lines.paged
        kept = desktop.recipes.recall(window.current or "")
        assert kept is not None
        assert kept[0] == Recipe(project, "local", "staging", env_names=("STRIPE_KEY",))
        deployed = window.current
    for file in base.rglob("*"):
        if file.is_file() and "local-cloud" not in file.parts:
            assert b"sk-something-secret" not in file.read_bytes(), file
    async with running(base, deployment_id=deployed) as desktop:
        await until(lambda: _status(desktop) == "completed")
        await until(lambda: len(desktop.window.page.logs.lines))


async def test_a_failed_build_is_explained_and_can_be_retried(
    base: Path, project: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "src" / "hello_step.py").write_text("config = {\n")
    editor = project.parent / "code"
    editor.write_text(f'#!/bin/sh\necho "$*" > "{base}/edited.part"; mv "{base}/edited.part" "{base}/edited"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", f"'{editor}'")
    async with running(base, project=project) as desktop:
        await until(lambda: desktop.dialogs.dialog is not None)
        dialog = desktop.dialogs.dialog
        assert dialog is not None
        assert dialog.folder.text() == str(project)
        await until(lambda: dialog.deploy_button.isEnabled())
        dialog.deploy_button.click()
        await until(lambda: dialog.check.stopped, 30)  # said before anything is uploaded
        assert "hello_step.py:1" in str(dialog.check.model.index(0).data(NOTE_ROLE))
        assert len(desktop.store) == 0
        assert dialog.deploy_button.text() == "Deploy anyway"
        dialog.deploy_button.click()
        await until(lambda: _status(desktop) == "failed")
        error = desktop.window.page.error
        assert error.isVisible()
        assert "hello_step.py" in error.reason.text() + error.steps.text()
        await until(lambda: desktop.flows.get(desktop.window.current or "").origin)
        desktop.window.page.steps.table.activated.emit(desktop.window.page.steps.table.model().index(0, 0))
        await until((base / "edited").exists)
        assert (base / "edited").read_text() == f"--goto {project / 'src' / 'hello_step.py'}:1:10\n"
        (project / "src" / "hello_step.py").write_text(STEP)
        assert desktop.actions.retry.isEnabled()
        desktop.actions.retry.trigger()
        await until(lambda: _status(desktop) == "completed")
        assert "attempt 2" in desktop.window.page.header.facts.text()
        assert not error.isVisible()


async def _found(base: Path) -> RuntimeInfo:
    """Find the daemon, however busy the machine is: one look is bounded by two seconds."""
    async with asyncio.timeout(60):
        while (info := await find(Paths.under(base))) is None:
            await asyncio.sleep(0.05)
    return info


async def test_a_killed_daemon_is_said_and_replaced(base: Path, until: Until) -> None:
    async with running(base) as desktop:
        await until(lambda: desktop.connection.online)
        links: list[Link] = []
        desktop.connection.changed.connect(lambda: links.append(desktop.connection.link))
        first = await _found(base)
        os.kill(first.pid, signal.SIGKILL)
        await until(lambda: Link.RECONNECTING in links)
        await until(lambda: desktop.connection.online)
        second = await _found(base)
        assert second.pid != first.pid
        assert Link.OFFLINE not in links


async def test_a_daemon_that_cannot_start_is_explained(
    base: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    base.mkdir()
    (base / "config.toml").write_text("keep_days = 'not a number'\n")
    async with running(base) as desktop:
        await until(lambda: desktop.connection.link is Link.OFFLINE)
        page = desktop.window.state_page
        assert desktop.window.pages.currentWidget() is page
        assert page.title.text() == "motiad is not running"
        assert "keep_days" in page.text.text()
        (base / "config.toml").unlink()
        desktop.actions.reconnect.trigger()
        await until(lambda: desktop.connection.online)


async def test_a_key_is_used_and_kept_only_once_the_cloud_took_it(
    base: Path, project: Path, until: Until, tmp_path: Path, memory_keyring: Any
) -> None:
    async def refuse(request: web.Request) -> web.Response:
        return web.json_response({"error": "unknown key"}, status=401)

    application = web.Application()
    application.router.add_route("*", "/{any:.*}", refuse)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    refusing = f"http://127.0.0.1:{runner.addresses[0][1]}"
    cloud = LocalCloud(tmp_path / "cloud")
    await cloud.start()
    try:
        async with running(base) as desktop:
            await until(lambda: desktop.connection.online)
            desktop.actions.new.trigger()
            dialog = desktop.dialogs.dialog
            assert dialog is not None
            dialog.folder.setText(str(project))
            await until(lambda: dialog.version.text())
            dialog.where.cloud.setCurrentIndex(2)
            dialog.where.address.setText(refusing)
            dialog.where.key.setText("my-api-key")
            dialog.deploy_button.click()
            await until(dialog.error.isVisible)
            assert "refused" in dialog.error.text()
            assert dialog.where.key.text() == "my-api-key"
            assert "my-api-key" not in memory_keyring.kept.values()
            dialog.where.address.setText(cloud.url)
            dialog.deploy_button.click()
            await until(lambda: _status(desktop) == "completed")
            assert "my-api-key" in memory_keyring.kept.values()
            page, first = desktop.window.page, desktop.window.current
            await until(page.result.isVisible)
            assert page.result.title.text() == "The first deployment to local"
            desktop.actions.again.trigger()
            again = desktop.dialogs.dialog
            assert again is not None
            await until(lambda: again.deploy_button.isEnabled() and again.version.text())
            again.deploy_button.click()
            said: set[str] = set()
            await until(lambda: desktop.window.current != first)
            await until(lambda: said.add(page.header.elapsed.text()) or _status(desktop) == "completed")
            assert any(words in " ".join(said) for words in ("s left", "almost done", "longer than usual"))
            await until(lambda: "may still need promoting" in page.result.title.text())
    finally:
        await cloud.stop()
        await runner.cleanup()
    for file in base.rglob("*"):
        if file.is_file():
            assert b"my-api-key" not in file.read_bytes(), file


async def test_what_the_daemon_would_refuse_is_said_before_a_deployment_exists(
    base: Path, project: Path, until: Until
) -> None:
    async with running(base) as desktop:
        await until(lambda: desktop.connection.online)
        recipe = Recipe(project, "local")
        for order, named in (
            (Order(recipe, "v1", {"BIG": "x" * 70_000}), "The variable BIG"),
            (Order(recipe, "v" * 300), "The version name"),
        ):
            with pytest.raises(MotiadError) as refused:
                await desktop.commands.deploy(order)
            assert refused.value.code == ErrorCode.INVALID_REQUEST
            assert named in refused.value.message
            assert "xxx" not in refused.value.message
        assert desktop.recipes.newest() is None
        assert len(desktop.store) == 0


async def test_a_dropped_folder_is_checked_and_deployed_with_kept_variables(
    base: Path, project: Path, until: Until, memory_keyring: Any
) -> None:
    (project / "src" / "hello_step.py").write_text(f"import os\n\nKEY = os.environ['SHOP_KEY']\n{STEP}")
    (project / ".env").write_text("SHOP_KEY=while-building\n")
    async with running(base) as desktop:
        await until(lambda: desktop.connection.online)
        desktop.window.folder_dropped.emit(str(project))
        dialog = desktop.dialogs.dialog
        assert dialog is not None
        await until(lambda: dialog.check.check is not None and dialog.version.text())
        found = dialog.check.check
        assert found is not None
        assert [(step.package_path, step.trigger) for step in found.steps] == [("src/hello_step.py", "GET /hello")]
        assert [(each.name, each.place) for each in found.missing] == [("SHOP_KEY", "src/hello_step.py:3")]
        dialog.environment.setText("staging")
        dialog.import_text("SHOP_KEY=sk-kept-in-the-keyring\nAWS_REGION=eu-west-1\n")
        await until(lambda: dialog.check.stopped)
        assert dialog.check.check.reserved == ("AWS_REGION",)
        dialog.variables.model.remove(1)
        await until(lambda: not dialog.check.stopped)
        assert dialog.check.headline.text() == "Ready to be deployed"
        dialog.variables.presets.keep_wanted.emit("staging")
        await until(lambda: "sk-kept-in-the-keyring" in memory_keyring.kept.values())
        dialog.deploy_button.click()
        await until(lambda: _status(desktop) == "completed")
        desktop.window.folder_dropped.emit(str(project))
        again = desktop.dialogs.dialog
        assert again is not None
        assert again is not dialog
        assert again.place.recent.isVisible()
        again.variables.model.remove(0)
        await until(lambda: "staging" in again.variables.presets._kept)
        again.variables.presets.use_wanted.emit("staging")
        await until(lambda: again.variables.model.variables() == {"SHOP_KEY": "sk-kept-in-the-keyring"})
        again.reject()
    for file in base.rglob("*"):
        if file.is_file() and "local-cloud" not in file.parts:
            assert b"sk-kept-in-the-keyring" not in file.read_bytes(), file
