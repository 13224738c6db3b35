"""Settings in, an open workspace out."""

import uuid
from pathlib import Path

import pytest

from medebiaser.bootstrap import open_workspace
from medebiaser.errors import NotFoundError
from medebiaser.settings import Settings


def test_the_workspace_of_the_settings_is_made_only_on_request(tmp_path: Path) -> None:
    settings = Settings(workspace=tmp_path / "mine")

    with pytest.raises(NotFoundError, match="no workspace in"):
        open_workspace(settings)
    with open_workspace(settings, create=True) as workspace:
        workspace.projects.create("chest")
    with open_workspace(settings) as again:
        assert again.projects.get("chest").name == "chest"


def test_the_urls_of_the_settings_are_used(tmp_path: Path) -> None:
    settings = Settings(
        workspace=tmp_path / "mine",
        database_url=f"sqlite:///{tmp_path}/elsewhere.sqlite",
        blob_url=f"memory://{uuid.uuid4().hex}",
    )
    with open_workspace(settings, create=True) as workspace:
        key = workspace.blobs.put(b"abc")

        assert workspace.blobs.local_path(key) is None
    assert (tmp_path / "elsewhere.sqlite").is_file()
    assert not (tmp_path / "mine" / "medebiaser.sqlite").exists()
