"""Benchmarks of the client, the suite, the mock server and the commands, beside other programs.

The benchmarks measure the compared programs in turn and report the ratios of their times. Other
load on the machine changes the times, but hardly their ratios. No test asserts a time.
"""
