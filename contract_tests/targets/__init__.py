"""Reads target files and starts the embedded mock."""
