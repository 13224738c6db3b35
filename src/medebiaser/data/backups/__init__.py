"""Backups: every table as lines of JSON, every blob as it is, in a folder or one tar file."""
