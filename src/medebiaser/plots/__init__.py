"""Figures as PNG, SVG and HTML: arrays in, files out."""
