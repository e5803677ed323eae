"""Modules that send requests, retry requests, enforce deadlines and record spans."""
