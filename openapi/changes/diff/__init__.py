"""Compare two OpenAPI documents. Each module compares one part of the documents."""
