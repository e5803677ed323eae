"""Servers that violate the contract. Each must be caught by the rule that its fault names."""
