"""The command line: parse, call one step, reply.

Others script against it: `--json` prints one JSON document on stdout and nothing else
there; progress and remarks go to stderr. Exit 0 done, 1 refused with one line, 2 usage.
"""

import sys
import warnings


def main() -> None:
    """Run the command line and exit with its status."""
    from medebiaser.cli.app import run

    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # libraries' own; what a person must know is said
    sys.exit(run(sys.argv[1:]))
