"""Documents and differences as objects: nodes, schemas, names, and the classification."""
