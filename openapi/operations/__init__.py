"""Generate a client for each operation of the provider's document, and test every client."""
