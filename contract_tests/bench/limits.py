"""The limits of the benchmark figures. Above a limit, `contract_tests.bench` exits with 1."""

from __future__ import annotations

#: CPU time relative to the stock client, for responses with 1, 100 and 10,000 connections.
READ = (0.45, 0.60, 0.70)
WRITE = (0.30, 0.30, 0.55)

#: CPU time of a call, and peak memory, relative to the stock client.
CALL = 0.65
MEMORY = 0.90

#: Milliseconds to construct a second client, and to import the package.
SECOND_CLIENT = 1.0
IMPORT = 20.0

#: Requests of the server suite in the profiles `default` and `quick`, and seconds of the latter.
DEFAULT_REQUESTS = 1000
QUICK_REQUESTS = 300
QUICK_SECONDS = 5.0

#: Time of the iterators with `prefetch`, relative to the same iterators without it.
PREFETCH = 0.60
