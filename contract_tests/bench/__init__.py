"""Benchmarks that compare the generated client and the server suite with other programs.

The benchmarks measure both programs in turn and report the ratios of their times. Other load on the
machine changes both times, but hardly their ratio. No test asserts a time.
"""
