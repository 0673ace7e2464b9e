"""Where a deployment can be reached, as the cloud said it."""

import json
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QUrl

from motiad.contract.deployment import DeploymentData


class Output(NamedTuple):
    """One line: a label and what belongs to it."""

    label: str
    value: str
    url: str | None
    """The value, where it is an address a browser may be sent to."""


def outputs_of(data: DeploymentData) -> tuple[Output, ...]:
    """Return the cloud's outputs, and the deployment's address where they do not name it; nothing before its end."""
    if data.status != "completed":
        return ()
    found = [_output(label, value) for label, value in (data.outputs or {}).items() if value not in (None, "")]
    address = data.deployment_url
    if address and address not in {output.value for output in found}:
        found.insert(0, _output(QCoreApplication.translate("Outputs", "Deployment URL"), address))
    return tuple(found)


def _output(label: str, value: object) -> Output:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = " ".join(text.split())
    url = QUrl(text, QUrl.ParsingMode.StrictMode)
    web = url.isValid() and url.scheme() in ("http", "https") and bool(url.host())
    return Output(label, text, text if web else None)
