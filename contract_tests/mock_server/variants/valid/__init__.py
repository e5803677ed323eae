"""Valid but unusual variants of the mock server. No rule may report a violation."""
