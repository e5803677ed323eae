"""Send HTTP requests within a rate limit, notify observers, and read the responses strictly."""
