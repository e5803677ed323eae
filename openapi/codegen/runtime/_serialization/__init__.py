"""Modules that serialize the arguments of calls and decode the bodies of responses."""
