"""Inclusion of regular expressions, decided by derivatives."""
