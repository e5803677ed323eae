"""Modules that send requests, with connections, retries, deadlines, logs and spans."""
