"""The server process: listens until it is asked to stop, then stops cleanly."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from anyio.to_thread import current_default_thread_limiter

from medebiaser.api.app import create_app
from medebiaser.data.stores import Workspace
from medebiaser.errors import InvalidInputError, MedebiaserError
from medebiaser.settings import Settings

_GRACE_S = 5
_KEEP_ALIVE_S = 75  # longer than a proxy keeps a connection, and than most thoughts
_BACKLOG = 512
_THREADS_NEAR, _THREADS_FAR = 4, 16
_SWITCH_S = 0.0005


class _Server(uvicorn.Server):
    """Says when it listens, and where."""

    def __init__(
        self, config: uvicorn.Config, threads: int, listening: Callable[[int], None]
    ) -> None:
        super().__init__(config)
        self._threads = threads
        self._listening = listening

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        """Start, then tell the port."""
        current_default_thread_limiter().total_tokens = self._threads
        await super().startup(sockets)  # type: ignore[arg-type]
        if self.started:
            self._listening(self.servers[0].sockets[0].getsockname()[1])


def serve(opened: Workspace, settings: Settings, *, listening: Callable[[int], None]) -> None:
    """Serve a workspace until SIGTERM or Ctrl-C; requests under way are answered first.

    Args:
        opened: the workspace.
        settings: where to listen, certificates, proxies.
        listening: told the port once requests are answered.

    Raises:
        InvalidInputError: one of the two TLS files is named and the other is not.
        MedebiaserError: the address is taken or cannot be used.
    """
    # A request lets go of Python's lock at each query; so soon it may take it again.
    sys.setswitchinterval(_SWITCH_S)
    server = _Server(_config(opened, settings), threads_of(settings), listening)
    with _own_signals():
        try:
            server.run()
        except SystemExit as error:
            raise _cannot_listen(settings) from error
    if not server.started:
        raise _cannot_listen(settings)


def threads_of(settings: Settings) -> int:
    """Return how many requests are worked on at once, the event streams not counted.

    As many as processors, from 2 to 4, where all is on this machine, because more only wait
    for each other there; more where requests wait for another machine.
    """
    if settings.server_threads is not None:
        return settings.server_threads
    far = settings.database_url is not None or settings.blob_url is not None
    return _THREADS_FAR if far else max(2, min(_THREADS_NEAR, os.cpu_count() or 1))


def address(settings: Settings, port: int) -> str:
    """Return the address that a browser uses."""
    if settings.public_url is not None:
        return settings.public_url
    scheme = "https" if settings.tls_certificate is not None else "http"
    host = "localhost" if settings.host in {"0.0.0.0", "::"} else settings.host
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"


def _config(opened: Workspace, settings: Settings) -> uvicorn.Config:
    if (settings.tls_certificate is None) != (settings.tls_key is None):
        raise InvalidInputError(
            "HTTPS needs a certificate and its key; set both MEDEBIASER_TLS_CERTIFICATE and "
            "MEDEBIASER_TLS_KEY, or neither"
        )
    for path in (settings.tls_certificate, settings.tls_key):
        if path is not None and not path.is_file():
            raise InvalidInputError(f"there is no file {path}; check the path of the TLS files")
    return uvicorn.Config(
        create_app(opened, settings),
        host=settings.host,
        port=settings.port,
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=settings.tls_key,
        log_config=None,
        access_log=False,  # the program's own log leaves out what may name a patient
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
        backlog=_BACKLOG,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=_GRACE_S,
    )


def _cannot_listen(settings: Settings) -> MedebiaserError:
    return MedebiaserError(
        f"the server cannot listen on {settings.host} port {settings.port}: the port is taken or "
        "the address is not this machine's; choose another with --port or --host"
    )


@contextmanager
def _own_signals() -> Iterator[None]:
    """Outlive the signal that the server passes on after it has stopped."""
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}
    for each in before:
        signal.signal(each, lambda *_: None)
    try:
        yield
    finally:
        for each, action in before.items():
            signal.signal(each, action)
