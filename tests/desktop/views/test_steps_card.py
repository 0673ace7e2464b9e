import flows
import pytest
import states
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from motia_desktop.actions import Actions
from motia_desktop.theme.colors import LIGHT
from motia_desktop.theme.theme import Theme
from motia_desktop.views.flow_items import Detail
from motia_desktop.views.steps_card import StepsCard
from motia_desktop.widgets.mark import Mark
from motiad.contract.deployment import DeploymentData
from motiad.contract.flow import Flow

STOCK = "src/orders/check-stock.step.ts"


@pytest.fixture
def card(qapp, qtbot) -> StepsCard:
    Theme(qapp).apply("light")
    actions = Actions()
    actions.paint(LIGHT)
    card = StepsCard(actions.steps)
    card.kept = actions
    qtbot.addWidget(card)
    card.resize(1000, 500)
    card.show()
    return card


def _show(card: StepsCard, data: DeploymentData, flow: Flow | None = flows.FLOW) -> None:
    card.show_deployment(data, flow)


def _drawn(card: StepsCard, data: DeploymentData, flow: Flow | None = flows.FLOW) -> None:
    _show(card, data, flow)
    card.tabs.setCurrentIndex(1)


def _click(card: StepsCard, path: str, click=QTest.mouseClick) -> None:
    view = card.flow.view
    item = view.steps[path]
    click(
        view.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        view.mapFromScene(item.sceneBoundingRect().center()),
    )


def test_search_and_filter_narrow_the_table_and_say_so(card: StepsCard) -> None:
    _show(card, states.uploading())
    assert card.counts.text() == "9 built · 4 of 11 bundles uploaded"
    card.search.setText("shipping")
    assert card.counts.text() == "3 of 11 shown"
    next(action for action in card.filter.types.actions() if action.data() == "cron").trigger()
    assert card.counts.text() == "1 of 11 shown"
    assert (card.filter.text(), card.filter.accessibleName()) == ("Cron", "Filter the steps: Cron")
    card.search.setText("nowhere")
    assert card.table.accessibleDescription() == "No step is like that."
    QTest.keyClick(card.search, Qt.Key.Key_Escape)
    assert card.table.filter.rowCount() == 11
    assert card.filter.text() == "Filter"


def test_another_deployment_is_shown_whole(card: StepsCard) -> None:
    _show(card, states.uploading())
    card.search.setText("shipping")
    _show(card, states.uploading())
    assert card.table.filter.rowCount() == 3
    _show(card, states.completed(id="another"))
    assert card.table.filter.rowCount() == 11


def test_an_end_without_steps_does_not_promise_any(card: StepsCard) -> None:
    _show(card, states.queued())
    assert "as soon as" in card.table.accessibleDescription()
    _show(card, states.failed(build=(), id="other"))
    assert card.table.accessibleDescription() == "This deployment ended before its steps were known."


def test_double_click_and_enter_open_a_steps_source_and_no_routers(card: StepsCard) -> None:
    opened = []
    card.opened.connect(lambda row: opened.append(row.path))
    _show(card, states.uploading())
    table = card.table
    where = table.visualRect(table.model().index(2, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)
    assert opened == [STOCK]
    assert table.choose("src/orders/get-order.step.ts")
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened[-1] == "src/orders/get-order.step.ts"
    table.choose("router-node.zip")
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert len(opened) == 2


def test_every_step_is_lit_by_its_state(card: StepsCard) -> None:
    data = states.deploying().model_copy(update={"resources": flows.RESOURCES})
    _drawn(card, data)
    marks = {path: item.row.mark for path, item in card.flow.view.steps.items()}
    assert len(marks) == 9
    assert marks[STOCK] is Mark.DONE
    assert marks["src/orders/place-order.step.ts"] is Mark.RUNNING
    item = card.flow.view.steps["src/orders/place-order.step.ts"]
    assert item.word.text() == "Deploying"
    before = item.brush().color()
    _show(card, states.completed())
    assert item is card.flow.view.steps["src/orders/place-order.step.ts"]
    assert (item.word.text(), item.row.mark) == ("Deployed", Mark.DONE)
    assert item.brush().color() != before


def test_a_click_chooses_the_row_even_a_hidden_one(card: StepsCard) -> None:
    picked = []
    card.picked.connect(picked.append)
    _drawn(card, states.uploading())
    card.search.setText("shipping")
    _click(card, STOCK)
    assert picked == [STOCK]
    assert card.table.currentIndex().data() == STOCK
    assert card.search.text() == ""
    assert card.flow.view.current == STOCK
    assert STOCK in card.flow.view.accessibleDescription()
    card.table.choose("src/shipping/quote_step.py")
    assert card.flow.view.current == "src/shipping/quote_step.py"
    assert len(picked) == 1


def test_a_drag_pans_and_chooses_nothing(card: StepsCard) -> None:
    picked = []
    card.picked.connect(picked.append)
    _drawn(card, states.uploading())
    view = card.flow.view
    for _ in range(12):
        view.zoom_in()
    at = QPoint(300, 150)
    bar = view.horizontalScrollBar()
    before = bar.value()
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    for step in range(1, 9):
        QTest.mouseMove(view.viewport(), at - QPoint(12 * step, 0))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at - QPoint(96, 0))
    assert bar.value() > before
    assert picked == []


def test_double_click_in_the_picture_opens_the_source(card: StepsCard) -> None:
    opened = []
    card.opened.connect(lambda row: opened.append(row.path))
    _drawn(card, states.uploading())
    _click(card, STOCK, QTest.mouseDClick)
    assert opened == [STOCK]


def test_keys_go_from_step_to_step_zoom_and_fit(card: StepsCard) -> None:
    _drawn(card, states.uploading())
    view = card.flow.view
    fitting = view.zoom
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.current == "src/orders/place-order.step.ts"
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.current == STOCK
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert view.current == "src/orders/place-order.step.ts"
    QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.zoom > fitting
    QTest.keyClick(view, Qt.Key.Key_0)
    assert view.zoom == pytest.approx(fitting)
    for _ in range(60):
        QTest.keyClick(view, Qt.Key.Key_Minus)
    assert view.zoom == pytest.approx(0.05)


def test_the_menu_does_the_same(card: StepsCard) -> None:
    _show(card, states.uploading())
    actions, view = card.kept.steps, card.flow.view
    actions.follow(shown=True)
    card.activateWindow()
    actions.picture.trigger()
    assert (card.tabs.currentIndex(), view.hasFocus()) == (1, True)
    fitting = view.zoom
    actions.zoom_in.trigger()
    actions.zoom_in.trigger()
    actions.zoom_out.trigger()
    assert view.zoom > fitting
    actions.fit.trigger()
    assert view.zoom == pytest.approx(fitting)
    actions.search.trigger()
    assert card.search.hasFocus()
    actions.table.trigger()
    assert (card.tabs.currentIndex(), card.table.hasFocus()) == (0, True)
    assert len({action.shortcut().toString() for action in actions.in_menu()}) == 6


def test_from_afar_the_shape_stays_and_near_the_word_comes(card: StepsCard) -> None:
    _drawn(card, states.uploading())
    view, item = card.flow.view, card.flow.view.steps[STOCK]
    while view.zoom > 0.2:
        view.zoom_out()
    assert (item.detail, item.mark.isVisible(), item.name.isVisible()) == (Detail.FAR, True, False)
    while view.zoom < 0.4:
        view.zoom_in()
    assert (item.detail, item.mark.isVisible(), item.large.isVisible()) == (Detail.MIDDLE, True, True)
    while view.zoom < 1:
        view.zoom_in()
    assert (item.detail, item.mark.isVisible(), item.word.isVisible()) == (Detail.NEAR, True, True)


def test_one_flow_can_be_looked_at_alone(card: StepsCard) -> None:
    _drawn(card, states.uploading())
    page = card.flow
    assert [page.flows.itemText(row) for row in range(page.flows.count())] == [
        "All flows",
        "orders",
        "reports",
        "shipping",
    ]
    page.flows.setCurrentIndex(3)
    page.flows.activated.emit(3)
    assert set(page.view.steps) == {path for path, *_ in states.STEPS if "shipping" in path}


def test_without_a_flow_steps_stand_alone_and_that_is_said(card: StepsCard) -> None:
    _drawn(card, states.uploading(), Flow())
    assert len(card.flow.view.steps) == 9
    assert "not known" in card.flow.note.text()
    _show(card, states.queued().model_copy(update={"id": "other"}), None)
    assert card.flow.stack.currentWidget() is card.flow.empty


def test_names_that_look_like_markup_stay_text(card: StepsCard) -> None:
    evil = "<img src=x><b>x</b>"
    step = flows.FLOW.steps[0].model_copy(update={"name": evil, "path": f"/{evil}", "emits": (evil,)})
    _drawn(card, states.uploading(), Flow(steps=(step, *flows.FLOW.steps[1:])))
    for item in card.flow.view.scene().items():
        assert "<img" not in item.toolTip()
    assert card.flow.view.steps[step.package_path].name.text().startswith("<img")


def test_two_hundred_steps_are_drawn_once_and_then_only_lit(card: StepsCard) -> None:
    flow = flows.busy_flow()
    _drawn(card, flows.busy(built=200, uploaded=40), flow)
    view = card.flow.view
    before = dict(view.steps)
    _show(card, flows.busy(built=200, uploaded=120), flow)
    assert len(before) == 200
    assert all(view.steps[path] is item for path, item in before.items())
    assert sum(item.row.mark is Mark.DONE for item in view.steps.values()) == 120


def test_another_theme_draws_anew_and_keeps_what_is_chosen(card: StepsCard, qapp) -> None:
    _drawn(card, states.uploading())
    card.flow.view.choose(STOCK)
    light = card.flow.view.steps[STOCK].brush().color()
    Theme(qapp).apply("dark")
    assert card.flow.view.current == STOCK
    assert card.flow.view.steps[STOCK].brush().color() != light
