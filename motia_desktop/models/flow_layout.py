"""Where the nodes of a graph go: in layers from left to right, as few crossings as is cheap, always the same.

The usual way (Sugiyama): break cycles, put each node one layer right of what leads to it, order layers by the middle
of their neighbours, straighten. Parts that hang together nowhere are laid out each for itself and packed in rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

Size = tuple[float, float]
Place = tuple[float, float]

LAYER_GAP = 30.0
ROW_GAP = 14.0
PART_GAP = 34.0
SWEEPS = 8
"""Of ordering and of straightening: more of them change next to nothing."""


class Part(NamedTuple):
    """One part that hangs together, laid out from (0, 0)."""

    places: Mapping[str, Place]
    width: float
    height: float


def arrange(sizes: Mapping[str, Size], edges: Iterable[tuple[str, str]], aspect: float = 1.6) -> dict[str, Place]:
    """Return the top left corner of every node, all of them in a box of about `aspect` (width by height)."""
    edges = [(one, other) for one, other in edges if one != other]
    parts = [_lay_out(keys, sizes, edges) for keys in _components(sizes, edges)]
    parts.sort(key=lambda part: -part.height)  # stable: equally high ones stay in the project's order
    area = sum((part.width + PART_GAP) * (part.height + PART_GAP) for part in parts)
    wide = max([(area * aspect) ** 0.5, *(part.width for part in parts)], default=0.0)
    found: dict[str, Place] = {}
    left = top = high = 0.0
    for part in parts:
        if left and left + part.width > wide:
            left, top, high = 0.0, top + high + PART_GAP, 0.0
        found.update({key: (left + x, top + y) for key, (x, y) in part.places.items()})
        left, high = left + part.width + PART_GAP, max(high, part.height)
    return found


def _components(sizes: Mapping[str, Size], edges: Sequence[tuple[str, str]]) -> list[list[str]]:
    around: defaultdict[str, list[str]] = defaultdict(list)
    for one, other in edges:
        around[one].append(other)
        around[other].append(one)
    seen: set[str] = set()
    found = []
    for first in sizes:
        if first in seen:
            continue
        seen.add(first)
        members, waiting = {first}, [first]
        while waiting:
            for key in around[waiting.pop()]:
                if key not in seen:
                    seen.add(key)
                    members.add(key)
                    waiting.append(key)
        found.append([key for key in sizes if key in members] if len(members) > 1 else [first])
    return found


def _lay_out(keys: Sequence[str], sizes: Mapping[str, Size], edges: Sequence[tuple[str, str]]) -> Part:
    members = set(keys)
    inner = _without_cycles(keys, [edge for edge in edges if edge[0] in members])
    layers = _layers(keys, inner)
    before: defaultdict[str, list[str]] = defaultdict(list)
    after: defaultdict[str, list[str]] = defaultdict(list)
    for one, other in inner:
        after[one].append(other)
        before[other].append(one)
    _order(layers, before, after)
    middles = _straighten(layers, sizes, before, after)
    top = min(middles[key] - sizes[key][1] / 2 for key in keys)
    places: dict[str, Place] = {}
    left = 0.0
    for layer in layers:
        width = max(sizes[key][0] for key in layer)
        for key in layer:
            places[key] = (left + (width - sizes[key][0]) / 2, middles[key] - sizes[key][1] / 2 - top)
        left += width + LAYER_GAP
    return Part(places, left - LAYER_GAP, max(places[key][1] + sizes[key][1] for key in keys))


def _without_cycles(keys: Sequence[str], edges: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the edges with those turned round that lead back, as a walk in depth meets them."""
    after: defaultdict[str, list[str]] = defaultdict(list)
    entered = {other for _, other in edges}
    for one, other in edges:
        after[one].append(other)
    open_, done, back = set[str](), set[str](), set[tuple[str, str]]()
    for first in [*(key for key in keys if key not in entered), *keys]:
        if first in done:
            continue
        open_.add(first)
        path = [(first, iter(after[first]))]
        while path:
            key, rest = path[-1]
            following = next(rest, None)
            if following is None:
                path.pop()
                open_.discard(key)
                done.add(key)
            elif following in open_:
                back.add((key, following))
            elif following not in done:
                open_.add(following)
                path.append((following, iter(after[following])))
    return [(other, one) if (one, other) in back else (one, other) for one, other in edges]


def _layers(keys: Sequence[str], edges: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Return the nodes by their longest way from a beginning; a beginning stands just before what it leads to."""
    after: defaultdict[str, list[str]] = defaultdict(list)
    waiting_for = dict.fromkeys(keys, 0)
    for one, other in edges:
        after[one].append(other)
        waiting_for[other] += 1
    level = dict.fromkeys(keys, 0)
    ready = [key for key in keys if waiting_for[key] == 0]
    begins = list(ready)
    for key in ready:  # grows while it is walked
        for other in after[key]:
            level[other] = max(level[other], level[key] + 1)
            waiting_for[other] -= 1
            if waiting_for[other] == 0:
                ready.append(other)
    for key in begins:
        if after[key]:
            level[key] = min(level[other] for other in after[key]) - 1
    layers: list[list[str]] = [[] for _ in range(max(level.values()) + 1)]
    for key in keys:
        layers[level[key]].append(key)
    return [layer for layer in layers if layer]


def _order(layers: list[list[str]], before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]]) -> None:
    """Sort every layer by the middle of its neighbours, to and fro."""
    position = {key: float(number) for layer in layers for number, key in enumerate(layer)}
    for sweep in range(SWEEPS):
        there = before if sweep % 2 == 0 else after
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            mean = {
                key: sum(position[other] for other in there[key]) / len(there[key]) if there.get(key) else position[key]
                for key in layer
            }
            layer.sort(key=mean.__getitem__)
            position.update({key: float(number) for number, key in enumerate(layer)})


def _straighten(
    layers: Sequence[Sequence[str]],
    sizes: Mapping[str, Size],
    before: Mapping[str, Sequence[str]],
    after: Mapping[str, Sequence[str]],
) -> dict[str, float]:
    """Return the middles of all nodes: as near to their neighbours' as the order and the room allow."""
    middles: dict[str, float] = {}
    for layer in layers:
        at = 0.0
        for key in layer:
            middles[key] = at + sizes[key][1] / 2
            at += sizes[key][1] + ROW_GAP
    for sweep in range(SWEEPS):
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            wanted = []
            for key in layer:
                around = [middles[other] for other in (*before.get(key, ()), *after.get(key, ()))]
                wanted.append(sum(around) / len(around) if around else middles[key])
            middles.update(zip(layer, _apart(wanted, [sizes[key][1] for key in layer]), strict=True))
    return middles


def _apart(wanted: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Return middles in this order and far enough apart, as near to `wanted` as that goes (isotonic regression)."""
    shifts = [0.0]
    for upper, lower in pairwise(heights):
        shifts.append(shifts[-1] + (upper + lower) / 2 + ROW_GAP)
    blocks: list[tuple[float, int]] = []
    for want, shift in zip(wanted, shifts, strict=True):
        total, count = want - shift, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            more, others = blocks.pop()
            total, count = total + more, count + others
        blocks.append((total, count))
    flat = [total / count for total, count in blocks for _ in range(count)]
    return [value + shift for value, shift in zip(flat, shifts, strict=True)]
