"""Redaction of secrets, and masking of amounts and names, in all output."""
