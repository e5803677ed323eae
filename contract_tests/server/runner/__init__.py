"""Sending the requests of a check, running properties, and confirming violations."""
