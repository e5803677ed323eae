"""Faults: deliberate bugs in servers and clients, which the tests must catch.

`python -m contract_tests.faults` runs the server suite against the faulty servers and the valid
variants of `mock_server.variants`. `faults.client` holds faulty clients, which the tests of the
client must catch.
"""
