"""Data structures for parts of OpenAPI documents, and for differences between two documents."""
