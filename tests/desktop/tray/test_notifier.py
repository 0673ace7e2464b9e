import asyncio

import pytest

from motia_desktop.tray.notifier import Notifier
from motia_desktop.tray.policy import Notice

pytestmark = pytest.mark.qt


@pytest.mark.parametrize("address", ["disabled:", "unix:path=/nowhere/bus"])
async def test_without_a_bus_somebody_else_has_to_tell(address: str, monkeypatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    notifier = Notifier(lambda *_: None)
    await asyncio.wait_for(asyncio.gather(notifier.run(), notifier.settled()), 60)
    assert not await notifier.send(Notice("title", "body"))
