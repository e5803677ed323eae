"""Sends requests over HTTP and reads responses byte by byte."""
