"""What a client gets when it joins the group of all deployments (`security-reliability.md`, "WebSocket facts")."""

from collections.abc import Mapping, Sequence

from motiad.deployments.ports import Store
from motiad.server.messages import State

MAX_BYTES = 8 * 1024 * 1024
"""The official client dies over 100 MiB."""
MAX_ITEMS = 500
_PAGE = 50


async def stored_states(store: Store) -> list[State]:
    """Return the newest stored deployments, the ended ones without their logs, newest first."""
    states: list[State] = []
    total, before = 0, None
    while len(states) < MAX_ITEMS and total < MAX_BYTES:
        page, before = await store.page(limit=_PAGE, before=before)
        for deployment in page:
            states.append(_shortened(State(deployment.data)))
            total += len(states[-1].body)
        if before is None:
            break
    return states


def group_states(stored: Sequence[State], newer: Mapping[str, State]) -> list[State]:
    """Return what goes into the sync: the active ones and then the newest others, as far as the cap allows.

    `newer` are states published since, or while, the store was read; they win.
    """
    known = {state.data.id for state in stored}
    merged = [_shortened(state) for key, state in newer.items() if key not in known]
    merged += [_shortened(newer[state.data.id]) if state.data.id in newer else state for state in stored]
    merged.sort(key=lambda state: state.data.terminal)
    chosen: list[State] = []
    total = 0
    for state in merged[:MAX_ITEMS]:
        entry = state
        if total + len(entry.body) > MAX_BYTES:
            entry = state.without_logs()
        if total + len(entry.body) <= MAX_BYTES:
            chosen.append(entry)
            total += len(entry.body) + 1
    return chosen


def _shortened(state: State) -> State:
    return state.without_logs() if state.data.terminal else state
