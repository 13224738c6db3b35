"""Tests of learning.ranking."""
