"""The comparison of two OpenAPI documents, one module for each part of a document."""
