"""The contract tests of a server: checks of its responses to requests."""
