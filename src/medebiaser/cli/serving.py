"""The server: API, web page and one worker, started and stopped together."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import SQLAlchemyError

from medebiaser.cli.logs import log_to_terminal
from medebiaser.cli.session import say, session
from medebiaser.data.stores import Workspace
from medebiaser.errors import MedebiaserError
from medebiaser.settings import Settings, read_settings, unknown_variables

_STOP_S = 20.0
_FIRST_WAIT_S, _LONGEST_WAIT_S = 1.0, 30.0
_HEALTHY_S = 60.0
_THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})
_HOUR_S, _DAY_S = 3_600.0, 86_400.0


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("serve")(serve)


def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="address to listen on")] = None,
    port: Annotated[int | None, typer.Option(help="0 takes any free one")] = None,
    devices: Annotated[
        str | None, typer.Option(help="devices of the worker, by commas; auto, cpu, cuda:0")
    ] = None,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="jobs wait for a worker started elsewhere")
    ] = False,
) -> None:
    """Serve the API and the web page, and work off the jobs in a process beside it."""
    given = session(context).settings.model_dump(exclude_unset=True)
    given.update(
        {name: value for name, value in (("host", host), ("port", port), ("devices", devices))
         if value is not None}
    )  # fmt: skip
    run_server(read_settings(**given), with_worker=not no_worker)


def run_server(settings: Settings, *, with_worker: bool = True) -> None:
    """Serve until SIGTERM or Ctrl-C, then stop the worker too."""
    from medebiaser.api.serving import address
    from medebiaser.api.serving import serve as listen
    from medebiaser.bootstrap import open_workspace

    def listening(port: int) -> None:
        say(f"MEDebiaser is at {address(settings, port)} (stop with Ctrl-C)")

    log_to_terminal("medebiaser", "%(asctime)s %(levelname)s %(message)s")
    for name in unknown_variables():
        say(f"warning: there is no setting {name}; see docs/command-line.md for the names")
    with (
        open_workspace(settings) as opened,
        _worker_beside(settings, wanted=with_worker),
        _tidied(opened),
    ):
        if not opened.users.all():
            say("nobody can log in yet; run `medebiaser users add NAME --role admin`")
        _warn_of_open_lines(settings)
        listen(opened, settings, listening=listening)
    say("stopped; jobs under way go on at the next start")


def _warn_of_open_lines(settings: Settings) -> None:
    from medebiaser.api.callers import is_secure

    if settings.host not in _THIS_MACHINE and not is_secure(settings):
        say(
            f"warning: {settings.host} can be reached from other machines without HTTPS, and "
            "anyone between can read passwords and images; see docs/how-to/server.md"
        )


@contextmanager
def _worker_beside(settings: Settings, *, wanted: bool) -> Iterator[None]:
    if not wanted:
        yield
        return
    worker = WorkerProcess(settings)
    worker.start()
    try:
        yield
    finally:
        worker.stop()


@contextmanager
def _tidied(opened: Workspace, first_s: float = _HOUR_S, every_s: float = _DAY_S) -> Iterator[None]:
    """Delete once a day what removed rounds, replaced arrays and killed runs left behind."""
    from medebiaser.rounds.tidy import tidy

    stopping = threading.Event()

    def tidy_daily() -> None:
        wait_s = first_s
        while not stopping.wait(wait_s):
            wait_s = every_s
            try:
                tidy(opened)
            except (MedebiaserError, OSError, SQLAlchemyError) as error:
                why = type(error).__name__ if isinstance(error, SQLAlchemyError) else error
                say(f"tidying up stopped: {why}; it is tried again tomorrow")

    thread = threading.Thread(target=tidy_daily, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(_STOP_S)


class WorkerProcess:
    """One `medebiaser worker` as a child; started again when it dies."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._child: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._watch = threading.Thread(target=self._keep_running, daemon=True)

    def start(self) -> None:
        """Start the child and keep it running."""
        self._child = self._spawn()
        self._watch.start()

    def stop(self) -> None:
        """Let the child finish its batch, then end it."""
        self._stopping.set()
        child = self._child
        if child is not None and child.poll() is None:
            child.send_signal(signal.SIGTERM)
            try:
                child.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                child.kill()
        self._watch.join(_STOP_S)

    def _spawn(self) -> subprocess.Popen[bytes]:
        folder = str(self._settings.workspace)
        command = [sys.executable, "-m", "medebiaser", "-w", folder, "worker"]
        command += ["--devices", self._settings.devices, "--parent", str(os.getpid())]
        # Its own group: Ctrl-C reaches the server alone, which then stops the worker in order.
        return subprocess.Popen(
            command, cwd=Path.cwd(), env=_environment(self._settings), start_new_session=True
        )

    def _keep_running(self) -> None:
        wait_s = _FIRST_WAIT_S
        while not self._stopping.is_set():
            assert self._child is not None
            started = time.monotonic()
            status = self._child.wait()
            if self._stopping.is_set():
                return
            wait_s = _FIRST_WAIT_S if time.monotonic() - started > _HEALTHY_S else wait_s
            say(f"the worker ended with {status}; starting it again in {wait_s:.0f} s")
            if self._stopping.wait(wait_s):
                return
            wait_s = min(_LONGEST_WAIT_S, 2 * wait_s)
            self._child = self._spawn()


def _environment(settings: Settings) -> dict[str, str]:
    """Return the environment with what the worker must know and the command line cannot say."""
    told = {
        "MEDEBIASER_DATABASE_URL": settings.database_url,
        "MEDEBIASER_BLOB_URL": settings.blob_url,
        "MEDEBIASER_DEVICE": settings.device,
        "MEDEBIASER_WORKERS": None if settings.workers is None else str(settings.workers),
        "MEDEBIASER_LEASE_S": str(settings.lease_s),
        "MEDEBIASER_IMPORT_FOLDERS": settings.import_folders,
    }
    return {**os.environ, **{name: value for name, value in told.items() if value}}
