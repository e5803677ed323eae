"""The servers of the benchmarks: a server of pages, the mock server, and compared servers."""
