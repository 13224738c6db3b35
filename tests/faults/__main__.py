"""Kill import, training, fine-tuning and explaining, then server and worker under load.

See `scripts/faults`.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.faults.commands import COMMANDS
from tests.faults.kills import Outcome, Site, kill, prepare
from tests.load.runs import LoadSettings, run_load

LOAD = "load"
_LOAD_KILLS = 50


def main() -> int:
    """Print a table of what was proved; 1 where something did not hold."""
    options = _options()
    console, outcomes = Console(), []
    with tempfile.TemporaryDirectory(prefix="medebiaser-faults-") as folder:
        site = prepare(Path(folder))
        for step in options.step or (*COMMANDS, LOAD):
            began = time.monotonic()
            outcome = _killed(site, step, options)
            outcomes.append((outcome, time.monotonic() - began))
            sys.stderr.write(f"{step}: killed {outcome.kills} times\n")
    console.print(_table(outcomes))
    for outcome, _ in outcomes:
        for violation in outcome.violations:
            console.print(f"{outcome.step}: {violation}", markup=False, soft_wrap=True)
    return int(any(outcome.violations for outcome, _ in outcomes))


def _killed(site: Site, step: str, options: argparse.Namespace) -> Outcome:
    if step != LOAD:
        return kill(site, step, options.times or 10, options.seed)
    settings = LoadSettings(
        kills=options.times or _LOAD_KILLS, seconds=options.seconds, steps=400, seed=options.seed
    )
    loaded = run_load(site.folder / LOAD, settings)
    violations = loaded.lost + loaded.errors
    if not loaded.same_weights:
        violations.append("the round ended with other weights than an undisturbed one")
    sys.stderr.write(f"{len(loaded.saves)} saves confirmed, {len(loaded.lost)} lost\n")
    return Outcome(LOAD, len(loaded.kills), 1, loaded.kills, violations)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/faults",
        description="Kill -9 at random moments: nothing confirmed is lost, nothing half-written is "
        "visible, the run goes on from its last epoch and ends with the undisturbed weights.",
    )
    parser.add_argument("--times", type=int, help="kills of each step [10; under load 50]")
    parser.add_argument(
        "--step",
        action="append",
        choices=[*COMMANDS, LOAD],
        help="may be repeated; load: server and worker while fifty physicians save",
    )
    parser.add_argument("--seconds", type=float, default=300.0, help="of the load [300]")
    parser.add_argument("--seed", type=int, default=0, help="of the moments [0]")
    return parser.parse_args()


def _table(outcomes: list[tuple[Outcome, float]]) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in ("step", "kills", "runs to the end", "violations", "seconds", "killed at"):
        table.add_column(column, overflow="fold")
    for outcome, seconds in outcomes:
        table.add_row(
            outcome.step,
            str(outcome.kills),
            str(outcome.runs),
            str(len(outcome.violations)),
            f"{seconds:.0f}",
            ", ".join(outcome.blows),
        )
    return table


if __name__ == "__main__":
    sys.exit(main())
