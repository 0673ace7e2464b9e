import flows
import states

from motia_desktop.models.flow_graph import NodeKind, flow_names, graph_of
from motia_desktop.models.step_rows import rows_of
from motiad.contract.flow import Flow, FlowStep


def test_steps_hang_together_by_topics_and_begin_at_endpoints_and_times() -> None:
    graph = graph_of(flows.FLOW, rows_of(states.uploading()))
    kinds = [node.kind for node in graph.nodes]
    assert [kinds.count(kind) for kind in NodeKind] == [9, 3, 2, 6]
    steps = {node.text: node for node in graph.nodes if node.kind is NodeKind.STEP}
    assert steps["CheckStock"].path == "src/orders/check-stock.step.ts"
    assert ("endpoint POST /orders", steps["PlaceOrder"].key) in graph.edges
    assert (steps["PlaceOrder"].key, "topic order.placed") in graph.edges
    assert ("topic order.placed", steps["CheckStock"].key) in graph.edges
    assert ("topic order.placed", steps["OrderBoard"].key) in graph.edges
    assert ("cron src/reports/daily-report.step.ts", steps["DailyReport"].key) in graph.edges


def test_one_flow_alone() -> None:
    assert flow_names(flows.FLOW) == ("orders", "reports", "shipping")
    graph = graph_of(flows.FLOW, rows_of(states.uploading()), "reports")
    assert [node.text for node in graph.nodes] == ["DailyReport", "0 6 * * *", "report.ready"]


def test_without_configs_steps_stand_alone_and_routers_are_no_steps() -> None:
    for flow in (None, Flow()):
        graph = graph_of(flow, rows_of(states.uploading()))
        assert [node.text for node in graph.nodes][:2] == ["place-order.step.ts", "get-order.step.ts"]
        assert (len(graph.nodes), graph.edges) == (9, ())
    assert flow_names(None) == ()


def test_a_topic_that_many_share_is_one_node() -> None:
    steps = [
        FlowStep(
            package_path=row.path, name=str(number), type="event", language="node", emits=("t",), subscribes=("t",)
        )
        for number, row in enumerate(rows_of(states.building()))
    ]
    graph = graph_of(Flow(steps=tuple(steps)), rows_of(states.building()))
    assert (len(graph.nodes), len(graph.edges)) == (10, 18)
