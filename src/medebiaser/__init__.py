"""MEDebiaser: correct where a multi-label medical image model looks."""

__version__ = "0.1.0"
