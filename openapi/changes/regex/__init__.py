"""Decide whether one regular expression matches every string that another one matches."""
