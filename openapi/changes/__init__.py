"""Compare two OpenAPI documents, classify the differences and determine the next version.

The class of a difference is its severity for callers, such as compatible or breaking.

sources      reads a document from a file, standard input or a git revision
model        values, schemas and differences of documents, and the class of each difference
diff         the comparison, with one module for each part of a document
regex        whether one pattern matches every string that another pattern matches
report       the differences, the most severe class and the next version
semver       the version step (major, minor, patch) for a class, and the next version
baseline     the last released document, with which a new document is compared
render       the output of a report as a table, JSON, Markdown or a draft for the CHANGELOG
"""
