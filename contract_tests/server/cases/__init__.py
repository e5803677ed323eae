"""The requests of the checks: values of parameters, query strings, credentials and scenarios."""
