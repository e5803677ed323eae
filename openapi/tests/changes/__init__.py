"""Tests of what changed: the policy as a table of edits, its properties, and the command."""
