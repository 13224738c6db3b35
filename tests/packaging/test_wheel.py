"""The wheel alone, where there is no Node and no source: it serves the built workbench."""

import http.client
import re
import signal
import subprocess
import sys
import sysconfig
import time
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import free_port

ROOT = Path(__file__).parents[2]
BUILT = ROOT / "src/medebiaser/web/index.html"
SMALLEST = (
    *("--images", "200", "--shifted", "50", "--epochs", "1", "--steps", "2"),
    *("--corrections", "4", "--device", "cpu"),
)
_PATIENCE_S = 200.0


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an environment with the wheel in it, which reads its libraries from this one."""
    if not BUILT.is_file():
        pytest.skip("the web app is not built (scripts/build-web builds it)")
    folder = tmp_path_factory.mktemp("wheel")
    offline = ("--no-deps", "--no-index", "--quiet", "--disable-pip-version-check")
    pip = (sys.executable, "-m", "pip")
    build = ("wheel", *offline, "--no-build-isolation", "--wheel-dir", folder, ROOT)
    subprocess.run([*pip, *build], check=True, cwd=folder)
    environment = folder / "environment"
    venv.create(environment, symlinks=True)
    (wheel,) = folder.glob("medebiaser-*.whl")
    here = ("--python", environment / "bin/python")
    subprocess.run([*pip, *here, "install", *offline, wheel], check=True, cwd=folder)
    (libraries,) = environment.glob("lib/python*/site-packages")
    (libraries / "of-the-tests.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return environment


def bare(environment: Path, **more: str) -> dict[str, str]:
    """Environment variables of a machine that has this environment and nothing else."""
    home = str(environment.parent)
    path = str(environment / "bin")
    return {"PATH": path, "HOME": home, "OMP_NUM_THREADS": "1", "LANG": "C.UTF-8", **more}


@pytest.fixture(scope="module")
def port(installed: Path) -> Iterator[int]:
    """Return where `medebiaser demo` serves what it has made."""
    chosen = free_port()
    command = [installed / "bin/medebiaser", "-w", installed.parent / "demo", "demo", *SMALLEST]
    log = installed.parent / "demo.log"
    with log.open("wb") as words:
        demo = subprocess.Popen(
            command,
            env=bare(installed, MEDEBIASER_PORT=str(chosen)),
            stdout=words,
            stderr=words,
            cwd=installed.parent,
        )
    try:
        _wait_until_it_answers(demo, chosen, log)
        yield chosen
    finally:
        demo.send_signal(signal.SIGTERM)
        demo.wait(_PATIENCE_S)


def _wait_until_it_answers(demo: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        assert demo.poll() is None, log.read_text(encoding="utf-8")[-2000:]
        try:
            if get(port, "/api/health")[0].status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"no answer in {_PATIENCE_S:.0f} s: {log.read_text('utf-8')[-2000:]}")


def get(port: int, path: str) -> tuple[http.client.HTTPResponse, bytes]:
    """Ask as a browser does that takes brotli."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": "gzip, deflate, br"})
        reply = connection.getresponse()
        return reply, reply.read()
    finally:
        connection.close()


def test_it_is_the_wheel_that_runs_and_there_is_no_node(installed: Path) -> None:
    code = "import medebiaser, shutil; print(medebiaser.__file__, shutil.which('node'))"

    python = [installed / "bin/python", "-c", code]
    said = subprocess.run(python, env=bare(installed), capture_output=True, text=True, check=True)

    found, node = said.stdout.split()
    assert Path(found).is_relative_to(installed)
    assert node == "None"


@pytest.mark.timeout(400)
def test_the_demo_of_the_wheel_serves_the_workbench_compressed(installed: Path, port: int) -> None:
    (web,) = installed.glob("lib/python*/site-packages/medebiaser/web")
    page = (web / "index.html").read_text(encoding="utf-8")
    script = re.search(r'src="(/assets/[^"]+\.js)"', page)
    assert script is not None

    for path, file in (("/", "index.html"), (script[1], script[1].removeprefix("/"))):
        reply, body = get(port, path)
        assert (reply.status, reply.getheader("Content-Encoding")) == (200, "br")
        assert body == (web / f"{file}.br").read_bytes()
    reply, _ = get(port, "/projects/phantoms/labels")
    assert reply.status == 200
    assert (reply.getheader("Content-Type") or "").startswith("text/html")
