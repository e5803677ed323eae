"""Sending requests, reading the baseline, running checks for many values, confirming violations."""
