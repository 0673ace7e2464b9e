"""Serves the test pages on loopback, and takes what they record."""

import json
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from .recordings import Recordings

PAGE = """<!doctype html>
<meta charset="utf-8">
<title>{name}</title>
<div id="shown"></div>
<script src="{name}.js"></script>
"""


class Pages:
    """A site with one page for each bundled script; `/react?…` loads `react.js`."""

    def __init__(self, site: Path) -> None:
        self.seen = Recordings()
        self._site = site
        pages = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                pages._answer(self)

            def do_POST(self) -> None:
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                pages.seen.add(told["name"], told["state"])
                self.send_response(HTTPStatus.NO_CONTENT)
                self.end_headers()

            def log_message(self, *_words: Any) -> None:
                """Stay silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def address(self, page: str, name: str, stream: str, deployment_id: str, *protocols: str) -> str:
        """Return the URL of a page that watches a deployment and records under `name`."""
        query = {"name": name, "address": stream, "deployment": deployment_id}
        if protocols:
            query["protocols"] = " ".join(protocols)
        return f"http://127.0.0.1:{self._server.server_port}/{page}?{urlencode(query)}"

    def close(self) -> None:
        """End the site."""
        self._server.shutdown()
        self._thread.join(5)
        self._server.server_close()

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        name = urlsplit(request.path).path.strip("/")
        script = self._site / name
        if name.endswith(".js") and script.is_file():
            self._send(request, script.read_bytes(), "text/javascript; charset=utf-8")
        elif (self._site / f"{name}.js").is_file():
            self._send(request, PAGE.format(name=name).encode(), "text/html; charset=utf-8")
        else:
            request.send_error(HTTPStatus.NOT_FOUND)

    @staticmethod
    def _send(request: BaseHTTPRequestHandler, body: bytes, kind: str) -> None:
        request.send_response(HTTPStatus.OK)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)
