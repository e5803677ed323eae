"""Benchmarks of the generated client and of the server suite against named peers.

No test asserts a time, because a shared machine cannot guarantee one. The benchmarks measure both
sides in turn and report ratios, which hold on a busy machine too.
"""
