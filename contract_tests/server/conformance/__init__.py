"""Check responses against the OpenAPI document, and collect suspected violations."""
