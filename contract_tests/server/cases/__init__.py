"""Choose the requests that checks send: parameter values, query strings and credentials."""
