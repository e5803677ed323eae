"""Expected responses where the document alone does not give them: record order, ambiguous input."""
