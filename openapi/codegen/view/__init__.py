"""Derives from the document what the templates show."""
