"""Fifty physicians at once while a round is fine-tuned; see `scripts/load`."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tests.load.runs import LoadOutcome, LoadSettings, run_load

_SHOWN = 10


def main() -> int:
    """Print what was seen; 1 where a save was lost, a request refused or weights differ."""
    options = _options()
    settings = LoadSettings(
        physicians=options.physicians,
        seconds=options.seconds,
        think_s=options.think,
        steps=options.steps,
        kills=options.kills,
        seed=options.seed,
    )
    with tempfile.TemporaryDirectory(prefix="medebiaser-load-") as folder:
        outcome = run_load(Path(folder), settings, say=_say)
    _show(outcome, settings, as_json=options.json)
    return int(bool(outcome.lost or outcome.errors or not outcome.same_weights))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/load",
        description="Physicians annotate at once, over loopback, while a round is fine-tuned: no "
        "error, no lost save (each confirmed one is compared byte for byte), the same weights as "
        "an undisturbed round. With --kills, server or worker are killed -9 at random moments.",
    )
    defaults = LoadSettings()
    parser.add_argument("--physicians", type=int, default=defaults.physicians)
    parser.add_argument("--seconds", type=float, default=defaults.seconds)
    parser.add_argument("--think", type=float, default=defaults.think_s, help="mean pause in s")
    parser.add_argument("--steps", type=int, default=defaults.steps, help="of the round beside it")
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    return parser.parse_args()


def _show(outcome: LoadOutcome, settings: LoadSettings, *, as_json: bool) -> None:
    document = outcome.as_json()
    if as_json:
        sys.stdout.write(json.dumps(document) + "\n")
    else:
        figures = "\n".join(f"{name:>14}  {value}" for name, value in document.items())
        sys.stdout.write(f"{settings.physicians} physicians, {settings.seconds:.0f} s\n{figures}\n")
    for line in (outcome.lost + outcome.errors)[:_SHOWN]:
        _say(line)


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
