"""All that touches disk or database."""
