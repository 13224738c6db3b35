"""HTTPS for real: the server's own, and the nginx of docs/how-to/server.md before it."""

import datetime
import os
import re
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from medebiaser.data.stores import Workspace, open_workspace
from medebiaser.records import Action
from tests.api.conftest import PASSWORD, add_users
from tests.servers import free_port

NAME = "med.hospital.example"
PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "server.md"
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
MIB = 1 << 20
_START_S = 60.0


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with `tls.crt` and `tls.key` for NAME."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "tls.crt").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "tls.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return folder


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, password_hash: str) -> Iterator[Workspace]:
    """Return a workspace with users that a server in a process of its own serves."""
    with open_workspace(tmp_path_factory.mktemp("https"), create=True) as opened:
        opened.projects.create("chest", ["Hernia"])
        add_users(opened, "chest", password_hash)
        yield opened


class ToPort(httpx2.HTTPTransport):
    """Takes requests to any name to a port of loopback, as a name server would."""

    def __init__(self, port: int, **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self._port = port

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        here = httpx2.Request(
            request.method,
            request.url.copy_with(host="127.0.0.1", port=self._port),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": request.url.host},
        )
        return super().handle_request(here)


@contextmanager
def browser(
    port: int, certificate: Path, address: str = "127.0.0.1", scheme: str = "https"
) -> Iterator[httpx2.Client]:
    """Open a client of https://NAME that believes the certificate and sits at an address."""
    trust = ssl.create_default_context(cafile=certificate / "tls.crt")
    transport = ToPort(port, verify=trust, local_address=address)
    with httpx2.Client(base_url=f"{scheme}://{NAME}", transport=transport, timeout=30) as client:
        yield client


def log_in(client: httpx2.Client, name: str, password: str = PASSWORD) -> httpx2.Response:
    """Log in, and send the CSRF token from then on."""
    reply = client.post("/api/session", json={"name": name, "password": password})
    if reply.status_code == 200:
        client.headers["X-CSRF-Token"] = reply.json()["csrf_token"]
    return reply


@contextmanager
def serving(opened: Workspace, port: int, **settings: str | Path) -> Iterator[None]:
    """Run `medebiaser serve` in a process of its own until the block ends."""
    given = {f"MEDEBIASER_{name.upper()}": str(value) for name, value in settings.items()}
    command = [sys.executable, "-m", "medebiaser", "-w", str(opened.root)]
    with (opened.root / f"serve-{port}.log").open("w+", encoding="utf-8") as log:
        server = subprocess.Popen(
            [*command, "serve", "--no-worker", "--port", str(port)],
            env={**os.environ, **given}, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            deadline = time.monotonic() + _START_S
            while "MEDebiaser is at" not in Path(log.name).read_text(encoding="utf-8"):
                assert server.poll() is None, Path(log.name).read_text(encoding="utf-8")
                assert time.monotonic() < deadline, "the server does not start"
                time.sleep(0.05)
            yield
        finally:
            server.terminate()
            server.wait(30)


@pytest.fixture(scope="module")
def own_https(workspace: Workspace, certificate: Path) -> Iterator[int]:
    """Return the port of a server that speaks HTTPS itself."""
    port = free_port()
    tls = {"tls_certificate": certificate / "tls.crt", "tls_key": certificate / "tls.key"}
    with serving(workspace, port, hosts=NAME, **tls):
        yield port


def test_the_server_speaks_https_itself_with_cookies_for_https(
    own_https: int, certificate: Path
) -> None:
    with browser(own_https, certificate) as client:
        cookie = log_in(client, "physician").headers["set-cookie"]

        assert cookie.startswith("__Host-medebiaser=")
        assert "Secure" in cookie
        assert client.get("/api/session").json()["user"]["name"] == "physician"


@pytest.fixture(scope="module")
def nginx(
    workspace: Workspace, certificate: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[int, int]]:
    """Return the ports for HTTPS and HTTP of nginx with the page's block before the server."""
    if NGINX is None:
        pytest.skip("nginx is not installed; run scripts/setup-servers")
    upstream, https, http = free_port(), free_port(), free_port()
    folder = tmp_path_factory.mktemp("nginx")
    configuration = folder / "nginx.conf"
    block = (
        re.search(r"<!-- nginx: begin -->\n```nginx\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    )  # fmt: skip
    assert block is not None
    configuration.write_text(_around(block[1], folder, certificate, (upstream, https, http)))
    public = {"public_url": f"https://{NAME}", "trusted_proxies": "127.0.0.1"}
    with serving(workspace, upstream, **public):
        server = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(configuration)])
        try:
            _wait_for(https, certificate)
            yield https, http
        finally:
            server.terminate()
            server.wait(30)


def _around(block: str, folder: Path, certificate: Path, ports: tuple[int, int, int]) -> str:
    """Return nginx's whole configuration: the block with this machine's ports and paths."""
    upstream, https, http = ports
    here = {
        "127.0.0.1:8642": f"127.0.0.1:{upstream}",
        "listen 443 ssl": f"listen 127.0.0.1:{https} ssl",
        "listen 80;": f"listen 127.0.0.1:{http};",
        "/etc/medebiaser/": f"{certificate}/",
        "/var/log/nginx/": f"{folder}/",
    }
    for stands, comes in here.items():
        assert stands in block, f"the page no longer says {stands}"
        block = block.replace(stands, comes)
    parts = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = "\n".join(f"{part}_temp_path {folder}/{part};" for part in parts)
    user = "user root;" if os.getuid() == 0 else ""
    return (
        f"{user}\ndaemon off;\nworker_processes 1;\npid {folder}/nginx.pid;\n"
        f"error_log {folder}/error.log;\nevents {{}}\nhttp {{\n{folders}\n{block}\n}}\n"
    )


def _wait_for(port: int, certificate: Path) -> None:
    deadline = time.monotonic() + _START_S
    with browser(port, certificate) as client:
        while True:
            try:
                assert client.get("/api/health").status_code == 200
                return
            except httpx2.TransportError:
                assert time.monotonic() < deadline, "nginx does not start"
                time.sleep(0.05)


def test_behind_nginx_a_browser_logs_in_and_changes_something(
    nginx: tuple[int, int], certificate: Path
) -> None:
    with browser(nginx[0], certificate) as client:
        reply = log_in(client, "admin")
        origin = {"Origin": f"https://{NAME}"}
        changed = client.patch("/api/users/stranger", json={"display_name": "S"}, headers=origin)
        elsewhere = client.patch(
            "/api/users/stranger", json={}, headers={"Origin": "https://elsewhere.example"}
        )

    assert reply.headers["set-cookie"].startswith("__Host-medebiaser=")
    assert reply.headers["strict-transport-security"] == "max-age=31536000"
    assert (changed.status_code, elsewhere.status_code) == (200, 403)


def test_nginx_sends_plain_http_to_https(nginx: tuple[int, int], certificate: Path) -> None:
    with browser(nginx[1], certificate, scheme="http") as client:
        reply = client.get("/projects?label=Hernia")

    assert reply.status_code == 301
    assert reply.headers["location"] == f"https://{NAME}/projects?label=Hernia"


def test_behind_nginx_the_clients_own_address_counts_whatever_it_claims(
    nginx: tuple[int, int], certificate: Path, workspace: Workspace
) -> None:
    with browser(nginx[0], certificate, address="127.0.0.7") as client:
        client.headers["X-Forwarded-For"] = "203.0.113.9"
        assert log_in(client, "engineer", "wrong").status_code == 401

    newest = workspace.audit.entries(0, limit=1)[0]
    assert newest.action is Action.LOGIN_REFUSED
    assert newest.subject == {"user": "engineer", "address": "127.0.0.7"}


def test_nginx_passes_events_on_as_they_happen(
    nginx: tuple[int, int], certificate: Path, workspace: Workspace
) -> None:
    with browser(nginx[0], certificate) as client:
        log_in(client, "physician")
        with client.stream("GET", "/api/events") as stream:
            lines = stream.iter_lines()
            assert next(line for line in lines if line.startswith("event:")) == "event: ready"
            with workspace.database.transaction():
                project = workspace.projects.get("chest").id
                workspace.events.append("note created", {"row": 3}, project)
            started = time.monotonic()
            data = next(line for line in lines if line.startswith("data:") and '"row":3' in line)

    assert '"project":"chest"' in data.replace(" ", "")
    assert time.monotonic() - started < 5


def test_nginx_lets_a_whole_part_of_an_upload_through_and_nothing_larger(
    nginx: tuple[int, int], certificate: Path
) -> None:
    binary = {"Content-Type": "application/octet-stream"}
    with browser(nginx[0], certificate) as client:
        log_in(client, "physician")
        uploads = "/api/projects/chest/uploads"
        made = client.post(uploads, json={"name": "set.zip", "size_bytes": 8 * MIB}).json()
        parts = f"{uploads}/{made['id']}/parts?offset=0"
        beyond = client.put(parts, content=bytes(8 * MIB + 1), headers=binary)
        far_beyond = client.put(parts, content=bytes(10 * MIB), headers=binary)
        within = client.put(parts, content=bytes(8 * MIB), headers=binary)
        arrived = client.get(f"{uploads}/{made['id']}").json()

    assert (beyond.status_code, far_beyond.status_code) == (413, 413)
    assert within.is_success, within.text
    assert arrived["complete"] is True


def test_nginx_writes_no_query_down(
    nginx: tuple[int, int], certificate: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with browser(nginx[0], certificate) as client:
        client.get("/api/oidc/callback?state=x&code=secret-of-the-single-sign-on")

    text = ""
    deadline = time.monotonic() + 10  # nginx writes the line after the answer
    while "GET /api/oidc/callback" not in text and time.monotonic() < deadline:
        logs = tmp_path_factory.getbasetemp().glob("nginx*/medebiaser.log")
        text = "".join(log.read_text() for log in logs)
    assert "GET /api/oidc/callback 404" in text
    assert "secret-of-the-single-sign-on" not in text
