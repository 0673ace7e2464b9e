"""What a client gets when it joins the group of all deployments (`security-reliability.md`, "WebSocket facts")."""

from collections.abc import Mapping, Sequence

from motiad.deployments.ports import Store
from motiad.server.messages import State

MAX_BYTES = 8 * 1024 * 1024
"""The official client dies over 100 MiB."""
MAX_ITEMS = 500
MAX_RESUMED = 64
"""Deployments that a client of ours may have been watching when it lost the connection; it gets their logs' ends."""
_PAGE = 50


async def stored_states(store: Store) -> list[State]:
    """Return the newest stored deployments, the ended ones without their logs, newest first."""
    states: list[State] = []
    total, before = 0, None
    while len(states) < MAX_ITEMS and total < MAX_BYTES:
        page, before = await store.page(limit=_PAGE, before=before)
        for deployment in page:
            states.append(State(deployment.data))
            total += len(states[-1].without_logs().body)
        if before is None:
            break
    return states


async def whole_states(store: Store, ids: Sequence[str]) -> dict[str, State]:
    """Return deployments with their logs, as far as there are any."""
    found = [await store.get(deployment_id) for deployment_id in ids[:MAX_RESUMED]]
    return {deployment.data.id: State(deployment.data) for deployment in found if deployment is not None}


def group_states(stored: Sequence[State], newer: Mapping[str, State]) -> list[State]:
    """Return what goes into the sync: the active ones and then the newest others, as far as the cap allows.

    `newer` are states published since, or while, the store was read; they win.
    """
    known = {state.data.id for state in stored}
    merged = [state for key, state in newer.items() if key not in known]
    merged += [newer.get(state.data.id, state) for state in stored]
    merged.sort(key=lambda state: state.data.terminal)
    chosen: list[State] = []
    total = 0
    for state in merged[:MAX_ITEMS]:
        short = state.without_logs()
        if total + len(short.body) <= MAX_BYTES:
            chosen.append(short)
            total += len(short.body) + 1
    return _with_logs(chosen, {state.data.id: state for state in merged}, total)


def _with_logs(chosen: list[State], whole: Mapping[str, State], total: int) -> list[State]:
    """Give active deployments their logs back, as far as the cap allows."""
    for index, short in enumerate(chosen):
        if short.data.terminal:
            break
        state = whole[short.data.id]
        total += len(state.body) - len(short.body)
        if total > MAX_BYTES:
            break
        chosen[index] = state
    return chosen
