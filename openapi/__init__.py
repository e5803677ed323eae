"""The document, and all that reads or changes it."""
