"""Benchmarks that compare the generated client and the server suite with other programs.

No test asserts a time, because a shared machine cannot guarantee one. The benchmarks measure
both programs in turn and report ratios, which are reliable on a busy machine too.
"""
