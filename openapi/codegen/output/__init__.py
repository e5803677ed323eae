"""Writes the generated files and compares them with the committed ones."""
