"""The checks of the rules, as pytest tests."""
