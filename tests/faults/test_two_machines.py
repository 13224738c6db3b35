"""A worker elsewhere, with nothing but two URLs, trains what a server without one was asked."""

import json
import math
import os
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pytest

from medebiaser.data.stores import open_workspace
from medebiaser.rounds.arrays import MAPS, explained
from tests.faults.callers import PATH, TRAINING, Caller, make_workspace
from tests.faults.commands import FOCUS, PROJECT
from tests.load.served import Served
from tests.servers import PostgresServer, s3_environment

pytestmark = pytest.mark.timeout(280)


def test_a_worker_in_an_empty_folder_trains_what_the_server_then_shows(
    tmp_path: Path, postgres: PostgresServer, s3_endpoint: str, s3: Callable[[], str]
) -> None:
    database_url, blob_url = postgres(), s3()
    urls = {"MEDEBIASER_DATABASE_URL": database_url, "MEDEBIASER_BLOB_URL": blob_url}
    here, there = tmp_path / "server", tmp_path / "elsewhere"
    make_workspace(
        here, tmp_path / "phantoms", images=60, database_url=database_url, blob_url=blob_url
    )
    there.mkdir()
    environment = {**urls, **s3_environment(s3_endpoint)}
    served = Served(here, environment=environment, options=("--no-worker",))
    served.start()
    worker = _worker(there, environment)
    try:
        caller = Caller(served.port)
        asked = caller.ask("POST", f"{PATH}/trainings", {"parameters": TRAINING})
        job = caller.wait_for_job(asked.document["id"])
        ranking = f"{PATH}/rounds/0/ranking?label={quote(FOCUS)}"
        rows = [each["image"]["row"] for each in caller.ask("GET", ranking).document["images"]]
        named = ",".join(map(str, rows))
        maps = caller.ask("GET", f"{PATH}/rounds/0/maps?rows={named}")
    finally:
        worker.terminate()
        worker.wait(60)
        served.stop()

    assert asked.status == 202
    assert (job["state"], job["failure"]) == ("done", None)
    assert maps.status == 200
    assert not (here / "blobs").exists()
    assert rows
    stored = _stored_maps(tmp_path / "third", database_url, blob_url, rows)
    assert _maps_of(maps.content, rows) == stored


def _worker(folder: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a worker as on another machine: no file of the server's, its own empty folder."""
    known = {name: value for name, value in os.environ.items() if "MEDEBIASER" not in name}
    return subprocess.Popen(
        [sys.executable, "-m", "medebiaser", "worker"],
        cwd=folder,
        env={**known, **environment, "OMP_NUM_THREADS": "1"},
    )


def _maps_of(packed: bytes, rows: list[int]) -> bytes:
    """Take the maps of rows without a gap out of a reply: a header, float16 maps, probabilities."""
    (length,) = struct.unpack("<I", packed[:4])
    header, body = json.loads(packed[4 : 4 + length]), packed[4 + length :]
    assert (header["rows"], header["missing"]) == (rows, [])
    n_values = len(rows) * len(header["labels"]) * math.prod(header["grid"])
    return body[header["maps_offset"] :][: 2 * n_values]


def _stored_maps(folder: Path, database_url: str, blob_url: str, rows: list[int]) -> bytes:
    """Read the same maps from the stores themselves, on a third machine."""
    folder.mkdir()
    with open_workspace(folder, database_url=database_url, blob_url=blob_url) as opened:
        stores = opened.stores(PROJECT)
        return explained(stores, stores.rounds.get(0)).read(MAPS, np.array(rows)).tobytes()
