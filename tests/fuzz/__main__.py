"""Cases from the schema for every role; see `scripts/fuzz`."""

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.fuzz.running import Outcome, Wanted, run
from tests.fuzz.sites import ROLES, Site, prepare

_DRAWN_AT_ONCE = 10
_ROUNDS_MAX = 40


def main() -> int:
    """Print how many cases each role sent and what was answered; 1 where a check failed."""
    options = _options()
    outcomes = []
    with tempfile.TemporaryDirectory(prefix="medebiaser-fuzz-") as folder:
        pristine = prepare(Path(folder))
        for role in options.role or ROLES:
            began = time.monotonic()
            site = Site(pristine, Path(folder) / role, role)
            outcomes.append(_all_of(site, -(-options.cases // len(ROLES)), options.seed))
            site.close()
            took_s = time.monotonic() - began
            sys.stderr.write(f"{role}: {outcomes[-1].cases} cases in {took_s:.0f} s\n")
    console = Console()
    console.print(_table(outcomes))
    for outcome in outcomes:
        for failure in sorted(outcome.failures):
            console.print(f"{outcome.role}: {failure}", markup=False, soft_wrap=True)
    return int(any(outcome.failures for outcome in outcomes))


def _all_of(site: Site, cases: int, seed: int) -> Outcome:
    """Every bound, scenarios, and as many drawn cases as are wanted."""
    outcome = run(site, Wanted(_DRAWN_AT_ONCE, every_bound=True, scenarios=True, seed=seed))
    for further in range(1, _ROUNDS_MAX):
        if outcome.phases["fuzzing"] >= cases:
            break
        outcome.add(run(site, Wanted(_DRAWN_AT_ONCE, seed=seed + further)))
    return outcome


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/fuzz",
        description="Cases that schemathesis makes from the OpenAPI schema are sent in-process by "
        "every role, with existing projects, images, rounds, jobs and notes among them; each reply "
        "must be what the schema says.",
    )
    parser.add_argument("--cases", type=int, default=5000, help="drawn over all roles [5000]")
    parser.add_argument("--role", action="append", choices=ROLES, help="may be repeated [all]")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _table(outcomes: list[Outcome]) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in ("role", "cases", "operations", "fruitful", "failures", "phases", "statuses"):
        table.add_column(column, overflow="fold")
    for outcome in outcomes:
        table.add_row(
            outcome.role,
            str(outcome.cases),
            str(len(outcome.by_operation)),
            str(len(outcome.fruitful)),
            str(len(outcome.failures)),
            _counts(outcome.phases),
            _counts(outcome.statuses),
        )
    table.add_row("all", str(sum(outcome.cases for outcome in outcomes)))
    return table


def _counts(counter: Counter[Any]) -> str:
    return ", ".join(f"{name}: {counter[name]}" for name in sorted(counter))


if __name__ == "__main__":
    sys.exit(main())
