"""Compares two documents, one module for each part of a document."""
