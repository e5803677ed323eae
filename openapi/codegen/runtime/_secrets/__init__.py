"""Access tokens, and their redaction from everything that is shown."""
