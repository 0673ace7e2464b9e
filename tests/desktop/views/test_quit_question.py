import states
from PySide6.QtCore import Qt

from motia_desktop.views.quit_question import MOST_NAMED, QuitQuestion


def test_asks_about_one_by_its_name_as_plain_text(qapp) -> None:
    data = states.uploading().model_copy(update={"project": "<b>desk</b>"})
    question = QuitQuestion([data])
    assert question.text() == "<b>desk</b> is being deployed."
    assert question.textFormat() == Qt.TextFormat.PlainText
    assert question.defaultButton() is question.leave_button
    assert question.escapeButton() is question.stay_button
    assert [button.text() for button in (question.leave_button, question.cancel_button, question.stay_button)] == [
        "Leave it running",
        "Cancel the deployment",
        "Stay",
    ]
    question.deleteLater()


def test_names_several_and_counts_the_rest(qapp) -> None:
    many = [states.uploading().model_copy(update={"id": str(n)}) for n in range(MOST_NAMED + 2)]
    question = QuitQuestion(many)
    assert question.text() == f"{MOST_NAMED + 2} deployments are running."
    lines = question.informativeText().splitlines()
    assert lines[0] == "order-desk · production · Uploading"
    assert lines[MOST_NAMED] == "and 2 more"
    assert question.leave_button.text() == "Leave them running"
    question.deleteLater()


def test_offers_no_cancelling_of_what_the_cloud_is_at_work_on(qapp) -> None:
    question = QuitQuestion([states.deploying()])
    assert question.cancel_button.isHidden()
    assert "1 cannot be cancelled any more" in question.informativeText()
    question.deleteLater()
