"""Faulty variants of the mock server. Each fault names the rule that must catch it."""
