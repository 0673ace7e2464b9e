import flows
import pytest
import states
from aiohttp import web

from motia_desktop.stores.flows import MOST, FlowStore, Told
from motiad.client import DaemonClient
from motiad.errors import MotiadError


def test_more_is_wanted_until_it_is_told_and_again_for_another_attempt(qapp) -> None:
    store, changed = FlowStore(), []
    store.changed.connect(changed.append)
    waiting, building = states.waiting(), states.building()
    assert store.lacks(waiting)
    store.put(waiting, Told())
    assert not store.lacks(waiting)
    assert store.lacks(building)  # its steps are known now
    store.put(building, flows.told(building))
    assert not store.lacks(states.completed())
    assert store.lacks(states.completed(attempt=2))
    assert store.get(building.id).cloud == "motia"
    assert store.get("other") == Told()
    assert changed == [building.id] * 2


def test_only_the_last_ones_are_kept(qapp) -> None:
    store = FlowStore()
    for number in range(MOST + 5):
        store.put(states.completed(id=f"d{number}"), Told())
    assert store.lacks(states.completed(id="d4"))
    assert not store.lacks(states.completed(id="d5"))


@pytest.mark.parametrize(("status", "code"), [(404, "NOT_FOUND"), (503, "SHUTTING_DOWN")])
async def test_a_daemon_that_does_not_know_it_is_no_error(status: int, code: str) -> None:
    async def refuse(request: web.Request) -> web.Response:
        return web.json_response({"success": False, "error": "There is no such route.", "code": code}, status=status)

    application = web.Application()
    application.router.add_route("*", "/{any:.*}", refuse)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    store, data = FlowStore(), states.completed()
    try:
        async with DaemonClient(f"http://127.0.0.1:{runner.addresses[0][1]}", "owner") as client:
            if status == 404:
                await store.fetch(client, data)
            else:
                with pytest.raises(MotiadError):
                    await store.fetch(client, data)
    finally:
        await runner.cleanup()
    assert store.lacks(data) is (status != 404)
    assert store.get(data.id) == Told()
