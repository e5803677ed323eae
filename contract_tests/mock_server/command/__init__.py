"""The command line of the mock server: its options, TLS, and the access log."""
