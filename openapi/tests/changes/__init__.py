"""Tests of `openapi.changes`, the comparison of two OpenAPI documents."""
