"""The checks of the server suite, each registered for the rule that it judges."""
