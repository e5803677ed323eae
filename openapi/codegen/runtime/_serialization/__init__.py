"""Serialization of the arguments of a call, and decoding of the bodies of responses."""
