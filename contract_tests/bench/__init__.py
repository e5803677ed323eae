"""Benchmarks that compare the client, the suite, the mock server and the commands with others.

The benchmarks measure the compared programs in turn and report the ratios of their times. Other
load on the machine changes the times, but hardly their ratios. No test asserts a time.
"""
