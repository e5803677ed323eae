"""Compute the expected order of records, and the expected records for ambiguous input."""
