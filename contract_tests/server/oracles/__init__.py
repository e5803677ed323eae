"""Expected results that the document does not state: record order, and ambiguous input."""
