"""Redact secrets, and mask amounts and names, in all output of the contract suite."""
