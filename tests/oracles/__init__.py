"""Slow, obvious versions of every formula, written from the papers."""
