"""A physician as a thread: logs in, pages through a ranking, saves, and remembers every reply."""

import http.client
import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import numpy as np

from medebiaser.records import Relevance, Verdict
from tests.faults.callers import PASSWORD

_RETRY_S = 0.1
_PAGE = 20
_CONFIRMED = range(200, 300)


@dataclass(frozen=True)
class Saved:
    """A save that the server has confirmed.

    Attributes:
        content: the verdict and regions as they were sent, as canonical JSON.
        took_s: from the request to its reply; NaN where the server was killed meanwhile.
    """

    row: int
    label: str
    author: str
    version: int
    content: str
    took_s: float


@dataclass
class Physician(threading.Thread):
    """One person who annotates until told to stop.

    Attributes:
        name_: login and author.
        think_s: mean pause between two saves.
        saves: what was confirmed.
        errors: refusals that should not have happened.
        interruptions: replies that never came because the server was gone.
    """

    port: int
    project: str
    label: str
    name_: str
    think_s: float
    seed: int
    patient_s: float = 60.0
    saves: list[Saved] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    pages_s: list[float] = field(default_factory=list)
    interruptions: int = 0

    def __post_init__(self) -> None:
        super().__init__(name=self.name_, daemon=True)
        self._stopping = threading.Event()
        self._rng = np.random.default_rng(self.seed)
        self._versions: dict[int, int] = {}
        self._headers: dict[str, str] = {}
        self._connection: http.client.HTTPConnection | None = None

    def __hash__(self) -> int:
        return id(self)

    def stop(self) -> None:
        """Stop after the reply that is awaited."""
        self._stopping.set()

    def run(self) -> None:
        """Work until told to stop."""
        try:
            self._log_in()
            while not self._stopping.is_set():
                for entry in self._page():
                    if self._stopping.wait(self._rng.exponential(self.think_s)):
                        return
                    self._save(entry)
        except Exception as error:  # noqa: BLE001  (whatever it is, it is counted)
            self.errors.append(f"{type(error).__name__}: {error}")

    def _log_in(self) -> None:
        self._headers = {"Content-Type": "application/json", "Origin": self._origin}
        reply, headers = self._ask(
            "POST", "/api/session", {"name": self.name_, "password": PASSWORD}
        )
        cookie = headers["set-cookie"].split(";")[0]
        self._headers |= {"Cookie": cookie, "X-CSRF-Token": reply["csrf_token"]}

    @property
    def _origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _page(self) -> list[dict[str, Any]]:
        start = int(self._rng.integers(0, 5))
        query = f"by=triage&label={quote(self.label)}&limit={_PAGE}&start={start}"
        began = time.monotonic()
        page, _ = self._ask("GET", f"/api/projects/{self.project}/rounds/0/ranking?{query}")
        self.pages_s.append(time.monotonic() - began)
        images: list[dict[str, Any]] = page["images"]
        return images

    def _save(self, entry: dict[str, Any]) -> None:
        row = entry["image"]["row"]
        version = self._versions.get(row, 0)
        content = self._content(present=entry["truth"] == 1)
        path = f"/api/projects/{self.project}/images/{row}/annotations?label={quote(self.label)}"
        met, began = self.interruptions, time.monotonic()
        reply, _ = self._ask("PUT", path, {**content, "version": version})
        took_s = time.monotonic() - began if self.interruptions == met else float("nan")
        self._versions[row] = reply["version"]
        canonical = json.dumps(content, sort_keys=True)
        self.saves.append(Saved(row, self.label, self.name_, reply["version"], canonical, took_s))

    def _content(self, *, present: bool) -> dict[str, Any]:
        x, y = self._rng.integers(4, 30, 2).tolist()
        w, h = self._rng.integers(6, 24, 2).tolist()
        points = [[x + 0.25, y], [x + w, y + 0.5], [x + w, y + h], [x, y + h]]
        relevance = Relevance.RELEVANT if present else Relevance.IRRELEVANT
        regions = [{"points": points, "relevance": relevance.value}]
        return {"verdict": Verdict.CORRECTED.value, "regions": regions}

    def _ask(
        self, method: str, path: str, body: dict[str, Any] | None = None
    ) -> tuple[Any, dict[str, str]]:
        """Ask until there is a reply: a server that is gone comes back."""
        until = time.monotonic() + self.patient_s
        while True:
            try:
                return self._once(method, path, body)
            except (OSError, http.client.HTTPException):
                self.interruptions += 1
                self._forget_connection()
                if time.monotonic() > until:
                    raise
                time.sleep(_RETRY_S)

    def _once(
        self, method: str, path: str, body: dict[str, Any] | None
    ) -> tuple[Any, dict[str, str]]:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        content = None if body is None else json.dumps(body)
        self._connection.request(method, path, content, self._headers)
        reply = self._connection.getresponse()
        text = reply.read()
        if reply.status not in _CONFIRMED:
            raise RuntimeError(f"{method} {path.split('?')[0]}: {reply.status} {text[:300]!r}")
        headers = {name.lower(): value for name, value in reply.getheaders()}
        return json.loads(text), headers

    def _forget_connection(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
