"""Faults: deliberate bugs in servers and clients. The tests must catch every fault.

`python -m contract_tests.faults` runs the server suite against the faulty servers and the valid
variants of `mock_server.variants`. `python -m contract_tests.faults.client` runs tests of the
client against faulty clients.
"""
