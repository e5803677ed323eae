"""Faulty variants of the mock server.

The decorator `@fault` takes the id of the rule that must report a violation.
"""
