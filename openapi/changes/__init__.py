"""Compare two OpenAPI documents, classify the differences and determine the next version.

sources      reads a document from a file, standard input or a git revision
model        nodes, schemas and differences, and the class of each kind of difference
diff         the comparison, one module for each part of a document
regex        whether one pattern allows every string that another pattern allows
report       the differences, their gravest class and the next version
semver       the version step of a class, and the next version
baseline     the last released document
render       a report as table, JSON, Markdown, or draft for the CHANGELOG
"""
