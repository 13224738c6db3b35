"""Databases and blob stores for the tests of arrays."""

import uuid
from pathlib import Path

import pytest

from medebiaser.data.blob_store import BlobStore
from medebiaser.data.database import Database
from medebiaser.data.manifests import Manifests
from tests.data.array_folders import ROUND
from tests.data.workspaces import a_workspace


@pytest.fixture
def database(tmp_path: Path) -> Database:
    workspace = a_workspace(tmp_path)
    workspace.projects.create("chest", ["Mass"])
    return workspace.database


@pytest.fixture(scope="module")
def shared_database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    """Return a database whose tests take a round of their own each."""
    workspace = a_workspace(tmp_path_factory.mktemp("shared"))
    workspace.projects.create("chest", ["Mass"])
    return workspace.database


@pytest.fixture
def manifests(database: Database) -> Manifests:
    return Manifests(database, 1, ROUND)


@pytest.fixture(params=["folder", "memory"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    if request.param == "folder":
        return BlobStore(tmp_path / "blobs")
    return BlobStore(f"memory://{uuid.uuid4().hex}/blobs")
