"""A served workspace and clients of every role."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from medebiaser.accounts.passwords import hash_password
from medebiaser.api.app import create_app
from medebiaser.data.database import utc_now
from medebiaser.data.stores import Stores, Workspace, open_workspace
from medebiaser.data.stores.base import Clock
from medebiaser.records import Role
from medebiaser.settings import Settings

PASSWORD = "lamp-river-seven"
ADDRESS = "http://localhost"
ROLES: dict[str, Role | None] = {
    "physician": Role.PHYSICIAN,
    "engineer": Role.ENGINEER,
    "admin": Role.ADMIN,
    "stranger": None,
}
"""Users of every served workspace: members of its project with this role; each name logs in
with PASSWORD. `admin` is an admin of the whole workspace, too."""

Client = Callable[[str], TestClient]


@dataclass(frozen=True)
class Served:
    """A workspace and the application over it."""

    app: FastAPI
    opened: Workspace
    settings: Settings
    project: str

    @property
    def stores(self) -> Stores:
        """The stores of its project."""
        return self.opened.stores(self.project)

    @property
    def path(self) -> str:
        """Where the project's routes are."""
        return f"/api/projects/{self.project}"

    def anonymous(self) -> TestClient:
        """A client that is not logged in."""
        return TestClient(self.app, base_url=ADDRESS)

    def client(self, name: str) -> TestClient:
        """A client that is logged in as one of ROLES."""
        client = self.anonymous()
        reply = client.post("/api/session", json={"name": name, "password": PASSWORD})
        assert reply.status_code == 200, reply.text
        client.headers["X-CSRF-Token"] = reply.json()["csrf_token"]
        return client


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Return the hash of PASSWORD, made once: it is slow on purpose."""
    return hash_password(PASSWORD)


def add_users(opened: Workspace, project: str, password_hash: str) -> None:
    """Add one user for each of ROLES."""
    project_id = opened.projects.get(project).id
    for name, role in ROLES.items():
        whole = Role.ADMIN if role is Role.ADMIN else None
        user = opened.users.create(name, password_hash=password_hash, workspace_role=whole)
        if role is not None:
            opened.users.set_role(user.id, project_id, role)


class SlowClock:
    """A clock that moves when a test says so."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)


def serve(
    workspace: Path, password_hash: str, clock: Clock = utc_now, **settings: object
) -> Served:
    """Open a workspace and put the application over it."""
    opened = open_workspace(workspace, clock=clock)
    project = opened.projects.all()[0].name
    add_users(opened, project, password_hash)
    chosen = Settings(workspace=workspace, **settings)  # type: ignore[arg-type]
    return Served(create_app(opened, chosen), opened, chosen, project)


@pytest.fixture
def served(trained: Path, password_hash: str) -> Iterator[Served]:
    """Return the application over a test's own copy of the trained phantoms."""
    made = serve(trained, password_hash)
    yield made
    made.opened.close()


@pytest.fixture
def clock() -> SlowClock:
    """Return the clock of `bare`."""
    return SlowClock()


@pytest.fixture
def bare(tmp_path: Path, password_hash: str, clock: SlowClock) -> Iterator[Served]:
    """Return the application over a project without images: made at once."""
    with open_workspace(tmp_path / "bare", create=True) as opened:
        opened.projects.create("chest", ["Hernia"])
    made = serve(tmp_path / "bare", password_hash, clock)
    yield made
    made.opened.close()


@pytest.fixture
def client(served: Served) -> Client:
    """Return a callable: the name of one of ROLES in, a client that is logged in out."""
    return served.client


@pytest.fixture
def anonymous(served: Served) -> TestClient:
    """Return a client that is not logged in."""
    return served.anonymous()
