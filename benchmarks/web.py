"""How fast the workbench is in a browser: loading, the first grid, switching, saving, scrolling.

    python benchmarks/web.py [--json] [--images 100000] [--runs 7] [--switches 10] [--folder DIR]

A workspace with phantoms of 128 px (trained) and a project of many images × 14 labels (facts,
probabilities, maps and orders; every image shows one picture of 1024 × 1024 px) is served by one
process, and looked at by Chromium at 1280 × 800 with an empty cache each time. Everything is told
by the browser's own performance API in milliseconds; long tasks by its PerformanceObserver. Needs
the built page (scripts/build-web) and playwright.
"""

import argparse
import contextlib
import gzip
import re
import shutil
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

import server
import server_workspace as workspace
from medebiaser.api import web
from medebiaser.cli.app import run
from medebiaser.data.phantoms import write_phantoms
from medebiaser.data.stores import open_workspace

PHANTOMS, MANY = "phantoms", "chest"
"""The two projects."""
LABEL = "Infiltration"
SCREEN = {"width": 1280, "height": 800}
LATER = re.compile(r"/(Chord|Chart|Tour)-")
"""Scripts that no table or image waits for: they come after the first screen."""
SCRIPT = Path(__file__).with_name("web_page.js")
ALONE = (  # Chromium asks its maker for news otherwise, and root may not use its sandbox
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
GOALS = {
    "first paint: login": 400.0,
    "first paint: labels": 400.0,
    "first paint: grid": 400.0,
    "first grid of the phantoms": 1000.0,
    "first grid of many": 1000.0,
    "save to the next image painted": 150.0,
    "switching over plain canvas": 2.0,
    "longest task while scrolling": 200.0,
    "first screen, JS gzipped [kB]": 300.0,
}
"""At most; milliseconds where nothing else is said."""
THEIRS = {
    "first paint: grid": 644.0,
    "first grid of many": 2000.0,
    "save to the next image painted": 724.0,
}
"""The same of a popular labelling tool, measured once on a machine of this kind."""


def prepare(folder: Path, n_images: int) -> None:
    """Write both projects into one workspace."""
    drawn = folder / "drawn"
    write_phantoms(drawn, 1, seed=9, side=1024)
    picture = next((drawn / "images").iterdir())
    workspace.build(folder / "workspace", n_images, picture=picture)
    made = folder / PHANTOMS
    write_phantoms(made, 300, seed=3, n_shifted=60)
    columns = ("image", "labels", "patient", "age", "sex", "view", "split")
    options = [part for each in columns for part in (f"--{each}-column", each)]
    command(folder, "init", PHANTOMS)
    command(folder, "import", "table", "--images", made / "images", "--table", made / "table.csv",
            *options)  # fmt: skip
    command(folder, "train", "--architecture", "small", "--image-size", "128", "--epochs", "2",
            "--seed", "1", "--device", "cpu")  # fmt: skip


def command(folder: Path, *arguments: object) -> None:
    """Run a command of the phantoms' project.

    Raises:
        SystemExit: it failed.
    """
    chosen = () if arguments[0] == "init" else ("-p", PHANTOMS)
    with contextlib.redirect_stdout(sys.stderr):
        status = run(["-w", str(folder / "workspace"), *chosen, *map(str, arguments)])
    if status:
        raise SystemExit(f"{arguments} ended with {status}")


def cookie_of(folder: Path) -> str:
    """Log the first user in, without a password."""
    with open_workspace(folder / "workspace") as opened:
        user = opened.users.get(f"{workspace.USER} 0")
        return opened.sessions.start(user.id, 3600)[0]


class Visitor:
    """A browser with an empty cache for each visit.

    Args:
        address: where the workbench is.
        cookie: of a login.
    """

    def __init__(self, browser: Browser, address: str, cookie: str) -> None:
        self._browser = browser
        self.address = address
        self._cookie = cookie

    @contextlib.contextmanager
    def visit(self, path: str, *, logged_in: bool = True) -> Iterator[Page]:
        """Open an address in a window of its own."""
        context: BrowserContext = self._browser.new_context(viewport=SCREEN)
        if logged_in:
            context.add_cookies(
                [{"name": "medebiaser", "value": self._cookie, "url": self.address}]
            )
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.add_init_script(path=SCRIPT)
        page.goto(self.address + path, wait_until="commit")
        yield page
        context.close()

    def load(self, path: str, selector: str, *, logged_in: bool = True) -> dict[str, Any]:
        """Load a page with an empty cache, and say what it took."""
        with self.visit(path, logged_in=logged_in) as page:
            found: dict[str, Any] = page.evaluate("(s) => benchmark.loaded(s)", selector)
            return found


def grid_of(project: str) -> str:
    """Return the address of the images of a project's label."""
    label = LABEL if project == MANY else "Blunted angle"
    return f"/projects/{project}/attention?label={label.replace(' ', '%20')}"


def loading(visitor: Visitor, runs: int) -> dict[str, list[float]]:
    """Milliseconds of cold loads, in turn."""
    taken: dict[str, list[float]] = {}
    pages = {
        "login": ("/", "input[name=password]", False),
        "labels": (f"/projects/{PHANTOMS}/labels", "table", True),
        "grid": (grid_of(MANY), "grid", True),
        "grid of the phantoms": (grid_of(PHANTOMS), "grid", True),
    }
    for _ in range(runs + 1):
        for name, (path, selector, logged_in) in pages.items():
            found = visitor.load(path, selector, logged_in=logged_in)
            for what, value in loaded(name, found).items():
                taken.setdefault(what, []).append(value)
    return {what: values[1:] for what, values in taken.items()}  # the first finds nothing drawn


def loaded(name: str, found: dict[str, Any]) -> dict[str, float]:
    """Name what one cold load took."""
    ready = {"grid": "first grid of many", "grid of the phantoms": "first grid of the phantoms"}
    scripts = found["scripts"]
    awaited = [path for path, _ in scripts if not LATER.search(path)]
    return {
        f"first paint: {name}": found["first_paint_ms"],
        f"largest paint: {name}": found["largest_paint_ms"],
        f"interactive: {name}": found["interactive_ms"],
        f"longest task: {name}": found["longest_task_ms"],
        ready.get(name, f"stands: {name}"): found["stands_ms"],
        f"JS sent: {name} [kB]": sum(size for _, size in scripts) / 1000,
        f"JS gzipped: {name} [kB]": sum(gzipped(path) for path, _ in scripts) / 1000,
        f"JS gzipped, awaited: {name} [kB]": sum(map(gzipped, awaited)) / 1000,
    }


def gzipped(path: str) -> int:
    """Bytes of a script as a browser without brotli gets it."""
    built = web.FOLDER / path.lstrip("/")
    packed = built.with_name(built.name + ".gz")
    return packed.stat().st_size if packed.is_file() else len(gzip.compress(built.read_bytes()))


def switching(visitor: Visitor, times: int) -> dict[str, list[float]]:
    """Milliseconds from a key to the next image, and of the same pixels on a plain canvas."""
    taken: dict[str, list[float]] = {"switching images": [], "save to the next image painted": [],
                                     "save to confirmed": []}  # fmt: skip
    with visitor.visit(f"/projects/{MANY}/modification?label={LABEL}") as page:
        page.evaluate("benchmark.shown()")
        for at in range(2 * times + 2):
            found = switched(page, "n", "PageDown") if at % 2 else switched(page, "PageDown")
            if at < 2:
                continue
            if at % 2:
                taken["save to the next image painted"].append(found["painted_ms"])
                taken["save to confirmed"].append(found["confirmed_ms"])
            else:
                taken["switching images"].append(found["painted_ms"])
        row = re.search(r"image=(\d+)", page.url)
        assert row is not None
        address = f"/api/projects/{MANY}/images/{row[1]}/pixels"
        plain = page.evaluate("([a, n]) => benchmark.plain(a, n)", [address, times])
    median = statistics.median(plain)
    ratios = [each / median for each in taken["switching images"]]
    return {**taken, "plain canvas": plain, "switching over plain canvas": ratios}


def switched(page: Page, key: str, another: str | None = None) -> dict[str, float]:
    """Press a key, and another, once everything has come to rest; wait for the next image."""
    page.evaluate("benchmark.rest(300)")
    page.evaluate("(key) => { globalThis.found = benchmark.switched(key); }", another)
    page.keyboard.press(key)
    found: dict[str, float] = page.evaluate("globalThis.found")
    return found


def scrolling(visitor: Visitor) -> dict[str, list[float]]:
    """Frames and long tasks while somebody scrolls, then drags the bar, through many images."""
    with visitor.visit(grid_of(MANY)) as page:
        page.evaluate("benchmark.loaded('grid')")
        x, y = page.evaluate("benchmark.middle()")
        page.evaluate("benchmark.frames()")
        page.context.new_cdp_session(page).send(
            "Input.synthesizeScrollGesture",
            {"x": x, "y": y, "yDistance": -30_000, "speed": 6_000, "gestureSourceType": "mouse"},
        )
        wheel = page.evaluate("benchmark.stop()")
        page.evaluate("benchmark.frames()")
        for at in range(10):
            page.evaluate("(share) => benchmark.jump(share)", (at * 7 % 10) / 10 + 0.05)
            page.wait_for_timeout(200)
        page.evaluate("benchmark.rest(300)")
        drag = page.evaluate("benchmark.stop()")
    return {
        "longest task while scrolling": [wheel["longest_task_ms"], drag["longest_task_ms"]],
        "frames a second while scrolling": [wheel["per_s"], drag["per_s"]],
        "longest gap between frames": [wheel["gap_ms"], drag["gap_ms"]],
    }


def report(chosen: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Build, serve, look; return everything that was measured."""
    start = time.perf_counter()
    prepare(folder, chosen.images)
    print(f"two projects written in {time.perf_counter() - start:.0f} s", file=sys.stderr)
    cookie = cookie_of(folder)
    with (
        server.served(folder / "workspace", [], chosen.images) as served,
        sync_playwright() as with_,
    ):
        browser = with_.chromium.launch(executable_path=shutil.which("chromium"), args=list(ALONE))
        visitor = Visitor(browser, f"http://127.0.0.1:{served.port}", cookie)
        taken = loading(visitor, chosen.runs)
        taken |= switching(visitor, chosen.switches)
        taken |= scrolling(visitor)
        version = browser.version
        browser.close()
    taken["first screen, JS gzipped [kB]"] = taken["JS gzipped, awaited: labels [kB]"]
    return {"images": chosen.images, "chromium": version, "measured": summarised(taken),
            "seconds": time.perf_counter() - start}  # fmt: skip


def summarised(taken: dict[str, list[float]]) -> dict[str, dict[str, float]]:
    """Median and ends of each, with the goal where there is one."""
    found = {}
    for name, values in taken.items():
        worst = name.startswith("longest")
        middle = max(values) if worst else statistics.median(values)
        found[name] = {
            "median": middle,
            "min": min(values),
            "max": max(values),
            "runs": len(values),
        }
        if name in GOALS:
            found[name] |= {"goal": GOALS[name], "ratio": middle / GOALS[name]}
        if name in THEIRS:
            found[name]["theirs"] = THEIRS[name]
    return found


def show(found: dict[str, Any]) -> None:
    """Print a table: those with a goal first."""
    print(f"{found['images']:,} images; Chromium {found['chromium']}; {found['seconds']:.0f} s")
    print(f"{'':38s}{'median':>9s}{'min':>9s}{'max':>9s}{'goal':>8s}{'ratio':>7s}{'theirs':>8s}")
    rows = sorted(found["measured"].items(), key=lambda row: "goal" not in row[1])
    for name, each in rows:
        line = f"{name:38s}{each['median']:9.1f}{each['min']:9.1f}{each['max']:9.1f}"
        goal = f"{each['goal']:8.0f}{each['ratio']:7.2f}" if "goal" in each else " " * 15
        print(f"{line}{goal}{each['theirs']:8.0f}" if "theirs" in each else line + goal)


def main() -> None:
    """Run everything and print it."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--json", action="store_true")
    arguments.add_argument("--images", type=int, default=100_000)
    arguments.add_argument("--runs", type=int, default=7, help="cold loads of each page")
    arguments.add_argument("--switches", type=int, default=10)
    arguments.add_argument("--folder", type=Path, help="where to build; default: a temporary one")
    chosen = arguments.parse_args()
    server.carry_out(chosen, report, show)


if __name__ == "__main__":
    main()
