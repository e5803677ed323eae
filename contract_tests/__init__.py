"""Property tests of the generated client and of any server, against one OpenAPI document."""
