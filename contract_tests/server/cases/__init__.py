"""The requests that checks send: parameter values, query strings, credentials, scenarios."""
