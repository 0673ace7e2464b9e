from PySide6.QtWidgets import QLineEdit

from motia_desktop.widgets.secret_field import SecretField


def test_is_masked_until_asked(qtbot) -> None:
    field = SecretField("API key")
    qtbot.addWidget(field)
    field.setText("a-secret")
    assert field.echoMode() == QLineEdit.EchoMode.Password
    assert field.displayText() != "a-secret"
    (eye,) = field.actions()
    eye.trigger()
    assert (field.displayText(), eye.toolTip()) == ("a-secret", "Hide the API key")
    eye.trigger()
    assert field.displayText() != "a-secret"
