"""Requests over HTTP: connections, retries and deadlines."""
