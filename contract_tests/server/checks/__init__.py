"""The tests of the server suite. Each test checks a rule of the contract."""
