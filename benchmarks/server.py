"""How long a view takes among a thousand and among a million images, and what it costs.

    python benchmarks/server.py [--json] [--sizes 1000 10000 1000000] [--requests 40]
                                [--clients 20] [--seconds 60] [--pause 0] [--folder DIR]

For every size a workspace of that many images × 14 labels is written (facts, probabilities, maps
and ranking orders; no pixels) and served by one process of its own, over HTTP on loopback with
logins and limits as in a hospital. The smallest and the largest are then asked in turn, so that
what else the machine does falls on both. p95 and medians are milliseconds of wall time as a client
sees them, CPU is the server's own. At last many clients page through rankings and save.
"""

import argparse
import contextlib
import http.client
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

import server_workspace as workspace

PAGE = 50
LABEL = "Infiltration"
"""Common enough to fill a page of every filter among a thousand images."""
STARTING_S = 120

Report = Callable[[argparse.Namespace, Path], dict[str, Any]]
"""(options, folder to build in) -> what was measured."""
Show = Callable[[dict[str, Any]], None]
"""Prints it as tables."""


@dataclass
class Server:
    """One served workspace and a connection to it."""

    process: subprocess.Popen[str]
    port: int
    tokens: list[str]
    n_images: int
    totals: dict[str, int] = field(default_factory=dict)

    def connect(self, who: int = 0) -> "Client":
        """Return a client with a token of its own."""
        return Client(http.client.HTTPConnection("127.0.0.1", self.port), self.tokens[who])

    def cpu_ms(self) -> float:
        """CPU time of the process so far."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return 1000 * (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")

    def peak_gib(self) -> float:
        """Highest resident memory of the process, mapped files included."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) / (1 << 20)


@dataclass
class Client:
    """One open connection."""

    connection: http.client.HTTPConnection
    token: str

    def ask(self, method: str, path: str, body: object = None) -> tuple[float, bytes]:
        """Send one request of the project; milliseconds and the reply.

        Raises:
            SystemExit: the server refused: there is nothing to measure then.
        """
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        sent = None if body is None else json.dumps(body)
        start = time.perf_counter()
        self.connection.request(method, f"/api/projects/chest{path}", sent, headers)
        reply = self.connection.getresponse()
        content = reply.read()
        taken = (time.perf_counter() - start) * 1000
        if reply.status >= 300:
            raise SystemExit(f"{method} {path} -> {reply.status}: {content[:300]!r}")
        return taken, content

    def get(self, path: str) -> tuple[float, bytes]:
        """Read."""
        return self.ask("GET", path)

    def page(self, query: str) -> dict[str, Any]:
        """Read a page of a ranking."""
        found: dict[str, Any] = json.loads(self.get(f"/rounds/0/ranking?{query}")[1])
        return found


def serve(folder: Path) -> None:
    """Be the server process."""
    from medebiaser.api.serving import serve as listen
    from medebiaser.data.stores import open_workspace
    from medebiaser.settings import Settings

    settings = Settings(workspace=folder, port=0, requests_per_s=0)
    with open_workspace(folder) as opened:
        listen(opened, settings, listening=lambda port: print(port, flush=True))


@contextlib.contextmanager
def served(folder: Path, tokens: list[str], n_images: int) -> Iterator[Server]:
    """Start a server process over a workspace and stop it at the end."""
    process = subprocess.Popen(
        [sys.executable, __file__, "--serve", str(folder)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        server = Server(process, int(process.stdout.readline()), tokens, n_images)
        yield server
    finally:
        process.terminate()
        process.wait(STARTING_S)


def views(server: Server, client: Client, rng: random.Random) -> dict[str, Callable[[], str]]:
    """What a person opens, each time somewhere else: name to a path."""
    if not server.totals:
        for label in workspace.LABELS:
            server.totals[label] = client.page(f"label={quoted(label)}&limit=1")["total"]

    def anywhere(by: str) -> str:
        label = rng.choice(workspace.LABELS)
        start = rng.randrange(max(1, server.totals[label] - PAGE))
        return f"/rounds/0/ranking?label={quoted(label)}&by={by}&start={start}"

    def rows() -> str:
        label = rng.choice(workspace.LABELS)
        start = rng.randrange(max(1, server.totals[label] - PAGE))
        page = client.page(f"label={quoted(label)}&by=random&start={start}")
        return ",".join(str(each["image"]["row"]) for each in page["images"])

    filtered = f"/rounds/0/ranking?label={LABEL}"
    rankings = ("triage", "suspicious", "accuracy", "concentration", "misalignment", "dual")
    return {
        "project": lambda: "",
        "labels": lambda: "/labels",
        "cooccurrence": lambda: "/cooccurrence?split=review",
        "rounds": lambda: "/rounds",
        **{f"ranking {by}": (lambda by=by: anywhere(by)) for by in rankings},
        "only incorrect": lambda: f"{filtered}&correct=false",
        "not annotated": lambda: f"{filtered}&annotated=false",
        "only annotated": lambda: f"{filtered}&annotated=true",
        "maps of a page": lambda: f"/rounds/0/maps?rows={rows()}",
        "images of a label": lambda: f"/images?label={LABEL}&split=train",
    }


def quoted(label: str) -> str:
    """Return a label as it stands in an address."""
    return label.replace(" ", "%20")


def measured(servers: list[Server], requests: int) -> dict[int, dict[str, list[float]]]:
    """Milliseconds of every view of every server, asked in turn; the first request included."""
    clients = [server.connect() for server in servers]
    rngs = [random.Random(7) for _ in servers]
    asked = [views(*each) for each in zip(servers, clients, rngs, strict=True)]
    taken: dict[int, dict[str, list[float]]] = {
        server.n_images: {name: [] for name in asked[0]} for server in servers
    }
    for name in asked[0]:
        for _ in range(requests):
            for server, client, paths in zip(servers, clients, asked, strict=True):
                taken[server.n_images][name].append(client.get(paths[name]())[0])
    return taken


def page_cpu_ms(server: Server, requests: int) -> dict[str, float]:
    """CPU milliseconds of the server for a full page of each kind of ranking."""
    client, rng = server.connect(), random.Random(8)
    paths = views(server, client, rng)
    found = {}
    for name in (name for name in paths if name.startswith("ranking")):
        before = server.cpu_ms()
        for _ in range(requests):
            client.get(paths[name]())
        found[name] = (server.cpu_ms() - before) / requests
    return found


def together(
    server: Server, clients: int, seconds: float, pause_s: float
) -> dict[str, list[float]]:
    """Milliseconds of pages and saves while many clients work at once, with or without rest."""
    taken: dict[str, list[float]] = {"page": [], "save": []}
    failures: list[BaseException] = []
    end = time.monotonic() + seconds

    def work(who: int) -> None:
        client, rng = server.connect(who), random.Random(who)
        versions: dict[tuple[int, str], int] = {}
        try:
            while time.monotonic() < end:
                label = rng.choice(workspace.LABELS)
                start = rng.randrange(max(1, server.totals[label] - PAGE))
                query = f"/rounds/0/ranking?label={quoted(label)}&start={start}"
                ms, content = client.get(query)
                taken["page"].append(ms)
                shown = rng.choice(json.loads(content)["images"])
                taken["save"].append(save(client, shown, label, start, versions))
                time.sleep(pause_s)
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=work, args=(who,)) for who in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return taken


def save(
    client: Client,
    shown: dict[str, Any],
    label: str,
    start: int,
    versions: dict[tuple[int, str], int],
) -> float:
    """Save one annotation and ask for the image that follows, as a click does."""
    row = shown["image"]["row"]
    body = {
        "verdict": "nothing to mark",
        "version": versions.get((row, label), 0),
        "next": {"start": start + 1},
    }
    ms, content = client.ask("PUT", f"/images/{row}/annotations?label={quoted(label)}", body)
    versions[row, label] = json.loads(content)["version"]
    return ms


def import_s(folder: Path, n_images: int = 10_000) -> float:
    """Seconds to import so many images × 14 labels with predictions, without pixels."""
    from medebiaser.data.importers.predictions import read_predictions
    from medebiaser.data.stores import open_workspace
    from medebiaser.rounds.outside import import_predictions

    labels = workspace.draw_labels(n_images)
    probabilities = workspace.draw_probabilities(labels)
    batches = list(workspace.draw_images(labels))
    ids = [image.id for batch in batches for image in batch]
    lines = [
        ",".join([image_id, *(f"{p:.6f}" for p in row)])
        for image_id, row in zip(ids, probabilities.tolist(), strict=True)
    ]
    table = folder / "predictions.csv"
    table.write_text("\n".join([",".join(["image", *workspace.LABELS]), *lines]))
    with open_workspace(folder / "imported", create=True) as opened:
        opened.projects.create("chest", workspace.LABELS)
        stores = opened.stores("chest")
        start = time.perf_counter()
        for batch in batches:
            stores.images.add(batch)
        import_predictions(stores, read_predictions(table, workspace.LABELS), "outside")
        return time.perf_counter() - start


def report(chosen: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Build, serve, ask; return everything that was measured."""
    built = []
    for n_images in sorted(chosen.sizes):
        start = time.perf_counter()
        tokens = workspace.build(folder / str(n_images), n_images, max(1, chosen.clients))
        built.append((folder / str(n_images), tokens, n_images))
        print(f"{n_images} images written in {time.perf_counter() - start:.0f} s", file=sys.stderr)
    with contextlib.ExitStack() as running:
        servers = [running.enter_context(served(*each)) for each in built]
        smallest, largest = servers[0], servers[-1]
        taken = measured(servers, chosen.requests)
        cpu = page_cpu_ms(largest, chosen.requests)
        crowd = together(largest, chosen.clients, chosen.seconds, chosen.pause)
        memory = largest.peak_gib()
    medians = {n: {v: float(np.median(ms)) for v, ms in by.items()} for n, by in taken.items()}
    ratios = {
        view: medians[largest.n_images][view] / median
        for view, median in medians[smallest.n_images].items()
    }
    return {
        "import_s": import_s(folder),
        "page_cpu_ms": cpu,
        "medians_ms": medians,
        "view_ratios": ratios,
        "crowd": {
            name: {"requests": len(ms), "p95_ms": float(np.percentile(ms, 95))}
            for name, ms in crowd.items()
            if ms
        },
        "p95_ms": {v: float(np.percentile(ms, 95)) for v, ms in taken[largest.n_images].items()},
        "ratios": {"million_over_thousand": max(ratios.values())},
        "memory_gib": memory,
    }


def show(found: dict[str, Any]) -> None:
    """Print a table of views over sizes, then the rest."""
    sizes = list(found["medians_ms"])
    print(f"{'median ms':22s}" + "".join(f"{size:>12,}" for size in sizes) + f"{'p95':>10s}")
    for view, p95 in found["p95_ms"].items():
        medians = "".join(f"{found['medians_ms'][size][view]:12.1f}" for size in sizes)
        print(f"{view:22s}{medians}{p95:10.1f}")
    print("CPU of a page:", ", ".join(f"{n} {ms:.1f} ms" for n, ms in found["page_cpu_ms"].items()))
    for name, each in found["crowd"].items():
        print(f"many clients, {name}: {each['requests']} requests, p95 {each['p95_ms']:.0f} ms")
    print(f"10,000 images with predictions imported in {found['import_s']:.1f} s")
    print(f"largest over smallest: {found['ratios']['million_over_thousand']:.2f} at worst")
    print(f"memory of the server: {found['memory_gib']:.2f} GiB")


def main() -> None:
    """Run the whole comparison and print it."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--json", action="store_true")
    arguments.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 1_000_000])
    arguments.add_argument("--requests", type=int, default=40)
    arguments.add_argument("--clients", type=int, default=20)
    arguments.add_argument("--seconds", type=float, default=60)
    arguments.add_argument("--pause", type=float, default=0, help="seconds between two clicks")
    arguments.add_argument("--folder", type=Path, help="where to build; default: a temporary one")
    arguments.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.serve:
        serve(chosen.serve)
        return
    carry_out(chosen, report, show)


def carry_out(chosen: argparse.Namespace, report: Report, show: Show) -> None:
    """Measure in a folder that is removed afterwards, and print what was found."""
    folder = Path(tempfile.mkdtemp(dir=chosen.folder))
    try:
        found = report(chosen, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if chosen.json:
        print(json.dumps(found))
    else:
        show(found)


if __name__ == "__main__":
    main()
