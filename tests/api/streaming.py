"""A real server on loopback and streams that are read as they come."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn

from tests.api.conftest import PASSWORD, Served

_TIMEOUT_S = 20.0


@dataclass
class Message:
    """One message of a stream."""

    kind: str = ""
    number: int = 0
    data: dict[str, Any] = field(default_factory=dict)


@contextmanager
def listening(served: Served) -> Iterator[int]:
    """Serve on a free port of loopback; yields the port."""
    server = uvicorn.Server(
        uvicorn.Config(served.app, host="127.0.0.1", port=0, log_level="warning",
                       timeout_graceful_shutdown=1)
    )  # fmt: skip
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(_TIMEOUT_S)


def cookie_of(served: Served, name: str) -> str:
    """Log in and return the Cookie header of the session."""
    client = served.anonymous()
    reply = client.post("/api/session", json={"name": name, "password": PASSWORD})
    assert reply.status_code == 200
    return "; ".join(f"{key}={value}" for key, value in client.cookies.items())


class Stream:
    """One open stream, read message by message.

    Args:
        port: of the server.
        cookie: of the session.
        last_seen: number of the last message that was seen before.
    """

    def __init__(self, port: int, cookie: str, last_seen: int | None = None) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=_TIMEOUT_S)
        again = "" if last_seen is None else f"Last-Event-ID: {last_seen}\r\n"
        request = f"GET /api/events HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n{again}\r\n"
        self._socket.sendall(request.encode())
        self._file = self._socket.makefile("rb")
        self.status = int(self._file.readline().split()[1])
        self.headers: dict[str, str] = {}
        while line := self._file.readline().strip().decode():
            name, _, value = line.partition(": ")
            self.headers[name.lower()] = value

    def read(self) -> Message | None:
        """The next message that is no heartbeat; None at the end of the stream."""
        message = Message()
        while line := self._line():
            name, _, value = line.partition(": ")
            if name == "id":
                message.number = int(value)
            elif name == "event":
                message.kind = value
            elif name == "data":
                message.data = json.loads(value)
            if line == "\n" and message.kind:
                return message
        return None

    def until(self, kind: str) -> Message:
        """The next message of a kind."""
        while (message := self.read()) is not None:
            if message.kind == kind:
                return message
        raise AssertionError(f"the stream ended before {kind}")

    def close(self) -> None:
        """Hang up."""
        self._file.close()
        self._socket.close()

    def _line(self) -> str:
        """The next line of the chunked body, without the chunks' own lines."""
        if not getattr(self, "_rest", b""):
            size = int(self._file.readline().strip() or b"0", 16)
            if size == 0:
                return ""
            self._rest = self._file.read(size)
            self._file.readline()
        line, _, self._rest = self._rest.partition(b"\n")
        return line.decode().rstrip("\r") or "\n"
