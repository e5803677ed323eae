"""Checks of single responses against the document."""
