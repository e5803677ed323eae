"""How hard the client is tried: `--hypothesis-profile quick`, or `deep`, or neither."""

from __future__ import annotations

from hypothesis import settings

# What schemathesis takes to make a case says nothing about the client.
_UNHURRIED = settings(settings.get_profile(settings.get_current_profile_name()), deadline=None)

settings.register_profile("quick", _UNHURRIED, max_examples=15)
settings.register_profile("deep", _UNHURRIED, max_examples=1000)
settings.register_profile("unhurried", _UNHURRIED)
settings.load_profile("unhurried")
