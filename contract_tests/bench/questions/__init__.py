"""The benchmarks, in one module for each area, such as reading pages or the mock server."""
