"""Faulty servers: each violates the contract in one way."""
