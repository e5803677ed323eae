"""Sending of requests: connections, retries, deadlines, logs and spans."""
