"""Judges single responses against the document."""
