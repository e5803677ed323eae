"""The limits of the benchmark figures. Above a limit, `contract_tests.bench` exits with 1."""

from __future__ import annotations

#: CPU time relative to the stock client, by the number of connections.
DECODE = {1: 0.45, 100: 0.60, 10_000: 0.70}
ENCODE = {1: 0.22, 100: 0.22, 10_000: 0.45}

#: CPU time to decode, relative to the parent commit and to pydantic, which also checks ids.
DECODE_PARENT = 1.10
DECODE_PYDANTIC = 1.0

#: CPU time of a call with 100 connections, synchronous and 32 asynchronous calls at once, and peak
#: memory with 10,000 connections, relative to the stock client.
CALL = 0.60
AT_ONCE = 0.60
MEMORY = 0.87

#: Time of an iterator with `prefetch`, if the server and the consumer take 20 ms each for a page,
#: relative to the same iterator without it.
PREFETCH = 0.60

#: Milliseconds to construct a second client, and to import the package after httpx.
SECOND_CLIENT = 1.0
IMPORT = 20.0

#: Requests of the server suite in the profiles `default` and `quick`, seconds of the latter, and
#: the time of the former relative to `schemathesis run`.
DEFAULT_REQUESTS = 1600
QUICK_REQUESTS = 300
QUICK_SECONDS = 2.0
DEFAULT_TIME = 0.85

#: Time of the quick profile with 8 requests at a time, relative to 1, if a response takes 50 ms.
CONCURRENT = 0.25

#: CPU time of the mock server per request, relative to Prism, and that with 100,000 connections
#: relative to 50.
MOCK = 1 / 6
MOCK_GROWTH = 1.15

#: CPU time of `check` relative to one run of the stock generator; seconds of `upstream` with 4 MB.
CHECK = 1.2
UPSTREAM = 0.5
