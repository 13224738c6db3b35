"""What a corrected label costs in each way, by the keystroke-level model.

    python benchmarks/effort.py [--json]

Makes a small phantom project, serves it, lives every way in Chromium on an image of its own, and
applies the model of tests/browser/keystrokes.py to the events that the page received: from the
image being shown until the next one is shown. Beside it stands the same model of a tool with
ten-corner polygons, and buttons for saving and going on. Needs the built page (scripts/build-web).
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import expect
from tests.api.conftest import PASSWORD, add_users
from tests.browser.keystrokes import Event, interactions, operators, seconds
from tests.browser.people import Site, launched, person_of
from tests.browser.phantoms import trained_phantoms
from tests.browser.ways import OTHER_TOOL, WAYS, live_all
from tests.load.served import Served
from tests.loop import FOCUS

from medebiaser.accounts.passwords import hash_password
from medebiaser.data.stores import open_workspace

TRAINING = ("--image-size", "64", "--epochs", "3", "--batch-size", "16")


def measured() -> dict[str, list[Event]]:
    """Return the log of every way, lived in a browser of its own."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = trained_phantoms(
            Path(folder) / "workspace", 260, side=128, shifted=40, train=TRAINING
        )
        with open_workspace(workspace) as opened:
            project = opened.projects.all()[0].name
            add_users(opened, project, hash_password(PASSWORD))
        server = Served(workspace, options=("--no-worker",))
        server.start()
        try:
            with launched() as browser:
                expect.set_options(timeout=30_000)
                person = person_of(browser, Site(server, project), "physician", "effort")
                person.log_in()
                return live_all(person, FOCUS)
        finally:
            server.stop()


def figures(logs: Mapping[str, Sequence[Event]]) -> list[dict[str, Any]]:
    """Return a row for each way: operators, seconds, and the share of the other tool's."""
    other, upper = (
        seconds(operators(logs[OTHER_TOOL], is_strict=strict)) for strict in (False, True)
    )
    goals = {way.name: way.goal for way in WAYS}
    return [
        {
            "way": name,
            "interactions": interactions(log),
            "operators": operators(log),
            "seconds": round(seconds(operators(log)), 2),
            "share": round(seconds(operators(log)) / other, 3),
            "strict_seconds": round(seconds(operators(log, is_strict=True)), 2),
            "strict_share": round(seconds(operators(log, is_strict=True)) / upper, 3),
            "goal": goals.get(name),
        }
        for name, log in logs.items()
    ]


def show(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print one line a way."""
    print(
        f"{'way':50} {'done':>4} {'s':>6} {'share':>6} {'strict':>6} {'share':>6}  goal  operators"
    )
    for row in rows:
        goal = "" if row["goal"] is None else f"{row['goal']:.2f}"
        print(
            f"{row['way']:50} {row['interactions']:4} {row['seconds']:6.2f} {row['share']:6.3f} "
            f"{row['strict_seconds']:6.2f} {row['strict_share']:6.3f}  {goal:4}  {row['operators']}"
        )


def main() -> None:
    """Live, count, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    rows = figures(measured())
    if as_json:
        print(json.dumps(rows, indent=2))
    else:
        show(rows)


if __name__ == "__main__":
    main()
