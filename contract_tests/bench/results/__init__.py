"""The results of the benchmarks: figures, statistics, tables and pictures."""
