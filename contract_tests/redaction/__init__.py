"""Redacts secrets and masks amounts and names in output."""
