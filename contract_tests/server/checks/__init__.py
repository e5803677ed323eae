"""The checks of the rules, as pytest tests: one for each rule."""
