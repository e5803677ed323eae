"""Nodes, schemas, names and differences of OpenAPI documents, and the classes of differences."""
