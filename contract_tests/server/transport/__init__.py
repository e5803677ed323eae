"""HTTP requests and responses: connection, rate limit, observers, strict decoding of JSON."""
