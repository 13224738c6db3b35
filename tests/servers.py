"""Real servers on loopback for the tests: PostgreSQL from Debian, and an S3 endpoint."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

_PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
_USER = "medebiaser"
_OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "fsync": "off",  # the tests stop the server, they do not cut its power
    "shared_buffers": "32MB",
}
_START_S = 30.0
_DIES_WITH_US = ("setpriv", "--pdeathsig", "INT") if shutil.which("setpriv") else ()
"""No server stays behind when the tests are killed."""


class PostgresServer:
    """One PostgreSQL server with its data in a folder that goes with it.

    Calling it makes a fresh, empty database and returns its URL.

    Attributes:
        port: where it listens on loopback.
    """

    def __init__(self) -> None:
        self._programs = _PROGRAMS[-1].parent
        self._folder = Path(tempfile.mkdtemp(prefix="medebiaser-postgres-"))
        self._account = "postgres" if os.getuid() == 0 else None  # it refuses to run as root
        if self._account:
            shutil.chown(self._folder, self._account, self._account)
        self.port = free_port()
        self._server: subprocess.Popen[bytes] | None = None
        data = str(self._folder / "data")
        options = ("-A", "trust", "-U", _USER, "-E", "UTF8", "--locale", "C", "--no-sync")
        self._run("initdb", "-D", data, *options).wait(_START_S)

    def __call__(self) -> str:
        name = f"test_{uuid.uuid4().hex}"
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return self._url(name)

    def start(self) -> None:
        """Start it and wait until it answers."""
        data = str(self._folder / "data")
        options = [f"-c{name}={value}" for name, value in _OPTIONS.items()]
        self._server = self._run("postgres", "-D", data, "-p", str(self.port), *options)
        _wait(self._answers, "PostgreSQL")

    def stop(self) -> None:
        """Stop it as its own service does: what is open is rolled back."""
        if self._server is not None:
            self._server.send_signal(signal.SIGINT)
            self._server.wait(_START_S)
            self._server = None

    def remove(self) -> None:
        """Stop it and delete its data."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _url(self, database: str) -> str:
        return f"postgresql://{_USER}@127.0.0.1:{self.port}/{database}"

    def _answers(self) -> bool:
        try:
            psycopg.connect(self._url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, program: str, *options: str) -> subprocess.Popen[bytes]:
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(
                [*_DIES_WITH_US, str(self._programs / program), *options],
                stdout=log,
                stderr=log,
                cwd="/",
                user=self._account,
                group=self._account,
                extra_groups=[] if self._account else None,
            )


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Return a PostgreSQL server; `postgres()` makes a fresh database and returns its URL."""
    if not _PROGRAMS:
        pytest.skip("PostgreSQL is not installed; run scripts/setup-servers")
    server = PostgresServer()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    """Return the URL of an S3 endpoint on loopback."""
    moto = pytest.importorskip("moto.server", reason="moto[server] is not installed")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


@pytest.fixture
def s3(s3_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """Return a callable that makes a bucket and returns a blob URL; the environment knows it."""
    for name, value in s3_environment(s3_endpoint).items():
        monkeypatch.setenv(name, value)

    def fresh() -> str:
        import boto3

        name = f"test-{uuid.uuid4().hex}"
        boto3.client("s3").create_bucket(Bucket=name)
        return f"s3://{name}/blobs"

    return fresh


def s3_environment(endpoint: str) -> dict[str, str]:
    """Return what a program must find in its environment to reach the endpoint."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def free_port() -> int:
    """Return a port of loopback that nothing listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _wait(ready: Callable[[], bool], name: str) -> None:
    until = time.monotonic() + _START_S
    while not ready():
        assert time.monotonic() < until, f"{name} did not answer within {_START_S} s"
        time.sleep(0.05)
