"""A storage that only reads and counts: `python upload_sink.py [CERTIFICATE]` prints where it answers.

It speaks the Cloud API's upload call too and names itself as the storage, so that a client needs nothing else.
"""

import json
import socket
import socketserver
import ssl
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

BLOCK = 1024 * 1024


class Sink(BaseHTTPRequestHandler):
    """One connection, on a thread of its own; the bytes of a body stay in one buffer."""

    protocol_version = "HTTP/1.1"
    rbufsize = 0  # nothing of a body is read along with the headers
    disable_nagle_algorithm = True  # an answer's body does not wait until its headers are acknowledged, 40 ms

    def do_POST(self) -> None:
        """Name an address for a bundle."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert isinstance(self.server, Server)
        url = f"{self.server.url}/storage/{asked['originalName']}"
        self._answer(json.dumps({"fileInfo": {"presignedUrl": url}}).encode())

    def do_PUT(self) -> None:
        """Take a bundle; an incomplete one gets no answer."""
        left = int(self.headers["Content-Length"])
        block = memoryview(bytearray(BLOCK))
        while left:
            taken = self.connection.recv_into(block[: min(BLOCK, left)])
            if not taken:
                return
            left -= taken
        self._answer(b"")

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    """Bound without a look at the machine's name; speaks TLS where it has a certificate for localhost."""

    def __init__(self, certificate: str | None) -> None:
        super().__init__(("127.0.0.1", 0), Sink)
        self._context: ssl.SSLContext | None = None
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        if certificate is not None:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(certificate)
            self.url = f"https://localhost:{self.server_address[1]}"

    def server_bind(self) -> None:
        """Bind, and no more."""
        socketserver.TCPServer.server_bind(self)

    def get_request(self) -> tuple[socket.socket, Any]:
        """Accept; the handshake is left to the connection's own thread."""
        made, address = super().get_request()
        if self._context is not None:
            made = self._context.wrap_socket(made, server_side=True, do_handshake_on_connect=False)
        return made, address


if __name__ == "__main__":
    server = Server(sys.argv[1] if len(sys.argv) > 1 else None)
    print(server.url, flush=True)
    server.serve_forever()
