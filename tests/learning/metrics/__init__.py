"""Tests of learning.metrics."""
