"""The OpenAPI document of the operation, and the commands that read it and generate from it."""
