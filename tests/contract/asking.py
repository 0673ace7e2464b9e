"""One HTTP request at a time, with nothing added: what a documented client sends and gets, byte by byte."""

import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


def ask(method: str, url: str, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
    """Send one request, a body as JSON (bytes as they are), and return the answer."""
    address = urlsplit(url)
    sent = dict(headers or {})
    if body is not None:
        sent.setdefault("Content-Type", "application/json")
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=60)
    try:
        path = address._replace(scheme="", netloc="").geturl() or "/"
        connection.request(method, path, data, sent)
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())
    finally:
        connection.close()
