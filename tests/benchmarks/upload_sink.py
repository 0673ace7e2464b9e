"""A storage that only reads and counts: `python upload_sink.py` prints where it answers.

It speaks the Cloud API's upload call too and names itself as the storage, so that a client needs nothing else.
"""

import json
import socketserver
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BLOCK = 1024 * 1024


class Sink(BaseHTTPRequestHandler):
    """One connection, on a thread of its own; the bytes of a body stay in one buffer."""

    protocol_version = "HTTP/1.1"
    rbufsize = 0  # nothing of a body is read along with the headers

    def do_POST(self) -> None:
        """Name an address for a bundle."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        url = f"http://{self.headers['Host']}/storage/{asked['originalName']}"
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
    """Bound without a look at the machine's name."""

    def server_bind(self) -> None:
        """Bind, and no more."""
        socketserver.TCPServer.server_bind(self)


if __name__ == "__main__":
    server = Server(("127.0.0.1", 0), Sink)
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()
