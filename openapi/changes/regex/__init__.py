"""Decides whether every string that one pattern matches is matched by another."""
