"""`python -m medebiaser`."""

from medebiaser.cli import main

main()
