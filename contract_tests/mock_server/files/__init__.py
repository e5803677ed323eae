"""Read YAML and JSON files that a user has written, and report errors with file and line."""
