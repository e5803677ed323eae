"""Tests of what every generated client is made of, by itself."""
