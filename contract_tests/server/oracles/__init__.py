"""Expected responses that the document alone does not give: record order, ambiguous input."""
