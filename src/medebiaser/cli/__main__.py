"""`python -m medebiaser.cli`."""

from medebiaser.cli import main

main()
