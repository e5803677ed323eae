"""Send requests to an operation, cache the records, run checks, and confirm violations."""
