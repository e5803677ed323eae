"""Prepares a document for the generator and refuses what cannot be generated."""
