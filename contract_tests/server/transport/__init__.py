"""Sending requests over HTTP, and reading responses byte by byte."""
