"""How fast the parts are, as ratios against named peers in one run.

A benchmark reports: no test asserts a time, since a machine that is shared has none to promise. A
ratio of two measurements taken in turn holds on a busy machine too.
"""
