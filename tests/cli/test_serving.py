"""`serve`: API, page and one worker, started, restarted and stopped together."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from medebiaser.cli.serving import _tidied, _warn_of_open_lines
from medebiaser.data.stores import open_workspace
from medebiaser.settings import Settings
from tests.load.served import Served
from tests.loop import Terminal

_PATIENCE_S = 60.0


@pytest.fixture
def workspace(tmp_path: Path, terminal: Terminal) -> Path:
    """Return a workspace with one empty project."""
    folder = tmp_path / "workspace"
    assert terminal(folder, "init", "chest").status == 0
    return folder


@pytest.fixture
def served(workspace: Path) -> Iterator[Served]:
    """Return a running server, stopped afterwards if the test has not done so."""
    server = Served(workspace)
    server.start()
    yield server
    if server.is_running():
        server.stop()


def eventually(holds: Callable[[], bool]) -> bool:
    """Wait until something holds."""
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.05)
    return False


def test_it_says_where_it_is_and_serves_page_and_api(served: Served) -> None:
    address = f"http://127.0.0.1:{served.port}"

    assert f"MEDebiaser is at {address}" in served.words()
    with urllib.request.urlopen(f"{address}/") as page:
        assert b"<title>MEDebiaser</title>" in page.read()
    with urllib.request.urlopen(f"{address}/api/health") as health:
        assert health.status == 200


def test_a_worker_that_dies_is_started_again(served: Served) -> None:
    assert eventually(lambda: bool(served.workers()))
    first = served.workers()

    served.kill_worker()

    assert eventually(lambda: bool(served.workers()) and served.workers() != first)
    assert "the worker ended with -9; starting it again" in served.words()


def test_sigterm_ends_server_and_worker_with_status_0(served: Served) -> None:
    assert eventually(lambda: bool(served.workers()))
    workers = served.workers()

    assert served.stop() == 0

    assert not any(Path(f"/proc/{pid}").exists() for pid in workers)
    assert "stopped; jobs under way go on at the next start" in served.words()


def test_a_worker_notices_that_its_server_was_killed(served: Served) -> None:
    assert eventually(lambda: bool(served.workers()))
    workers = served.workers()

    served.kill()

    assert eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))


def test_a_port_that_is_taken_is_refused_with_what_to_do(workspace: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        command = [sys.executable, "-m", "medebiaser", "-w", str(workspace), "serve"]
        refused = subprocess.run(
            [*command, "--port", str(port), "--no-worker"],
            capture_output=True,
            text=True,
            check=False,
        )

    assert refused.returncode == 1
    assert f"cannot listen on 127.0.0.1 port {port}" in refused.stderr
    assert "--port" in refused.stderr


def test_what_nothing_needs_is_deleted_while_it_serves(workspace: Path) -> None:
    with open_workspace(workspace) as opened:
        spare = opened.blobs.put(b"left behind by a killed run")
        path = opened.blobs.local_path(spare)
        assert path is not None
        long_ago = time.time() - 2 * 86_400
        os.utime(path, (long_ago, long_ago))

        with _tidied(opened, first_s=0.01):
            assert eventually(lambda: not opened.blobs.exists(spare))


@pytest.mark.parametrize(
    ("host", "public_url", "warned"),
    [
        ("127.0.0.1", None, False),
        ("0.0.0.0", None, True),
        ("0.0.0.0", "https://med.hospital.example", False),
    ],
)
def test_an_address_for_other_machines_without_https_is_warned_of(
    host: str, public_url: str | None, warned: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    _warn_of_open_lines(Settings(host=host, public_url=public_url))

    assert ("without HTTPS" in capsys.readouterr().err) is warned
