"""The OpenAPI document of this project, and the commands that read the document."""
