"""Document -> client: one code path that writes it and checks it, `python -m openapi.codegen`."""
