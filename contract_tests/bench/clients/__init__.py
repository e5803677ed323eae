"""The clients that the benchmarks compare, each measured in a process of its own.

The modules of this folder import only the standard library and what their clients need, because the
processes run in the environment of the clients, where the suite is not installed.
"""
