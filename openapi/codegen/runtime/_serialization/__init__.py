"""Serialization of arguments and decoding of responses."""
