"""Tests of `openapi.changes`: the class of every edit, invariants of comparisons, the command."""
