"""Black-box property tests of any server. Imports neither the client nor the mock."""
