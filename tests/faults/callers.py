"""Someone who uses a server through HTTP and remembers what it confirmed; and its workspace."""

import http.client
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from medebiaser.accounts.passwords import hash_password
from medebiaser.data.importers.table import read_table
from medebiaser.data.phantoms import write_phantoms
from medebiaser.data.stores import open_workspace
from medebiaser.records import Role
from medebiaser.rounds.importing import import_table
from tests.faults.commands import PROJECT, TABLE

NAME, PASSWORD = "engineer", "a long enough password 4711"
PATH = f"/api/projects/{PROJECT}"
TRAINING = {"architecture": "small", "image_size": 32, "epochs": 1, "batch_size": 16, "seed": 5}
"""Parameters of a training that takes seconds."""

_ENDED = {"done", "failed", "cancelled"}
_LONGEST_S = 120.0
_LOOK_S = 0.1


@dataclass(frozen=True)
class Reply:
    """What the server answered."""

    status: int
    media_type: str
    content: bytes

    @property
    def document(self) -> Any:
        """The reply as JSON."""
        return json.loads(self.content)


class Caller:
    """An engineer who is logged in; every request has a connection of its own."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._headers: dict[str, str] = {}
        connection = self._connect()
        login = json.dumps({"name": NAME, "password": PASSWORD})
        connection.request("POST", "/api/session", login, {"Content-Type": "application/json"})
        reply = connection.getresponse()
        token = json.loads(reply.read())["csrf_token"]
        cookie = (reply.getheader("Set-Cookie") or "").split(";")[0]
        self._headers = {"Cookie": cookie, "X-CSRF-Token": token}
        connection.close()

    def ask(self, method: str, path: str, body: Any = None) -> Reply:
        """Send a request; bytes go as they are, anything else as JSON."""
        kind = "application/octet-stream" if isinstance(body, bytes) else "application/json"
        content = body if body is None or isinstance(body, bytes) else json.dumps(body)
        connection = self._connect()
        try:
            connection.request(method, path, content, {**self._headers, "Content-Type": kind})
            reply = connection.getresponse()
            media_type = reply.getheader("Content-Type") or ""
            return Reply(reply.status, media_type, reply.read())
        finally:
            connection.close()

    def write_note(self, text: str) -> Reply:
        """Write a note on the image in row 0."""
        return self.ask("POST", f"{PATH}/images/0/notes", {"text": text})

    def notes(self) -> list[str]:
        """The words of all notes on the image in row 0, the oldest first."""
        return [note["text"] for note in self.ask("GET", f"{PATH}/images/0/notes").document]

    def wait_for_job(self, job: str, longest_s: float = _LONGEST_S) -> dict[str, Any]:
        """Wait until a job has ended, and return it."""

        def ended() -> bool:
            return self.ask("GET", f"{PATH}/jobs/{job}").document.get("state") in _ENDED

        wait(ended, f"job {job} ends", longest_s)
        found: dict[str, Any] = self.ask("GET", f"{PATH}/jobs/{job}").document
        return found

    def _connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)


def wait(until: Callable[[], bool], what: str, longest_s: float = _LONGEST_S) -> None:
    """Wait for something that must happen."""
    end = time.monotonic() + longest_s
    while not until():
        assert time.monotonic() < end, f"never happened: {what}"
        time.sleep(_LOOK_S)


def make_workspace(
    workspace: Path,
    phantoms: Path,
    *,
    images: int,
    database_url: str | None = None,
    blob_url: str | None = None,
) -> None:
    """Make a workspace with phantoms of 64 px and one user."""
    write_phantoms(phantoms, images, seed=3, side=64)
    with open_workspace(
        workspace, create=True, database_url=database_url, blob_url=blob_url
    ) as opened:
        table = read_table(phantoms / "table.csv", TABLE)
        import_table(
            opened, PROJECT, table, phantoms / "images", cue_columns=("marker",), workers=1
        )
        hashed = hash_password(PASSWORD)
        opened.users.create(NAME, password_hash=hashed, workspace_role=Role.ENGINEER)
