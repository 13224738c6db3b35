"""An older workspace becomes a newer one without losing an array."""

import os
import time
from pathlib import Path

import numpy as np
from sqlalchemy import text

from medebiaser.data.stores import Workspace, open_workspace
from tests.data.workspaces import a_round, a_workspace, an_image

ARRAY = "arrays/1/0/order Mass%2Fleft%400a"


def with_an_array(workspace: Workspace) -> None:
    workspace.projects.create("chest", ["Hernia", "Nodule", "Mass"])
    stores = workspace.stores("chest")
    stores.images.add([an_image(0), an_image(1)])
    stores.rounds.create(a_round(0))
    stores.round_arrays(0).create("order Mass/left@0a", (), np.int32)
    stores.round_arrays(0).write("order Mass/left@0a", [1], [7])


def test_manifests_of_the_first_format_move_into_the_database(tmp_path: Path) -> None:
    with a_workspace(tmp_path) as workspace:
        with_an_array(workspace)
        (chunk,) = workspace.blobs.list_named(ARRAY)
        document = (
            '{"format": 1, "dtype": "<i4", "row_shape": [], "fill": -1, '
            f'"chunks": {{"0": ["{chunk.rpartition("/")[2]}", 2]}}}}'
        )
        workspace.blobs.write_named(f"{ARRAY}/manifest.json", document.encode())
        workspace.blobs.write_named("arrays/9/0/of%20nobody/manifest.json", document.encode())
        with workspace.database.transaction() as connection:
            connection.execute(text("DELETE FROM array_manifests"))
            connection.execute(text("UPDATE workspace SET format = 1"))

    for _ in range(2):
        with open_workspace(tmp_path / "workspace") as workspace:
            arrays = workspace.stores("chest").round_arrays(0)
            assert arrays.names() == ["order Mass/left@0a"]
            assert arrays.read("order Mass/left@0a").tolist() == [-1, 7]
            assert workspace.blobs.list_named() == [chunk]


def test_chunks_that_no_manifest_names_are_swept_up(tmp_path: Path) -> None:
    workspace = a_workspace(tmp_path)
    with_an_array(workspace)
    old, young = f"{ARRAY}/000000-old.chunk", f"{ARRAY}/000000-young.chunk"
    for name in (old, young):
        workspace.blobs.write_named(name, b"left")
    (kept,) = [name for name in workspace.blobs.list_named() if name not in (old, young)]
    for name in (old, kept):
        path = workspace.blobs.named_path(name)
        assert path is not None
        os.utime(path, (time.time() - 7_200, time.time() - 7_200))

    backup = workspace.backups.begin()
    assert workspace.remove_unreferenced(older_than_s=3_600) == 0
    workspace.backups.finish(backup)
    assert workspace.remove_unreferenced(older_than_s=3_600) == 1
    assert workspace.blobs.list_named() == sorted([kept, young])
