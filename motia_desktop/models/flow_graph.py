"""A project's steps as a graph: steps, and between them the topics, endpoints and schedules that connect them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from motia_desktop.models.step_rows import StepRow
from motiad.contract.flow import Flow, FlowStep


class NodeKind(Enum):
    """What a node stands for."""

    STEP = "step"
    ENDPOINT = "endpoint"
    CRON = "cron"
    TOPIC = "topic"


@dataclass(frozen=True)
class Node:
    """One node; `key` is its own in the whole graph."""

    key: str
    kind: NodeKind
    text: str
    path: str | None = None
    """A step's file."""


Edge = tuple[str, str]
"""From key to key."""


@dataclass(frozen=True)
class Graph:
    """Nodes in the project's own order, edges in the order of what they come from."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()


def flow_names(flow: Flow | None) -> tuple[str, ...]:
    """Return the names of the flows the project's author drew, sorted."""
    return tuple(sorted({name for step in flow.steps for name in step.flows})) if flow else ()


def graph_of(flow: Flow | None, rows: Iterable[StepRow], only: str | None = None) -> Graph:
    """Return the graph of a deployment's steps; of those of one flow, where `only` names it.

    Topics are nodes of their own: each to each would be thousands of lines where many steps share one. Rows that no
    config is known of stand alone.
    """
    known = {step.package_path: step for step in flow.steps} if flow else {}
    nodes: dict[str, Node] = {}
    edges: dict[Edge, None] = {}
    for row in rows:
        step = known.get(row.path)
        if row.router or (only is not None and (step is None or only not in step.flows)):
            continue
        node = Node(f"step {row.path}", NodeKind.STEP, step.name if step else row.path.rpartition("/")[2], row.path)
        nodes[node.key] = node
        if step is not None:
            for other, edge in _around(step, node):
                nodes.setdefault(other.key, other)
                edges[edge] = None
    return Graph(tuple(nodes.values()), tuple(edges))


def _around(step: FlowStep, node: Node) -> Iterator[tuple[Node, Edge]]:
    """Yield what leads to a step and what it leads to."""
    if step.path is not None:
        entry = _node(NodeKind.ENDPOINT, f"{step.method or ''} {step.path}".strip())
        yield entry, (entry.key, node.key)
    if step.cron is not None:
        entry = Node(f"cron {step.package_path}", NodeKind.CRON, step.cron)  # equal times are no connection
        yield entry, (entry.key, node.key)
    for topic in step.subscribes:
        before = _node(NodeKind.TOPIC, topic)
        yield before, (before.key, node.key)
    for topic in step.emits:
        after = _node(NodeKind.TOPIC, topic)
        yield after, (node.key, after.key)


def _node(kind: NodeKind, text: str) -> Node:
    return Node(f"{kind.value} {text}", kind, text)
