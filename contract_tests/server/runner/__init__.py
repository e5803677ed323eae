"""Runs checks against one operation: baseline reads, generated examples, confirmation."""
