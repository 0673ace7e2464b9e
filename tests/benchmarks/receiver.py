"""Many subscribers in one process that costs little: it reads frames, and when each was published."""

import base64
import os
import re
import selectors
import socket
import time
from typing import BinaryIO

_ITEM = '"streamName":"deployment-status","groupId":"deployments","id":"d1"'
JOIN = '{"type":"join","data":{' + _ITEM + ',"subscriptionId":"%08d"}}'
_PUBLISHED = re.compile(rb'"progress":(\d+),"message":"(\d+)"')
_HEAD = 512
"""Bytes of a frame in which the item's message is found."""


class Subscriber:
    """One connection, in the middle of some frame."""

    def __init__(self, port: int, number: int) -> None:
        """`number`: its own, because the official server lets a subscription id be taken over."""
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            answer += self.socket.recv(1)
        assert b" 101 " in answer, answer
        join = (JOIN % number).encode()
        self.socket.sendall(bytes([0x81, 0x80 | len(join)]) + bytes(4) + join)
        self.socket.setblocking(False)
        self._head = b""
        self._left = 0
        self.progress = self.latency = 0
        """Of the last update: its `progress`, and how long it took (ns)."""

    def take(self, data: memoryview, latencies: list[int]) -> int:
        """Take what has arrived; add the latencies (ns) of frames that are complete, return how many."""
        complete = 0
        while data:
            if self._left == 0:
                size = self._frame_size(data)
                if size is None:
                    return complete
                self._left = size
                self._head = b""
            if len(self._head) < _HEAD:
                self._head += data[: _HEAD - len(self._head)]
            step = min(self._left, len(data))
            self._left -= step
            data = data[step:]
            if self._left == 0:
                complete += 1
                found = _PUBLISHED.search(self._head)
                if found:
                    self.progress = int(found[1])
                    self.latency = time.monotonic_ns() - int(found[2])
                    latencies.append(self.latency)
                self._head = b""
        return complete

    def _frame_size(self, data: memoryview) -> int | None:
        """Return header and payload's length; None while the header is incomplete."""
        head = self._head + bytes(data[:10])
        if len(head) >= 2 and head[1] < 126:
            size = 2 + head[1]
        elif len(head) >= 4 and head[1] == 126:
            size = 4 + int.from_bytes(head[2:4])
        elif len(head) >= 10:
            size = 10 + int.from_bytes(head[2:10])
        else:
            self._head = head
            return None
        size -= len(self._head)
        return size


class Receiver:
    """All subscribers, and the server's answers beside them."""

    def __init__(self, port: int, count: int, answers: BinaryIO) -> None:
        self.subscribers = [Subscriber(port, number) for number in range(count)]
        self._selector = selectors.DefaultSelector()
        for subscriber in self.subscribers:
            self._selector.register(subscriber.socket, selectors.EVENT_READ, subscriber)
        self._answers = answers
        self._buffer = memoryview(bytearray(1 << 18))
        self.latencies: list[int] = []
        self.delivered = 0

    def run(self, quiet: float) -> bytes | None:
        """Read until the server has answered and then nothing has come for `quiet` seconds; return the answer.

        What is counted is counted anew.
        """
        self._selector.register(self._answers, selectors.EVENT_READ, None)
        self.latencies.clear()
        self.delivered = 0
        answer = None
        while True:
            ready = self._selector.select(quiet if answer else 30)
            if not ready:
                return answer
            for key, _ in ready:
                if key.data is None:
                    answer = self._answers.readline()
                    self._selector.unregister(self._answers)
                    continue
                try:
                    size = key.data.socket.recv_into(self._buffer)
                except BlockingIOError:
                    continue
                if size == 0:
                    raise ConnectionError("the server has cut a subscriber that reads")
                self.delivered += key.data.take(self._buffer[:size], self.latencies)

    def settle(self, quiet: float) -> None:
        """Read what comes of itself, until nothing has come for `quiet` seconds."""
        while ready := self._selector.select(quiet):
            for key, _ in ready:
                if key.data is not None:
                    size = key.data.socket.recv_into(self._buffer)
                    key.data.take(self._buffer[:size], [])

    def close(self) -> None:
        """Hang up."""
        for subscriber in self.subscribers:
            subscriber.socket.close()
        self._selector.close()
